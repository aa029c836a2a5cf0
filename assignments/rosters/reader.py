"""From a file to its rows of each kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from assignments.rosters.matching.rows import ROW_TYPES
from assignments.rosters.models import RosterKind
from assignments.rosters.parsing import Problem, Roster, Table, read_roster
from assignments.rosters.parsing.records import Choices
from assignments.rosters.rows import PlannedRow, RosterRows, SourceTable
from assignments.rosters.storage.files import NamedFile, RosterFile
from lambinh.lib.errors import UserError
from lambinh.lib.spreadsheets.reader import read_workbook
from lambinh.lib.spreadsheets.types import Limits, Workbook

ORDER = [RosterKind.MEMBERS, RosterKind.HOUSEHOLDS, RosterKind.ASSIGNMENTS]
"""Registers come before the lists that refer to them."""


class NothingToImport(UserError):
    """No table of a known kind was found in the file. The text is for the user."""


Headings = Mapping[str, str | None]
"""Headings that an office confirmed, with their fields."""


@dataclass(frozen=True)
class ParsedRoster(RosterRows):
    """The rows of one kind in a file, as they were read."""

    file: NamedFile
    digest: str
    remembered: Headings = field(default_factory=dict)
    """Headings of the file that were read as the office confirmed them earlier."""


def limits() -> Limits:
    """Limits of file size, rows, memory and time."""
    return Limits(
        file_bytes=settings.LAMBINH_ROSTER_FILE_MEGABYTES * 1024 * 1024,
        rows=settings.LAMBINH_ROSTER_ROWS,
        memory_bytes=settings.LAMBINH_ROSTER_MEMORY_MEGABYTES * 1024 * 1024,
        wall_seconds=settings.LAMBINH_ROSTER_SECONDS,
    )


def read_cells(file: RosterFile) -> Workbook:
    """The cells of a file. Raises UnreadableFile if it is not a workbook, or cannot be read."""
    return read_workbook(file.path, name=file.name, limits=limits())


def parse_workbook(
    workbook: Workbook,
    *,
    today: date,
    headings: Headings | None = None,
    choices: Choices | None = None,
) -> Roster:
    """The tables and rows of a workbook, with the `headings` that the office confirmed and the user's `choices`.

    Raises UnreadableFile if it takes too long.
    """
    seconds = settings.LAMBINH_ROSTER_SECONDS
    return read_roster(workbook, today=today, corrections=headings, choices=choices, seconds=seconds)


def split_by_kind(file: NamedFile, roster: Roster) -> list[ParsedRoster]:
    """A roster for each kind of list in the file, registers first. Raises NothingToImport if there is none."""
    tables, digest = rows_by_kind(roster), file.digest
    kinds = [kind for kind in ORDER if kind in tables and tables[kind][1]]
    if not kinds:
        raise NothingToImport(_nothing_message(file, roster))
    return [ParsedRoster(kind, *tables[kind], file, digest, roster.remembered) for kind in kinds]


def _nothing_message(file: NamedFile, roster: Roster) -> str:
    text = _("%(file)s: no table of members, households or assignments was found in it.")
    if roster.remembered:
        text += " " + _(
            "Its headings were read as your office confirmed earlier (%(headings)s); read it without these."
        )
    return text % {"file": file.name, "headings": "; ".join(roster.remembered)}


def rows_by_kind(roster: Roster) -> dict[RosterKind, tuple[list[SourceTable], list[PlannedRow]]]:
    """The tables of each kind, and their rows."""
    kinds: dict[RosterKind, tuple[list[SourceTable], list[PlannedRow]]] = {}
    for table in roster.tables:
        kind = RosterKind(table.kind)
        sources, rows = kinds.setdefault(kind, ([], []))
        source, start, row_type = len(sources), len(rows), ROW_TYPES[kind]
        sources.append(_source_table(table, roster.notices if table is roster.tables[0] else ()))
        rows.extend(row_type(start + i, source, row.row, row.values, row.problems) for i, row in enumerate(table.rows))
    return kinds


def _source_table(table: Table, file_notices: tuple[Problem, ...]) -> SourceTable:
    notices = tuple(notice.message for notice in (*file_notices, *table.notices))
    return SourceTable(table.name, table.kind, dict(table.columns), dict(table.context), notices, dict(table.places))
