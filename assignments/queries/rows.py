"""Rows of lists, as the desk, the record pages, the printed sheets and the reports show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch

from assignments.models import Assignment, Member, Membership, Tier
from households.models import Household, PovertyStatus, Residence
from households.models.querysets import HouseholdQuerySet


class HouseholdOnDay(Protocol):
    """A household with its residences and poverty classes of a day, which the query of it prefetches."""

    homes_then: Sequence[Residence]
    classes_then: Sequence[PovertyStatus]


class ListedHousehold(Protocol):
    """A household as `with_row_data` reads it."""

    pk: int
    head_name: str
    head_birth_year: int | None
    code: str | None
    size: int | None
    village_then: str | None
    class_then: str | None
    assignments_then: Sequence[Assignment]


@dataclass(frozen=True)
class HouseholdSummary:
    """A household, as far as a row shows it."""

    pk: int
    head_name: str
    code: str | None
    size: int | None
    head_birth_year: int | None = None


@dataclass(frozen=True)
class RowAssignment:
    """An assignment of the day, and whether its member is exempt or has moved away on that day."""

    pk: int
    tier: str
    assignee: str | None
    first: date | None = None
    last_day: date | None = None
    is_exempt: bool = False
    is_away: bool = False


@dataclass(frozen=True)
class HouseholdRow:
    """A household on a day: where it lives, its class, and the assignment in charge in each tier."""

    household: HouseholdSummary
    village: str
    poverty: PovertyStatus.Class | None
    district: RowAssignment | None
    commune: RowAssignment | None

    @property
    def assignments(self) -> list[RowAssignment]:
        return [row for row in (self.district, self.commune) if row is not None]

    def in_charge(self, tier: str) -> RowAssignment | None:
        return self.district if tier == Tier.DISTRICT else self.commune


@dataclass(frozen=True)
class AssignedHousehold:
    """A household assigned to a member, as it is on a day; its class only if the list shows it."""

    assignment: Assignment
    village: str
    poverty: PovertyStatus | None = None

    @property
    def household(self) -> Household:
        return self.assignment.household

    @property
    def tier(self) -> str:
        return str(self.assignment.tier)

    @property
    def tier_and_role(self) -> str:
        """The tier, and the role of a helper."""
        assignment = self.assignment
        role = [assignment.get_role_display()] if assignment.role == Assignment.Role.HELPER else []
        return " · ".join([assignment.get_tier_display(), *role])


@dataclass(frozen=True)
class AssignedMember:
    """A member on a day: the membership, and the households assigned to the member."""

    member: Member
    membership: Membership | None
    assigned: Sequence[AssignedHousehold]

    @property
    def load(self) -> int:
        """The number of households: one may be assigned to the member in both tiers."""
        return len({assigned.assignment.household_id for assigned in self.assigned})


def with_row_data(
    households: HouseholdQuerySet, user: AbstractBaseUser | AnonymousUser, day: date
) -> HouseholdQuerySet:
    """The households with the data of `household_row`, in two queries however many they are."""
    assignments = Assignment.objects.visible_to(user).on(day).in_charge().with_carer()
    with_home = households.with_home(user, day).only("head_name", "head_birth_year", "code", "size", "sort_key")
    rows: HouseholdQuerySet = with_home.prefetch_related(
        Prefetch("assignments", assignments.only("household", "tier", "during"), to_attr="assignments_then")
    )
    return rows


def household_row(household: ListedHousehold) -> HouseholdRow:
    """The row of a household of `with_row_data`."""
    in_charge = {assignment.tier: _row_assignment(assignment) for assignment in household.assignments_then}
    return HouseholdRow(
        HouseholdSummary(household.pk, household.head_name, household.code, household.size, household.head_birth_year),
        household.village_then or "",
        PovertyStatus.Class(household.class_then) if household.class_then else None,
        in_charge.get(Tier.DISTRICT),
        in_charge.get(Tier.COMMUNE),
    )


def _row_assignment(assignment: Assignment) -> RowAssignment:
    return RowAssignment(assignment.pk, assignment.tier, assignment.carer, assignment.during.lower, assignment.last_day)


def assigned_household(assignment: Assignment, household: HouseholdOnDay) -> AssignedHousehold:
    """The row of an assignment whose `household` is prefetched."""
    village = next((str(residence.village) for residence in household.homes_then), "")
    return AssignedHousehold(assignment, village, next(iter(household.classes_then), None))
