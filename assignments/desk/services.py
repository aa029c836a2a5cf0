"""How the desk writes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.desk.rules import Ending, Preview, Refused, told_about
from assignments.models import Assignment, Decision, DeskAction, Member, Tier
from households.models import Household
from lambinh.accounts.models import User


@dataclass(frozen=True)
class Proposed:
    assignment: int
    household: int
    to: int


def _held(households: Sequence[int], tier: Tier, on: date, by: User) -> dict[int, Assignment]:
    found = Assignment.objects.visible_to(by).on(on).in_charge().filter(household__in=households, tier=tier)
    return {one.household_id: one for one in found.with_carer()}


def preview_assign(
    *, households: Sequence[int], member: Member, tier: Tier, on: date, decision: Decision | None, by: User
) -> Preview:
    held = _held(households, tier, on, by)
    counts = Counter(getattr(one, "carer", "") for one in held.values())
    ends = tuple(Ending(name, n, on - timedelta(days=1)) for name, n in sorted(counts.items()))
    return Preview(len(households), ends, told_about(member, tier, on, len(households)))


def _before(by: User, key: UUID) -> DeskAction | None:
    return DeskAction.objects.filter(by=by, key=key).first()


@transaction.atomic
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
    if (done := _before(by, key)) is not None:
        return done
    told = told_about(member, tier, on, len(households))
    if any(one.level == "error" for one in told) or (told and not confirmed):
        raise Refused(told)
    rows: dict[str, list[object]] = {"made": [], "ended": []}
    lost: list[dict[str, object]] = []
    visible = Household.objects.visible_to(by).filter(pk__in=households).order_by("pk").select_for_update(of=("self",))
    for household in visible:
        now = _held([household.pk], tier, on, by).get(household.pk)
        if (now.pk if now else None) != seen.get(household.pk):
            said = _("%(household)s is now with %(member)s.")
            name = getattr(now, "carer", "–")
            lost.append({"household": household.pk, "message": said % {"household": str(household), "member": name}})
            continue
        if now is not None:
            _end(now, on - timedelta(days=1), Assignment.EndReason.REPLACED, rows)
        during = DateRange(on, None)
        made = Assignment.objects.create(
            household=household, member=member, tier=tier, decision=decision, during=during
        )
        rows["made"].append(made.pk)
    return DeskAction.objects.create(kind=DeskAction.Kind.ASSIGN, by=by, key=key, tier=tier, rows=rows, lost=lost)


def _end(one: Assignment, last_day: date, reason: str, rows: dict[str, list[object]]) -> None:
    until = one.during.upper
    rows["ended"].append([one.pk, until.isoformat() if until else None, one.end_reason])
    one.during = DateRange(one.during.lower, last_day + timedelta(days=1))
    one.end_reason = reason
    one.save(update_fields=["during", "end_reason"])


@transaction.atomic
def end_assignments(
    *, assignments: Sequence[int], last_day: date, reason: Assignment.EndReason, by: User, key: UUID
) -> DeskAction:
    if (done := _before(by, key)) is not None:
        return done
    rows: dict[str, list[object]] = {"made": [], "ended": []}
    for one in Assignment.objects.visible_to(by).filter(pk__in=assignments).order_by("pk"):
        _end(one, last_day, reason, rows)
    return DeskAction.objects.create(kind=DeskAction.Kind.END, by=by, key=key, rows=rows)


def preview_hand_over(*, member: Member, on: date, to: Sequence[Member], by: User) -> list[Proposed]:
    held = Assignment.objects.visible_to(by).on(on).in_charge().filter(member=member).order_by("household__sort_key")
    return [Proposed(one.pk, one.household_id, to[place % len(to)].pk) for place, one in enumerate(held) if len(to)]


@transaction.atomic
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
    if (done := _before(by, key)) is not None:
        return done
    rows: dict[str, list[object]] = {"made": [], "ended": []}
    for one in Assignment.objects.visible_to(by).filter(pk__in=choices).order_by("pk"):
        _end(one, on - timedelta(days=1), reason, rows)
        made = Assignment.objects.create(
            household_id=one.household_id,
            member_id=choices[one.pk],
            tier=one.tier,
            decision=decision,
            during=DateRange(on, None),
        )
        rows["made"].append(made.pk)
    return DeskAction.objects.create(kind=DeskAction.Kind.HAND_OVER, by=by, key=key, rows=rows)


@transaction.atomic
def undo_action(action: DeskAction, *, by: User) -> DeskAction:
    if action.undone_at:
        return action
    Assignment.objects.visible_to(by).filter(pk__in=action.rows["made"]).delete()
    for pk, until, reason in action.rows["ended"]:
        one = Assignment.objects.visible_to(by).get(pk=pk)
        one.during = DateRange(one.during.lower, date.fromisoformat(until) if until else None)
        one.end_reason = reason
        one.save(update_fields=["during", "end_reason"])
    action.undone_at, action.undone_by = timezone.now(), by
    action.save(update_fields=["undone_at", "undone_by"])
    return action
