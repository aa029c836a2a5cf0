"""Rows as input of the rules: key columns, filled cells, texts, marks and numbers."""

import pytest

from assignments.rosters.parsing.columns.layout import HeaderBlock, TableLayout
from assignments.rosters.parsing.table.lines import KeyColumns
from tests.rosters.parsing.table.build import columns, layout, line


@pytest.mark.parametrize(
    ("key", "name", "assignee", "names"),
    [
        (columns(), 1, None, {1}),
        (columns(None, "note", "full_name", kind="members"), 2, None, {2}),
        (columns(None, "head_name", "full_name", kind="members"), 2, None, {1, 2}),
        (columns(None, "member_name", "head_name", kind="assignments"), 2, 1, {1, 2}),
        (columns(None, "household_code", "person"), 2, None, {2}),
        (columns(None, "note", "household_code"), 2, None, set()),
        (columns(None, "note", "full_name"), 1, None, {2}),
        (columns(None, "head_name", "head_name"), 1, None, {1, 2}),
    ],
)
def test_the_names_stand_in_a_column_of_the_kind(
    key: KeyColumns, name: int, assignee: int | None, names: set[int]
) -> None:
    assert (key.name, key.assignee, key.names, key.index) == (name, assignee, names, 0)


def test_all_columns_with_fields_are_used() -> None:
    assert columns().used == (1, 2, 3)


def test_a_table_without_columns_begins_at_its_left_edge() -> None:
    assert KeyColumns.of(TableLayout("households", [], None), HeaderBlock(0, 0, 1, [], 3, 5)).name == 3


def test_a_line_has_the_filled_columns_between_the_edges() -> None:
    cells = ("x", "y", None, " ", "-", "z", "w")

    assert line(*cells).filled == [0, 1, 5, 6]
    assert line(*cells, edges=(1, 5)).filled == [1, 5]


@pytest.mark.parametrize(
    ("cells", "texts"),
    [
        ((1, "Giàng A Páo", 1970, 4), [1]),
        ((None, "Thôn Nà Khà", "12 hộ", "48 khẩu"), [1]),
        (("I.", "Thôn Nà Khà", None, None), [1]),
        (("+", "Thôn Nà Khà", None, None), [1]),
        (("Thôn Nà Khà", None, None, None), [0]),
        ((None, "I.", None, None), [1]),
    ],
)
def test_counts_and_marks_are_no_texts(cells: tuple[object, ...], texts: list[int]) -> None:
    assert line(*cells).texts == texts


def test_without_running_numbers_a_mark_is_a_text() -> None:
    assert line("I.", "Nà Khà", of=columns("head_name", "note")).texts == [0, 1]


@pytest.mark.parametrize(
    ("mark", "expected"),
    [(1, True), ("12", True), ("3.", True), ("3)", True), ("I", False), (None, False), ("a", False), ("123456", False)],
)
def test_a_number_of_a_record_has_up_to_five_digits(mark: object, expected: bool) -> None:
    assert line(mark, "Giàng A Páo", None, None).is_numbered is expected


def test_without_running_numbers_no_line_is_numbered() -> None:
    assert not line(1, "x", of=columns("head_name", "note")).is_numbered


def test_facts_are_used_columns_with_a_value_or_an_error() -> None:
    row = line("x", None, 1970, None, "y", errors={1, 4})

    assert (row.name, row.facts, row.errors) == (None, [2, 1], [1])


def test_the_errors_of_other_rows_are_not_those_of_a_line() -> None:
    assert line(None, None, None, None, errors={1}, row_index=3).errors == [1]
    assert line(None, None, None, None).errors == []


def test_the_first_text_is_empty_without_texts() -> None:
    assert line(1, None, 2, 3).first_text == ""
    assert line(1, None, "b", "c").first_text == "b"


def test_the_layout_of_these_tests_has_a_column_for_each_field() -> None:
    assert [column.col for column in layout(None, "head_name", None, "note").columns] == [1, 3]
