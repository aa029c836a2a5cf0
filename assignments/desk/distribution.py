"""Splitting the households of one member over others: evenly, the same village first, then who has the fewest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from assignments.desk.results import ProposedAssignment
from assignments.desk.snapshot import peak_loads
from assignments.models import Assignment, Member, Membership, Tier
from assignments.permissions import ASSIGN_PERMISSION
from households.models import Residence
from lambinh.accounts.models import User


@dataclass
class Recipient:
    """One of those who take over in a tier."""

    pk: int
    village: int | None
    load: int
    given: list[int] = field(default_factory=list)

    @property
    def sort_key(self) -> tuple[int, int, int]:
        return (self.load + len(self.given), len(self.given), self.pk)


@dataclass(frozen=True)
class HandedHousehold:
    """A household to be handed over."""

    assignment: int
    household: int
    village: int | None
    known_to: frozenset[int]
    """Those who look after it already in some way and cannot take it."""


def preview_hand_over(*, member: Member, on: date, to: Sequence[Member], by: User) -> list[ProposedAssignment]:
    """Who of `to` could take each household that `member` is in charge of on `on`, of those that `by` may change.

    Tiers are split each for itself. The order is that of the households' names. At most eight queries.
    """
    takers = {one.pk: one for one in to if one.pk != member.pk}
    if not takers:
        return []
    loads, seats = peak_loads(list(takers), on), _villages_of_members(takers, on)
    proposed = []
    for tier in Tier:
        wards = _wards(member, tier, on, takers, by)
        proposed += distribute(wards, [Recipient(pk, seats.get(pk), loads[pk][tier]) for pk in takers])
    return proposed


def distribute(wards: Sequence[HandedHousehold], takers: Sequence[Recipient]) -> list[ProposedAssignment]:
    """Each taker gets as many as the others, or one more; whoever has the fewest gets that one."""
    share, more = divmod(len(wards), len(takers))
    for ward in wards:
        if ward.village is not None and (near := _open(takers, ward, share, more, ward.village)):
            _give(ward, near)
    given = {pk for taker in takers for pk in taker.given}
    for ward in wards:
        if ward.assignment not in given:
            _give(ward, _open(takers, ward, share, more) or _anybody(takers, ward))
    whose = {pk: taker.pk for taker in takers for pk in taker.given}
    return [ProposedAssignment(ward.assignment, ward.household, whose[ward.assignment]) for ward in wards]


def _open(
    takers: Sequence[Recipient], ward: HandedHousehold, share: int, more: int, village: int | None = None
) -> list[Recipient]:
    """Those who have not had their share, or one more while there are such left; with `village`, of it alone."""
    spent = sum(len(taker.given) > share for taker in takers)
    full = share if spent >= more else share + 1
    return [
        taker
        for taker in takers
        if len(taker.given) < full and taker.pk not in ward.known_to and (village is None or taker.village == village)
    ]


def _anybody(takers: Sequence[Recipient], ward: HandedHousehold) -> list[Recipient]:
    return [taker for taker in takers if taker.pk not in ward.known_to] or list(takers)


def _give(ward: HandedHousehold, takers: Sequence[Recipient]) -> None:
    min(takers, key=lambda taker: taker.sort_key).given.append(ward.assignment)


def _wards(member: Member, tier: Tier, on: date, takers: Iterable[int], by: User) -> list[HandedHousehold]:
    rows = Assignment.objects.visible_to(by).permitted(by, ASSIGN_PERMISSION[tier]).in_charge().on(on)
    rows = rows.filter(member=member, tier=tier).order_by("household__sort_key", "household_id")
    found: list[tuple[int, int]] = list(rows.values_list("pk", "household_id"))
    homes = [household for _pk, household in found]
    villages = _villages_of_households(homes, on)
    known = _known(homes, takers, on)
    return [HandedHousehold(pk, home, villages.get(home), known.get(home, frozenset())) for pk, home in found]


def _known(households: Sequence[int], members: Iterable[int], on: date) -> Mapping[int, frozenset[int]]:
    known: dict[int, set[int]] = {}
    pairs = Assignment.objects.filter(household__in=households, member__in=list(members))
    rows = pairs.filter(during__overlap=DateRange(on, None))
    for household, member in rows.values_list("household_id", "member_id"):
        known.setdefault(household, set()).add(member)
    return {household: frozenset(members) for household, members in known.items()}


def _villages_of_households(households: Sequence[int], on: date) -> dict[int, int]:
    rows = Residence.objects.filter(household__in=households).on(on)
    return dict(rows.values_list("household_id", "village_id"))


def _villages_of_members(members: Iterable[int], on: date) -> dict[int, int]:
    """The village of the cell that each sits in; a commune or agency is nobody's village."""
    rows = Membership.objects.filter(member__in=list(members), body__unit__kind="village").on(on)
    return dict(rows.values_list("member_id", "body__unit_id"))
