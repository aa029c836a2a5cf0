"""Comparing what was read with the data: for which day, by which planner, within whose rights."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from assignments.models import Membership
from assignments.rosters.matching.units import UnitIndex
from assignments.rosters.models import RosterImport, RosterKind
from assignments.rosters.permissions import ImportPermissions, import_permissions
from assignments.rosters.planning.assignments import plan_assignments
from assignments.rosters.planning.households import plan_households
from assignments.rosters.planning.lengths import note_lengths
from assignments.rosters.planning.members import plan_members
from assignments.rosters.planning.permissions import check_units
from assignments.rosters.planning.plan import Plan
from assignments.rosters.reader import ParsedRoster
from assignments.rosters.rows import Outcome, PlannedRow, SourceTable
from households.models import Residence
from households.models.scoped import Units
from lambinh.accounts.models import User

Planner = Callable[[Sequence[SourceTable], list[PlannedRow], UnitIndex, date, Units], Plan]
PLANNERS: dict[RosterKind, Planner] = {
    RosterKind.MEMBERS: plan_members,
    RosterKind.HOUSEHOLDS: plan_households,
    RosterKind.ASSIGNMENTS: plan_assignments,
}


@dataclass(frozen=True)
class Planned:
    """A plan with the import that it is recorded as."""

    roster_import: RosterImport
    plan: Plan


def plan_roster(read: ParsedRoster, *, on: date | None, by: User, now: datetime) -> Planned:
    """Compare what was read with the data, as of `on` or the day that the file itself says."""
    today = timezone.localdate(now)
    as_of = on or _day_of(read, today)
    plan = plan_rows(read.kind, read.sources, read.rows, as_of, rights=import_permissions(by, today), today=today)
    roster_import = RosterImport(
        kind=read.kind,
        file_name=read.file.name,
        digest=read.digest,
        as_of=as_of,
        mapping=[asdict(source) for source in read.sources],
        checked_by=by,
    )
    note_plan(roster_import, plan, now=now)
    return Planned(roster_import, plan)


def plan_rows(
    kind: RosterKind,
    sources: Sequence[SourceTable],
    rows: list[PlannedRow],
    as_of: date,
    *,
    rights: ImportPermissions,
    today: date,
) -> Plan:
    """The plan of `rows` against the data of this moment; rows that are left out are not looked at."""
    taken = [row for row in rows if row.outcome != Outcome.LEFT_OUT]
    communes = {name for row in taken if (name := row.values.get("commune"))}
    note_lengths(kind, taken)
    plan = PLANNERS[kind](sources, taken, UnitIndex(communes, as_of), as_of, rights.read_units)
    plan.rows = rows
    check_units(plan, rights, today)
    return plan


def note_plan(roster_import: RosterImport, plan: Plan, *, now: datetime) -> None:
    """Set on the import what `plan` says of all its rows together."""
    roster_import.units_on, roster_import.checked_at = plan.units_on, now
    roster_import.notes, roster_import.communes, roster_import.warnings = plan.notes(), plan.communes, plan.warnings
    roster_import.units_named, roster_import.units_compared = plan.units_named, plan.units_compared
    for outcome, count in plan.counts.items():
        setattr(roster_import, outcome, count)


def _day_of(read: ParsedRoster, today: date) -> date:
    communes = {name for row in read.rows if (name := row.values.get("commune"))}
    return (
        _applied_for(read.kind, read.digest)
        or day_said(read.kind, read.sources, read.rows)
        or _first_or_today(read.kind, communes, today)
    )


def _applied_for(kind: RosterKind, digest: str) -> date | None:
    """The day for which this very file was applied before."""
    before = RosterImport.objects.applied().filter(digest=digest, kind=kind).first()
    return before.as_of if before else None


def day_said(kind: RosterKind, sources: Sequence[SourceTable], rows: Sequence[PlannedRow]) -> date | None:
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
    geography = UnitIndex(communes, records_begin)
    units = [unit for name in communes if (unit := geography.commune(name))]
    if any(unit.during.lower and unit.during.lower > records_begin for unit in units):
        return today  # a commune that was formed later cannot have had its register then
    villages = {pk for unit in units for pk in geography.villages_of(unit)}
    if kind == RosterKind.HOUSEHOLDS:
        known = Residence.objects.filter(village__in=villages).exists()
    else:
        known = Membership.objects.filter(body__unit__in=villages | {unit.pk for unit in units}).exists()
    return today if known else records_begin
