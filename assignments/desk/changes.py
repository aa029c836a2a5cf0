"""What an action does to the rows of assignments, and the writing of it: a few statements, however many rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from assignments.desk.rules import Wish, fit
from assignments.desk.snapshot import Held, Home, Scene
from assignments.models import Assignment, Decision

REPLACED = Assignment.EndReason.REPLACED
KEPT = ("id", "household_id", "member_id", "tier", "role", "decision_id", "end_reason", "help", "result", "note")
"""The columns of a removed assignment that are kept beside its days."""

CHANGE_ENDS = """
    UPDATE assignments_assignment a SET during = daterange(lower(a.during), s.day), end_reason = s.reason
    FROM unnest(%s::bigint[], %s::date[], %s::text[]) AS s(id, day, reason) WHERE a.id = s.id
"""


@dataclass(frozen=True)
class End:
    """That an assignment holds up to `day` (not included; None: without end), for a reason."""

    row: Held
    day: date | None
    reason: str


@dataclass(frozen=True)
class Start:
    wish: Wish
    first: date
    end: date | None

    @property
    def end_reason(self) -> str:
        return REPLACED if self.end else ""


@dataclass
class Steps:
    starts: list[Start] = field(default_factory=list)
    ends: list[End] = field(default_factory=list)
    removals: list[Held] = field(default_factory=list)
    """Assignments that began on the very day: they would hold on no day."""


def steps_of(scene: Scene, wishes: Sequence[Wish], on: date, reason: str) -> Steps:
    """What grants `wishes` from `on`, in the order of their households. What is granted already needs nothing."""
    steps = Steps()
    for wish in sorted(wishes, key=lambda one: (one.household, one.tier)):
        found = fit(scene, wish, on)
        if wish.household not in scene.homes or found.is_theirs(wish):
            continue
        steps.starts.append(Start(wish, on, found.end))
        if found.current is not None and found.current.first == on:
            steps.removals.append(found.current)
        elif found.current is not None:
            steps.ends.append(End(found.current, on, reason))
    return steps


def write(steps: Steps, homes: Any, decision: Decision | None) -> dict[str, list[Any]]:
    """Do it, and give what an undo must know of it."""
    removed = remove([row.pk for row in steps.removals])
    change_ends((end.row.pk, end.day, end.reason) for end in steps.ends)
    made = Assignment.objects.bulk_create([_row(start, homes, decision) for start in steps.starts])
    return {"made": [_made(row) for row in made], "ended": [_ended(end) for end in steps.ends], "removed": removed}


def change_ends(ends: Iterable[tuple[int, date | None, str]]) -> None:
    rows = list(ends)
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(CHANGE_ENDS, [list(column) for column in zip(*rows, strict=True)])


def remove(keys: Sequence[int]) -> list[dict[str, Any]]:
    """Take assignments out, and give them whole."""
    if not keys:
        return []
    rows = Assignment.objects.filter(pk__in=keys)
    whole = [
        {**{name: row[name] for name in KEPT}, "during": _days(row["during"])} for row in rows.values(*KEPT, "during")
    ]
    rows.order_by()._raw_delete("default")  # type: ignore[attr-defined]
    return whole


def put_back(rows: Sequence[dict[str, Any]], communes: dict[int, int | None]) -> None:
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


def _row(start: Start, homes: dict[int, Home], decision: Decision | None) -> Assignment:
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
    keys: dict[str, Any] = {name: getattr(row, name) for name in KEPT}
    return {**keys, "during": _days(row.during)}


def _ended(end: End) -> dict[str, Any]:
    row = end.row
    return {
        "id": row.pk,
        "household_id": row.household,
        "tier": row.tier,
        "was": [iso(row.end), row.end_reason],
        "now": [iso(end.day), end.reason],
    }
