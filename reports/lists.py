"""The rows that a figure counts: for the same unit, the same day and the same unit boundaries."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from assignments.models import Assignment, Member, Membership, Tier
from assignments.models.querysets import AssignmentQuerySet
from households.models import Household, PovertyStatus, Residence
from households.models.querysets import HouseholdQuerySet, name_of
from reports.figures import Care, Figure

HOUSEHOLD_FIELDS = ("head_name", "code", "size", "sort_key")
MEMBERSHIP_FIELDS = ("member", "position", "is_exempt", "body__name")


@dataclass(frozen=True)
class ReportScope:
    """The units with the keys `units` on the day `on`, and the user who reads their lists."""

    units: list[int]
    on: date
    user: AbstractBaseUser | AnonymousUser

    def residences(self) -> QuerySet[Residence]:
        """The residences in the units on the day."""
        return Residence.objects.visible_to(self.user).on(self.on).filter(village__in=self.units)

    def assignments(self, tiers: Collection[Tier] = tuple(Tier)) -> AssignmentQuerySet:
        """The assignments of members in charge on the day, wherever the household lives."""
        assignments = Assignment.objects.visible_to(self.user).on(self.on).in_charge()
        return assignments if len(tiers) == len(Tier) else assignments.filter(tier__in=tiers)


@dataclass(frozen=True)
class HouseholdRow:
    """A household of a list with its village, its poverty class and the assignments in both tiers on the day."""

    household: Household
    village: str
    poverty: PovertyStatus.Class | None
    district: Assignment | None
    commune: Assignment | None


@dataclass(frozen=True)
class AssignedHousehold:
    """A household in the charge of a member, in the list of members."""

    assignment: Assignment
    household: Household
    village: str

    @property
    def tier(self) -> str:
        return str(self.assignment.tier)


@dataclass(frozen=True)
class MemberRow:
    """A member of a list with the membership on the day and the households in the unit."""

    member: Member
    membership: Membership | None
    assigned_households: tuple[AssignedHousehold, ...]

    @property
    def households(self) -> int:
        return len({assigned.assignment.household_id for assigned in self.assigned_households})


class HouseholdAnnotations(TypedDict):
    """The facts of the day that the queries of a list add to a household."""

    village_then: str | None
    class_then: str | None
    assignments_then: list[Assignment]


class MemberAnnotations(TypedDict):
    """The facts of the day that the queries of a list add to a member."""

    memberships_then: list[Membership]
    assignments_then: list["AssignmentOnDay"]


class AssignmentAnnotations(TypedDict):
    """The village of the household on the day."""

    village_then: str | None


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    HouseholdOnDay = WithAnnotations[Household, HouseholdAnnotations]
    MemberOnDay = WithAnnotations[Member, MemberAnnotations]
    AssignmentOnDay = WithAnnotations[Assignment, AssignmentAnnotations]

RowBuilder = Callable[[Any], HouseholdRow | MemberRow]
"""Builds the row of a household or member."""
InCare = Callable[[Collection[Tier]], Exists]
"""The condition that a member is in charge of a household in one of the given tiers."""

_CARE_CONDITIONS: dict[Care, Callable[[Figure, InCare], Q]] = {
    Care.ANY: lambda _figure, _in_care: Q(),
    Care.IN_CHARGE: lambda figure, in_care: Q(in_care(figure.tiers)),
    Care.NOBODY: lambda figure, in_care: ~Q(in_care(figure.tiers)),
}


def list_queryset(figure: Figure, scope: ReportScope) -> QuerySet[Household] | QuerySet[Member]:
    """The households or members that `figure` counts in `scope`, in a stable order."""
    residents = scope.residences().values("household")
    if figure.counts_members:
        assignments = scope.assignments(figure.tiers).filter(household__in=residents)
        return Member.objects.visible_to(scope.user).filter(pk__in=assignments.values("member"))
    households = Household.objects.visible_to(scope.user).filter(pk__in=residents)

    def in_care(tiers: Collection[Tier]) -> Exists:
        return Exists(scope.assignments(tiers).filter(household=OuterRef("pk")))

    return households.filter(_CARE_CONDITIONS[figure.care](figure, in_care))


def rows_for(figure: Figure, keys: Collection[int], scope: ReportScope) -> QuerySet[Household] | QuerySet[Member]:
    """The records with these keys and all that a row shows, in as many queries for one row as for fifty."""
    if figure.counts_members:
        return _with_member_data(Member.objects.visible_to(scope.user).filter(pk__in=keys), figure, scope)
    return _with_household_data(Household.objects.visible_to(scope.user).filter(pk__in=keys), scope)


def row_builder(figure: Figure) -> RowBuilder:
    return member_row if figure.counts_members else household_row


def _with_household_data(households: HouseholdQuerySet, scope: ReportScope) -> QuerySet[Household]:
    assignments = scope.assignments().with_carer().only("household", "tier", "during")
    with_home = households.with_home(scope.user, scope.on).only(*HOUSEHOLD_FIELDS)
    return with_home.prefetch_related(Prefetch("assignments", assignments, to_attr="assignments_then"))


def _with_member_data(members: QuerySet[Member], figure: Figure, scope: ReportScope) -> QuerySet[Member]:
    residence = scope.residences().filter(household=OuterRef("household")).order_by()
    assignments = (
        scope.assignments(figure.tiers)
        .filter(household__in=scope.residences().values("household"))
        .annotate(village_then=Subquery(residence.values_list(name_of("village"))[:1]))
        .select_related("household")
        .order_by("household__sort_key", "household", "tier")
        .only("member", "tier", "household__head_name", "household__code")
    )
    memberships = Membership.objects.visible_to(scope.user).on(scope.on).select_related("body")
    return members.only("full_name", "sort_key").prefetch_related(
        Prefetch("memberships", memberships.only(*MEMBERSHIP_FIELDS), to_attr="memberships_then"),
        Prefetch("assignments", assignments, to_attr="assignments_then"),
    )


def household_row(household: "HouseholdOnDay") -> HouseholdRow:
    by_tier = {assignment.tier: assignment for assignment in household.assignments_then}
    return HouseholdRow(
        household,
        household.village_then or "",
        PovertyStatus.Class(household.class_then) if household.class_then else None,
        by_tier.get(Tier.DISTRICT),
        by_tier.get(Tier.COMMUNE),
    )


def member_row(member: "MemberOnDay") -> MemberRow:
    assigned = tuple(
        AssignedHousehold(assignment, assignment.household, assignment.village_then or "")
        for assignment in member.assignments_then
    )
    return MemberRow(member, next(iter(member.memberships_then), None), assigned)
