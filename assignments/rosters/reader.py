"""From a file to the rows of each kind that are in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from assignments.rosters.models import RosterKind
from assignments.rosters.parsing import Roster, read_roster
from assignments.rosters.parsing.records import Choices
from assignments.rosters.rows import PlannedRow, SourceTable
from assignments.rosters.storage.files import NamedFile, RosterFile
from lambinh.lib.errors import UserError
from lambinh.lib.spreadsheets.reader import read_workbook
from lambinh.lib.spreadsheets.types import Limits, Workbook

ORDER = [RosterKind.MEMBERS, RosterKind.HOUSEHOLDS, RosterKind.ASSIGNMENTS]
"""Registers come before the lists that name what is in them."""


class NothingToImport(UserError):
    """No table of a known kind was found in the file; the text is for a person."""


@dataclass(frozen=True)
class ParsedRoster:
    """The rows of one kind that were understood in a file."""

    file: NamedFile
    digest: str
    kind: RosterKind
    sources: list[SourceTable]
    rows: list[PlannedRow]
    remembered: Mapping[str, str | None] = field(default_factory=dict)
    """Headings of the whole file that were read as the office said before."""


def limits() -> Limits:
    """How large a file may be, and how long reading it may take."""
    return Limits(
        file_bytes=settings.LAMBINH_ROSTER_FILE_MEGABYTES * 1024 * 1024,
        rows=settings.LAMBINH_ROSTER_ROWS,
        memory_bytes=settings.LAMBINH_ROSTER_MEMORY_MEGABYTES * 1024 * 1024,
        wall_seconds=settings.LAMBINH_ROSTER_SECONDS,
    )


def read_cells(file: RosterFile) -> Workbook:
    """The cells of a file. Raises UnreadableFile when it is no workbook that can be read."""
    return read_workbook(file.path, name=file.name, limits=limits())


def parse_workbook(
    workbook: Workbook,
    *,
    today: date,
    headings: Mapping[str, str | None] | None = None,
    choices: Choices | None = None,
) -> Roster:
    """What the cells mean, with what was said before of `headings` and of this workbook.

    Raises UnreadableFile when that takes too long.
    """
    seconds = settings.LAMBINH_ROSTER_SECONDS
    return read_roster(workbook, today=today, corrections=headings, choices=choices, seconds=seconds)


def split_by_kind(file: NamedFile, roster: Roster) -> list[ParsedRoster]:
    """A roster for each kind of list in the file, registers first. Raises NothingToImport when there is none."""
    kinds, digest = rows_by_kind(roster), file.digest
    found = [kind for kind in ORDER if kind in kinds and kinds[kind][1]]
    if not found:
        raise NothingToImport(_nothing(file, roster))
    return [ParsedRoster(file, digest, kind, *kinds[kind], roster.remembered) for kind in found]


def _nothing(file: NamedFile, roster: Roster) -> str:
    text = _("%(file)s: no table of members, households or assignments was found in it.")
    if roster.remembered:
        text += " " + _("Its headings were read as the office said before (%(headings)s); read it without that.")
    return text % {"file": file.name, "headings": "; ".join(roster.remembered)}


def read_file(file: RosterFile, *, today: date, headings: Mapping[str, str | None] | None = None) -> list[ParsedRoster]:
    """Understand a file without asking anybody, with what was said before of `headings`.

    Raises UnreadableFile and NothingToImport.
    """
    return split_by_kind(file, parse_workbook(read_cells(file), today=today, headings=headings))


def rows_by_kind(roster: Roster) -> dict[RosterKind, tuple[list[SourceTable], list[PlannedRow]]]:
    """The rows of a read file, apart by kind, each kind with its tables."""
    kinds: dict[RosterKind, tuple[list[SourceTable], list[PlannedRow]]] = {}
    for table in roster.tables:
        sources, rows = kinds.setdefault(RosterKind(table.kind), ([], []))
        about_all = roster.notices if table is roster.tables[0] else ()
        notices = tuple(notice.message for notice in (*about_all, *table.notices))
        columns, context, places = dict(table.columns), dict(table.context), dict(getattr(table, "places", {}))
        sources.append(SourceTable(table.name, table.kind, columns, context, notices, places))
        start, source = len(rows), len(sources) - 1
        rows.extend(
            PlannedRow(start + i, source, row.row, row.values, row.problems) for i, row in enumerate(table.rows)
        )
    return kinds
