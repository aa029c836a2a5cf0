"""Results of cells for unit tests."""

from datetime import date

from assignments.rosters.parsing.cells.parsed_column import ColumnResult
from assignments.rosters.parsing.cells.parsers import ParsedCell

TODAY = date(2026, 11, 23)


def values_of(result: ColumnResult) -> object:
    """The values of a result, or its one plain value."""
    return dict(result.values) if isinstance(result, ParsedCell) else result


def problems_of(result: ColumnResult) -> list[str]:
    """Every problem of a result, as "field: code"."""
    return [f"{each.field}: {each.code}" for each in result.problems] if isinstance(result, ParsedCell) else []


def outcome(result: ColumnResult) -> tuple[object, list[str]]:
    return values_of(result), problems_of(result)
