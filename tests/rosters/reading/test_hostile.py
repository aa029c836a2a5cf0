"""Cells that no office types: long runs, digits of other scripts, halves of characters. None stops the reader."""

import time

import pytest

from assignments.rosters.parsing.sheet.truncation import LONGEST, short
from lambinh.lib.spreadsheets.types import Cell
from tests.rosters.reading.test_faults import HEADINGS, ROWS
from tests.support.rosters.build import read_sheets, sheet

RUNS = (
    "a ", "1", "(", "nguyễn ", "- ", "hộ ", "\n", ";\n", "1. ", "5 hộ 5 ", "a\n", "A'", "đ/c ", "ngày tháng ",
    "phụ trách ", "-–", "=", ". ", "Nguyễn Văn An, ", "1. Nguyễn Văn An\n", "họ tên, năm sinh, ", "\x00", "²", "_",
)  # fmt: skip
ODD: tuple[Cell, ...] = (
    "9" * 5000, 10**400, "٣", "²", "①", "½", "Ⅳ", "²²/03/1975", "٣/٣/١٩٧٥", "\x00", "a\x00b", "\ud800", True, -1,
)  # fmt: skip


def rows_with(kind: str, cell: Cell) -> list[list[Cell]]:
    """A correct row, then a row for each column with `cell` in it; `cell` also stands in lines between and above."""
    right = list(ROWS[kind])
    wrong = [[*right[:index], cell, *right[index + 1 :]] for index in range(len(right))]
    return [["DANH SÁCH", cell], list(HEADINGS[kind]), right, *wrong, [cell], [None, cell], ["I", cell], right]


@pytest.mark.parametrize("run", RUNS)
def test_ten_thousand_characters_in_every_cell_are_read_in_no_time(run: str) -> None:
    text = (run * 10_000)[:10_000] + "!"

    for kind in HEADINGS:
        rows = rows_with(kind, text)
        start = time.process_time()
        read_sheets(sheet(*rows))

        assert time.process_time() - start < 0.1 * len(rows)


@pytest.mark.parametrize("cell", ODD)
@pytest.mark.parametrize("kind", HEADINGS)
def test_no_cell_stops_the_reading(kind: str, cell: Cell) -> None:
    roster = read_sheets(sheet(*rows_with(kind, cell)))

    read = [row for table in roster.tables for row in table.rows]
    assert len(read) > len(HEADINGS[kind])
    assert "\x00" not in repr(roster) and "\ud800" not in str([row.values for row in read])


def test_a_citizen_id_in_digits_of_another_script_is_no_citizen_id() -> None:
    heading = ("TT", "Họ và tên chủ hộ", "Số CCCD", "Số khẩu")

    (table,) = read_sheets(sheet(heading, (1, "Giàng A Páo", "٠٠٨٠٨٠٠٠١٢٣٤", 4))).tables

    assert [problem.code for problem in table.rows[0].problems] == ["bad_citizen_id"]


def test_a_text_that_is_cut_is_told() -> None:
    heading = ("TT", "Họ và tên chủ hộ", "Số khẩu", "Ghi chú")

    (table,) = read_sheets(sheet(heading, (1, "Giàng A Páo", 4, "chữ " * 1_000))).tables

    assert len(str(table.rows[0].values["note"])) <= LONGEST
    assert "cell_cut" in {notice.code for notice in table.notices}


def test_only_runs_of_blanks_and_of_one_sign_are_shortened() -> None:
    text = "Nguyễn Văn An - Bí thư chi bộ, " + "thôn Nà Khà, xã Thổ Bình " * 5

    assert short(text) == text
    assert short("Nguyễn" + " " * 100 + "An") == "Nguyễn An"
    assert short("Nguyễn" + " \n" * 100 + "An") == "Nguyễn\nAn"
    assert short("." * 1_000) == "." * 40
