"""The entries of a template's drop-downs and its prefilled rows: a commune on a day, in four queries."""

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
    """A household in a new list of assignments, with the member in charge of it."""

    code: str
    head_name: str
    head_birth_year: int | None
    village: str
    carer: str


@dataclass
class CommuneLists:
    """The villages, bodies, members and households of `commune` on `day`; each method fetches its own."""

    commune: Unit
    day: date
    _villages: list[Unit] = field(init=False)

    def __post_init__(self) -> None:
        villages = Unit.objects.on(self.day).below(self.commune, self.day).filter(kind=Unit.Kind.VILLAGE)
        self._villages = list(villages.order_by("sort_key", "pk"))

    def villages(self) -> list[str]:
        return _unique(village.name for village in self._villages)

    def bodies(self) -> list[str]:
        units = [self.commune, *self._villages]
        return _unique(Body.objects.filter(unit__in=units).order_by("sort_key", "pk").values_list("name", flat=True))

    def members(self) -> tuple[list[str], dict[int, str]]:
        """The entries of the drop-down, and the distinct name of every member by id."""
        units = [self.commune, *self._villages]
        memberships = list(
            Membership.objects.on(self.day)
            .filter(body__unit__in=units)
            .select_related("member", "body")
            .order_by("member__sort_key", "member_id")
        )
        names = distinct_names(memberships)
        entries = [names[membership.member_id] for membership in memberships if not membership.is_exempt]
        return entries, names

    def households(self, member_names: dict[int, str]) -> list[PrefilledHousehold]:
        """The households that live here, by village and then by the name of their head."""
        residences = Residence.objects.on(self.day).filter(village__in=self._villages)
        carers = self._carers(residences, member_names)
        ordered = residences.select_related("household", "village").order_by(
            "village__sort_key", "village_id", "household__sort_key", "household_id"
        )
        return [
            PrefilledHousehold(
                residence.household.code or "",
                residence.household.head_name,
                residence.household.head_birth_year,
                residence.village.name,
                carers.get(residence.household_id, ""),
            )
            for residence in ordered
        ]

    def _carers(self, residences: "QuerySet[Residence]", member_names: dict[int, str]) -> dict[int, str]:
        """The name of the member in charge in the commune tier, by household."""
        assignments = Assignment.objects.on(self.day).in_charge().filter(tier=Tier.COMMUNE)
        of_residents = assignments.filter(household__in=residences.values("household"))
        rows = of_residents.with_carer().values_list("household_id", "member_id", "carer")
        return {household: member_names.get(member, name) for household, member, name in rows}


DistinguishingPart = Callable[[Membership], tuple[str, ...]]
# From the shortest; the reader understands each of them.
_DISTINGUISHING_PARTS: tuple[DistinguishingPart, ...] = (
    lambda membership: (membership.member.birth_date[:4],),
    lambda membership: (membership.body.name,),
    lambda membership: (membership.member.birth_date[:4], membership.body.name),
    lambda membership: (membership.position, membership.body.name),
    lambda membership: (membership.member.birth_date[:4], membership.position, membership.body.name),
)


def distinct_names(memberships: Iterable[Membership]) -> dict[int, str]:
    """By the member's id: the name, for namesakes with what distinguishes them in brackets ("Ma Văn Páo (1975)")."""
    by_name: dict[str, list[Membership]] = defaultdict(list)
    for membership in memberships:
        by_name[spelling_key(membership.member.full_name)].append(membership)
    names: dict[int, str] = {}
    for namesakes in by_name.values():
        names |= _distinct_namesakes(namesakes)
    return names


def _distinct_namesakes(namesakes: list[Membership]) -> dict[int, str]:
    if len(namesakes) == 1:
        return {namesakes[0].member_id: namesakes[0].member.full_name}
    for part in _DISTINGUISHING_PARTS:
        texts = {membership.member_id: part(membership) for membership in namesakes}
        if _distinguish(texts, len(namesakes)):
            return {
                membership.member_id: f"{membership.member.full_name} ({', '.join(texts[membership.member_id])})"
                for membership in namesakes
            }
    # Nothing distinguishes them: the plan will ask which member is meant.
    return {membership.member_id: _name_with_year(membership.member) for membership in namesakes}


def _distinguish(texts: dict[int, tuple[str, ...]], count: int) -> bool:
    """Whether the texts are all different and complete."""
    return len(set(texts.values())) == count and all(all(text) for text in texts.values())


def _name_with_year(member: Member) -> str:
    year = member.birth_date[:4]
    return f"{member.full_name} ({year})" if year else member.full_name


def _unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
