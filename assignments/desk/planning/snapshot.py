"""The state of households and members that one action works on, loaded in a fixed number of queries."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.utils import timezone

from assignments.models import Assignment, Member, Membership, Tier
from assignments.permissions import ASSIGN_PERMISSION
from households.models import Household
from households.permissions import permissions_for
from lambinh.accounts.models import User
from lambinh.lib.dates.ranges import Bounds, contains, overlap

Rows = TypeVar("Rows", bound=QuerySet[Any])


@dataclass(frozen=True)
class HouseholdState:
    pk: int
    name: str
    commune: int | None

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class MembershipPeriod:
    """The days of a membership (`end` not included), and whether the member is exempt."""

    first: date | None
    end: date | None
    is_exempt: bool


@dataclass(frozen=True)
class MemberState:
    """A member with memberships in order.

    `loads` has for each tier the largest number of other households on any day from the day of the action on.
    """

    pk: int
    name: str
    commune: int | None
    memberships: tuple[MembershipPeriod, ...]
    loads: Mapping[str, int]

    def __str__(self) -> str:
        return self.name

    def membership_on(self, day: date) -> MembershipPeriod | None:
        return next((period for period in self.memberships if contains((period.first, period.end), day)), None)

    def first_day_after(self, day: date) -> date | None:
        """The day on which the next membership begins; None without one."""
        return next((row.first for row in self.memberships if row.first is not None and row.first > day), None)


@dataclass(frozen=True)
class AssignmentState:
    """An assignment as it is stored; `household` and `member` are keys."""

    pk: int
    household: int
    member: int
    assignee: str
    tier: str
    role: str
    first: date | None
    end: date | None
    end_reason: str

    def is_active_on(self, day: date) -> bool:
        return contains((self.first, self.end), day)

    def overlaps(self, days: Bounds) -> bool:
        return overlap((self.first, self.end), days)


@dataclass(frozen=True)
class Snapshot:
    """The households and members of an action that its user can see, by key, and the households' assignments."""

    today: date
    households: Mapping[int, HouseholdState]
    members: Mapping[int, MemberState] = field(default_factory=dict)
    assignments: Mapping[int, Sequence[AssignmentState]] = field(default_factory=dict)

    def in_charge(self, household: int, tier: str, day: date) -> AssignmentState | None:
        return next((row for row in self._in_charge_rows(household, tier) if row.is_active_on(day)), None)

    def next_in_charge(self, household: int, tier: str, day: date) -> AssignmentState | None:
        """The first assignment that begins after `day`."""
        later = [row for row in self._in_charge_rows(household, tier) if row.first is not None and row.first > day]
        return min(later, key=lambda row: row.first or date.min, default=None)

    def _in_charge_rows(self, household: int, tier: str) -> list[AssignmentState]:
        rows = self.assignments.get(household, ())
        return [row for row in rows if row.tier == tier and row.role == Assignment.Role.IN_CHARGE]

    def rows(self, keys: Collection[int]) -> list[AssignmentState]:
        """The assignments with these keys."""
        return [row for rows in self.assignments.values() for row in rows if row.pk in keys]

    def known(self, households: Iterable[int]) -> list[HouseholdState]:
        """The states of `households`, without those that the user cannot see."""
        return [self.households[pk] for pk in households if pk in self.households]


def load_snapshot(
    households: Iterable[int], members: Iterable[int], day: date, *, by: User, lock: bool = False
) -> Snapshot:
    """The state from `day` on. `lock` keeps the rows locked until the transaction ends.

    Every action locks members before households and each by key: two actions can never wait for each other.
    """
    household_ids, today = sorted(set(households)), timezone.localdate()
    member_states = _load_members(sorted(set(members)), household_ids, day, by, lock)
    household_states = _load_households(household_ids, by, lock)
    return Snapshot(today, household_states, member_states, load_assignments(household_states, min(day, today)))


def require_assign_permission(households: Iterable[HouseholdState], tier: str, by: User) -> None:
    """Raises PermissionDenied if `by` must not change assignments of `tier` in one of the households' communes."""
    permissions, permission = permissions_for(by), ASSIGN_PERMISSION[Tier(tier)]
    if not all(permissions.has_in(commune, permission) for commune in {row.commune for row in households}):
        raise PermissionDenied


def _locked(rows: Rows, lock: bool) -> Rows:
    return rows.select_for_update(no_key=True) if lock else rows


def _load_households(households: Sequence[int], by: User, lock: bool) -> dict[int, HouseholdState]:
    rows = _locked(Household.objects.visible_to(by).filter(pk__in=households).order_by("pk"), lock)
    columns = rows.values_list("pk", "head_name", "commune_id")
    return {pk: HouseholdState(pk, name, commune) for pk, name, commune in columns}


def _load_members(
    members: Sequence[int], without: Sequence[int], day: date, by: User, lock: bool
) -> dict[int, MemberState]:
    rows = _locked(Member.objects.visible_to(by).filter(pk__in=members).order_by("pk"), lock)
    columns = list(rows.values_list("pk", "full_name", "commune_id"))
    if not columns:
        return {}
    keys = [pk for pk, _name, _commune in columns]
    memberships: dict[int, list[MembershipPeriod]] = {pk: [] for pk in keys}
    periods = Membership.objects.filter(member__in=keys).order_by("during")
    for member, during, is_exempt in periods.values_list("member_id", "during", "is_exempt"):
        memberships[member].append(MembershipPeriod(during.lower, during.upper, is_exempt))
    loads = peak_loads(keys, day, without)
    return {pk: MemberState(pk, name, commune, tuple(memberships[pk]), loads[pk]) for pk, name, commune in columns}


def peak_loads(members: Sequence[int], day: date, without: Sequence[int] = ()) -> dict[int, dict[str, int]]:
    """For each member and tier the most households on any day from `day` on, `without` not counted, of all units."""
    loads = {member: dict.fromkeys(Tier.values, 0) for member in members}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT member, tier, households FROM peak_loads(%s::bigint[], %s, %s::bigint[])",
            [list(members), day, list(without)],
        )
        for member, tier, households in cursor.fetchall():
            loads[member][tier] = households
    return loads


def load_assignments(households: Iterable[int], day: date) -> dict[int, list[AssignmentState]]:
    """All assignments of `households`, which the user can see, that hold on `day` or later."""
    assignments: dict[int, list[AssignmentState]] = {}
    rows = Assignment.objects.filter(household__in=list(households), during__overlap=DateRange(day, None))
    columns = ("pk", "household_id", "member_id", "carer", "tier", "role", "during", "end_reason")
    for pk, household, member, name, tier, role, during, reason in rows.with_carer().values_list(*columns):
        row = AssignmentState(pk, household, member, name or "", tier, role, during.lower, during.upper, reason)
        assignments.setdefault(household, []).append(row)
    return assignments
