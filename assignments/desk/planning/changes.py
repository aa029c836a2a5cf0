"""The changes of an action to assignment rows, and their SQL: a fixed number of statements, however many rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange, Range

from assignments.desk.planning.requests import AssignmentRequest, RequestCase
from assignments.desk.planning.snapshot import AssignmentState, HouseholdState
from assignments.models import Assignment, Decision
from assignments.services.assignments import AssignmentEnd, change_ends, delete_assignments

REPLACED = Assignment.EndReason.REPLACED
SNAPSHOT_FIELDS = (
    "id",
    "household_id",
    "member_id",
    "tier",
    "role",
    "decision_id",
    "end_reason",
    "help",
    "result",
    "note",
)
"""The columns of a created or removed assignment that an action stores for its undo, beside `during`."""

StoredRow = dict[str, Any]
"""An assignment as an action stores it: columns and days as JSON."""


@dataclass(frozen=True)
class EndChange:
    """An assignment gets a new end (not included; None: without end) and a reason."""

    row: AssignmentState
    day: date | None
    reason: str


@dataclass(frozen=True)
class StartChange:
    """A new assignment."""

    request: AssignmentRequest
    first: date
    end: date | None

    @property
    def end_reason(self) -> str:
        return REPLACED if self.end else ""


@dataclass
class AssignmentChanges:
    starts: list[StartChange] = field(default_factory=list)
    ends: list[EndChange] = field(default_factory=list)
    removals: list[AssignmentState] = field(default_factory=list)
    """Assignments that began on the very day: ended the day before, they would have no day left."""


def plan_changes(cases: Iterable[RequestCase], on: date, reason: str) -> AssignmentChanges:
    """The changes that carry out the requests from `on`, ordered by household."""
    changes = AssignmentChanges()
    for case in sorted(cases, key=lambda case: (case.request.household, case.request.tier)):
        if case.household is None or case.is_already_assigned:
            continue
        changes.starts.append(StartChange(case.request, on, case.end))
        if case.current is None:
            continue
        if case.current.first == on:
            changes.removals.append(case.current)
        else:
            changes.ends.append(EndChange(case.current, on, reason))
    return changes


def plan_ends(rows: Iterable[AssignmentState], end: date, reason: str) -> AssignmentChanges:
    """The changes that end assignments at `end`, ordered by household."""
    ordered = sorted(rows, key=lambda row: (row.household, row.pk))
    return AssignmentChanges(ends=[EndChange(row, end, reason) for row in ordered])


def write(
    changes: AssignmentChanges, households: Mapping[int, HouseholdState], decision: Decision | None
) -> dict[str, list[StoredRow]]:
    """Write the changes; returns the rows that an undo needs."""
    # First what goes: no two rows of a household may be in charge in the same tier on any day.
    removed = remove([row.pk for row in changes.removals])
    change_ends(AssignmentEnd(end.row.pk, end.day, end.reason) for end in changes.ends)
    created = Assignment.objects.bulk_create([_new_row(start, households, decision) for start in changes.starts])
    return {
        "made": [_stored_start(row) for row in created],
        "ended": [_stored_end(end) for end in changes.ends],
        "removed": removed,
    }


def remove(keys: Sequence[int]) -> list[StoredRow]:
    """Delete assignments, and return them as they were."""
    if not keys:
        return []
    queryset = Assignment.objects.filter(pk__in=keys)
    rows = [
        {**{name: row[name] for name in SNAPSHOT_FIELDS}, "during": _iso_range(row["during"])}
        for row in queryset.values(*SNAPSHOT_FIELDS, "during")
    ]
    delete_assignments(keys)
    return rows


def restore(rows: Sequence[StoredRow], communes: dict[int, int | None]) -> None:
    """Create removed assignments again, in the commune of their household today."""
    Assignment.objects.bulk_create(
        Assignment(**{**row, "during": range_of(row["during"])}, commune_id=communes[row["household_id"]])
        for row in rows
    )


def range_of(days: Sequence[str | None]) -> DateRange:
    first, end = (date.fromisoformat(day) if day else None for day in days)
    return DateRange(first, end)


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _iso_range(during: Range) -> list[str | None]:
    return [iso(during.lower), iso(during.upper)]


def _new_row(start: StartChange, households: Mapping[int, HouseholdState], decision: Decision | None) -> Assignment:
    request = start.request
    return Assignment(
        household_id=request.household,
        member_id=request.member,
        tier=request.tier,
        during=DateRange(start.first, start.end),
        end_reason=start.end_reason,
        decision=decision,
        commune_id=households[request.household].commune,
    )


def _stored_start(row: Assignment) -> StoredRow:
    columns: StoredRow = {name: getattr(row, name) for name in SNAPSHOT_FIELDS}
    return {**columns, "during": _iso_range(row.during)}


def _stored_end(end: EndChange) -> StoredRow:
    row = end.row
    return {
        "id": row.pk,
        "household_id": row.household,
        "tier": row.tier,
        "was": [iso(row.end), row.end_reason],
        "now": [iso(end.day), end.reason],
    }
