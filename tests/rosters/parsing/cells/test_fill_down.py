"""Blank cells and ditto marks are filled from above."""

from typing import Any

import pytest

from assignments.rosters.parsing.cells.fill_down import (
    FILL_RULES,
    FillContext,
    fill_down,
    fill_household_cells,
)
from assignments.rosters.parsing.cells.parsed_column import DITTO, ParsedColumn
from assignments.rosters.parsing.cells.parsers import ParsedCell
from assignments.rosters.parsing.columns.layout import Column
from assignments.rosters.parsing.problems import problem
from tests.rosters.parsing.cells.build import problems_of, values_of

GROUP: dict[str, str] = {}
NO = False


def parsed_column(fields: str, *results: Any, col: int = 0) -> ParsedColumn:
    return ParsedColumn(tuple(fields.split()), list(results), Column(col, ("",)), [])


def fill(
    *columns: ParsedColumn, groups: Any = None, numbered: Any = None, merged: Any = None, ended: Any = None
) -> Any:
    count = len(columns[0].results)
    fill_down(columns, groups or [GROUP] * count, numbered, merged or [NO] * count, ended)
    return columns[0].results if len(columns) == 1 else [column.results for column in columns]


# --- rules --------------------------------------------------------------------------------------------------------


def test_every_rule_has_an_example_and_one_that_it_leaves() -> None:
    name = parsed_column("member_name", "A", None, None, "B", col=2)
    context = FillContext(name, [NO, True, True, NO], [NO, True, True, True])
    none = FillContext(None, [], [NO, True, True, True])
    once, gaps = ("x", None, None, "y"), ("x", "y", None, "z")
    examples: dict[str, tuple[ParsedColumn, list[tuple[ParsedColumn, FillContext]], list[bool]]] = {
        "assignee's own cells": (
            parsed_column("member_phone", *gaps),
            [(parsed_column("member_phone", *gaps), none), (parsed_column("member_name head_name", *gaps), context)],
            context.same_assignee,
        ),
        "filled with the assignee": (
            parsed_column("starts_on", *once),
            [
                (parsed_column("starts_on", *once), none),
                (parsed_column("starts_on", *gaps), context),
                (parsed_column("starts_on", *[None] * 4), context),
                (parsed_column("starts_on", "x", "x", "x", "y"), context),
                (parsed_column("starts_on", "x", "x", None, "y"), context),
                (parsed_column("note", *once), context),
            ],
            context.same_assignee,
        ),
        "agency left of its people": (
            parsed_column("member_organisation", *once, col=1),
            [
                (parsed_column("member_organisation", *once, col=2), context),
                (parsed_column("member_organisation", *once, col=1), none),
                (parsed_column("member_organisation", *gaps, col=1), context),
                (parsed_column("member_position", *once, col=1), context),
            ],
            context.same_group,
        ),
        "place written once": (
            parsed_column("village commune", *once),
            [
                (parsed_column("village", *gaps), context),
                (parsed_column("village starts_on", *once), context),
                (parsed_column("village", "x", "x", None, None), context),
                (parsed_column("village", None, "x", None, None), context),
                (parsed_column("village", *"abcd"), context),
                (parsed_column("village"), context),
            ],
            context.same_group,
        ),
    }
    assert list(examples) == [rule.name for rule in FILL_RULES]
    for rule in FILL_RULES:
        column, others, rows = examples[rule.name]
        assert rule.applies(column, context)
        assert not any(rule.applies(other, other_context) for other, other_context in others)
        assert rule.rows(context) == rows


def test_a_column_filled_in_more_than_seven_of_ten_rows_has_gaps() -> None:
    rule = FILL_RULES[3]

    assert rule.applies(parsed_column("village", *"abcdefg", None, None, None), FillContext(None, [], []))
    assert not rule.applies(parsed_column("village", *"abcdefgh", None, None), FillContext(None, [], []))


# --- filling ------------------------------------------------------------------------------------------------------


def test_a_blank_name_is_the_one_above_in_the_same_group() -> None:
    other = {"village": "Nà Cọn"}

    assert fill(parsed_column("member_name", "A", None, None, None), groups=[GROUP, GROUP, other, other]) == [
        "A", "A", None, None,
    ]  # fmt: skip


def test_the_first_row_takes_nothing_from_the_last() -> None:
    assert fill(parsed_column("member_name", None, "A"), merged=[True, NO]) == [None, "A"]
    assert fill(parsed_column("member_name"), groups=[]) == []


def test_a_merged_name_is_the_one_above_in_any_group() -> None:
    groups = [GROUP, {"village": "Nà Cọn"}]

    assert fill(parsed_column("member_name", "A", None), groups=groups, merged=[NO, True]) == ["A", "A"]


def test_an_assignment_that_ended_leaves_its_row_without_an_assignee() -> None:
    assert fill(parsed_column("member_name", "A", None, None), ended=[NO, True, NO]) == ["A", None, None]


def test_the_facts_of_an_assignee_follow_their_name() -> None:
    name = parsed_column("member_name", "A", None, DITTO, "B")
    phone = parsed_column("member_phone", "1", None, None, None)
    position = parsed_column("member_position", "x", None, "y", None)

    assert fill(name, phone, position) == [["A", "A", "A", "B"], ["1", "1", "1", None], ["x", "x", "y", None]]


def test_a_date_beside_the_names_only_holds_for_all_households_of_the_member() -> None:
    name = parsed_column("member_name", "A", None, "B", None)

    assert fill(name, parsed_column("starts_on", "2018", None, "2019", None))[1] == ["2018", "2018", "2019", "2019"]
    name.results[:] = ["A", None, "B", None]
    assert fill(name, parsed_column("starts_on", "2018", None, None, None))[1] == ["2018", None, None, None]


def test_a_village_written_once_holds_for_the_rows_of_its_group_also_without_assignees() -> None:
    groups = [GROUP, GROUP, {"commune": "Thổ Bình"}]

    assert fill(parsed_column("village", "Nà Khà", None, None), groups=groups) == ["Nà Khà", "Nà Khà", None]


def test_what_is_filled_has_no_problems_of_its_own() -> None:
    phone = ParsedCell({"member_phone": "0912"}, (problem("member_phone", "padded_phone", value="0912"),))

    _, results = fill(parsed_column("member_name", "A", None), parsed_column("member_phone", phone, None))

    assert results == [phone, ParsedCell({"member_phone": "0912"})]


def test_ditto_marks_repeat_the_last_value_above() -> None:
    assert fill(parsed_column("note", "x", None, DITTO, "y", DITTO)) == ["x", None, "x", "y", "y"]


def test_a_ditto_mark_without_a_value_above_is_a_problem() -> None:
    first, second = fill(parsed_column("note phone", DITTO, "x"))

    assert (values_of(first), problems_of(first), second) == ({}, ["note: ditto_without_above"], "x")


def test_a_ditto_mark_below_an_unreadable_cell_is_a_problem() -> None:
    faulty = ParsedCell({}, (problem("starts_on", "not_a_date", value="x"),))
    cell = ParsedCell({"phone": "09"}, (problem("phone", "padded_phone", value="09"),))

    assert problems_of(fill(parsed_column("starts_on", faulty, DITTO))[1]) == ["starts_on: ditto_of_fault"]
    assert fill(parsed_column("phone", cell, DITTO))[1] == ParsedCell({"phone": "09"})
    assert fill(parsed_column("phone", ParsedCell({}), DITTO))[1] == ParsedCell({})


def warnings(*results: Any, numbered: Any, merged: Any = None) -> list[list[str]]:
    return [
        problems_of(each) for each in fill(parsed_column("member_name", *results), numbered=numbered, merged=merged)
    ]


def test_a_filled_name_in_a_numbered_row_is_a_warning() -> None:
    warning = ["member_name: filled_from_above"]

    assert warnings("A", None, None, numbered=[True, True, NO]) == [[], warning, []]
    assert warnings("A", DITTO, numbered=[True, True]) == [[], []]
    assert warnings("A", "B", numbered=[True, True], merged=[NO, True]) == [[], []]
    assert warnings(None, None, numbered=[True, True]) == [[], []]
    assert warnings("A", None, numbered=None) == [[], []]


def test_the_warning_names_the_member_and_keeps_the_facts_beside_the_name() -> None:
    cell = ParsedCell({"member_name": "Hoàng A Páo", "member_birth_year": 1975})

    for result in ("Hoàng A Páo", cell):
        below = fill(parsed_column("member_name", result, None), numbered=[True, True])[1]
        assert isinstance(below, ParsedCell)
        assert below.values["member_name"] == "Hoàng A Páo"
        assert "Hoàng A Páo" in below.problems[0].message
    assert below.values["member_birth_year"] == 1975
    assert problems_of(fill(parsed_column("member_name", ParsedCell({}), None), numbered=[True, True])[1])


def test_a_column_with_names_of_heads_as_well_gives_no_warning() -> None:
    assert problems_of(fill(parsed_column("member_name head_name", "A", None), numbered=[True, True])[1]) == []


# --- a second assignee --------------------------------------------------------------------------------------------


def household(
    *,
    name: tuple[Any, Any] = ("A", "B"),
    head: tuple[Any, Any] = ("H", None),
    size: tuple[Any, Any] = (4, None),
    note: tuple[Any, Any] = ("n", None),
    name_col: int = 5,
    unnumbered: bool = True,
    groups: Any = None,
) -> list[Any]:
    """The second row after `fill_household_cells`: head, size, class, note."""
    columns = [
        parsed_column("member_name", *name, col=name_col),
        parsed_column("head_name", *head, col=1),
        parsed_column("household_size", *size, col=2),
        parsed_column("poverty", "poor", "other", col=3),
        parsed_column("note", *note, col=4),
    ]
    fill_household_cells(columns, groups or [GROUP, GROUP], [NO, unnumbered])
    return [column.results[1] for column in columns[1:]]


def test_a_second_assignee_has_the_household_above_but_not_its_note() -> None:
    assert household() == ["H", 4, "poor", None]
    assert household(name_col=1) == ["H", 4, "poor", None]


@pytest.mark.parametrize(
    "other",
    [
        {"name": ("A", None)},
        {"head": ("H", "I")},
        {"size": (4, 5)},
        {"name_col": 0},
        {"unnumbered": False},
        {"groups": [GROUP, {}]},
    ],
)
def test_any_other_row_is_a_household_of_its_own(other: dict[str, Any]) -> None:
    assert household(**other)[2] == "other"


def test_a_third_assignee_has_the_household_too() -> None:
    name, head = parsed_column("member_name", "A", "B", "C", col=2), parsed_column("head_name", "H", None, None, col=1)

    fill_household_cells([name, head], [GROUP] * 3, [NO, True, True])

    assert head.results == ["H", "H", "H"]


def test_the_first_row_is_no_second_assignees() -> None:
    name, head = parsed_column("member_name", "A", "B", col=2), parsed_column("head_name", None, "H", col=1)

    fill_household_cells([name, head], [GROUP] * 2, [True, True])

    assert head.results == [None, "H"]


def test_problems_of_the_household_are_said_once_but_for_unreadable_cells() -> None:
    faulty = ParsedCell({}, (problem("household_size", "not_a_size", value="x"),))
    cell = ParsedCell({"household_size": 30}, (problem("household_size", "large_size", value=30),))

    assert household(size=(faulty, None))[1] == faulty
    assert household(size=(cell, None))[1] == ParsedCell({"household_size": 30})


def test_lists_without_heads_or_without_members_are_left_alone() -> None:
    for fields in ("member_name", "head_name"):
        column, size = parsed_column(fields, "A", "B"), parsed_column("household_size", 4, None)
        fill_household_cells([column, size], [GROUP] * 2, [NO, True])
        assert size.results == [4, None]


@pytest.mark.parametrize(
    "field", ["tier", "starts_on", "ends_on", "period", "help", "result", "note", "member_phone", "member_position"]
)
def test_facts_of_the_assignment_are_not_the_households(field: str) -> None:
    name, head = parsed_column("member_name", "A", "B", col=2), parsed_column("head_name", "H", None, col=1)
    fact = parsed_column(field, "x", None, col=3)

    fill_household_cells([name, head, fact], [GROUP] * 2, [NO, True])

    assert (head.results, fact.results) == (["H", "H"], ["x", None])


@pytest.mark.parametrize("field", ["village", "commune", "address", "tier", "organisation", "workplace"])
def test_places_and_bodies_are_written_once(field: str) -> None:
    assert fill(parsed_column(field, "x", None, None)) == ["x", "x", "x"]
    assert fill(parsed_column("phone", "x", None, None)) == ["x", None, None]


@pytest.mark.parametrize("field", ["starts_on", "ends_on", "period", "tier"])
def test_days_are_written_with_the_assignee(field: str) -> None:
    name = parsed_column("member_name", "A", None, "B", None)

    assert fill(name, parsed_column(field, "x", None, "x", None))[1] == ["x", "x", "x", "x"]
