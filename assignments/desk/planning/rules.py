"""The rules of the desk. Each yields the messages that it has about the requests of one action."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assignments.desk.planning.requests import RequestCase
from assignments.desk.planning.results import RuleMessage, day_text
from assignments.desk.planning.snapshot import AssignmentState, HouseholdState, MemberState, Snapshot
from assignments.models import Tier

DAY = timedelta(days=1)
Messages = Iterator[RuleMessage]


def validate(cases: Sequence[RequestCase], on: date) -> tuple[RuleMessage, ...]:
    """All messages about requests from `on`, errors first."""
    messages = [*_validate_households(cases, on), *_validate_members(cases, on)]
    return tuple(sorted(messages, key=lambda message: message.level != "error"))


def validate_ends(snapshot: Snapshot, rows: Iterable[AssignmentState], last_day: date) -> tuple[RuleMessage, ...]:
    """An assignment cannot end before it begins."""
    return tuple(
        RuleMessage.error(
            "begins_later",
            _("%(household)s: the assignment of %(carer)s begins on %(day)s, after %(last)s."),
            household=snapshot.households[row.household],
            carer=row.assignee,
            day=row.first,
            last=last_day,
        )
        for row in rows
        if row.first is not None and row.first > last_day
    )


# --- rules about a household --------------------------------------------------------------------------


def _validate_households(cases: Sequence[RequestCase], on: date) -> Messages:
    pairs = Counter((case.request.household, case.request.member) for case in cases)
    for case in cases:
        if case.household is None:
            yield RuleMessage.error(
                "hidden",
                _("This household does not exist, or is outside your units."),
                household=case.request.household,
            )
        elif case.member is not None:
            yield from _validate_household(case, case.household, case.member, on)
            if pairs[case.request.household, case.request.member] > 1:
                yield RuleMessage.error(
                    "both_tiers",
                    _("%(household)s: nobody can be in charge in both tiers at once."),
                    household=case.household,
                )


def _validate_household(case: RequestCase, household: HouseholdState, member: MemberState, on: date) -> Messages:
    if case.is_already_assigned:
        yield from _already_assigned(case, household, member)
        return  # nothing changes, so that nothing else can be wrong
    yield from _one_assignment_per_pair(case, household, member)
    yield from _current_ends(case, household, on)
    yield from _ends_before_next(case, household, member)


def _already_assigned(case: RequestCase, household: HouseholdState, member: MemberState) -> Messages:
    yield RuleMessage.warning(
        "already",
        _("%(household)s: %(member)s has been in charge since %(day)s. Nothing changes."),
        household=household,
        member=member,
        day=_since(case.current),
    )


def _one_assignment_per_pair(case: RequestCase, household: HouseholdState, member: MemberState) -> Messages:
    other = case.same_pair
    if other is not None:
        yield RuleMessage.error(
            "same_pair",
            _("%(household)s: %(member)s has looked after this household since %(day)s in another role (%(way)s)."),
            household=household,
            member=member,
            day=_since(other),
            way=Tier(other.tier).label if other.tier != case.request.tier else _("helping"),
        )


def _current_ends(case: RequestCase, household: HouseholdState, on: date) -> Messages:
    current = case.current
    if current is None:
        return
    if current.first == on:
        yield RuleMessage.warning(
            "same_day",
            _("%(household)s: %(carer)s was put in charge from the same day; that entry is removed."),
            household=household,
            carer=current.assignee,
        )
    elif not case.request.is_hand_over:
        yield RuleMessage.warning(
            "in_charge",
            _("%(household)s: %(carer)s has been in charge since %(day)s; that ends on %(last)s."),
            household=household,
            carer=current.assignee,
            day=_since(current),
            last=on - DAY,
        )


def _ends_before_next(case: RequestCase, household: HouseholdState, member: MemberState) -> Messages:
    if case.next is not None:
        yield RuleMessage.warning(
            "later",
            _("%(household)s: %(carer)s takes charge on %(day)s; the new assignment ends the day before."),
            household=household,
            member=member,
            carer=case.next.assignee,
            day=_since(case.next),
        )


def _since(row: AssignmentState | None) -> str:
    return day_text(row.first if row else None)


# --- rules about a member -----------------------------------------------------------------------------


def _validate_members(cases: Sequence[RequestCase], on: date) -> Messages:
    for key in dict.fromkeys(case.request.member for case in cases):
        own = [case for case in cases if case.request.member == key]
        member = own[0].member
        if member is None:
            yield RuleMessage.error("member_hidden", _("This member does not exist, or is outside your units."))
            continue
        yield from _has_membership(member, on)
        yield from _is_of_commune(member, own)
        for tier, number in Counter(case.request.tier for case in own).items():
            yield from _is_within_load_limit(member, tier, number)


def _has_membership(member: MemberState, on: date) -> Messages:
    membership = member.membership_on(on)
    if membership is None:
        yield _without_membership(member, on)
    elif membership.is_exempt:
        yield RuleMessage.warning(
            "exempt", _("%(member)s is exempt on %(day)s and not expected to take households."), member=member, day=on
        )


def _without_membership(member: MemberState, on: date) -> RuleMessage:
    first = member.first_day_after(on)
    if first is None:
        return RuleMessage.error(
            "no_membership", _("%(member)s does not belong to a cell or agency on %(day)s."), member=member, day=on
        )
    return RuleMessage.warning(
        "before_membership",
        _("%(member)s belongs to a cell or agency only from %(first)s, after %(day)s."),
        member=member,
        first=first,
        day=on,
    )


def _is_of_commune(member: MemberState, cases: Sequence[RequestCase]) -> Messages:
    """Members of the district tier come from every commune, so that only the commune tier counts."""
    households = (case.household for case in cases if case.request.tier == Tier.COMMUNE)
    number = sum(household is not None and household.commune != member.commune for household in households)
    if number:
        text = ngettext(
            "%(member)s is of another commune than %(number)d household.",
            "%(member)s is of another commune than %(number)d households.",
            number,
        )
        yield RuleMessage.warning("other_commune", text, member=member, number=number)


def _is_within_load_limit(member: MemberState, tier: str, number: int) -> Messages:
    others = member.loads.get(tier, 0)
    limit, load = settings.LAMBINH_LOAD_LIMITS[tier], number + others
    if load <= limit:
        return
    if tier == Tier.DISTRICT:
        yield RuleMessage.error(
            "one_to_one",
            _("%(member)s would have %(load)d households of the district tier, which is one to one."),
            member=member,
            load=load,
        )
        return
    yield RuleMessage.warning(
        "load",
        _("%(member)s would be in charge of %(load)d households, more than %(limit)d; now %(others)d others."),
        member=member,
        load=load,
        limit=limit,
        others=others,
    )
