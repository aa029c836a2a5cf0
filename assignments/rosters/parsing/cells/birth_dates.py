"""Join day, month, year cells."""

from collections.abc import Sequence

from assignments.rosters.parsing.cells.parsed_column import ErrorCell
from assignments.rosters.parsing.cells.parsers import as_text, is_blank


def join_birth_cells(
    days: Sequence[object] | None, months: Sequence[object] | None, years: Sequence[object] | None
) -> list[object]:
    """Day, month and year of every record as one text, or the year alone."""
    count = len(years or ())
    nothing = [None] * count
    return [_joined(*cells) for cells in zip(days or nothing, months or nothing, years or nothing, strict=True)]


def _joined(day: object, month: object, year: object) -> object:
    wrong = next((cell for cell in (day, month, year) if isinstance(cell, ErrorCell)), None)
    if wrong is not None:
        return wrong
    parts = [None if is_blank(cell) else as_text(cell).strip() for cell in (day, month, year)]
    while parts[:-1] and parts[0] is None:
        del parts[0]
    return year if len(parts) == 1 else "/".join(part or "…" for part in parts)
