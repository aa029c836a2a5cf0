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
from assignments.queries.rows import AssignedHousehold, AssignedMember, HouseholdRow, household_row, with_row_data
from households.models import Household, Residence
from households.models.querysets import name_of
from reports.figures import Care, Figure

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


class MemberAnnotations(TypedDict):
    """The facts of the day that the queries of a list add to a member."""

    memberships_then: list[Membership]
    assignments_then: list["AssignmentOnDay"]


class AssignmentAnnotations(TypedDict):
    """The village of the household on the day."""

    village_then: str | None


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    MemberOnDay = WithAnnotations[Member, MemberAnnotations]
    AssignmentOnDay = WithAnnotations[Assignment, AssignmentAnnotations]

RowBuilder = Callable[[Any], HouseholdRow | AssignedMember]
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
    return with_row_data(Household.objects.visible_to(scope.user).filter(pk__in=keys), scope.user, scope.on)


def row_builder(figure: Figure) -> RowBuilder:
    return member_row if figure.counts_members else household_row


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


def member_row(member: "MemberOnDay") -> AssignedMember:
    assigned = [AssignedHousehold(assignment, assignment.village_then or "") for assignment in member.assignments_then]
    return AssignedMember(member, next(iter(member.memberships_then), None), assigned)
