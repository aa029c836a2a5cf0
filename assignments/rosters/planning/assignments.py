"""Plan a list of assignments: compare its rows with the data."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import connection
from django.utils.translation import gettext as _

from assignments.rosters.fields import ASSIGNMENTS, column_names
from assignments.rosters.matching.assignment_timeline import (
    AssignmentSpan,
    AssignmentTimeline,
    OverlapError,
    ResolvedAssignment,
)
from assignments.rosters.matching.bodies import BodyIndex
from assignments.rosters.matching.context import RosterContext
from assignments.rosters.matching.list_households import HouseholdMatcher
from assignments.rosters.matching.list_members import MemberMatcher
from assignments.rosters.matching.rows import AssignmentRow
from assignments.rosters.parsing import Problem
from assignments.rosters.planning.assignment_terms import end, first_day, tier
from assignments.rosters.planning.decisions import decisions_by_source
from assignments.rosters.planning.plan import AssignmentsPlan
from assignments.rosters.progress import count_rows
from assignments.rosters.rows import error
from lambinh.lib.dates.formatting import format_day

TEXT_FIELDS = column_names(ASSIGNMENTS)
"""A field of a roster, and its column of the assignment."""

StoredTexts = dict[int, tuple[str, ...]]
"""The texts of `TEXT_FIELDS` of each stored assignment."""


def plan_assignments(rows: list[AssignmentRow], context: RosterContext) -> AssignmentsPlan:
    """Determine for each row whether its assignment is new, replaces another member's, or is in the data already."""
    plan = AssignmentsPlan(context.sources, context.as_of, context.unit_index.units_on, rows)
    plan.decisions = decisions_by_source(context.sources)
    plan.new_decisions = list({id(d): d for d in plan.decisions.values() if d.pk is None}.values())
    requests = _match(rows, context)
    for row, request in requests.items():
        request.decision = row.source if row.source in plan.decisions else None
    _apply_in_date_order(requests)
    for row in rows:
        row.set_outcome()
    return plan


def _match(rows: list[AssignmentRow], context: RosterContext) -> dict[AssignmentRow, ResolvedAssignment]:
    """Set member and household of each row. Returns the assignments that the valid rows ask for."""
    bodies = BodyIndex()
    members, households = MemberMatcher(rows, bodies, context), HouseholdMatcher(rows, context)
    first_days = {row: first_day(row, context) for row in rows}
    for row in rows:
        row.member, row.household = members.match(row, first_days[row]), households.match(row)
    requests = {row: _request(row, first_days[row] or context.as_of, context, bodies) for row in count_rows(rows)}
    return {row: request for row, request in requests.items() if request and not row.is_invalid}


def _request(row: AssignmentRow, start: date, context: RosterContext, bodies: BodyIndex) -> ResolvedAssignment | None:
    """The assignment that the row asks for; None without a member or household."""
    member, household = row.member, row.household
    if member is None:
        return None
    span = AssignmentSpan(member.pk, member.full_name, start, end(row, start), tier(row, member, context, bodies))
    return ResolvedAssignment(household.pk, span, commune=household.commune) if household else None


def _apply_in_date_order(requests: dict[AssignmentRow, ResolvedAssignment]) -> None:
    """Add the assignments to the timeline of their households, and record the changes that each of them makes.

    Earliest first: a later assignment of the file ends an earlier one.
    """
    households = {request.household for request in requests.values()}
    timeline = AssignmentTimeline(households)
    texts = _stored_texts(timeline.stored_ids(households))
    duplicates = _duplicates_in_file(requests)
    for row, request in sorted(requests.items(), key=lambda item: item[1].new.start):
        if row in duplicates:
            row.add_problem(_duplicate_problem(duplicates[row]))
        elif same := timeline.find_same(request.household, request.new, has_own_start="starts_on" in row.values):
            row.match, row.assignment = same, request
            _compare(row, request, same, texts)
        else:
            _add(row, request, timeline)


def _add(row: AssignmentRow, request: ResolvedAssignment, timeline: AssignmentTimeline) -> None:
    try:
        request.ends = timeline.add(request.household, request.new)
    except OverlapError as overlap:
        row.add_problem(_overlap_problem(overlap))
        return
    row.assignment, row.match = request, request.ends
    if request.ends is not None:
        row.add_change("member_name", request.ends.member_name, request.new.member_name)
        row.add_change("ends_on", None, (request.new.start - timedelta(days=1)).isoformat())


def _duplicates_in_file(requests: dict[AssignmentRow, ResolvedAssignment]) -> dict[AssignmentRow, AssignmentRow]:
    """Rows that start an assignment of the same household and tier on the same day as an earlier row, with that row."""
    first_rows: dict[tuple[int, str, date], AssignmentRow] = {}
    duplicates: dict[AssignmentRow, AssignmentRow] = {}
    for row, request in requests.items():
        first = first_rows.setdefault((request.household, request.new.tier, request.new.start), row)
        if first is not row:
            duplicates[row] = first
    return duplicates


def _duplicate_problem(first: AssignmentRow) -> Problem:
    text = _("Row %(row)d has the same household. Remove one of the two rows.")
    return error("head_name", "twice_in_file", text, row=first.number)


def _overlap_problem(overlap: OverlapError) -> Problem:
    other = overlap.other
    if overlap.code == "same_member_overlaps":
        text = _("%(name)s already looks after this household from %(day)s. Give this row a last day before it.")
    else:
        text = _("%(name)s is in charge from %(day)s. Give this row a last day before it, or a later first day.")
    return error("member_name", overlap.code, text, name=other.member_name, day=format_day(other.start))


def _stored_texts(assignments: Iterable[int]) -> StoredTexts:
    columns = ", ".join(TEXT_FIELDS.values())
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, {columns} FROM assignments_assignment WHERE id = ANY(%s)",  # noqa: S608
            [list(assignments)],
        )
        return {pk: tuple(texts) for pk, *texts in cursor.fetchall()}


def _compare(row: AssignmentRow, request: ResolvedAssignment, same: AssignmentSpan, texts: StoredTexts) -> None:
    """Record the differences from the assignment in the data: they can only be its last day and its texts."""
    if row.values.get("ends_on") and request.new.end != same.end:
        row.add_change("ends_on", same.last_day and same.last_day.isoformat(), row.values["ends_on"])
    stored = texts.get(same.pk or 0, ("",) * len(TEXT_FIELDS))
    for name, old in zip(TEXT_FIELDS, stored, strict=True):
        new = row.values.get(name)
        if new is not None and new != old:
            row.add_change(name, old, new)
