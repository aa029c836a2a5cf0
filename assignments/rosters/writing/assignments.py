"""Writing the plan of a list of assignments."""

from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from assignments.models import Assignment
from assignments.rosters.planning.assignments import TEXT_FIELDS, ResolvedAssignment
from assignments.rosters.planning.plan import Plan
from assignments.rosters.rows import Outcome, PlannedRow
from assignments.rosters.writing.columns import WrittenIds, days_from
from assignments.rosters.writing.copy import allocate_ids, copy_rows
from assignments.services.assignments import AssignmentEnd, change_ends
from households.services.dated import set_days


def write_assignments(plan: Plan) -> WrittenIds:
    decisions = _make_decisions(plan)
    ended = {row.place.ends.pk: row.place.ends.end for row in plan.rows if _ends(row) and row.place.ends.pk}
    change_ends(AssignmentEnd(pk, end, Assignment.EndReason.REPLACED) for pk, end in ended.items())
    starting = [row for row in plan.rows if row.outcome == Outcome.NEW or (_is_written(row) and _ends(row))]
    written = dict(zip(starting, allocate_ids(Assignment, len(starting)), strict=True))
    copy_rows(
        Assignment,
        ("id", "household", "member", "tier", "role", "decision", "end_reason", *TEXT_FIELDS.values(), "during"),
        (
            (
                pk,
                row.place.household,
                row.place.new.member,
                row.place.new.tier,
                Assignment.Role.IN_CHARGE.value,
                decisions.get(row.place.decision),
                _reason(row.place.new),
                *(row.values.get(name, "") for name in TEXT_FIELDS),
                days_from(row.place.new.start, row.place.new.end),
            )
            for row, pk in written.items()
        ),
    )
    same = [row for row in plan.rows if row.found is not None and row not in written and _is_written(row)]
    _change_assignments([row for row in same if row.outcome == Outcome.CHANGED and row.found.pk])
    return written | {row: row.found.pk for row in same if row.found.pk}


def _is_written(row: PlannedRow) -> bool:
    return row.outcome in (Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED)


def _ends(row: PlannedRow) -> bool:
    return isinstance(row.place, ResolvedAssignment) and row.place.ends is not None and not row.is_invalid


def _reason(new: Any) -> str:
    return Assignment.EndReason.REPLACED.value if new.replaced else ""


def _make_decisions(plan: Plan) -> dict[int | None, int]:
    for decision in plan.made_decisions:
        decision.save()
    return {source: decision.pk for source, decision in plan.decisions.items()}


def _change_assignments(rows: list[PlannedRow]) -> None:
    for row in rows:
        assignment = Assignment.objects.get(pk=row.found.pk)
        texts = {TEXT_FIELDS[name]: row.values[name] for name in TEXT_FIELDS.keys() & row.changes.keys()}
        end = row.place.new.end if "ends_on" in row.changes else assignment.during.upper
        set_days(assignment, DateRange(assignment.during.lower, end), **texts)
