"""Write the plan of a list of assignments."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from django.db.backends.postgresql.psycopg_any import DateRange

from assignments.models import Assignment
from assignments.rosters.matching.rows import AssignmentRow
from assignments.rosters.planning.assignments import TEXT_FIELDS
from assignments.rosters.planning.plan import AssignmentsPlan
from assignments.rosters.rows import TAKEN, Outcome
from assignments.rosters.writing.columns import WrittenIds, ids_by_position, range_from
from assignments.rosters.writing.copy import allocate_ids, copy_rows
from assignments.services.assignments import AssignmentEnd, change_ends
from households.services.dated import set_days


def write_assignments(plan: AssignmentsPlan) -> WrittenIds:
    """Write the rows of `plan`. Returns the id of each row's assignment."""
    decisions = _create_decisions(plan)
    rows = [row for row in plan.rows if row.outcome in TAKEN]
    change_ends(_ends_of_replaced(rows))
    created = _insert([row for row in rows if row.repeated is None], decisions)
    repeated = {row: span.pk for row in rows if (span := row.repeated) and span.pk}
    _change_assignments({row: pk for row, pk in repeated.items() if row.outcome == Outcome.CHANGED})
    return ids_by_position(created, repeated)


def _create_decisions(plan: AssignmentsPlan) -> dict[int | None, int]:
    """Save new decisions. Returns the id of each table's decision."""
    for decision in plan.new_decisions:
        decision.save()
    return {source: decision.pk for source, decision in plan.decisions.items()}


def _ends_of_replaced(rows: Iterable[AssignmentRow]) -> Iterator[AssignmentEnd]:
    """The ends of the stored assignments whose members are replaced."""
    for row in rows:
        span = row.replaced
        if span and span.pk:
            yield AssignmentEnd(span.pk, span.end, Assignment.EndReason.REPLACED)


def _insert(rows: Collection[AssignmentRow], decisions: dict[int | None, int]) -> dict[AssignmentRow, int]:
    created = dict(zip(rows, allocate_ids(Assignment, len(rows)), strict=True))
    copy_rows(
        Assignment,
        ("id", "household", "member", "tier", "role", "decision", "end_reason", *TEXT_FIELDS.values(), "during"),
        (_cells(row, pk, decisions) for row, pk in created.items()),
    )
    return created


def _cells(row: AssignmentRow, pk: int, decisions: dict[int | None, int]) -> tuple[object, ...]:
    assignment = row.resolved
    new = assignment.new
    return (
        pk,
        assignment.household,
        new.member,
        new.tier,
        Assignment.Role.IN_CHARGE.value,
        decisions.get(assignment.decision),
        # A later row of the same file may have replaced it already.
        Assignment.EndReason.REPLACED.value if new.is_replaced else "",
        *(row.values.get(name, "") for name in TEXT_FIELDS),
        range_from(new.start, new.end),
    )


def _change_assignments(changed: Mapping[AssignmentRow, int]) -> None:
    for row, pk in changed.items():
        assignment = Assignment.objects.get(pk=pk)
        texts = {TEXT_FIELDS[name]: row.values[name] for name in TEXT_FIELDS.keys() & row.changes.keys()}
        end = row.resolved.new.end if "ends_on" in row.changes else assignment.during.upper
        set_days(assignment, DateRange(assignment.during.lower, end), **texts)
