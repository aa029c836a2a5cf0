"""The requests of an action, and how each fits in with the assignments of the snapshot."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from assignments.desk.planning.snapshot import AssignmentState, HouseholdState, MemberState, Snapshot
from assignments.models import Assignment, Decision, DeskAction
from lambinh.accounts.models import User


@dataclass(frozen=True)
class ActionContext:
    """The parameters of an action. `key` and `digest` identify the form that the user sent."""

    kind: DeskAction.Kind
    on: date
    by: User
    key: UUID
    digest: str
    decision: Decision | None = None
    confirmation: str = ""
    """The user's reason to save in spite of warnings."""
    end_reason: str = Assignment.EndReason.REPLACED


@dataclass(frozen=True)
class AssignmentRequest:
    """A request to assign a household to a member in a tier; household, member and `expected` are keys."""

    household: int
    member: int
    tier: str
    expected: int | None
    """The assignment that was in charge on the page that the user saw."""
    is_hand_over: bool = False
    """The current assignment is meant to end, so that the rules do not warn of it."""


@dataclass(frozen=True)
class RequestCase:
    """A request with the state of its household and member (None: not visible), and with the assignments around it."""

    request: AssignmentRequest
    household: HouseholdState | None
    member: MemberState | None
    current: AssignmentState | None
    """The assignment in charge on the day."""
    next: AssignmentState | None
    """The first one that begins later: the new assignment ends where it begins."""
    same_pair: AssignmentState | None
    """An assignment of the same household and member, in the other tier or as a helper, on days of the new one."""

    @property
    def is_already_assigned(self) -> bool:
        return self.current is not None and self.current.member == self.request.member

    @property
    def end(self) -> date | None:
        return self.next.first if self.next else None


def fit_requests(snapshot: Snapshot, requests: Iterable[AssignmentRequest], on: date) -> list[RequestCase]:
    """How each request fits in on `on`: computed once for conflicts, rules and changes."""
    return [_fit(snapshot, request, on) for request in requests]


def _fit(snapshot: Snapshot, request: AssignmentRequest, on: date) -> RequestCase:
    household, tier = request.household, request.tier
    following = snapshot.next_in_charge(household, tier, on)
    return RequestCase(
        request,
        snapshot.households.get(household),
        snapshot.members.get(request.member),
        snapshot.in_charge(household, tier, on),
        following,
        _same_pair(snapshot, request, on, following.first if following else None),
    )


def _same_pair(snapshot: Snapshot, request: AssignmentRequest, on: date, end: date | None) -> AssignmentState | None:
    """The database allows a member and a household one assignment on any day."""
    days = (on, end)
    rows = snapshot.assignments.get(request.household, ())
    return next((row for row in rows if row.member == request.member and row.overlaps(days)), None)
