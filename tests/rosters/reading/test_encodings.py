"""Text files in TCVN3 and VNI, also after another program took them for Windows-1258 or 1252."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assignments.rosters.parsing import read_roster
from lambinh.lib.spreadsheets.reader import read_workbook
from tests.support.rosters.build import TODAY, read_sheets, sheet
from tests.support.rosters.layouts.encodings import to_cp1258, to_tcvn3, to_vni

ROWS = (
    ("TT", "Họ và tên chủ hộ", "Năm sinh", "Thôn", "Diện hộ"),
    ("1", "Đặng Thị Hường", "1970", "Nặm Mỵ", "Hộ nghèo"),
    ("2", "Giàng Mí Sò", "1971", "Khuổi Trang", "Cận nghèo"),
    ("3", "Nguyễn Văn Phó", "1972", "Bản Lầu", "Hộ nghèo"),
    ("4", "Lý Thị Dậu", "1973", "Thẳm Kiệt", "Thoát nghèo"),
)
NAMES = ["Đặng Thị Hường", "Giàng Mí Sò", "Nguyễn Văn Phó", "Lý Thị Dậu"]
OLD = [pytest.param(to_tcvn3, "converted_tcvn3", id="tcvn3"), pytest.param(to_vni, "converted_vni", id="vni")]


def names_and_notices(path: Path) -> tuple[list[object], list[str]]:
    (table,) = read_roster(read_workbook(path), today=TODAY).tables
    return [row.values["head_name"] for row in table.rows], [notice.code for notice in table.notices]


@pytest.mark.parametrize(("encode", "notice"), OLD)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_of_old_codes_is_converted(
    tmp_path: Path, encode: Callable[[str], str], notice: str, separator: str
) -> None:
    path = tmp_path / "ho.csv"
    path.write_bytes("\r\n".join(separator.join(map(encode, row)) for row in ROWS).encode("latin-1"))

    assert names_and_notices(path) == (NAMES, [notice])


@pytest.mark.parametrize(("encode", "notice"), OLD)
@pytest.mark.parametrize("page", ["cp1258", "cp1252"])
def test_old_codes_that_were_saved_as_letters_of_another_code_page_are_converted(
    tmp_path: Path, encode: Callable[[str], str], notice: str, page: str
) -> None:
    path = tmp_path / "ho.csv"
    text = "\n".join(",".join(map(encode, row)) for row in ROWS).encode("latin-1").decode(page)
    path.write_bytes(text.encode("utf-8"))

    assert names_and_notices(path) == (NAMES, [notice])


@pytest.mark.parametrize(("encode", "notice"), OLD)
def test_so_they_are_in_the_cells_of_a_workbook(encode: Callable[[str], str], notice: str) -> None:
    rows = [tuple(encode(cell).encode("latin-1").decode("cp1258") for cell in row) for row in ROWS]

    (table,) = read_sheets(sheet(*rows)).tables

    assert [row.values["head_name"] for row in table.rows] == NAMES
    assert [row.values["poverty"] for row in table.rows] == ["poor", "near_poor", "poor", "escaped"]
    assert [table_notice.code for table_notice in table.notices] == [notice]


def test_windows_1258_stays_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "ho.csv"
    path.write_bytes(to_cp1258("\n".join(",".join(row) for row in ROWS)))

    assert names_and_notices(path) == (NAMES, [])


def test_a_sheet_in_unicode_is_not_taken_for_old_codes() -> None:
    (table,) = read_sheets(
        sheet(
            ("TT", "Họ và tên chủ hộ", "Năm sinh", "Ghi chú"),
            (1, "Đặng Thị Hường", 1970, "nhà 30 m² · «tạm»"),
            (2, "Ðỗ Văn Ơn", 1971, "¼ sào"),
        )
    ).tables

    assert [row.values["head_name"] for row in table.rows] == ["Đặng Thị Hường", "Đỗ Văn Ơn"]
    assert table.notices == ()
