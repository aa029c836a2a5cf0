"""The columns of a table as the user sees them: headings, meanings, first cells, and the column of each field."""

from collections.abc import Iterator, Sequence
from itertools import islice

from assignments.rosters.parsing.cells.parsed_column import ColumnResult, ParsedColumn
from assignments.rosters.parsing.cells.parsers import ParsedCell, as_text, is_blank
from assignments.rosters.parsing.columns.fields import DERIVED_FIELDS
from assignments.rosters.parsing.columns.layout import Column, HeaderBlock, TableLayout
from assignments.rosters.parsing.records import ColumnPreview
from assignments.rosters.parsing.sheet.grid import Cells
from lambinh.lib.vietnamese import clean

SAMPLES = 3
_COMPOUND = frozenset({ParsedCell, list})
_DERIVED_FIELDS = DERIVED_FIELDS | {
    "male": ("sex",),
    "female": ("sex",),
    "address": ("address", "village", "commune"),
    "period": ("period", "starts_on", "ends_on"),
    "person": ("person", "head_name"),
}


def cols_of_fields(layout: TableLayout, parsed_columns: Sequence[ParsedColumn]) -> dict[str, int]:
    """The column with the text of each field; of several that are read together the first."""
    cols: dict[str, int] = {}
    for column in layout.columns:
        for name in column.fields:
            for field in _DERIVED_FIELDS.get(name, (name,)):
                cols.setdefault(field, column.col)
    for parsed in parsed_columns:
        for field in _fields_in_cells(parsed.results):
            cols.setdefault(field, parsed.column.col)
    return cols


def _fields_in_cells(results: Sequence[ColumnResult]) -> list[str]:
    """The fields that single cells give or have a problem with, as a birth year beside a name."""
    # Most columns have plain values only.
    if _COMPOUND.isdisjoint(map(type, results)):
        return []
    compound = [result for result in results if isinstance(result, (ParsedCell, list))]
    return list(dict.fromkeys(field for result in compound for field in _fields_of(result)))


def _fields_of(result: ParsedCell | list[ParsedCell]) -> Iterator[str]:
    for cell in result if isinstance(result, list) else [result]:
        yield from cell.values
        yield from (problem.field for problem in cell.problems if problem.field)


def column_previews(
    rows: Cells, records: Sequence[int], block: HeaderBlock, errors: dict[tuple[int, int], str], *, is_alone: bool
) -> tuple[ColumnPreview, ...]:
    """Every column of the table, left to right; one without a heading when it holds something."""
    columns = {column.col: column for column in block.columns}
    main_columns = {col: column for column in block.columns for col in column.other_cols}
    right = len(rows[block.top]) - 1 if is_alone else block.right
    previews = []
    for col in range(block.left, right + 1):
        samples = tuple(islice(_samples(rows, records, col, errors), SAMPLES))
        if col in columns or (samples and col not in main_columns):
            column = columns.get(col) or Column(col, ("",))
            main = main_columns.get(col, column)
            previews.append(ColumnPreview(col, column.heading, main.fields, column.guess, samples))
    return tuple(previews)


def _samples(rows: Cells, records: Sequence[int], col: int, errors: dict[tuple[int, int], str]) -> Iterator[str]:
    for row_index in records:
        cell = rows[row_index][col]
        if not is_blank(cell):
            yield clean(as_text(cell))
        elif (row_index, col) in errors:
            yield errors[row_index, col]
