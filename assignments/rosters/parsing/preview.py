"""What a person is shown of a table's columns: headings, meanings, first cells, and where each field stands."""

from collections.abc import Iterator, Sequence
from itertools import islice

from assignments.rosters.parsing.cells.parsed_column import ParsedColumn
from assignments.rosters.parsing.cells.parsers import ParsedCell, as_text, is_blank
from assignments.rosters.parsing.columns.fields import DERIVED_FIELDS
from assignments.rosters.parsing.columns.layout import Column, HeaderBlock, TableLayout
from assignments.rosters.parsing.records import ColumnPreview
from assignments.rosters.parsing.sheet.grid import Cells
from lambinh.lib.vietnamese import clean

SAMPLES = 3
_DERIVED_FIELDS = DERIVED_FIELDS | {
    "male": ("sex",),
    "female": ("sex",),
    "address": ("address", "village", "commune"),
    "period": ("period", "starts_on", "ends_on"),
    "person": ("person", "head_name"),
}


def places_of(layout: TableLayout, told: Sequence[ParsedColumn]) -> dict[str, int]:
    """The column in which each field's text stands; of several that are read together the first."""
    places: dict[str, int] = {}
    for column in layout.columns:
        for name in column.fields:
            for field in _DERIVED_FIELDS.get(name, (name,)):
                places.setdefault(field, column.col)
    for one in told:
        if one.column is not None:
            compound = [outcome for outcome in one.results if type(outcome) is ParsedCell or type(outcome) is list]
            for name in dict.fromkeys(name for outcome in compound for name in _named(outcome)):
                places.setdefault(name, one.column.col)
    return places


def _named(outcome: ParsedCell | list[ParsedCell]) -> Iterator[str]:
    """The fields that a cell told, as a birth year that stands beside a name, or has a problem with."""
    for found in outcome if isinstance(outcome, list) else [outcome]:
        yield from found.values
        yield from (problem.field for problem in found.problems if problem.field)


def column_previews(
    rows: Cells, data: Sequence[int], block: HeaderBlock, errors: dict[tuple[int, int], str], *, alone: bool
) -> tuple[ColumnPreview, ...]:
    """Every column of the table, left to right; one without a heading when it holds something."""
    halves = {place: column for column in block.columns for place in column.other_cols}
    own = {column.col: column for column in block.columns}
    right = len(rows[block.top]) - 1 if alone else block.right
    seen = []
    for place in range(block.left, right + 1):
        samples = tuple(islice(_samples(rows, data, place, errors), SAMPLES))
        if place not in own and (place in halves or not samples):
            continue
        column = own.get(place) or Column(place, ("",))
        seen.append(ColumnPreview(place, column.heading, halves.get(place, column).fields, column.guess, samples))
    return tuple(seen)


def _samples(rows: Cells, data: Sequence[int], place: int, errors: dict[tuple[int, int], str]) -> Iterator[str]:
    for at in data:
        cell = rows[at][place]
        if not is_blank(cell):
            yield clean(as_text(cell))
        elif (at, place) in errors:
            yield errors[at, place]
