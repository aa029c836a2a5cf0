"""A workbook with several sheets."""

from typing import Any

import pytest

from assignments.rosters.parsing.reader import read_roster
from assignments.rosters.parsing.records import Choices, Roster, SheetChoice
from assignments.rosters.parsing.sheet import limits
from lambinh.lib.spreadsheets.types import Sheet, UnreadableFile, Workbook
from tests.support.rosters.build import TODAY, sheet

HEADING = ("TT", "Mã hộ", "Họ và tên chủ hộ", "Năm sinh")
PAO = (1, "LB01", "Giàng A Páo", 1970)
SI = (2, "LB01", "Lù A Sì", 1980)


def read(*sheets: Sheet, **options: Any) -> Roster:
    return read_roster(Workbook("ho.xlsx", "xlsx", sheets), today=TODAY, **options)


def notices(roster: Roster) -> list[tuple[str | None, str]]:
    return [(notice.field, notice.code) for notice in roster.notices]


def test_the_tables_of_all_sheets_are_read_in_order() -> None:
    roster = read(sheet(HEADING, PAO, name="A"), sheet(("x",), name="B"), sheet(HEADING, SI, name="C"))

    assert [table.name for table in roster.tables] == ["A", "C"]
    assert (roster.file, roster.notices, roster.remembered) == ("ho.xlsx", (), {})


def test_one_code_in_two_sheets_is_an_error_of_both_rows() -> None:
    roster = read(sheet(HEADING, PAO, name="A"), sheet(HEADING, SI, name="C"))

    assert [fault.code for table in roster.tables for row in table.rows for fault in row.problems] == ["same_code"] * 2


@pytest.mark.parametrize("cover", ["Xã Thổ Bình, huyện Lâm Bình"])
def test_a_cover_sheet_names_the_places_of_all_sheets(cover: str) -> None:
    roster = read(sheet((cover,), name="Bìa"), sheet(HEADING, PAO, name="A"), sheet(HEADING, SI, name="B"))

    assert [(table.context["commune"], table.context["district"]) for table in roster.tables] == [
        ("Thổ Bình", "Lâm Bình")
    ] * 2


def test_two_communes_are_those_of_their_own_sheets_only() -> None:
    sheets = [sheet((f"Xã {name}",), HEADING, PAO, name=name) for name in ("Thổ Bình", "Bình An")]
    roster = read(*sheets, sheet(HEADING, SI, name="Sheet3"))

    assert [table.context.get("commune") for table in roster.tables] == ["Thổ Bình", "Bình An", None]


def test_a_sheet_among_others_is_named_for_its_village() -> None:
    alone = read(sheet(HEADING, PAO, name="Nà Khà"), sheet(("x",), name="B"))
    among = read(sheet(HEADING, PAO, name="Nà Khà"), sheet(HEADING, SI, name="B"))

    assert "village" not in alone.tables[0].rows[0].values
    assert among.tables[0].rows[0].values["village"] == "Nà Khà"


@pytest.mark.parametrize(
    ("hidden", "choice", "is_read", "codes"),
    [
        (sheet(HEADING, SI, name="Ẩn", hidden=True), SheetChoice(), False, ["hidden_sheet"]),
        (sheet(HEADING, SI, name="Ẩn", hidden=True), SheetChoice(heading=(1, 1)), True, []),
        (sheet(HEADING, SI, name="Ẩn", hidden=True), SheetChoice(skip=True), False, []),
        (sheet(HEADING, SI, name="Ẩn", hidden=True), SheetChoice(skip=True, heading=(1, 1)), False, []),
        (sheet(HEADING, SI, name="Ẩn"), SheetChoice(), True, []),
        (sheet(HEADING, SI, name="Ẩn"), SheetChoice(skip=True), False, []),
        (sheet(name="Ẩn", hidden=True), SheetChoice(), False, []),
        (sheet(HEADING, SI, name="Danh mục", hidden=True), SheetChoice(), False, []),
    ],
)
def test_a_hidden_sheet_is_read_when_the_user_says_so(
    hidden: Sheet, choice: SheetChoice, is_read: bool, codes: list[str]
) -> None:
    roster = read(sheet(HEADING, PAO, name="A"), hidden, choices=Choices({hidden.name: choice}))

    assert [table.name for table in roster.tables] == ["A", hidden.name][: 1 + is_read]
    assert notices(roster) == [(None, code) for code in codes]
    assert all(hidden.name in notice.message for notice in roster.notices)


def test_a_workbook_without_a_list_says_so() -> None:
    assert notices(read(sheet(("x",), name="A"))) == [(None, "no_table")]


def test_a_heading_is_read_as_it_was_corrected_before() -> None:
    rows = (("TT", "Chủ hộ", "Cột lạ"), (1, "Giàng A Páo", "Nà Khà"))
    roster = read(sheet(*rows), corrections={"CỘT LẠ": "village"})

    assert roster.tables[0].rows[0].values["village"] == "Nà Khà"
    assert roster.remembered == {"Cột lạ": "village"}


def test_a_workbook_that_costs_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_ROWS", 1)
    read(sheet(HEADING, PAO, name="A"))

    with pytest.raises(UnreadableFile) as error:
        read(sheet(HEADING, PAO, name="A"), sheet(HEADING, SI, name="B"))
    assert error.value.code == "too_many_records"
    assert "ho.xlsx" in error.value.message

    with pytest.raises(UnreadableFile) as error:
        read(sheet(HEADING, PAO), seconds=-1)
    assert error.value.code == "too_slow"
