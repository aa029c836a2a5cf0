"""What an action does to the rows of assignments, and the writing of it: a few statements, however many rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from assignments.desk.rules import AssignmentRequest, current_and_next
from assignments.desk.snapshot import AssignmentState, HouseholdState, Snapshot
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
"""The columns of a removed assignment that are kept beside its days."""


@dataclass(frozen=True)
class EndChange:
    """That an assignment holds up to `day` (not included; None: without end), for a reason."""

    row: AssignmentState
    day: date | None
    reason: str


@dataclass(frozen=True)
class StartChange:
    wish: AssignmentRequest
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
    """Assignments that began on the very day: they would hold on no day."""


def plan_changes(scene: Snapshot, wishes: Sequence[AssignmentRequest], on: date, reason: str) -> AssignmentChanges:
    """What grants `wishes` from `on`, in the order of their households. What is granted already needs nothing."""
    steps = AssignmentChanges()
    for wish in sorted(wishes, key=lambda one: (one.household, one.tier)):
        found = current_and_next(scene, wish, on)
        if wish.household not in scene.homes or found.is_theirs(wish):
            continue
        steps.starts.append(StartChange(wish, on, found.end))
        if found.current is not None and found.current.first == on:
            steps.removals.append(found.current)
        elif found.current is not None:
            steps.ends.append(EndChange(found.current, on, reason))
    return steps


def write(steps: AssignmentChanges, homes: Any, decision: Decision | None) -> dict[str, list[Any]]:
    """Do it, and give what an undo must know of it."""
    removed = remove([row.pk for row in steps.removals])
    change_ends(AssignmentEnd(end.row.pk, end.day, end.reason) for end in steps.ends)
    made = Assignment.objects.bulk_create([_row(start, homes, decision) for start in steps.starts])
    return {"made": [_made(row) for row in made], "ended": [_ended(end) for end in steps.ends], "removed": removed}


def remove(keys: Sequence[int]) -> list[dict[str, Any]]:
    """Take assignments out, and give them whole."""
    if not keys:
        return []
    rows = Assignment.objects.filter(pk__in=keys)
    whole = [
        {**{name: row[name] for name in SNAPSHOT_FIELDS}, "during": _days(row["during"])}
        for row in rows.values(*SNAPSHOT_FIELDS, "during")
    ]
    delete_assignments(keys)
    return whole


def restore(rows: Sequence[dict[str, Any]], communes: dict[int, int | None]) -> None:
    """Removed assignments as they were, under the unit that answers today."""
    Assignment.objects.bulk_create(
        Assignment(**{**row, "during": range_of(row["during"])}, commune_id=communes[row["household_id"]])
        for row in rows
    )


def range_of(days: Sequence[str | None]) -> DateRange:
    first, end = (date.fromisoformat(day) if day else None for day in days)
    return DateRange(first, end)


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _days(during: Any) -> list[str | None]:
    return [iso(during.lower), iso(during.upper)]


def _row(start: StartChange, homes: dict[int, HouseholdState], decision: Decision | None) -> Assignment:
    wish = start.wish
    return Assignment(
        household_id=wish.household,
        member_id=wish.member,
        tier=wish.tier,
        during=DateRange(start.first, start.end),
        end_reason=start.end_reason,
        decision=decision,
        commune_id=homes[wish.household].commune,
    )


def _made(row: Assignment) -> dict[str, Any]:
    keys: dict[str, Any] = {name: getattr(row, name) for name in SNAPSHOT_FIELDS}
    return {**keys, "during": _days(row.during)}


def _ended(end: EndChange) -> dict[str, Any]:
    row = end.row
    return {
        "id": row.pk,
        "household_id": row.household,
        "tier": row.tier,
        "was": [iso(row.end), row.end_reason],
        "now": [iso(end.day), end.reason],
    }
