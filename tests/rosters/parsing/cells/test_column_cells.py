"""The raw cells of a column."""

from datetime import date
from typing import Any

import pytest

from assignments.rosters.parsing.cells.column_cells import (
    JOIN_RULES,
    ColumnCells,
    cells_of_column,
    join_birth_cells,
    raw_cells,
)
from assignments.rosters.parsing.cells.parsed_column import ErrorCell
from assignments.rosters.parsing.sheet.grid import Merges
from tests.rosters.parsing.columns.build import column
from tests.support.rosters.build import area
from tests.support.rosters.rule_tables import check_rules

SHEET: dict[int, list[Any]] = {0: ["a", None, "c"], 1: ["x", "y", None], 2: [1980, None, 1990], 3: [None, 5, 6]}


def join_cells(**attributes: Any) -> list[object]:
    return cells_of_column(column(0, **attributes), SHEET.__getitem__, is_exchanged=False)


def test_every_rule_of_joined_columns_decides_its_example() -> None:
    def cells(**attributes: Any) -> ColumnCells:
        return ColumnCells(column(0, **attributes), list(SHEET[0]), SHEET.__getitem__)

    check_rules(
        JOIN_RULES,
        {
            "birth in several columns": (
                cells(birth_cols=(0, None, 2), extra_cols=(1,)),
                ["a/…/1980", None, "c/…/1990"],
            ),
            "households side by side": (
                cells(household_cols=(1, 3), extra_cols=(1,)),
                ["1. a\n2. x", "1. y\n2. 5", "1. c\n2. 6"],
            ),
            "further columns": (cells(extra_cols=(1, 3)), ["a x", "y", "c"]),
            "one column": (cells(), ["a", None, "c"]),
        },
    )


def test_households_side_by_side_are_numbered_where_they_are_several() -> None:
    assert join_cells(household_cols=(3,)) == ["a", 5, "1. c\n2. 6"]
    assert cells_of_column(column(0, household_cols=(1,)), lambda col: [None, "-"], is_exchanged=False) == [None, None]


def test_a_number_is_not_joined_to_a_text() -> None:
    assert join_cells(extra_cols=(2,)) == ["a", None, "c"]


def test_days_and_months_are_exchanged_where_the_user_says_so() -> None:
    cells = [date(2018, 3, 7), date(2018, 3, 13), date(2018, 5, 12), "7/3/2018", None]

    exchanged = cells_of_column(column(0), lambda col: cells, is_exchanged=True)

    assert exchanged == [date(2018, 7, 3), date(2018, 3, 13), date(2018, 12, 5), "7/3/2018", None]
    assert cells_of_column(column(0), lambda col: cells, is_exchanged=False) == cells


# --- births -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "month", "year", "birth"),
    [
        (7, 3, 1980, "7/3/1980"),
        (None, 3, 1980, "3/1980"),
        (None, None, 1980, 1980),
        ("-", " ", "1980", "1980"),
        (7, None, 1980, "7/…/1980"),
        (7, 3, None, "7/3/…"),
        (None, None, None, None),
        (7, ErrorCell("#REF!"), ErrorCell("#N/A"), ErrorCell("#REF!")),
        (" 7 ", "3", " 1980", "7/3/1980"),
    ],
)
def test_a_birth_in_three_columns_is_one_text_or_the_year(day: Any, month: Any, year: Any, birth: Any) -> None:
    assert join_birth_cells([day], [month], [year]) == [birth]


def test_a_birth_may_lack_columns() -> None:
    assert join_birth_cells(None, [3], [1980]) == ["3/1980"]
    assert join_birth_cells([7], None, [1980]) == ["7/…/1980"]
    assert join_birth_cells(None, None, None) == []


# --- merged cells and errors --------------------------------------------------------------------------------------


def raw(
    rows: list[list[Any]], col: int = 0, *, merges: str = "", errors: dict[tuple[int, int], str] | None = None
) -> list[object]:
    return raw_cells(rows, list(range(len(rows))), col, Merges([area(text) for text in merges.split()]), errors or {})


def test_cells_are_those_of_the_records() -> None:
    assert raw_cells([["a"], ["b"], ["c"]], [0, 2], 0, Merges([]), {}) == ["a", "c"]


def test_a_merged_cell_has_its_value_in_every_row_of_its_first_column() -> None:
    rows = [["a", "x"], [None, None], ["b", None]]

    assert raw(rows, merges="A1:A2") == ["a", "a", "b"]
    assert raw(rows, 1, merges="A1:B2") == ["x", None, None]
    assert raw(rows, 1, merges="B1:B3") == ["x", "x", "x"]
    assert raw([["a"], ["y"]], merges="A1:A2") == ["a", "y"]


def test_a_blank_cell_may_show_an_error() -> None:
    rows = [[None], [None], ["b"]]
    errors = {(0, 0): "#REF!", (2, 0): "#N/A"}

    assert raw(rows, errors=errors) == [ErrorCell("#REF!"), None, "b"]
    assert raw(rows, merges="A1:A2", errors=errors) == [ErrorCell("#REF!"), ErrorCell("#REF!"), "b"]
    assert raw(rows, merges="A1:A2", errors={(1, 0): "#REF!"}) == [None, None, "b"]
    assert raw([["a"], [None]], merges="A1:A2", errors={(1, 0): "#REF!"}) == ["a", ErrorCell("#REF!")]
