"""What a template offers to choose from, and the rows it is filled with: a commune on a day, in four queries."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from assignments.models import Assignment, Body, Member, Membership, Tier
from households.models import Residence, Unit
from lambinh.lib.name_matching import spelling_key


@dataclass(frozen=True)
class DropdownLists:
    """The entries of the drop-downs, in the order in which people look for them."""

    villages: Sequence[str] = ()
    members: Sequence[str] = ()
    bodies: Sequence[str] = ()


@dataclass(frozen=True)
class PrefilledHousehold:
    """A household that a list of assignments begins with, and who is in charge of it."""

    code: str
    head_name: str
    head_birth_year: int | None
    village: str
    carer: str


@dataclass
class CommuneLists:
    """The villages, bodies, members and households of `commune` on `day`; each is fetched when it is asked for."""

    commune: Unit
    day: date
    _villages: list[Unit] = field(init=False)

    def __post_init__(self) -> None:
        villages = Unit.objects.on(self.day).below(self.commune, self.day).filter(kind=Unit.Kind.VILLAGE)
        self._villages = list(villages.order_by("sort_key", "pk"))

    def villages(self) -> list[str]:
        return _once(village.name for village in self._villages)

    def bodies(self) -> list[str]:
        units = [self.commune, *self._villages]
        return _once(Body.objects.filter(unit__in=units).order_by("sort_key", "pk").values_list("name", flat=True))

    def members(self) -> tuple[list[str], dict[int, str]]:
        """What the drop-down offers, and what every member is called, by its id."""
        units = [self.commune, *self._villages]
        seated = list(
            Membership.objects.on(self.day)
            .filter(body__unit__in=units)
            .select_related("member", "body")
            .order_by("member__sort_key", "member_id")
        )
        called = distinct_names(seated)
        return [called[one.member_id] for one in seated if not one.is_exempt], called

    def households(self, called: dict[int, str]) -> list[PrefilledHousehold]:
        """The households that live here, by village and then by the name of their head."""
        at_home = Residence.objects.on(self.day).filter(village__in=self._villages)
        carers = self._carers(at_home, called)
        ordered = at_home.select_related("household", "village").order_by(
            "village__sort_key", "village_id", "household__sort_key", "household_id"
        )
        return [
            PrefilledHousehold(
                one.household.code or "",
                one.household.head_name,
                one.household.head_birth_year,
                one.village.name,
                carers.get(one.household_id, ""),
            )
            for one in ordered
        ]

    def _carers(self, at_home: "QuerySet[Residence]", called: dict[int, str]) -> dict[int, str]:
        in_charge = Assignment.objects.on(self.day).in_charge().filter(tier=Tier.COMMUNE)
        of_here = in_charge.filter(household__in=at_home.values("household"))
        rows = of_here.with_carer().values_list("household_id", "member_id", "carer")
        return {household: called.get(member, name) for household, member, name in rows}


DistinguishingPart = Callable[[Membership], tuple[str, ...]]
# From the shortest that tells namesakes apart; the reader takes each of these as what it is.
_TOLD_APART_BY: tuple[DistinguishingPart, ...] = (
    lambda one: (one.member.birth_date[:4],),
    lambda one: (one.body.name,),
    lambda one: (one.member.birth_date[:4], one.body.name),
    lambda one: (one.position, one.body.name),
    lambda one: (one.member.birth_date[:4], one.position, one.body.name),
)


def distinct_names(seated: Iterable[Membership]) -> dict[int, str]:
    """By the member's id: the name, and for namesakes in brackets what tells them apart ("Ma Văn Páo (1975)")."""
    namesakes: dict[str, list[Membership]] = defaultdict(list)
    for one in seated:
        namesakes[spelling_key(one.member.full_name)].append(one)
    called: dict[int, str] = {}
    for same in namesakes.values():
        called |= _called(same)
    return called


def _called(same: list[Membership]) -> dict[int, str]:
    if len(same) == 1:
        return {same[0].member_id: same[0].member.full_name}
    for told in _TOLD_APART_BY:
        facts = {one.member_id: told(one) for one in same}
        if len(set(facts.values())) == len(same) and all(all(fact) for fact in facts.values()):
            return {one.member_id: f"{one.member.full_name} ({', '.join(facts[one.member_id])})" for one in same}
    # Whoever is not told apart by anything gets a question from the plan.
    return {one.member_id: _with(one.member) for one in same}


def _with(member: Member) -> str:
    year = member.birth_date[:4]
    return f"{member.full_name} ({year})" if year else member.full_name


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
