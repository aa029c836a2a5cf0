"""Importing rosters: check what a file would do, then apply it, wholly or not at all."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assignments.models import Membership
from assignments.rosters.apply import keep_rows, made, write
from assignments.rosters.geography import Geography
from assignments.rosters.models import RosterImport, RosterKind
from assignments.rosters.plan import Plan, PlannedRow, Source, rows_by_kind
from assignments.rosters.plan_assignments import plan_assignments
from assignments.rosters.plan_households import plan_households
from assignments.rosters.plan_members import plan_members
from assignments.rosters.reading import Problem, read_roster
from households.models import Residence
from lambinh.accounts.models import User
from lambinh.lib.sheets import Limits, read_workbook

Planner = Callable[[Sequence[Source], list[PlannedRow], Geography, date], Plan]
PLANNERS: dict[RosterKind, Planner] = {
    RosterKind.MEMBERS: plan_members,
    RosterKind.HOUSEHOLDS: plan_households,
    RosterKind.ASSIGNMENTS: plan_assignments,
}
ORDER = list(PLANNERS)
"""Registers come before the lists that name what is in them."""

ONE_AT_A_TIME = 8901710
"""The advisory lock under which imports are applied, so that two of them never plan against the same data."""


class NothingToImport(Exception):
    """No table of a known kind was found in the file; the text is for a person."""


class AlreadyImported(Exception):
    """The same file has been applied before and would change something again; the text is for a person."""


@dataclass(frozen=True)
class RosterFile:
    """A file as it lies on the disk, with the name that the person knows it by."""

    path: Path
    name: str

    @property
    def digest(self) -> str:
        with self.path.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()


@dataclass(frozen=True)
class Planned:
    """A plan with the import that it is recorded as."""

    roster_import: RosterImport
    plan: Plan


def limits() -> Limits:
    return Limits(
        file_bytes=settings.LAMBINH_ROSTER_FILE_MEGABYTES * 1024 * 1024,
        rows=settings.LAMBINH_ROSTER_ROWS,
        wall_seconds=settings.LAMBINH_ROSTER_SECONDS,
    )


@dataclass(frozen=True)
class ReadRoster:
    """The rows of one kind that were understood in a file."""

    file: RosterFile
    digest: str
    kind: RosterKind
    sources: list[Source]
    rows: list[PlannedRow]


def read_file(file: RosterFile, *, today: date) -> list[ReadRoster]:
    """Understand a file: a roster for each kind in it, registers first.

    Raises UnreadableFile when it is no workbook that can be read, NothingToImport when no table is known.
    """
    workbook = read_workbook(file.path, name=file.name, limits=limits())
    kinds = rows_by_kind(read_roster(workbook, today=today))
    digest = file.digest
    read = [ReadRoster(file, digest, kind, *kinds[kind]) for kind in ORDER if kind in kinds and kinds[kind][1]]
    if not read:
        raise NothingToImport(
            _("%(file)s: no table of members, households or assignments was found in it.") % {"file": file.name}
        )
    return read


def plan_roster(read: ReadRoster, *, on: date | None, by: User, now: datetime) -> Planned:
    """Compare what was read with the data, as of `on` or the day that the file itself says."""
    kind, sources, rows = read.kind, read.sources, read.rows
    communes = {name for row in rows if (name := row.values.get("commune"))}
    today = timezone.localdate(now)
    as_of = (
        on or _applied_for(kind, read.digest) or day_said(kind, sources, rows) or _first_or_today(kind, communes, today)
    )
    plan = PLANNERS[kind](sources, rows, Geography(communes, as_of), as_of)
    roster_import = RosterImport(
        kind=kind,
        file_name=read.file.name,
        digest=read.digest,
        as_of=as_of,
        units_on=plan.units_on,
        mapping=[asdict(source) for source in sources],
        notes=plan.notes(),
        checked_at=now,
        checked_by=by,
        **plan.counts,
    )
    return Planned(roster_import, plan)


def _applied_for(kind: RosterKind, digest: str) -> date | None:
    """The day for which this very file was applied before."""
    before = RosterImport.objects.applied().filter(digest=digest, kind=kind).first()
    return before.as_of if before else None


def day_said(kind: RosterKind, sources: Sequence[Source], rows: Sequence[PlannedRow]) -> date | None:
    """The day that the file itself is about.

    Of a list its latest first day; else the date under its letterhead, the day of its decision, or the first day of
    the year in its title.
    """
    starts = {row.values.get("starts_on") or "" for row in rows} if kind == RosterKind.ASSIGNMENTS else set()
    said = {source.context.get("document_date") or "" for source in sources}
    decided = {(source.context.get("decision") or {}).get("issued_on") or "" for source in sources}
    for texts in (starts, said, decided):
        if days := [text for text in texts if len(text) == len("2018-11-01")]:
            return date.fromisoformat(max(days))
    years = [year for source in sources if (year := source.context.get("year"))]
    return date(max(years), 1, 1) if years else None


def _first_or_today(kind: RosterKind, communes: set[str], today: date) -> date:
    """The first register of its communes holds from the day on which the records begin, a later one from today."""
    if kind == RosterKind.ASSIGNMENTS:
        return today
    records_begin = date.fromisoformat(settings.LAMBINH_RECORDS_BEGIN)
    geography = Geography(communes, records_begin)
    units = [unit for name in communes if (unit := geography.commune(name))]
    villages = {pk for unit in units for pk in geography.villages_of(unit)}
    if kind == RosterKind.HOUSEHOLDS:
        known = Residence.objects.filter(village__in=villages).exists()
    else:
        known = Membership.objects.filter(body__unit__in=villages | {unit.pk for unit in units}).exists()
    return today if known else records_begin


def apply_plan(planned: Planned, *, by: User, now: datetime) -> None:
    """Write a plan and the record of its import; a plan that changes nothing leaves only its counts."""
    roster_import, plan = planned.roster_import, planned.plan
    if plan.changes_nothing:
        return
    _write_and_record(roster_import, plan, by=by, now=now)


def _write_and_record(roster_import: RosterImport, plan: Plan, *, by: User, now: datetime) -> None:
    """Write `plan`, and keep what it did as `roster_import`, applied."""
    _refuse_second_time(roster_import)
    written = write(plan, timezone.localdate(now))
    roster_import.state = RosterImport.State.APPLIED
    roster_import.applied_at, roster_import.applied_by = now, by
    roster_import.made = made(plan)
    roster_import.save()
    keep_rows(roster_import, plan, written)


def _refuse_second_time(roster_import: RosterImport) -> None:
    before = RosterImport.objects.applied().filter(digest=roster_import.digest, kind=roster_import.kind).first()
    if before is not None and before.pk != roster_import.pk:
        raise AlreadyImported(
            _("%(file)s was imported on %(day)s by %(name)s; the data has changed since. Correct the data itself.")
            % {
                "file": roster_import.file_name,
                "day": date_format(timezone.localtime(before.applied_at), "SHORT_DATETIME_FORMAT"),
                "name": before.applied_by,
            }
        )


@contextmanager
def one_import_at_a_time() -> Iterator[None]:
    """A transaction in which no other import is applied."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        yield


# --- the pages' way: check now, apply later ---------------------------------------------------------------


def check_file(file: RosterFile, *, by: User, now: datetime, on: date | None = None) -> list[RosterImport]:
    """Keep what importing `file` would do, for a person to see. Raises what `read_file` raises."""
    kept = []
    for read in read_file(file, today=timezone.localdate(now)):
        with transaction.atomic():
            planned = plan_roster(read, on=on, by=by, now=now)
            planned.roster_import.save()
            keep_rows(planned.roster_import, planned.plan, {})
            kept.append(planned.roster_import)
    return kept


def start_applying(roster_import: RosterImport) -> bool:
    """Mark a checked import as being applied; False when somebody has done so already or it has invalid rows."""
    return bool(
        RosterImport.objects.filter(pk=roster_import.pk, state=RosterImport.State.CHECKED, invalid=0).update(
            state=RosterImport.State.APPLYING
        )
    )


def start_undoing(roster_import: RosterImport) -> bool:
    """Mark an applied import as being taken back; False when somebody has done so already."""
    return bool(
        RosterImport.objects.filter(pk=roster_import.pk, state=RosterImport.State.APPLIED).update(
            state=RosterImport.State.UNDOING
        )
    )


def apply_checked(pk: int, *, by: User, now: datetime) -> RosterImport:
    """Apply the kept rows of an import, if the data still makes the same plan of them.

    When it does not, nothing is written and the import is checked anew, for the person to look at again.
    """
    try:
        with one_import_at_a_time():
            _apply_kept(pk, by=by, now=now)
    except Exception as trouble:
        known = isinstance(trouble, AlreadyImported)
        note = str(trouble) if known else _("Applying stopped: nothing was stored. Check the file again.")
        RosterImport.objects.filter(pk=pk).update(state=RosterImport.State.REFUSED, notes=[note])
        if not known:
            raise
    return RosterImport.objects.get(pk=pk)


def _apply_kept(pk: int, *, by: User, now: datetime) -> None:
    roster_import: RosterImport = RosterImport.objects.select_for_update().get(pk=pk)
    if roster_import.state != RosterImport.State.APPLYING:
        return
    rows = roster_import.rows.values_list("position", "outcome", "changes")
    shown = {position: (outcome, changes) for position, outcome, changes in rows}
    plan = _plan_again(roster_import)
    roster_import.notes, roster_import.checked_at = plan.notes(), now
    for outcome, count in plan.counts.items():
        setattr(roster_import, outcome, count)
    roster_import.rows.all().delete()
    if any((row.outcome, row.changes) != shown[row.position] for row in plan.rows):
        roster_import.state = RosterImport.State.CHECKED
        roster_import.notes.insert(0, _("The data has changed since this was shown. Look at it again, then apply."))
        roster_import.save()
        keep_rows(roster_import, plan, {})
        return
    _write_and_record(roster_import, plan, by=by, now=now)


def _plan_again(roster_import: RosterImport) -> Plan:
    """The plan of the kept rows against the data of this moment."""
    rows = [
        PlannedRow(
            row.position,
            row.source,
            row.number,
            row.values,
            tuple(Problem(p["field"], p["code"], p["message"], p["level"]) for p in row.problems if p["in_file"]),
        )
        for row in roster_import.rows.order_by("position").iterator()
    ]
    communes = {name for row in rows if (name := row.values.get("commune"))}
    sources = [Source(**source) for source in roster_import.mapping]
    geography = Geography(communes, roster_import.as_of)
    return PLANNERS[RosterKind(roster_import.kind)](sources, rows, geography, roster_import.as_of)
