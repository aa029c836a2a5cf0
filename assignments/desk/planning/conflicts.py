"""Conflicts: rows that another user changed meanwhile. An action skips them and reports who changed them and when."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from assignments.desk.planning.requests import ActionContext, RequestCase
from assignments.desk.planning.results import RuleMessage, errors_in
from assignments.desk.planning.rules import validate
from assignments.desk.planning.snapshot import AssignmentState, Snapshot
from assignments.models import Assignment, DeskAction
from households.models import Household
from lambinh.accounts.models import User
from lambinh.audit.models import ChangeEvent
from lambinh.lib.dates.formatting import format_moment


@dataclass(frozen=True)
class Conflict:
    """A household that is skipped, with the assignment that the user expected there; both are keys."""

    household: int | None
    assignment: int | None


# --- finding them -------------------------------------------------------------------------------------


def find_conflicts(
    snapshot: Snapshot, cases: Sequence[RequestCase], context: ActionContext, *, is_retry: bool
) -> tuple[list[RequestCase], list[Conflict]]:
    """The requests that can go on, and the conflicts.

    On a retry a household that a rule forbids is a conflict as well: the first attempt passed the rules, so that
    another user changed the household since.
    """
    # The pages of an assignment show who is in charge on its first day or today, the proposal of a hand-over the day.
    days = {context.on} if context.kind == DeskAction.Kind.HAND_OVER else {context.on, snapshot.today}
    remaining, changed = _split(cases, lambda case: is_conflict(snapshot, case, days))
    if is_retry:
        forbidden = {message.household for message in errors_in(validate(remaining, context.on))}
        remaining, forbidden_now = _split(
            remaining, lambda case: case.household is not None and case.household.pk in forbidden
        )
        changed += forbidden_now
    return remaining, [Conflict(case.request.household, case.request.expected) for case in changed]


def _split(
    cases: Iterable[RequestCase], is_left_out: Callable[[RequestCase], bool]
) -> tuple[list[RequestCase], list[RequestCase]]:
    remaining: list[RequestCase] = []
    left_out: list[RequestCase] = []
    for case in cases:
        (left_out if is_left_out(case) else remaining).append(case)
    return remaining, left_out


def is_conflict(snapshot: Snapshot, case: RequestCase, days: Iterable[date]) -> bool:
    """Whether the expected assignment is in charge on none of `days`: a page may show that of either day."""
    if case.household is None:
        return False
    request = case.request
    rows = (snapshot.in_charge(request.household, request.tier, day) for day in days)
    return all((row.pk if row else None) != request.expected for row in rows)


def find_ended(
    rows: Collection[AssignmentState], keys: Iterable[int], end: date, households: dict[int, int]
) -> tuple[list[AssignmentState], list[Conflict]]:
    """The assignments that go on beyond `end`, and a conflict for every other one of `keys`."""
    remaining = [row for row in rows if row.end is None or row.end > end]
    gone = set(keys) - {row.pk for row in remaining}
    return remaining, [Conflict(households.get(pk), pk) for pk in sorted(gone)]


# --- storing them -------------------------------------------------------------------------------------


class StoredConflict(TypedDict):
    """A conflict as `DeskAction.conflicts` stores it: keys and the moment of the other user's change."""

    household: int | None
    assignment: int | None
    by: int | None
    at: str | None


def record(conflicts: Collection[Conflict]) -> list[StoredConflict]:
    """The conflicts with the last change of each household. One query, none without conflicts."""
    if not conflicts:
        return []
    keys = [conflict.household for conflict in conflicts if conflict.household is not None]
    changes = ChangeEvent.objects.filter(household__in=keys, table=Assignment._meta.db_table)
    last = {change.household: change for change in changes.order_by("household", "-pk").distinct("household")}
    return [_stored(conflict, last.get(conflict.household)) for conflict in conflicts]


def _stored(conflict: Conflict, change: ChangeEvent | None) -> StoredConflict:
    by, at = (change.by, change.at.isoformat()) if change else (None, None)
    return {"household": conflict.household, "assignment": conflict.assignment, "by": by, "at": at}


# --- reporting them -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class ConflictReport:
    """A skipped household: who changed it and when, and who is in charge now, as far as it is known."""

    household: int | None
    name: str
    assignee: str
    changed_by: str
    changed_at: datetime | None

    @property
    def message(self) -> str:
        at = format_moment(self.changed_at) if self.changed_at else _("an unknown moment")
        params = {"household": self.name, "who": self.changed_by, "carer": self.assignee, "at": at}
        if self.assignee:
            return _("%(household)s: %(who)s changed this at %(at)s; %(carer)s is in charge now.") % params
        return _("%(household)s: %(who)s changed this at %(at)s; nobody is in charge now.") % params


def conflict_messages(action: DeskAction, *, by: User) -> tuple[RuleMessage, ...]:
    """The conflicts of an action as warnings, with the names that `by` may see. Three queries."""
    reports = _reports(action, by)
    return tuple(RuleMessage("warning", "lost", report.message, report.household) for report in reports)


def _reports(action: DeskAction, by: User) -> list[ConflictReport]:
    entries: Sequence[StoredConflict] = action.conflicts
    if not entries:
        return []
    keys = [entry["household"] for entry in entries if entry["household"] is not None]
    names = dict(Household.objects.visible_to(by).filter(pk__in=keys).values_list("pk", "head_name"))
    users = User.objects.in_bulk({entry["by"] for entry in entries if entry["by"] is not None})
    assignees = _current_assignees(action, list(names))
    unknown = _("somebody else")
    return [
        ConflictReport(
            entry["household"],
            names.get(entry["household"]) or _("an assignment that no longer exists"),
            assignees.get(entry["household"], ""),
            str(users.get(entry["by"]) or unknown),
            parse_datetime(entry["at"]) if entry["at"] else None,
        )
        for entry in entries
    ]


def _current_assignees(action: DeskAction, households: list[int]) -> dict[int | None, str]:
    rows = Assignment.objects.filter(household__in=households).in_charge().on(action.on).with_carer()
    if action.tier:
        rows = rows.filter(tier=action.tier)
    return dict(rows.values_list("household_id", "carer"))
