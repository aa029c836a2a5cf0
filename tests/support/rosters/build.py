"""Workbooks for tests, built cell by cell."""

from datetime import date

from assignments.rosters.parsing import Roster, read_roster
from lambinh.lib.spreadsheets.types import Area, Cell, Sheet, Workbook

TODAY = date(2026, 11, 23)


def sheet(
    *rows: tuple[Cell, ...] | list[Cell],
    name: str = "Sheet1",
    hidden: bool = False,
    merges: str = "",
    errors: dict[tuple[int, int], str] | None = None,
    fonts: dict[tuple[int, int], str] | None = None,
) -> Sheet:
    """A sheet of `rows`, as wide as the widest; `merges` as Excel names them: "A1:B2 C3:C5"."""
    width = max((len(row) for row in rows), default=0)
    cells = [tuple(row) + (None,) * (width - len(row)) for row in rows]
    return Sheet(name, hidden, cells, tuple(map(area, merges.split())), errors or {}, fonts or {})


def area(text: str) -> Area:
    """ "B2:C4" as an area."""
    start, end = text.split(":")
    return Area(int(start[1:]) - 1, ord(start[0]) - 65, int(end[1:]) - 1, ord(end[0]) - 65)


def read_sheets(*sheets: Sheet, file_format: str = "xlsx", corrections: dict[str, str | None] | None = None) -> Roster:
    return read_roster(Workbook("roster.xlsx", file_format, sheets), today=TODAY, corrections=corrections)


def values(*sheets: Sheet, file_format: str = "xlsx") -> list[dict[str, str | int]]:
    """The values of every row of every table."""
    return [row.values for table in read_sheets(*sheets, file_format=file_format).tables for row in table.rows]


def codes(*sheets: Sheet) -> list[tuple[str | None, str, str]]:
    """Every problem of every row: field, code, level."""
    return [
        (problem.field, problem.code, problem.level)
        for table in read_sheets(*sheets).tables
        for row in table.rows
        for problem in row.problems
    ]
