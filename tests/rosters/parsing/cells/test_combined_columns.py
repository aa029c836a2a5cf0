"""Several columns for one field."""

from typing import Any

import pytest

from assignments.rosters.parsing.cells.combined_columns import (
    CLASS_RULES,
    MARK_RULES,
    SEX_RULES,
    ClassMarks,
    MarkCell,
    SexCells,
    class_from_cells,
    combine_columns,
    is_combined,
    sex_from_cells,
    tier_from_cells,
)
from assignments.rosters.parsing.cells.field_parsers import single_parser
from assignments.rosters.parsing.cells.parsed_column import ErrorCell
from assignments.rosters.parsing.cells.parsers import ParsedCell
from assignments.rosters.parsing.columns.layout import TableLayout
from assignments.rosters.parsing.problems import problem
from tests.rosters.parsing.cells.build import TODAY, outcome
from tests.rosters.parsing.columns.build import column
from tests.support.rosters.rule_tables import check_rules

UNREADABLE = problem("poverty", "unknown_mark", value="?")


def combine(layout: TableLayout, **cells: list[Any]) -> list[tuple[tuple[str, ...], list[tuple[object, list[str]]]]]:
    """Fields and outcomes of the combined columns; `cells` by the field of their column."""
    raw = {each.col: cells[each.fields[0]] for each in layout.columns if each.fields[0] in cells}
    return [(each.fields, list(map(outcome, each.results))) for each in combine_columns(layout, raw, TODAY)]


def layout(*fields: str, kind: str = "households", text: str = "") -> TableLayout:
    return TableLayout(kind, [column(col, fields=name, text=text) for col, name in enumerate(fields)], None)


# --- classes ------------------------------------------------------------------------------------------------------


def test_every_rule_of_classes_decides_its_example() -> None:
    check_rules(
        CLASS_RULES,
        {
            "several classes": (
                ClassMarks(("poor", "escaped"), (UNREADABLE,)),
                ParsedCell({}, (problem("poverty", "conflicting_class"),)),
            ),
            "unreadable": (ClassMarks((), (UNREADABLE,)), ParsedCell({}, (UNREADABLE,))),
            "one class beside an unreadable cell": (
                ClassMarks(("poor",), (UNREADABLE,)),
                ParsedCell({"poverty": "poor"}, (UNREADABLE,)),
            ),
            "one class": (ClassMarks(("poor",), ()), "poor"),
            "no mark": (ClassMarks((), ()), "other"),
        },
    )


def test_every_rule_of_marks_decides_its_example() -> None:
    check_rules(
        MARK_RULES,
        {
            "mark": (MarkCell("x", "escaped"), "escaped"),
            "no mark": (MarkCell("-", "escaped"), None),
            "class in words": (MarkCell("Hộ cận nghèo", "escaped"), "near_poor"),
            "year": (MarkCell(" 2019 ", "escaped"), "escaped"),
        },
    )
    for unreadable in ("201", "20199", "năm 2019", "?"):
        assert not any(rule.applies(MarkCell(unreadable, "poor")) for rule in MARK_RULES)


@pytest.mark.parametrize(
    ("cells", "result"),
    [
        ((None, "x", None), ("poor", [])),
        ((None, None, "x"), ("near_poor", [])),
        ((None, None, None), ("other", [])),
        ((None, "x", "x"), ({}, ["poverty: conflicting_class"])),
        (("Không", "x", None), ("poor", [])),  # a mark adds to "none of these"
        (("Hộ nghèo", "x", None), ("poor", [])),
        (("Hộ cận nghèo", "x", None), ({}, ["poverty: conflicting_class"])),
        (("2", None, None), ("near_poor", [])),  # by the key in the heading
        ((" 2 ", None, None), ("near_poor", [])),
        (("3", None, None), ({}, ["poverty: unknown_class"])),
        (("??", "x", None), ({"poverty": "poor"}, ["poverty: unknown_class"])),
        ((None, "??", None), ({}, ["poverty: unknown_mark"])),
        ((None, 2019, None), ("poor", [])),
        ((None, 0, "x"), ("near_poor", [])),
        ((ErrorCell("#REF!"), "x", None), ({}, ["poverty: error_cell"])),
        ((None, "#N/A", None), ({}, ["poverty: error_cell"])),
        ((None, ErrorCell("formula"), None), ({}, ["poverty: formula_without_value"])),
    ],
)
def test_the_class_of_a_household_comes_from_words_keys_and_marks(cells: Any, result: Any) -> None:
    keys = {"2": "near_poor"}

    assert outcome(class_from_cells(cells, ["poverty", "poor", "near_poor"], keys)) == result


def test_marks_of_two_classes_contradict_each_other_also_where_one_is_other() -> None:
    result = class_from_cells(("x", "x"), ["poor", "other_class"], {})

    assert outcome(result) == ({}, ["poverty: conflicting_class"])


def test_columns_of_classes_are_one_column_with_the_keys_of_their_headings() -> None:
    table = layout("poverty", text="Loại hộ (1: hộ nghèo; 2 - hộ cận nghèo, 3. mồ côi)")

    assert combine(table, poverty=["1", "2", "3", None]) == [
        (("poverty",), [("poor", []), ("near_poor", []), ({}, ["poverty: unknown_class"]), ("other", [])])
    ]


def test_ditto_marks_stand_for_the_cells_above() -> None:
    table = layout("poor", "near_poor")

    assert combine(table, poor=["x", '"', None, '"'], near_poor=[None, None, "x", '"']) == [
        (("poverty",), [("poor", []), ("poor", []), ("near_poor", []), ("near_poor", [])])
    ]


def test_a_ditto_mark_in_the_first_row_stands_for_a_blank_cell() -> None:
    assert combine(layout("poor", "near_poor"), poor=['"'], near_poor=[None]) == [(("poverty",), [("other", [])])]


# --- sex ----------------------------------------------------------------------------------------------------------


def sex_cells(*filled: tuple[object, str]) -> SexCells:
    return SexCells(filled, "head_birth_year", single_parser("head_birth_year", TODAY))


def test_every_rule_of_the_sex_decides_its_example() -> None:
    check_rules(
        SEX_RULES,
        {
            "blank": (sex_cells(), None),
            "both columns filled": (
                sex_cells(("x", "M"), (1980, "F")),
                ParsedCell({}, (problem("sex", "conflicting_sex"),)),
            ),
            "mark": (sex_cells(("x", "F")), ParsedCell({"sex": "F"})),
            "birth": (sex_cells((1980, "F")), ParsedCell({"sex": "F", "head_birth_year": 1980})),
        },
    )


@pytest.mark.parametrize(
    ("cells", "result"),
    [
        ((None, "-"), (None, [])),
        (("x", 0), ({"sex": "M"}, [])),
        ((0, "x"), ({"sex": "F"}, [])),
        ((None, "7/3/75"), ({"sex": "F", "head_birth_year": 1975}, ["head_birth_year: two_digit_year"])),
        ((None, "không rõ ngày"), ({"sex": "F"}, ["head_birth_year: not_a_date"])),
        (("x", 1980), ({}, ["sex: conflicting_sex"])),
    ],
)
def test_the_sex_is_that_of_the_column_that_is_filled(cells: Any, result: Any) -> None:
    parse = single_parser("head_birth_year", TODAY)

    assert outcome(sex_from_cells(cells, ["M", "F"], "head_birth_year", parse)) == result


def test_a_birth_without_a_value_leaves_the_sex() -> None:
    assert sex_from_cells(("1980",), ["M"], "birth_date", lambda cell: None) == ParsedCell({"sex": "M"})


@pytest.mark.parametrize(("kind", "field"), [("members", "birth_date"), ("households", "head_birth_year")])
def test_births_under_men_and_women_are_those_of_the_list(kind: str, field: str) -> None:
    ((fields, results),) = combine(layout("male", "female", kind=kind), male=[1980, None], female=[None, 1990])

    assert fields == ("sex", field)
    assert [values["sex"] for values, _ in results if isinstance(values, dict)] == ["M", "F"]
    assert all(field in values for values, _ in results if isinstance(values, dict))


def test_where_one_sex_is_marked_everybody_else_is_of_the_other() -> None:
    assert combine(layout("female"), female=["x", None])[0][1] == [({"sex": "F"}, []), ({"sex": "M"}, [])]
    assert combine(layout("male"), male=["x", None])[0][1] == [({"sex": "M"}, []), ({"sex": "F"}, [])]


def test_births_of_one_sex_alone_say_nothing_of_the_others() -> None:
    assert combine(layout("female"), female=[1980, None])[0][1][1] == (None, [])
    both = combine(layout("male", "female"), male=["x", None], female=[None, None])
    assert both[0][1] == [({"sex": "M"}, []), (None, [])]


def error_field(*fields: str, male: list[Any]) -> list[str]:
    cells = {"male": male, "female": [None] * len(male), "sex": [None] * len(male)}
    return combine(layout(*fields), **{name: cells[name] for name in fields})[0][1][0][1]


def test_an_error_is_one_of_the_sex_where_it_is_marked_and_else_of_the_birth() -> None:
    error = ErrorCell("#REF!")

    assert error_field("male", "female", male=[error, "x"]) == ["sex: error_cell"]
    assert error_field("male", "female", male=[error, 1980]) == ["head_birth_year: error_cell"]
    assert error_field("male", "female", "sex", male=[error, "x"]) == ["head_birth_year: error_cell"]


def test_beside_a_column_of_the_sex_those_of_men_and_women_hold_births() -> None:
    cells = {"male": [1980], "female": [None], "sex": ["Nam"]}

    assert combine(layout("male", "female", "sex"), **cells)[0][0] == ("head_birth_year",)


# --- tiers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "result"),
    [
        (("x", None), ("district", [])),
        ((None, 1), ("commune", [])),
        ((None, None), (None, [])),
        (("x", "x"), ({}, ["tier: unknown_level"])),
    ],
)
def test_the_tier_is_that_of_the_column_that_is_marked(cells: Any, result: Any) -> None:
    assert outcome(tier_from_cells(cells, ["district", "commune"])) == result


def test_two_marked_tiers_are_told_with_their_cells() -> None:
    result = tier_from_cells(("x", None, "v"), ["district", "commune", "commune"])

    assert isinstance(result, ParsedCell)
    assert "x v" in result.problems[0].message


def test_columns_of_tiers_are_one_column() -> None:
    table = layout("district_tier", "commune_tier", "note")

    assert combine(table, district_tier=["x", None], commune_tier=[None, "x"]) == [
        (("tier",), [("district", []), ("commune", [])])
    ]


@pytest.mark.parametrize(
    ("fields", "is_one"),
    [
        ("poverty", True), ("poor", True), ("near_poor note", True), ("male", True), ("female", True),
        ("district_tier", True), ("commune_tier", True), ("poverty note", False), ("sex", False), ("tier", False),
    ],
)  # fmt: skip
def test_columns_are_combined_where_marks_are_read(fields: str, is_one: bool) -> None:
    assert is_combined(column(0, fields=fields)) is is_one


def test_a_column_of_marks_that_also_holds_another_field_is_one_of_marks() -> None:
    table = TableLayout("households", [column(0, fields="poor note")], None)

    assert combine_columns(table, {0: ["x"]}, TODAY)[0].results == ["poor"]


def test_a_single_other_class_is_no_contradiction() -> None:
    assert outcome(class_from_cells(("Không", None), ["poverty", "poor"], {})) == ("other", [])
    assert outcome(class_from_cells(("Không", "x", "x"), ["poverty", "poor", "near_poor"], {})) == (
        {},
        ["poverty: conflicting_class"],
    )
