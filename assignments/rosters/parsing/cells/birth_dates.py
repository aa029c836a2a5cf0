"""Join day, month, year cells."""

from collections.abc import Sequence

from assignments.rosters.parsing.cells.parsed_column import ErrorCell
from assignments.rosters.parsing.cells.parsers import as_text, is_blank


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
