"""What the desk shows: households with who is in charge, members with their load. A fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from assignments.desk.places import Place
from assignments.listing import searched
from assignments.models import Assignment, Member, Membership, Tier
from assignments.querysets import AssignmentQuerySet
from households.models import Household, PovertyStatus, Residence, Unit
from households.namesakes import labels


@dataclass(frozen=True)
class HouseholdRow:
    """A household on the day, and who is in charge of it in each tier (an assignment with `carer`, `is_exempt`…)."""

    household: Household
    village: Unit | None
    poverty: PovertyStatus | None
    district: Assignment | None
    commune: Assignment | None

    @property
    def charges(self) -> tuple[Assignment | None, Assignment | None]:
        """The commune tier's, then the district's; None where nobody is in charge."""
        return self.commune, self.district

    @property
    def carers(self) -> list[Assignment]:
        return [one for one in (self.district, self.commune) if one is not None]

    def held(self, tier: str) -> Assignment | None:
        return self.district if tier == Tier.DISTRICT else self.commune


@dataclass(frozen=True)
class MemberRow:
    """A member with the cell and load of the day."""

    pk: int
    name: str
    cell: str
    is_own: bool
    is_exempt: bool
    commune: int
    district: int


def with_state(assignments: AssignmentQuerySet, place: Place) -> AssignmentQuerySet:
    """With the carer's name, and whether the member is exempt (`is_exempt`) or sits elsewhere (`is_away`) that day."""
    seats = Membership.objects.visible_to(place.user).on(place.day).filter(member=OuterRef("member"))
    known = Member.objects.visible_to(place.user).filter(pk=OuterRef("member"))
    here = Exists(seats.filter(commune=OuterRef("commune")))
    of_commune = Q(tier=Tier.COMMUNE) & ~here
    of_district = Q(tier=Tier.DISTRICT) & Exists(known) & ~Exists(seats)
    found: AssignmentQuerySet = assignments.with_carer().annotate(
        is_exempt=Exists(seats.filter(is_exempt=True)), is_away=of_commune | of_district
    )
    return found


def chosen(
    place: Place, *, who: str = "", poverty: str = "", text: str = "", member: int | None = None
) -> QuerySet[Any]:
    """The households of `place` that a person asked for, by the heads' given names."""
    found = place.households()
    charge = place.in_charge().filter(household=OuterRef("pk"))
    if who == "nobody":
        found = found.filter(~Exists(charge))
    elif who == "both":
        found = found.filter(*(Exists(charge.filter(tier=tier)) for tier in Tier))
    elif who == "attention":
        found = found.filter(Exists(with_state(charge, place).filter(Q(is_exempt=True) | Q(is_away=True))))
    if poverty:
        classes = PovertyStatus.objects.visible_to(place.user).on(place.day).filter(poverty_class=poverty)
        found = found.filter(pk__in=classes.values("household"))
    if member is not None:
        found = found.filter(Exists(charge.filter(member=member)))
    return searched(found, text, "code").order_by("sort_key", "pk")


def with_rows(households: QuerySet[Any], place: Place) -> QuerySet[Any]:
    """All that a row shows at hand: three queries more, for one row and for two hundred."""
    homes = Residence.objects.visible_to(place.user).on(place.day).select_related("village")
    classes = PovertyStatus.objects.visible_to(place.user).on(place.day)
    return households.prefetch_related(
        Prefetch("residences", homes, to_attr="homes_then"),
        Prefetch("poverty_statuses", classes, to_attr="classes_then"),
        Prefetch("assignments", with_state(place.in_charge(), place), to_attr="carers_then"),
    )


def household_row(household: Any) -> HouseholdRow:
    carers = {assignment.tier: assignment for assignment in household.carers_then}
    return HouseholdRow(
        household,
        next((home.village for home in household.homes_then), None),
        next(iter(household.classes_then), None),
        carers.get(Tier.DISTRICT),
        carers.get(Tier.COMMUNE),
    )


def rows_of(keys: Iterable[int], place: Place) -> list[HouseholdRow]:
    """The households with these keys that the person sees and may change, wherever they live in the unit's commune."""
    visible = Household.objects.visible_to(place.user).filter(pk__in=list(keys)).order_by("sort_key", "pk")
    return [household_row(one) for one in with_rows(visible, place)]


def member_rows(place: Place) -> list[MemberRow]:
    """Who can be put in charge, own village or cell first, then by given name. Three queries."""
    members = list(place.members().order_by("sort_key", "pk").values_list("pk", "full_name"))
    keys = [pk for pk, _name in members]
    seats = _seats(keys, place)
    load = loads(keys, place)
    rows = [_member_row(pk, name, seats.get(pk), load[pk], place) for pk, name in members]
    return sorted(rows, key=lambda row: not row.is_own)


def _seats(members: list[int], place: Place) -> dict[int, Membership]:
    found = Membership.objects.visible_to(place.user).on(place.day).filter(member__in=members).select_related("body")
    return {seat.member_id: seat for seat in found}


def loads(members: Iterable[int], place: Place) -> dict[int, dict[str, int]]:
    """For each member and tier the households in the member's charge on the day."""
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    held = place.in_charge().filter(member__in=list(members)).order_by()
    for member, tier, number in held.values_list("member", "tier").annotate(n=Count("household", distinct=True)):
        found[member][tier] = number
    return found


def _member_row(pk: int, name: str, seat: Membership | None, load: dict[str, int], place: Place) -> MemberRow:
    own = seat is not None and (seat.body == place.cell if place.cell else seat.body.unit_id == place.unit.pk)
    cell, exempt = (seat.body.name, seat.is_exempt) if seat else ("", False)
    return MemberRow(pk, name, cell, own, exempt, load[Tier.COMMUNE], load[Tier.DISTRICT])


@dataclass(frozen=True)
class Doors:
    """A commune's villages and cells to choose from, with what there is in each on the day."""

    villages: list[Any]
    cells: list[Any]


def doors(place: Place) -> Doors:
    """The villages with `label`, `households` and `uncovered`, the cells with `label` and `seated`.

    Five queries, and one more each where villages or cells share a name.
    """
    day, user = place.day, place.user
    homes = Residence.objects.visible_to(user).on(day)
    charge = place.in_charge().filter(household=OuterRef("household"))
    numbers = dict(_counts(homes.filter(village__in=place.villages()), "village"))
    bare = dict(_counts(homes.filter(~Exists(charge), village__in=place.villages()), "village"))
    villages = list(place.villages().order_by("sort_key", "pk"))
    names = labels(villages)
    for village in villages:
        village.label = names[village.pk]
        village.households, village.uncovered = numbers.get(village.pk, 0), bare.get(village.pk, 0)
    cells = list(place.cells())
    seats = dict(_counts(Membership.objects.visible_to(user).on(day).filter(body__in=cells), "body"))
    names = labels(cells, unit="unit_id")
    for cell in cells:
        cell.label, cell.seated = names[cell.pk], seats.get(cell.pk, 0)
    return Doors(villages, [cell for cell in cells if cell.seated])


def title(place: Place) -> str:
    """What the place is called, told apart from others of that name in its commune. One query for villages, or two."""
    name = str(place.cell or place.unit)
    if not place.is_village:
        return name
    beside = Unit.objects.below(place.commune, place.day).exclude(pk=place.unit.pk)
    return name + labels([place.unit, *beside])[place.unit.pk].removeprefix(str(place.unit))


def _counts(rows: QuerySet[Any], by: str) -> Iterable[tuple[int, int]]:
    found: Iterable[tuple[int, int]] = rows.order_by().values_list(by).annotate(n=Count("pk"))
    return found
