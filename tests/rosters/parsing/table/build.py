"""Columns, layouts and lines for the rules of a table, by default TT | head | year of birth | size."""

from collections.abc import Collection

from assignments.rosters.parsing.columns.layout import Column, HeaderBlock, TableLayout
from assignments.rosters.parsing.sheet.grid import Merges
from assignments.rosters.parsing.table.group_rows import GroupFinder
from assignments.rosters.parsing.table.lines import KeyColumns, Line, read_line
from lambinh.lib.spreadsheets.types import Area

HOUSEHOLD = (1, "Giàng A Páo", 1970, 4)
HOUSEHOLD_FIELDS = (None, "head_name", "head_birth_year", "household_size")


def layout(*fields: str | None, kind: str = "households") -> TableLayout:
    """A column for each field; None in the first place is the running number, elsewhere a column that is not used."""
    fields = fields or HOUSEHOLD_FIELDS
    columns = [Column(col, (name,), fields=(name,)) for col, name in enumerate(fields) if name is not None]
    return TableLayout(kind, columns, 0 if fields[0] is None else None)


def block(table: TableLayout, *, top: int = 0, body: int = 1) -> HeaderBlock:
    right = max(column.col for column in table.columns)
    return HeaderBlock(top, body - 1, body, table.columns, 0, right)


def columns(*fields: str | None, kind: str = "households") -> KeyColumns:
    table = layout(*fields, kind=kind)
    return KeyColumns.of(table, block(table))


def line(
    *cells: object,
    of: KeyColumns | None = None,
    errors: Collection[int] = (),
    row_index: int = 1,
    edges: tuple[int, int] = (0, 99),
) -> Line:
    """A line in row `row_index` (0-based); `errors` are columns."""
    rows = [(None,) * len(cells)] * row_index + [cells]
    return read_line(rows, row_index, of or columns(), {(row_index, col) for col in errors}, edges)


def finder(table: TableLayout | None = None, *merges: Area) -> GroupFinder:
    table = table or layout()
    return GroupFinder(table, Merges(merges), KeyColumns.of(table, block(table)))
