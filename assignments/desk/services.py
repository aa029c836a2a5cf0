"""What can be done at the desk: put a member in charge, end, hand over; each once, each to be taken back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.desk import conflicts
from assignments.desk.changes import REPLACED, AssignmentChanges, EndChange, plan_changes, write
from assignments.desk.distribution import preview_hand_over as preview_hand_over
from assignments.desk.idempotency import request_digest, run_once
from assignments.desk.results import ActionRefused, EndedAssignments, Preview, RuleMessage, errors_in
from assignments.desk.rules import DAY, AssignmentRequest, shown, validate
from assignments.desk.snapshot import AssignmentState, Snapshot, load_snapshot, require_assign_permission
from assignments.models import Assignment, Decision, DeskAction, Member, Tier
from lambinh.accounts.models import User

Kind = DeskAction.Kind


def preview_assign(
    *, households: Sequence[int], member: Member, tier: Tier, on: date, decision: Decision | None, by: User
) -> Preview:
    """What `assign_households` would do. Five queries. Raises PermissionDenied."""
    scene = load_snapshot(households, [member.pk], on, by=by)
    require_assign_permission(scene.homes.values(), tier, by)
    wishes = [AssignmentRequest(household, member.pk, tier, None) for household in dict.fromkeys(households)]
    steps = plan_changes(scene, wishes, on, REPLACED)
    return Preview(len(steps.starts), _endings(steps, on - DAY), validate(scene, wishes, on))


def _endings(steps: AssignmentChanges, last_day: date) -> tuple[EndedAssignments, ...]:
    counted: dict[tuple[int, str], int] = {}
    for end in steps.ends:
        whose = (end.row.member, end.row.carer)
        counted[whose] = counted.get(whose, 0) + 1
    return tuple(EndedAssignments(carer, number, last_day) for (_member, carer), number in counted.items())


@dataclass(frozen=True)
class ActionContext:
    """Who asks for what, from which day."""

    kind: DeskAction.Kind
    on: date
    by: User
    key: UUID
    digest: str
    decision: Decision | None = None
    confirmed: str = ""
    reason: str = REPLACED


def assign_households(
    *,
    households: Sequence[int],
    member: Member,
    tier: Tier,
    on: date,
    decision: Decision | None,
    by: User,
    key: UUID,
    seen: Mapping[int, int | None],
    confirmed: str = "",
) -> DeskAction:
    """Put `member` in charge of `households` from `on`; who is in charge now ends the day before.

    `seen` says which assignment was in charge when the person looked (on `on` or today). Raises Refused where a rule
    forbids it, or warns and `confirmed`, the reason, is empty; PermissionDenied for households of another's desk.
    """
    wishes = [
        AssignmentRequest(household, member.pk, tier, seen.get(household)) for household in sorted(set(households))
    ]
    asked = request_digest(
        Kind.ASSIGN, [wish.household for wish in wishes], member.pk, tier, on, decision and decision.pk
    )
    ask = ActionContext(Kind.ASSIGN, on, by, key, asked, decision, confirmed)
    return run_once(lambda again: _assign(wishes, ask, again), by=by, key=key, asked=asked)


def hand_over(
    *,
    choices: Mapping[int, int],
    on: date,
    reason: Assignment.EndReason,
    decision: Decision | None,
    by: User,
    key: UUID,
    confirmed: str = "",
) -> DeskAction:
    """End assignments the day before `on` and put others in charge: `choices` are assignments with members.

    An assignment that is no longer in charge on that day is lost: somebody changed it meanwhile. Raises as
    `assign_households` does.
    """
    asked = request_digest(Kind.HAND_OVER, sorted(choices.items()), on, reason, decision and decision.pk)
    ask = ActionContext(Kind.HAND_OVER, on, by, key, asked, decision, confirmed, reason)
    return run_once(lambda again: _hand_over(choices, ask, again), by=by, key=key, asked=asked)


def validate_hand_over(*, choices: Mapping[int, int], on: date, by: User) -> tuple[RuleMessage, ...]:
    """What the rules say to `hand_over` before it is asked for."""
    wishes = _hand_over_requests(choices, by)
    scene = load_snapshot((wish.household for wish in wishes), {wish.member for wish in wishes}, on, by=by)
    return validate(scene, wishes, on)


def _hand_over_requests(choices: Mapping[int, int], by: User) -> list[AssignmentRequest]:
    rows = Assignment.objects.visible_to(by).filter(pk__in=choices, role=Assignment.Role.IN_CHARGE)
    return [
        AssignmentRequest(household, choices[pk], tier, pk, hands_over=True)
        for pk, household, tier in rows.values_list("pk", "household_id", "tier")
    ]


def _hand_over(choices: Mapping[int, int], ask: ActionContext, again: bool) -> DeskAction:
    wishes = _hand_over_requests(choices, ask.by)
    gone = choices.keys() - {wish.seen for wish in wishes}
    return _assign(wishes, ask, again, [(None, pk) for pk in sorted(gone)])


def _assign(
    wishes: Sequence[AssignmentRequest],
    ask: ActionContext,
    again: bool,
    gone: Iterable[tuple[int | None, int | None]] = (),
) -> DeskAction:
    members = {wish.member for wish in wishes}
    scene = load_snapshot((wish.household for wish in wishes), members, ask.on, by=ask.by, lock=True)
    for tier in {wish.tier for wish in wishes}:
        homes = {wish.household for wish in wishes if wish.tier == tier}
        require_assign_permission((scene.homes[home] for home in homes if home in scene.homes), tier, ask.by)
    days = (ask.on,) if ask.kind == Kind.HAND_OVER else (ask.on, scene.today)
    lost = [wish for wish in wishes if conflicts.is_conflict(scene, wish, days)]
    kept = [wish for wish in wishes if wish not in lost]
    told = validate(scene, kept, ask.on)
    if again:  # what speaks against a household now, and did not before, was done by somebody else meanwhile
        against = {one.household for one in errors_in(told) if one.household in scene.homes}
        lost += [wish for wish in kept if wish.household in against]
        kept = [wish for wish in kept if wish.household not in against]
        told = validate(scene, kept, ask.on)
    _refuse(told, ask.confirmed)
    steps = plan_changes(scene, kept, ask.on, ask.reason)
    tiers = {wish.tier for wish in wishes}
    return _save_action(ask, scene, steps, tiers, [*gone, *((wish.household, wish.seen) for wish in lost)])


def _refuse(told: tuple[RuleMessage, ...], confirmed: str) -> None:
    if errors_in(told) or (told and not confirmed.strip()):
        raise ActionRefused(told)


def _save_action(
    ask: ActionContext,
    scene: Snapshot,
    steps: AssignmentChanges,
    tiers: set[str],
    lost: Iterable[tuple[int | None, int | None]],
) -> DeskAction:
    """Write the steps and the action that tells of them."""
    saved: DeskAction = DeskAction.objects.create(
        kind=ask.kind,
        by=ask.by,
        at=timezone.now(),
        key=ask.key,
        request_digest=ask.digest,
        tier=tiers.pop() if len(tiers) == 1 else "",
        on=ask.on,
        reason=ask.confirmed.strip()[:500],
        started=len(steps.starts),
        ended=len(steps.ends) + len(steps.removals),
        conflicts=conflicts.record(lost),
        rows=write(steps, scene.homes, ask.decision),
        communes=sorted({home.commune for home in scene.homes.values() if home.commune is not None}),
    )
    return saved


def end_assignments(
    *, assignments: Sequence[int], last_day: date, reason: Assignment.EndReason, by: User, key: UUID
) -> DeskAction:
    """End `assignments`, also of helpers, with `last_day`. Those that ended by then already, or are gone, are lost.

    Raises Refused where one begins only after that day, PermissionDenied for assignments of another's desk.
    """
    asked = request_digest(Kind.END, sorted(set(assignments)), last_day, reason)
    ask = ActionContext(Kind.END, last_day, by, key, asked, reason=reason)
    return run_once(lambda _again: _end(set(assignments), ask), by=by, key=key, asked=asked)


def _end(keys: set[int], ask: ActionContext) -> DeskAction:
    rows = Assignment.objects.visible_to(ask.by).filter(pk__in=keys)
    scene = load_snapshot(rows.values_list("household_id", flat=True), (), ask.on, by=ask.by, lock=True)
    found = {row.pk: row for held in scene.held.values() for row in held if row.pk in keys}
    households = dict(rows.values_list("pk", "household_id"))  # also of those that ended long before
    for tier in {row.tier for row in found.values()}:
        homes = {row.household for row in found.values() if row.tier == tier}
        require_assign_permission((scene.homes[home] for home in homes), tier, ask.by)
    _refuse(tuple(_too_late(row, scene, ask.on) for row in found.values() if row.first and row.first > ask.on), "")
    after = ask.on + DAY
    going = sorted(
        (row for row in found.values() if row.end is None or row.end > after), key=lambda row: (row.household, row.pk)
    )
    steps = AssignmentChanges(ends=[EndChange(row, after, ask.reason) for row in going])
    lost = [(households.get(pk), pk) for pk in sorted(keys - {row.pk for row in going})]
    return _save_action(ask, scene, steps, {row.tier for row in found.values()}, lost)


def _too_late(row: AssignmentState, scene: Snapshot, last_day: date) -> RuleMessage:
    text = _("%(household)s: the charge of %(carer)s begins on %(day)s, after %(last)s.")
    said = {"household": scene.homes[row.household].name, "carer": row.carer}
    return RuleMessage(
        "error", "begins_later", text % {**said, "day": shown(row.first), "last": shown(last_day)}, row.household
    )
