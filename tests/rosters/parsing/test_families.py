"""Heads among the persons of a household."""

import pytest

from assignments.rosters.parsing.cells.parsed_column import ColumnResult, ParsedColumn
from assignments.rosters.parsing.cells.parsers import ParsedCell
from assignments.rosters.parsing.columns.layout import Column
from assignments.rosters.parsing.families import find_heads, move_heads_from_persons
from assignments.rosters.parsing.problems import problem


def column(fields: str, *results: ColumnResult) -> ParsedColumn:
    return ParsedColumn(tuple(fields.split()), list(results), Column(0, ("x",)), [])


@pytest.mark.parametrize(
    ("relation", "is_numbered", "expected"),
    [
        ("Chủ hộ", False, True),
        ("CH", False, True),
        ("Là chủ hộ.", False, True),
        ("bản thân", False, True),
        ("Chủ", False, True),
        ("H", False, True),
        ("Chủ hộ gia đình", False, True),
        ("Vợ", True, False),
        ("", True, True),
        ("", False, False),
        (None, True, True),
        (None, False, False),
        (5, True, True),
        ("1", True, True),
    ],
)
def test_a_head_is_called_so_or_numbered(relation: ColumnResult, is_numbered: bool, expected: bool) -> None:
    columns = [column("village", "x"), column("relation", relation)]

    assert find_heads(columns, [is_numbered]) == ([0] if expected else [])


def test_heads_are_found_by_their_records() -> None:
    assert find_heads([column("relation", "Vợ", "Chủ hộ", None, "Chủ hộ")], [True, False, True, False]) == [1, 2, 3]


def test_without_persons_nothing_moves() -> None:
    heads = column("head_name", None, "Sì")
    move_heads_from_persons([heads])

    assert heads.results == [None, "Sì"]


def test_persons_fill_the_gaps_of_the_heads() -> None:
    heads, persons = column("head_name note", None, "Sì", None), column("person", "Páo", "Hoa", None)
    move_heads_from_persons([heads, persons])

    assert heads.results == ["Páo", "Sì", None]
    assert persons.fields == ("person",)


def test_without_heads_persons_become_them_with_their_problems() -> None:
    fault, other = problem("person", "not_a_name", value="x"), problem("note", "unread_part", value="x")
    persons = column("person", ParsedCell({"person": "Páo", "note": "x"}, (fault, other)), "Sì")
    move_heads_from_persons([column("village", "x", "y"), persons])

    assert persons.fields == ("head_name",)
    cell, name = persons.results
    assert name == "Sì"
    assert isinstance(cell, ParsedCell)
    assert cell.values == {"head_name": "Páo", "note": "x"}
    assert [(each.field, each.code) for each in cell.problems] == [("head_name", "not_a_name"), ("note", "unread_part")]
