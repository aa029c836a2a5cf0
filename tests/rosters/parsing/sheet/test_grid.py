"""Merged areas and filled cells."""

import pytest

from assignments.rosters.parsing.sheet.grid import Merges, filled
from lambinh.lib.spreadsheets.types import Area


def test_every_cell_of_an_area_knows_it() -> None:
    area, other = Area(1, 2, 2, 3), Area(5, 0, 5, 1)

    assert Merges((area, other)).at == {
        (1, 2): area, (1, 3): area, (2, 2): area, (2, 3): area, (5, 0): other, (5, 1): other,
    }  # fmt: skip


def test_an_area_of_more_than_20000_cells_is_no_cell_of_a_table() -> None:
    assert len(Merges((Area(1, 1, 200, 100),)).at) == 20_000
    assert Merges((Area(0, 0, 20_000, 0),)).at == {}


@pytest.mark.parametrize(
    ("row", "top", "expected"), [(2, 1, True), (3, 1, True), (4, 1, False), (1, 1, False), (2, 2, False), (2, 0, True)]
)
def test_an_area_reaches_down_into_the_rows_below_its_first(row: int, top: int, expected: bool) -> None:
    assert Merges((Area(9, 0, 9, 5), Area(1, 0, 3, 0))).vertical_into(row, top) is expected


@pytest.mark.parametrize(
    ("area", "expected"),
    [(Area(2, 0, 2, 1), True), (Area(2, 0, 2, 0), False), (Area(1, 0, 2, 1), False), (Area(2, 0, 3, 1), False)],
)
def test_a_wide_area_lies_in_its_row_alone(area: Area, expected: bool) -> None:
    assert Merges((area,)).has_wide_area_in(2) is expected


def test_wide_areas_are_looked_for_among_the_first_2000() -> None:
    narrow = Area(0, 0, 1, 0)

    assert Merges((*[narrow] * 1_999, Area(2, 0, 2, 1))).has_wide_area_in(2)
    assert not Merges((*[narrow] * 2_000, Area(2, 0, 2, 1))).has_wide_area_in(2)


def test_blanks_fill_no_cell() -> None:
    assert filled((None, " ", "x", 0, "\n", False)) == [2, 3, 5]
