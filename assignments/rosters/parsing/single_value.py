"""A value that the user types for one field of a row, parsed like a cell of that field's column."""

from datetime import date

from assignments.rosters.parsing.cells.column_values import parser_of
from assignments.rosters.parsing.cells.parsed_column import DITTO, parse_cell
from assignments.rosters.parsing.cells.parsers import ParsedCell, is_blank
from assignments.rosters.parsing.columns.fields import CONCEPT_OF_FIELD, FIELDS
from assignments.rosters.parsing.columns.layout import Column, TableLayout
from assignments.rosters.parsing.problems import problem
from assignments.rosters.parsing.records import Problem, Value
from assignments.rosters.parsing.row_assembly import REQUIRED
from assignments.rosters.parsing.sheet.truncation import short


def read_value(kind: str, field: str, text: str, *, today: date) -> tuple[dict[str, Value], tuple[Problem, ...]]:
    """The values that `text` gives (several for "Name (1975)" or an address), and what is wrong with it."""
    text = short(text)
    if is_blank(text):
        needed = field in REQUIRED[kind]
        return {}, (problem(field, f"missing_{field}"),) if needed else ()
    column = _column_of(kind, field)
    # Typed text has no number format: a citizen id that lost its zeros looks as it does in a csv.
    parse = parser_of(column, [text.strip()], TableLayout(kind, [column], None), frozenset(), today, "csv")
    outcome = parse_cell(text.strip(), field, parse)
    if isinstance(outcome, list):
        return {}, (problem(field, "not_a_name", value=text),)
    if outcome is DITTO:
        return {}, (problem(field, "ditto_without_above"),)
    if isinstance(outcome, ParsedCell):
        return dict(outcome.values), outcome.problems
    return ({field: outcome}, ()) if outcome is not None else ({}, ())


def _column_of(kind: str, field: str) -> Column:
    by_field = {name: concept for concept, name in FIELDS[kind].items()}
    concept, owner = CONCEPT_OF_FIELD.get(field, (by_field.get(field, field), None))
    return Column(0, (field,), (concept,), owner, (field,))
