"""Comparing a list of assignments with the data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from assignments.models import Decision, Tier
from assignments.rosters.fields import ASSIGNMENTS, column_names
from assignments.rosters.matching.assignment_timeline import AssignmentSpan, AssignmentTimeline, OverlapError
from assignments.rosters.matching.bodies import BodyIndex
from assignments.rosters.matching.matcher import HouseholdMatcher, MemberMatcher
from assignments.rosters.matching.units import UnitIndex
from assignments.rosters.models import RosterKind
from assignments.rosters.planning.plan import Plan
from assignments.rosters.progress import count_rows
from assignments.rosters.rows import PlannedRow, SourceTable, error
from households.models.scoped import Units
from lambinh.lib.dates.formatting import format_day

TEXT_FIELDS = column_names(ASSIGNMENTS)
"""A roster's field: the column of the assignment."""
_NUMBER, _ISSUER = (Decision._meta.get_field(name).max_length for name in ("number", "issuer"))  # type: ignore[union-attr]


@dataclass(slots=True)
class ResolvedAssignment:
    """What the names and dates of a row were found to mean."""

    household: int
    new: AssignmentSpan
    decision: int | None = None
    """Which table's decision the assignment stands under."""
    ends: AssignmentSpan | None = None
    commune: int | None = None
    """The commune that answers for the household today."""


def plan_assignments(
    sources: Sequence[SourceTable], rows: list[PlannedRow], geography: UnitIndex, as_of: date, within: Units
) -> Plan:
    """Say of each row whether its assignment is new, changes who is in charge, or is there already."""
    plan = Plan(RosterKind.ASSIGNMENTS, sources, as_of, geography.units_on, rows)
    plan.decisions = _decisions(sources)
    plan.made_decisions = list({id(d): d for d in plan.decisions.values() if d.pk is None}.values())
    bodies = BodyIndex(geography)
    members = MemberMatcher(rows, bodies, geography, within)
    households = HouseholdMatcher(rows, geography, within)
    found = {row: (members.find(row, _start(row, sources)), households.find(row)) for row in rows}
    carers = AssignmentTimeline({household.pk for _member, household in found.values() if household})
    stretches: dict[PlannedRow, ResolvedAssignment] = {}
    for row in count_rows(rows):
        member, household = found[row]
        new = _stretch(row, member, plan, bodies) if member else None
        if household and new and not row.is_invalid:
            decision = row.source if row.source in plan.decisions else None
            stretches[row] = ResolvedAssignment(household.pk, new, decision, commune=household.commune)
    _apply_in_date_order(stretches, carers)
    for row in rows:
        row.conclude()
    return plan


def _decisions(sources: Sequence[SourceTable]) -> dict[int, Decision]:
    """The decision that each table's title names: a known one, or a new one not saved yet."""
    found: dict[tuple[str, str, str], Decision] = {}
    by_source: dict[int, Decision] = {}
    for i, source in enumerate(sources):
        said = source.context.get("decision") or {}
        if not said.get("number") or not said.get("issued_on"):
            continue
        key = (said["number"][:_NUMBER], said["issued_on"], (said.get("issuer") or "")[:_ISSUER])
        if key not in found:
            fields = {"number": key[0], "issued_on": date.fromisoformat(key[1])}
            known = Decision.objects.filter(**fields)
            exact = known.filter(issuer=key[2]).first() or (known.first() if known.count() == 1 else None)
            found[key] = exact or Decision(**fields, issuer=key[2])
        by_source[i] = found[key]
    return by_source


def _start(row: PlannedRow, sources: Sequence[SourceTable]) -> date | None:
    """The first day: as the row says it, else the day of the decision, else of the document.

    None when nothing says it; a day that is known in part only is a problem of the row.
    """
    said = row.values.get("starts_on")
    if said and len(said) < len("2018-11-01"):
        row.add(error("starts_on", "start_incomplete", _("Enter the whole first day, for example 01/11/2018.")))
        return None
    context = sources[row.source].context
    text = (
        said
        or context.get("starts_on")
        or (context.get("decision") or {}).get("issued_on")
        or context.get("document_date")
    )
    return date.fromisoformat(text) if text and len(text) == len("2018-11-01") else None


def _stretch(row: PlannedRow, member: Any, plan: Plan, bodies: BodyIndex) -> AssignmentSpan | None:
    """The assignment that the row asks for."""
    start = _start(row, plan.sources) or plan.as_of
    end = None
    if said := row.values.get("ends_on"):
        if len(said) < len("2018-11-01"):
            row.add(error("ends_on", "end_incomplete", _("Enter the whole last day, for example 31/12/2019.")))
            return None
        end = date.fromisoformat(said) + timedelta(days=1)
        if end <= start:
            row.add(error("ends_on", "ends_before_start", _("The last day comes before the first day.")))
            return None
    context = plan.sources[row.source].context
    tier = row.values.get("tier") or context.get("tier") or context.get("issuer_tier")
    if not tier:
        body = bodies.by_pk.get(member.body)
        tier = body.tier if body else Tier.COMMUNE
    return AssignmentSpan(member.pk, member.full_name, start, end, tier)


def _apply_in_date_order(stretches: dict[PlannedRow, ResolvedAssignment], carers: AssignmentTimeline) -> None:
    """Put the assignments into time, earliest first, and note what each of them changes."""
    notes = _notes([s.pk for settled in stretches.values() for s in carers.of[settled.household] if s.pk])
    doubled = _duplicates_in_file(stretches)
    for row, settled in sorted(stretches.items(), key=lambda item: item[1].new.start):
        if row in doubled:
            row.add(_twice_problem(doubled[row]))
            continue
        said = "starts_on" in row.values
        same = carers.same(settled.household, settled.new, start_is_said=said)
        if same is not None:
            row.found, row.place = same, settled
            _compare(row, settled, same, notes)
            continue
        try:
            settled.ends = carers.put(settled.household, settled.new)
        except OverlapError as clash:
            row.add(_clash_problem(clash))
            continue
        row.place = settled
        if settled.ends is not None:
            row.found = settled.ends
            row.change("member_name", settled.ends.member_name, settled.new.member_name)
            row.change("ends_on", None, (settled.new.start - timedelta(days=1)).isoformat())


def _duplicates_in_file(stretches: dict[PlannedRow, ResolvedAssignment]) -> dict[PlannedRow, PlannedRow]:
    """The rows whose household and tier another row of the file fills from the same day; both are told."""
    first: dict[tuple[int, str, date], PlannedRow] = {}
    doubled: dict[PlannedRow, PlannedRow] = {}
    for row, settled in stretches.items():
        key = (settled.household, settled.new.tier, settled.new.start)
        if (other := first.setdefault(key, row)) is not row:
            doubled[row] = other
    return doubled


def _twice_problem(other: PlannedRow) -> Any:
    return error(
        "head_name",
        "twice_in_file",
        _("The same household stands in row %(row)d already. Remove one of the two rows."),
        row=other.number,
    )


def _clash_problem(clash: OverlapError) -> Any:
    told = {
        "name": clash.other.member_name,
        "day": format_day(clash.other.start),
    }
    if clash.code == "same_member_overlaps":
        text = _("%(name)s already looks after this household from %(day)s. Give this row a last day before it.")
    else:
        text = _("%(name)s is in charge from %(day)s. Give this row a last day before it, or a later first day.")
    return error("member_name", clash.code, text, **told)


def _notes(pks: list[int]) -> dict[int, tuple[str, ...]]:
    """The texts of known assignments, in the order of `TEXT_FIELDS`."""
    columns = ", ".join(TEXT_FIELDS.values())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, {columns} FROM assignments_assignment WHERE id = ANY(%s)", [pks])  # noqa: S608
        return {pk: tuple(texts) for pk, *texts in cursor.fetchall()}


def _compare(
    row: PlannedRow, settled: ResolvedAssignment, same: AssignmentSpan, notes: dict[int, tuple[str, ...]]
) -> None:
    """The member has the household already: only its last day and the words beside it can differ."""
    if row.values.get("ends_on") and settled.new.end != same.end:
        row.change("ends_on", same.last_day and same.last_day.isoformat(), row.values["ends_on"])
    stored = dict(zip(TEXT_FIELDS, notes.get(same.pk or 0, ("",) * len(TEXT_FIELDS)), strict=True))
    for name, old in stored.items():
        said = row.values.get(name)
        if said is not None and said != old:
            row.change(name, old, said)
