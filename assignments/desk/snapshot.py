"""What the desk knows about the households and members of an action: read set-wise, in a fixed number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from assignments.models import Assignment, Member, Membership, Tier
from assignments.permissions import ASSIGN_PERMISSION
from households.models import Household
from households.permissions import permissions_for
from lambinh.accounts.models import User
from lambinh.lib.dates.ranges import contains


@dataclass(frozen=True)
class HouseholdState:
    pk: int
    name: str
    commune: int | None


@dataclass(frozen=True)
class MembershipPeriod:
    """A membership: from when, up to which day (not included), exempt or not."""

    first: date | None
    end: date | None
    is_exempt: bool


@dataclass(frozen=True)
class MemberState:
    """A member with seats in order, and with how many other households there are at most on any day from then on."""

    pk: int
    name: str
    commune: int | None
    seats: tuple[MembershipPeriod, ...]
    charges: Mapping[str, int]

    def seat_on(self, day: date) -> MembershipPeriod | None:
        return next((seat for seat in self.seats if contains((seat.first, seat.end), day)), None)


@dataclass(frozen=True)
class AssignmentState:
    """An assignment as it stands."""

    pk: int
    household: int
    member: int
    carer: str
    tier: str
    role: str
    first: date | None
    end: date | None
    end_reason: str

    def holds_on(self, day: date) -> bool:
        return contains((self.first, self.end), day)


@dataclass(frozen=True)
class Snapshot:
    """All that is visible to the person who acts, of what the action speaks of."""

    today: date
    homes: Mapping[int, HouseholdState]
    people: Mapping[int, MemberState] = field(default_factory=dict)
    held: Mapping[int, Sequence[AssignmentState]] = field(default_factory=dict)

    def in_charge(self, household: int, tier: str, day: date) -> AssignmentState | None:
        return next((row for row in self._charges(household, tier) if row.holds_on(day)), None)

    def next_charge(self, household: int, tier: str, day: date) -> AssignmentState | None:
        """The first that begins after `day`."""
        later = [row for row in self._charges(household, tier) if row.first is not None and row.first > day]
        return min(later, key=lambda row: row.first or date.min, default=None)

    def _charges(self, household: int, tier: str) -> list[AssignmentState]:
        rows = self.held.get(household, ())
        return [row for row in rows if row.tier == tier and row.role == Assignment.Role.IN_CHARGE]


def load_snapshot(
    households: Iterable[int], members: Iterable[int], day: date, *, by: User, lock: bool = False
) -> Snapshot:
    """The scene from `day` on. With `lock` members and households, in this order and by key, are held until the end."""
    wanted, today = sorted(set(households)), timezone.localdate()
    people = _people(sorted(set(members)), wanted, day, by, lock)
    homes = _homes(wanted, by, lock)
    return Snapshot(today, homes, people, load_assignments(homes, min(day, today)))


def require_assign_permission(homes: Iterable[HouseholdState], tier: str, by: User) -> None:
    """Raises PermissionDenied where `by` sees one of the households but may not change its assignments of the tier."""
    permissions = permissions_for(by)
    if not all(
        permissions.has_in(commune, ASSIGN_PERMISSION[Tier(tier)]) for commune in {home.commune for home in homes}
    ):
        raise PermissionDenied


def _locked(rows: Any, lock: bool) -> Any:
    return rows.select_for_update(no_key=True) if lock else rows


def _homes(households: Sequence[int], by: User, lock: bool) -> dict[int, HouseholdState]:
    rows = Household.objects.visible_to(by).filter(pk__in=households).order_by("pk")
    found = _locked(rows, lock).values_list("pk", "head_name", "commune_id")
    return {pk: HouseholdState(pk, name, commune) for pk, name, commune in found}


def _people(members: Sequence[int], without: list[int], day: date, by: User, lock: bool) -> dict[int, MemberState]:
    rows = _locked(Member.objects.visible_to(by).filter(pk__in=members).order_by("pk"), lock)
    found = list(rows.values_list("pk", "full_name", "commune_id"))
    if not found:
        return {}
    keys = [pk for pk, _name, _commune in found]
    seats: dict[int, list[MembershipPeriod]] = {pk: [] for pk in keys}
    sat = Membership.objects.filter(member__in=keys).order_by("during")
    for member, during, exempt in sat.values_list("member_id", "during", "is_exempt"):
        seats[member].append(MembershipPeriod(during.lower, during.upper, exempt))
    charges = peak_loads(keys, day, without)
    return {pk: MemberState(pk, name, commune, tuple(seats[pk]), charges[pk]) for pk, name, commune in found}


def peak_loads(members: Sequence[int], day: date, without: Sequence[int] = ()) -> dict[int, dict[str, int]]:
    """For each member and tier the most households on any day from `day` on, `without` not counted, of all units."""
    counted = {member: dict.fromkeys(Tier.values, 0) for member in members}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT member, tier, households FROM peak_loads(%s::bigint[], %s, %s::bigint[])",
            [list(members), day, list(without)],
        )
        for member, tier, households in cursor.fetchall():
            counted[member][tier] = households
    return counted


def load_assignments(households: Iterable[int], day: date) -> dict[int, list[AssignmentState]]:
    """All assignments of `households`, which the person may see, that hold on `day` or later."""
    held: dict[int, list[AssignmentState]] = {}
    rows = Assignment.objects.filter(household__in=list(households), during__overlap=DateRange(day, None))
    columns = ("pk", "household_id", "member_id", "carer", "tier", "role", "during", "end_reason")
    for pk, household, member, carer, tier, role, during, why in rows.with_carer().values_list(*columns):
        row = AssignmentState(pk, household, member, carer or "", tier, role, during.lower, during.upper, why)
        held.setdefault(household, []).append(row)
    return held
