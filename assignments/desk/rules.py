"""The rules of the desk, told in words. What is done is planned by the same look at the same scene."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assignments.desk.results import RuleMessage
from assignments.desk.snapshot import AssignmentState, MemberState, Snapshot
from assignments.models import Tier
from lambinh.lib.dates.formatting import format_day

DAY = timedelta(days=1)


@dataclass(frozen=True)
class AssignmentRequest:
    """That a member be in charge of a household in a tier."""

    household: int
    member: int
    tier: str
    seen: int | None
    """The assignment that was in charge when the person looked."""
    hands_over: bool = False
    """That somebody is in charge now is the point, and no warning."""


@dataclass(frozen=True)
class CurrentAndNext:
    """How a wish fits in: who is in charge on the day, and who later, on which day the new charge then ends."""

    current: AssignmentState | None
    later: AssignmentState | None

    def is_theirs(self, wish: AssignmentRequest) -> bool:
        return self.current is not None and self.current.member == wish.member

    @property
    def end(self) -> date | None:
        return self.later.first if self.later else None


def current_and_next(scene: Snapshot, wish: AssignmentRequest, on: date) -> CurrentAndNext:
    current = scene.in_charge(wish.household, wish.tier, on)
    return CurrentAndNext(current, scene.next_charge(wish.household, wish.tier, on))


def validate(scene: Snapshot, wishes: Sequence[AssignmentRequest], on: date) -> tuple[RuleMessage, ...]:
    """All that the rules say to `wishes`, errors first."""
    told = [*_of_households(scene, wishes, on), *_of_members(scene, wishes, on)]
    return tuple(sorted(told, key=lambda one: one.level != "error"))


def _of_households(scene: Snapshot, wishes: Sequence[AssignmentRequest], on: date) -> Iterator[RuleMessage]:
    pairs = Counter((wish.household, wish.member) for wish in wishes)
    for wish in wishes:
        if wish.household not in scene.homes:
            yield RuleMessage(
                "error", "hidden", _("A household is not there, or it is not of your units."), wish.household
            )
        elif wish.member in scene.people:
            yield from _of_household(scene, wish, on)
            if pairs[wish.household, wish.member] > 1:
                text = _("%(household)s: nobody can be in charge in both tiers at once.")
                yield RuleMessage(
                    "error", "both_tiers", text % {"household": scene.homes[wish.household].name}, wish.household
                )


def _of_household(scene: Snapshot, wish: AssignmentRequest, on: date) -> Iterator[RuleMessage]:
    found = current_and_next(scene, wish, on)
    said = {"household": scene.homes[wish.household].name, "member": scene.people[wish.member].name}
    if found.current is not None and found.is_theirs(wish):
        text = _("%(household)s: %(member)s has been in charge since %(day)s. Nothing changes.")
        yield RuleMessage("warning", "already", text % {**said, **_since(found.current)}, wish.household)
        return
    if (other := _same_pair(scene, wish, on, found.end)) is not None:
        text = _(
            "%(household)s: %(member)s looks after this household already since %(day)s, in another way (%(way)s)."
        )
        way = Tier(other.tier).label if other.tier != wish.tier else _("helping")
        yield RuleMessage("error", "same_pair", text % {**said, **_since(other), "way": way}, wish.household)
    if found.current is not None:
        yield from _of_current(found.current, wish, on, said["household"])
    if found.later is not None:
        text = _("%(household)s: %(carer)s takes charge on %(day)s; the new charge ends the day before.")
        told = {**said, "carer": found.later.carer, "day": shown(found.later.first)}
        yield RuleMessage("warning", "later", text % told, wish.household)


def _of_current(current: AssignmentState, wish: AssignmentRequest, on: date, name: str) -> Iterator[RuleMessage]:
    said = {"household": name, "carer": current.carer, **_since(current), "last": shown(on - DAY)}
    if current.first == on:
        text = _("%(household)s: %(carer)s was put in charge from the same day; that entry is removed.")
        yield RuleMessage("warning", "same_day", text % said, wish.household)
    elif not wish.hands_over:
        text = _("%(household)s: %(carer)s has been in charge since %(day)s; that ends on %(last)s.")
        yield RuleMessage("warning", "in_charge", text % said, wish.household)


def _same_pair(scene: Snapshot, wish: AssignmentRequest, on: date, end: date | None) -> AssignmentState | None:
    """An assignment of the same two that would hold on the same days: the database knows a pair once on any day."""
    for row in scene.held.get(wish.household, ()):
        if row.member == wish.member and (row.end is None or row.end > on) and _begins_before(row, end):
            return row
    return None


def _begins_before(row: AssignmentState, end: date | None) -> bool:
    return end is None or row.first is None or row.first < end


def _of_members(scene: Snapshot, wishes: Sequence[AssignmentRequest], on: date) -> Iterator[RuleMessage]:
    for member in dict.fromkeys(wish.member for wish in wishes):
        person = scene.people.get(member)
        if person is None:
            yield RuleMessage("error", "member_hidden", _("The member is not there, or is not of your units."))
            continue
        own = [wish for wish in wishes if wish.member == member]
        yield from _of_seat(person, on)
        yield from _of_commune(scene, person, own)
        for tier, wanted in Counter(wish.tier for wish in own).items():
            yield from _of_load(person, tier, wanted, person.charges.get(tier, 0))


def _of_seat(person: MemberState, on: date) -> Iterator[RuleMessage]:
    seat = person.seat_on(on)
    said = {"member": person.name, "day": shown(on)}
    if seat is None:
        coming = next((one.first for one in person.seats if one.first is not None and one.first > on), None)
        if coming is None:
            text = _("%(member)s sits in no cell or agency on %(day)s.")
            yield RuleMessage("error", "no_membership", text % said)
        else:
            text = _("%(member)s sits in a cell or agency only from %(first)s, after %(day)s.")
            yield RuleMessage("warning", "before_membership", text % {**said, "first": shown(coming)})
    elif seat.is_exempt:
        text = _("%(member)s is exempt on %(day)s and not expected to take households.")
        yield RuleMessage("warning", "exempt", text % said)


def _of_commune(scene: Snapshot, person: MemberState, wishes: Sequence[AssignmentRequest]) -> Iterator[RuleMessage]:
    """The members of the district tier come from everywhere."""
    homes = (scene.homes.get(wish.household) for wish in wishes if wish.tier == Tier.COMMUNE)
    foreign = sum(home is not None and home.commune != person.commune for home in homes)
    if foreign:
        text = ngettext(
            "%(member)s is of another commune than %(number)d household.",
            "%(member)s is of another commune than %(number)d households.",
            foreign,
        )
        yield RuleMessage("warning", "other_commune", text % {"member": person.name, "number": foreign})


def _of_load(person: MemberState, tier: str, wanted: int, others: int) -> Iterator[RuleMessage]:
    limit, load = settings.LAMBINH_LOAD_LIMITS[tier], wanted + others
    if load <= limit:
        return
    said = {"member": person.name, "load": load, "limit": limit, "others": others}
    if tier == Tier.DISTRICT:
        text = _("%(member)s would have %(load)d households of the district tier, which is one to one.")
        yield RuleMessage("error", "one_to_one", text % said)
    else:
        text = _("%(member)s would be in charge of %(load)d households, more than %(limit)d; now %(others)d others.")
        yield RuleMessage("warning", "load", text % said)


def _since(held: AssignmentState) -> dict[str, str]:
    return {"day": shown(held.first)}


def shown(day: date | None) -> str:
    return format_day(day) if day else _("an unknown day")
