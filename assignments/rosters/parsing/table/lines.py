"""One row of a table as the rules for records and groups see it. All rows and columns are counted from 0."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assignments.rosters.parsing.cells.parsers import is_blank
from assignments.rosters.parsing.columns.layout import HeaderBlock, TableLayout
from assignments.rosters.parsing.sheet.grid import Cells, filled
from assignments.rosters.parsing.table.line_patterns import BEFORE_GROUP, COUNT, NUMBER

_NAME_FIELDS = {"head_name", "full_name", "member_name", "person"}


@dataclass(frozen=True, slots=True)
class KeyColumns:
    """The columns that tell records from other rows."""

    name: int
    """The column of the heads, or of the members in a list of members; without one the first column."""
    names: frozenset[int]
    assignee: int | None
    used: tuple[int, ...]
    index: int | None
    """The column of running numbers."""

    @classmethod
    def of(cls, layout: TableLayout, block: HeaderBlock) -> "KeyColumns":
        col_by_field = {field: column.col for column in reversed(layout.columns) for field in column.fields}
        key_fields = ("full_name",) if layout.kind == "members" else ("head_name", "person", "household_code")
        first = layout.columns[0].col if layout.columns else block.left
        return cls(
            name=next((col_by_field[field] for field in key_fields if field in col_by_field), first),
            names=frozenset(column.col for column in layout.columns if _NAME_FIELDS & set(column.fields)),
            assignee=col_by_field.get("member_name"),
            used=tuple(column.col for column in layout.columns),
            index=layout.index_col,
        )


class Line(NamedTuple):
    """A row. `filled`, `texts`, `errors` and `facts` are columns."""

    row_index: int
    cells: Sequence[object]
    name: object
    """The cell in the column of the names."""
    has_name: bool
    filled: list[int]
    texts: list[int]
    """Filled cells with words: no counts ("12 hộ"), and no "I." or "-" before a group."""
    errors: list[int]
    """Used columns whose cell shows an error of Excel."""
    facts: list[int]
    """Used columns that are filled or show an error."""
    is_numbered: bool

    @property
    def first_text(self) -> str:
        return str(self.cells[self.texts[0]]) if self.texts else ""


def read_line(
    rows: Cells, row_index: int, columns: KeyColumns, errors: Collection[tuple[int, int]], edges: tuple[int, int]
) -> Line:
    """The row as a line; `edges` are the first and the last column of the table."""
    cells = rows[row_index]
    cols = _filled_between(cells, *edges)
    error_cols = [col for col in columns.used if (row_index, col) in errors] if errors else []
    return Line(
        row_index,
        cells,
        name=cells[columns.name],
        has_name=not is_blank(cells[columns.name]),
        filled=cols,
        texts=[col for col in cols if _is_text(cells[col]) and not _is_group_mark(cells, col, columns.index)],
        errors=error_cols,
        facts=[col for col in columns.used if col in cols] + error_cols,
        is_numbered=_is_numbered(cells, columns.index),
    )


def _filled_between(cells: Sequence[object], left: int, right: int) -> list[int]:
    return [col for col in filled(cells) if left <= col <= right and not is_blank(cells[col])]


def _is_text(cell: object) -> bool:
    return isinstance(cell, str) and COUNT.fullmatch(cell) is None


def _is_group_mark(cells: Sequence[object], col: int, index: int | None) -> bool:
    return col == index and BEFORE_GROUP.fullmatch(str(cells[col])) is not None


def _is_numbered(cells: Sequence[object], index: int | None) -> bool:
    return index is not None and cells[index] is not None and NUMBER.fullmatch(str(cells[index])) is not None
