"""The rows that a figure counts: for the same unit, the same day and the same drawing of units."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from assignments.models import Assignment, Member, Membership, Tier
from assignments.models.querysets import AssignmentQuerySet
from households.models import Household, PovertyStatus, Residence
from households.models.querysets import name_of
from reports.queries import figure, households_not_covered


class ListKind(models.TextChoices):
    """The lists that there are, one for each figure."""

    HOUSEHOLDS = "households", _("All households")
    COVERED = "covered", _("Households with a member in charge")
    NOT_COVERED = "not-covered", _("Households with nobody in charge")
    DISTRICT_HOUSEHOLDS = "district-households", _("Households in the care of the district tier")
    COMMUNE_HOUSEHOLDS = "commune-households", _("Households in the care of the commune tier")
    MEMBERS = "members", _("Members in charge of households, both tiers")
    DISTRICT_MEMBERS = "district-members", _("Members in charge of households, district tier")
    COMMUNE_MEMBERS = "commune-members", _("Members in charge of households, commune tier")

    @property
    def is_of_members(self) -> bool:
        return self.value.endswith("members")


TIERS = {
    ListKind.DISTRICT_HOUSEHOLDS: [Tier.DISTRICT],
    ListKind.COMMUNE_HOUSEHOLDS: [Tier.COMMUNE],
    ListKind.DISTRICT_MEMBERS: [Tier.DISTRICT],
    ListKind.COMMUNE_MEMBERS: [Tier.COMMUNE],
}


HOME_FIELDS = ("head_name", "code", "size", "sort_key")
SEAT_FIELDS = ("member", "position", "is_exempt", "body__name")


@dataclass(frozen=True)
class ReportScope:
    """What is looked at: the units with these keys on the day `on`, through the eyes of `user`."""

    units: list[int]
    on: date
    user: AbstractBaseUser | AnonymousUser

    def homes(self) -> QuerySet[Any]:
        """Where households live in the unit on the day."""
        return Residence.objects.visible_to(self.user).on(self.on).filter(village__in=self.units)

    def assignments(self, tiers: list[Tier]) -> AssignmentQuerySet:
        """The assignments of the day that put somebody in charge, wherever the household lives."""
        held = Assignment.objects.visible_to(self.user).on(self.on).in_charge()
        return held if len(tiers) > 1 else held.filter(tier__in=tiers)


@dataclass(frozen=True)
class HouseholdRow:
    """A household of a list: where it lives and its class on the day, and who is in charge in each tier."""

    household: Household
    village: str
    poverty: PovertyStatus.Class | None
    district: Assignment | None
    commune: Assignment | None


@dataclass(frozen=True)
class AssignedHousehold:
    """A household in the care of a member, in the list of members."""

    assignment: Assignment
    household: Household
    village: str

    @property
    def tier(self) -> str:
        return str(self.assignment.tier)


@dataclass(frozen=True)
class MemberRow:
    """A member of a list, the cell and position on the day, and the households in the unit."""

    member: Member
    membership: Membership | None
    cares: tuple[AssignedHousehold, ...]

    @property
    def households(self) -> int:
        return len({care.assignment.household_id for care in self.cares})


def list_queryset(what: ListKind, place: ReportScope) -> QuerySet[Any]:
    """The households or members that `what` counts in `place`, in a stable order."""
    tiers = TIERS.get(what, list(Tier))
    if what.is_of_members:
        theirs = place.assignments(tiers).filter(household__in=place.homes().values("household"))
        return Member.objects.visible_to(place.user).filter(pk__in=theirs.values("member"))
    households = Household.objects.visible_to(place.user).filter(pk__in=place.homes().values("household"))
    carers = Exists(place.assignments(tiers).filter(household=OuterRef("pk")))
    if what == ListKind.NOT_COVERED:
        return households.filter(~carers)
    return households if what == ListKind.HOUSEHOLDS else households.filter(carers)


def rows_for(what: ListKind, keys: Collection[int], place: ReportScope) -> QuerySet[Any]:
    """Those with these keys and all that a row shows: the same number of queries for one row and for fifty."""
    if what.is_of_members:
        return _members(Member.objects.visible_to(place.user).filter(pk__in=keys), TIERS.get(what, list(Tier)), place)
    return _households(Household.objects.visible_to(place.user).filter(pk__in=keys), place)


def figure_of(what: ListKind, place: ReportScope) -> int:
    """The figure behind which the list stands: all whom it counts, also who may not be seen. One query."""
    if what == ListKind.NOT_COVERED:
        return households_not_covered(place.units, place.on)
    tiers = None if what == ListKind.HOUSEHOLDS else TIERS.get(what, list(Tier))
    return figure(tiers, place.units, place.on, of_members=what.is_of_members)


def row_builder(what: ListKind) -> Callable[[Any], HouseholdRow | MemberRow]:
    return member_row if what.is_of_members else household_row


def _households(found: QuerySet[Any], place: ReportScope) -> QuerySet[Any]:
    carers = place.assignments(list(Tier)).with_carer().only("household", "tier", "during")
    homes = found.with_home(place.user, place.on).only(*HOME_FIELDS)  # type: ignore[attr-defined]
    rows: QuerySet[Any] = homes.prefetch_related(Prefetch("assignments", carers, to_attr="carers_then"))
    return rows


def _members(found: QuerySet[Any], tiers: list[Tier], place: ReportScope) -> QuerySet[Any]:
    homes = place.homes().filter(household=OuterRef("household")).order_by()
    cares = (
        place.assignments(tiers)
        .filter(household__in=place.homes().values("household"))
        .annotate(village_then=Subquery(homes.values_list(name_of("village"))[:1]))
        .select_related("household")
        .order_by("household__sort_key", "household", "tier")
        .only("member", "tier", "household__head_name", "household__code")
    )
    memberships = Membership.objects.visible_to(place.user).on(place.on).select_related("body")
    return found.only("full_name", "sort_key").prefetch_related(
        Prefetch("memberships", memberships.only(*SEAT_FIELDS), to_attr="memberships_then"),
        Prefetch("assignments", cares, to_attr="cares_then"),
    )


def household_row(household: Any) -> HouseholdRow:
    carers = {assignment.tier: assignment for assignment in household.carers_then}
    return HouseholdRow(
        household,
        household.village_then or "",
        PovertyStatus.Class(household.class_then) if household.class_then else None,
        carers.get(Tier.DISTRICT),
        carers.get(Tier.COMMUNE),
    )


def member_row(member: Any) -> MemberRow:
    cares = tuple(AssignedHousehold(one, one.household, one.village_then or "") for one in member.cares_then)
    return MemberRow(member, next(iter(member.memberships_then), None), cares)
