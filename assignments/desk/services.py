"""The actions of the desk: assign households, hand them over, end assignments.

Each loads a locked snapshot, finds conflicts, validates, plans the changes and saves them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from assignments.desk.idempotency import ATTEMPTS, busy, find_earlier, request_digest, unless_crossed
from assignments.desk.planning import conflicts
from assignments.desk.planning.changes import REPLACED, AssignmentChanges, plan_changes, plan_ends, write
from assignments.desk.planning.conflicts import Conflict, find_conflicts, find_ended
from assignments.desk.planning.distribution import preview_hand_over as preview_hand_over
from assignments.desk.planning.requests import ActionContext, AssignmentRequest, fit_requests
from assignments.desk.planning.results import EndedAssignments, Preview, RuleMessage, refuse_unconfirmed
from assignments.desk.planning.rules import DAY, validate, validate_ends
from assignments.desk.planning.snapshot import Snapshot, load_snapshot, require_assign_permission
from assignments.models import Assignment, Decision, DeskAction, Member, Tier
from lambinh.accounts.models import User

Kind = DeskAction.Kind


# --- assigning ----------------------------------------------------------------------------------------


def preview_assign(
    *, households: Sequence[int], member: Member, tier: Tier, on: date, decision: Decision | None, by: User
) -> Preview:
    """The changes that `assign_households` would make. Five queries. Raises PermissionDenied."""
    snapshot = load_snapshot(households, [member.pk], on, by=by)
    require_assign_permission(snapshot.households.values(), tier, by)
    requests = [AssignmentRequest(household, member.pk, tier, None) for household in dict.fromkeys(households)]
    cases = fit_requests(snapshot, requests, on)
    changes = plan_changes(cases, on, REPLACED)
    return Preview(len(changes.starts), _ended_by_member(changes, on - DAY), validate(cases, on))


def _ended_by_member(changes: AssignmentChanges, last_day: date) -> tuple[EndedAssignments, ...]:
    numbers = Counter((end.row.member, end.row.assignee) for end in changes.ends)
    return tuple(EndedAssignments(name, number, last_day) for (_member, name), number in numbers.items())


def assign_households(
    *,
    households: Sequence[int],
    member: Member,
    tier: Tier,
    on: date,
    decision: Decision | None,
    by: User,
    key: UUID,
    expected: Mapping[int, int | None],
    confirmation: str = "",
) -> DeskAction:
    """Put `member` in charge of `households` from `on`; whoever is in charge now ends the day before.

    `expected` has for each household the assignment in charge that the user saw (on `on` or today); another one is a
    conflict. Raises ActionRefused for errors, and for warnings without `confirmation`, the user's reason;
    PermissionDenied for households whose assignments the user must not change.
    """
    requests = [
        AssignmentRequest(household, member.pk, tier, expected.get(household)) for household in sorted(set(households))
    ]
    digest = request_digest(
        Kind.ASSIGN, [request.household for request in requests], member.pk, tier, on, decision and decision.pk
    )
    context = ActionContext(Kind.ASSIGN, on, by, key, digest, decision, confirmation)
    for attempt in range(ATTEMPTS):
        with unless_crossed(), transaction.atomic():
            return find_earlier(context) or _assign(requests, context, is_retry=attempt > 0)
    raise busy()


def _assign(
    requests: Sequence[AssignmentRequest],
    context: ActionContext,
    *,
    is_retry: bool,
    missing: Sequence[Conflict] = (),
) -> DeskAction:
    snapshot = _load_for_requests(requests, context)
    cases, changed = find_conflicts(snapshot, fit_requests(snapshot, requests, context.on), context, is_retry=is_retry)
    refuse_unconfirmed(validate(cases, context.on), context.confirmation)
    changes = plan_changes(cases, context.on, context.end_reason)
    return _save(changes, context, snapshot, {request.tier for request in requests}, [*missing, *changed])


def _load_for_requests(requests: Sequence[AssignmentRequest], context: ActionContext) -> Snapshot:
    """The locked snapshot. Raises PermissionDenied."""
    households = [request.household for request in requests]
    members = {request.member for request in requests}
    snapshot = load_snapshot(households, members, context.on, by=context.by, lock=True)
    for tier in {request.tier for request in requests}:
        of_tier = (request.household for request in requests if request.tier == tier)
        require_assign_permission(snapshot.known(of_tier), tier, context.by)
    return snapshot


# --- handing over -------------------------------------------------------------------------------------


def validate_hand_over(*, choices: Mapping[int, int], on: date, by: User) -> tuple[RuleMessage, ...]:
    """The messages of the rules about `hand_over`, before the user saves."""
    requests = _hand_over_requests(choices, by)
    members = {request.member for request in requests}
    snapshot = load_snapshot((request.household for request in requests), members, on, by=by)
    return validate(fit_requests(snapshot, requests, on), on)


def hand_over(
    *,
    choices: Mapping[int, int],
    on: date,
    reason: Assignment.EndReason,
    decision: Decision | None,
    by: User,
    key: UUID,
    confirmation: str = "",
) -> DeskAction:
    """End assignments the day before `on` and put others in charge: `choices` maps assignments to members.

    An assignment that is no longer in charge on that day is a conflict. Raises as `assign_households` does.
    """
    digest = request_digest(Kind.HAND_OVER, sorted(choices.items()), on, reason, decision and decision.pk)
    context = ActionContext(Kind.HAND_OVER, on, by, key, digest, decision, confirmation, reason)
    for attempt in range(ATTEMPTS):
        with unless_crossed(), transaction.atomic():
            return find_earlier(context) or _hand_over(choices, context, is_retry=attempt > 0)
    raise busy()


def _hand_over(choices: Mapping[int, int], context: ActionContext, *, is_retry: bool) -> DeskAction:
    requests = _hand_over_requests(choices, context.by)
    missing = choices.keys() - {request.expected for request in requests}
    return _assign(requests, context, is_retry=is_retry, missing=[Conflict(None, pk) for pk in sorted(missing)])


def _hand_over_requests(choices: Mapping[int, int], by: User) -> list[AssignmentRequest]:
    rows = Assignment.objects.visible_to(by).filter(pk__in=choices, role=Assignment.Role.IN_CHARGE)
    return [
        AssignmentRequest(household, choices[pk], tier, pk, is_hand_over=True)
        for pk, household, tier in rows.values_list("pk", "household_id", "tier")
    ]


# --- ending -------------------------------------------------------------------------------------------


def end_assignments(
    *, assignments: Sequence[int], last_day: date, reason: Assignment.EndReason, by: User, key: UUID
) -> DeskAction:
    """End `assignments`, also of helpers, with `last_day`. Those that end by then already, or are gone, are conflicts.

    Raises ActionRefused if one begins only after that day, PermissionDenied for assignments that the user must not
    change.
    """
    keys = set(assignments)
    digest = request_digest(Kind.END, sorted(keys), last_day, reason)
    context = ActionContext(Kind.END, last_day, by, key, digest, end_reason=reason)
    for _attempt in range(ATTEMPTS):
        with unless_crossed(), transaction.atomic():
            return find_earlier(context) or _end(keys, context)
    raise busy()


def _end(keys: set[int], context: ActionContext) -> DeskAction:
    snapshot, households = _load_for_end(keys, context)
    rows, changed = find_ended(snapshot.rows(keys), keys, context.on + DAY, households)
    refuse_unconfirmed(validate_ends(snapshot, snapshot.rows(keys), context.on))
    changes = plan_ends(rows, context.on + DAY, context.end_reason)
    return _save(changes, context, snapshot, {row.tier for row in snapshot.rows(keys)}, changed)


def _load_for_end(keys: set[int], context: ActionContext) -> tuple[Snapshot, dict[int, int]]:
    """The locked snapshot, and the household of each assignment that still exists. Raises PermissionDenied."""
    queryset = Assignment.objects.visible_to(context.by).filter(pk__in=keys)
    household_ids = queryset.values_list("household_id", flat=True)
    snapshot = load_snapshot(household_ids, (), context.on, by=context.by, lock=True)
    # Read after locking, and also with those that ended long before: the snapshot has only rows of these days.
    households = dict(queryset.values_list("pk", "household_id"))
    rows = snapshot.rows(keys)
    for tier in {row.tier for row in rows}:
        require_assign_permission(snapshot.known(row.household for row in rows if row.tier == tier), tier, context.by)
    return snapshot, households


# --- saving -------------------------------------------------------------------------------------------


def _save(
    changes: AssignmentChanges,
    context: ActionContext,
    snapshot: Snapshot,
    tiers: set[str],
    skipped: Iterable[Conflict],
) -> DeskAction:
    """Write the changes, and the action that records them."""
    communes = {household.commune for household in snapshot.households.values() if household.commune is not None}
    saved: DeskAction = DeskAction.objects.create(
        kind=context.kind,
        by=context.by,
        at=timezone.now(),
        key=context.key,
        request_digest=context.digest,
        tier=tiers.pop() if len(tiers) == 1 else "",
        on=context.on,
        reason=context.confirmation.strip()[:500],
        started=len(changes.starts),
        ended=len(changes.ends) + len(changes.removals),
        conflicts=conflicts.record(list(skipped)),
        rows=write(changes, snapshot.households, context.decision),
        communes=sorted(communes),
    )
    return saved
