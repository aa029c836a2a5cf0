"""The raw cells of a column: merged cells, shown errors, and columns that continue in others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

from assignments.rosters.parsing.cells.parsed_column import ErrorCell
from assignments.rosters.parsing.cells.parsers import as_text, is_blank
from assignments.rosters.parsing.columns.layout import Column
from assignments.rosters.parsing.rules import Rule, always, first_rule
from assignments.rosters.parsing.sheet.grid import Cells, Merges


def raw_cells(
    rows: Cells, data: list[int], col: int, merges: Merges, errors: dict[tuple[int, int], str]
) -> list[object]:
    """The cells of one column in the rows of `data`: a merged cell has its value in each of its rows."""
    cells: list[object] = [rows[row][col] for row in data]
    if not merges.at and not errors:
        return cells
    for i, row in enumerate(data):
        if cells[i] is None:
            source_row = _row_of_value(row, col, merges)
            cells[i] = rows[source_row][col]
            error_row = source_row if cells[i] is None else row
            if (error_row, col) in errors:
                cells[i] = ErrorCell(errors[error_row, col])
    return cells


def _row_of_value(row: int, col: int, merges: Merges) -> int:
    """The row that has the value of a cell: the first one of a merged area that begins in its column."""
    area = merges.at.get((row, col))
    return area.top if area is not None and area.left == col else row


# --- the cells of a column that continues in others ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ColumnCells:
    """A column, its own cells, and access to those of its other columns."""

    column: Column
    own: list[object]
    cells_in: Callable[[int], list[object]]

    def of(self, col: int | None) -> list[object] | None:
        if col is None:
            return None
        return self.own if col == self.column.col else self.cells_in(col)

    def birth(self) -> list[object]:
        assert self.column.birth_cols is not None
        day, month, year = self.column.birth_cols
        return join_birth_cells(self.of(day), self.of(month), self.of(year))

    def households(self) -> list[object]:
        return _numbered_list([self.own, *map(self.cells_in, self.column.household_cols)])

    def continued(self) -> list[object]:
        return reduce(_continue, map(self.cells_in, self.column.extra_cols), self.own)


JOIN_RULES: tuple[Rule[ColumnCells, list[object]], ...] = (
    Rule("birth in several columns", lambda cells: cells.column.birth_cols is not None, ColumnCells.birth),
    Rule("households side by side", lambda cells: bool(cells.column.household_cols), ColumnCells.households),
    Rule("further columns", lambda cells: bool(cells.column.extra_cols), ColumnCells.continued),
    Rule("one column", always(True), lambda cells: cells.own),
)


def cells_of_column(column: Column, cells_in: Callable[[int], list[object]], is_exchanged: bool) -> list[object]:
    own = cells_in(column.col)
    cells = ColumnCells(column, [_exchange(cell) for cell in own] if is_exchanged else own, cells_in)
    rule = first_rule(JOIN_RULES, cells)
    assert rule is not None
    return rule.verdict(cells)


def _exchange(cell: object) -> object:
    """A date with day and month exchanged, where that is a day."""
    if isinstance(cell, date) and cell.day <= 12:
        return cell.replace(day=cell.month, month=cell.day)
    return cell


def _continue(first: list[object], second: list[object]) -> list[object]:
    """Cells of two columns under one heading."""
    return [_continued(cell, more) for cell, more in zip(first, second, strict=True)]


def _continued(cell: object, more: object) -> object:
    if isinstance(cell, str) and isinstance(more, str):
        return f"{cell} {more}"
    return more if cell is None else cell


def _numbered_list(columns: list[list[object]]) -> list[object]:
    """Cells that each name a household, as one cell that names them all."""
    return [_listed([cell for cell in cells if not is_blank(cell)]) for cells in zip(*columns, strict=True)]


def _listed(cells: list[object]) -> object:
    if len(cells) < 2:
        return cells[0] if cells else None
    return "\n".join(f"{number}. {cell}" for number, cell in enumerate(cells, 1))


def join_birth_cells(
    days: Sequence[object] | None, months: Sequence[object] | None, years: Sequence[object] | None
) -> list[object]:
    """Day, month and year of every record as one text, or the year alone."""
    blanks = [None] * len(years or ())
    return [_joined(*cells) for cells in zip(days or blanks, months or blanks, years or blanks, strict=True)]


def _joined(day: object, month: object, year: object) -> object:
    cells = (day, month, year)
    error = next((cell for cell in cells if isinstance(cell, ErrorCell)), None)
    if error is not None:
        return error
    parts = [_text_or_none(cell) for cell in cells]
    first = next((i for i, part in enumerate(parts) if part is not None), len(parts) - 1)
    # A year alone keeps its type: a number is read as a year, a real date as a whole date.
    if first == len(parts) - 1:
        return year
    return "/".join(part or "…" for part in parts[first:])


def _text_or_none(cell: object) -> str | None:
    return None if is_blank(cell) else as_text(cell).strip()
