"""The parsed column with its results."""

from typing import Any

import pytest

from assignments.rosters.parsing.cells.parsed_column import DITTO, ErrorCell, parse_cell
from tests.rosters.parsing.cells.build import outcome


def parse(cell: object) -> str:
    return f"<{cell}>"


@pytest.mark.parametrize(
    ("cell", "result"),
    [
        ("abc", ("<abc>", [])),
        (5, ("<5>", [])),
        (ErrorCell("#REF!"), ({}, ["note: error_cell"])),
        (ErrorCell("formula"), ({}, ["note: formula_without_value"])),
        ("#N/A", ({}, ["note: error_cell"])),
        ("-", (None, [])),
        ("", (None, [])),
        (" … ", (None, [])),
        ("?", ("<?>", [])),
        ("nt.", ({}, [])),
        ("Như trên", ({}, [])),
        ("cùng trên", ({}, [])),
        ("Cùng trên", ({}, [])),
        ("Nùng", ("<Nùng>", [])),
    ],
)
def test_a_cell_shows_an_error_says_as_above_is_blank_or_is_parsed(cell: Any, result: Any) -> None:
    assert outcome(parse_cell(cell, "note", parse)) == result


def test_a_ditto_mark_is_known_by_its_identity() -> None:
    assert parse_cell('"', "note", parse) is DITTO
    assert parse_cell("NT", "note", parse) is DITTO
    assert parse_cell('"' + " " * 13 + '"', "note", parse) is not DITTO


@pytest.mark.parametrize("text", ["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"])
def test_texts_of_errors_are_errors(text: str) -> None:
    result = parse_cell(text, "note", parse)

    assert outcome(result) == ({}, ["note: error_cell"])
