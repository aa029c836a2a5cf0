"""Births in three columns: day, month and year."""

import pytest

from lambinh.lib.spreadsheets.types import Cell
from tests.support.rosters.build import codes, read_sheets, sheet, values

MEMBERS = (
    ("TT", "Họ và tên", "Ngày sinh", None, None, "Chi bộ"),
    (None, None, "Ngày", "Tháng", "Năm", None),
)
MERGES = "A1:A2 B1:B2 C1:E1 F1:F2"


@pytest.mark.parametrize(
    ("cells", "birth"),
    [
        ((7, 3, 1975), "1975-03-07"),
        (("07", "03", "1975"), "1975-03-07"),
        ((None, 3, 1975), "1975-03"),
        ((None, None, 1975), "1975"),
        (("-", "-", 1975), "1975"),
        ((None, None, None), None),
    ],
)
def test_day_month_and_year_are_one_date(cells: tuple[Cell, ...], birth: str | None) -> None:
    (row,) = values(sheet(*MEMBERS, (1, "Hoàng Văn Quý", *cells, "Chi bộ Nà Khà"), merges=MERGES))

    assert row.get("birth_date") == birth


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ((31, 2, 1975), "no_such_day"),
        ((7, 13, 1975), "no_such_day"),
        ((7, 3, None), "not_a_date"),
        ((7, 3, 2030), "future_year"),
        ((7, None, 1975), "not_a_date"),
    ],
)
def test_a_day_that_is_none_is_an_error(cells: tuple[Cell, ...], code: str) -> None:
    table = sheet(*MEMBERS, (1, "Hoàng Văn Quý", *cells, "Chi bộ Nà Khà"), merges=MERGES)

    assert codes(table) == [("birth_date", code, "error")]


def test_an_error_in_one_of_the_three_cells_is_told() -> None:
    table = sheet(
        *MEMBERS, (1, "Hoàng Văn Quý", None, 3, 1975, "Chi bộ Nà Khà"), merges=MERGES, errors={(2, 2): "#REF!"}
    )

    assert codes(table) == [("birth_date", "error_cell", "error")]


def test_of_a_head_of_household_the_year_is_kept_and_the_columns_are_known() -> None:
    (table,) = read_sheets(
        sheet(
            ("TT", "Chủ hộ", "Ngày, tháng, năm sinh", None, None, "Số khẩu"),
            (None, None, "Ngày", "Tháng", "Năm", None),
            (1, "Giàng A Páo", 7, 3, 1975, 4),
            merges=MERGES,
        )
    ).tables

    assert table.rows[0].values == {"head_name": "Giàng A Páo", "head_birth_year": 1975, "household_size": 4}
    assert [column.fields for column in table.previews[2:5]] == [("head_birth_year",)] * 3


def test_a_heading_over_three_columns_needs_no_names_for_them() -> None:
    rows = values(
        sheet(
            ("TT", "Họ và tên", "Ngày tháng năm sinh", None, None, "Chi bộ"),
            (1, "Hoàng Văn Quý", 7, 3, 1975, "Chi bộ Nà Khà"),
            merges="C1:E1",
        )
    )

    assert rows[0]["birth_date"] == "1975-03-07"


def test_carers_and_heads_have_each_their_three_columns() -> None:
    (row,) = values(
        sheet(
            ("TT", "Đảng viên phụ trách", "Ngày sinh", None, None, "Chủ hộ", "Ngày sinh", None, None),
            (None, None, "Ngày", "Tháng", "Năm", None, "Ngày", "Tháng", "Năm"),
            (1, "Hoàng Văn Quý", 7, 3, 1975, "Giàng A Páo", 8, 4, 1980),
            merges="A1:A2 B1:B2 C1:E1 F1:F2 G1:I1",
        )
    )

    assert (row["member_birth_year"], row["head_birth_year"]) == (1975, 1980)
