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
from assignments.permissions import TO_ASSIGN
from households.models import Household
from households.permissions import reach_of
from lambinh.accounts.models import User


@dataclass(frozen=True)
class Home:
    pk: int
    name: str
    commune: int | None


@dataclass(frozen=True)
class Seat:
    """A membership: from when, up to which day (not included), exempt or not."""

    first: date | None
    end: date | None
    is_exempt: bool


@dataclass(frozen=True)
class Person:
    """A member with seats in order, and with how many other households there are at most on any day from then on."""

    pk: int
    name: str
    commune: int | None
    seats: tuple[Seat, ...]
    charges: Mapping[str, int]

    def seat_on(self, day: date) -> Seat | None:
        return next((seat for seat in self.seats if holds(seat.first, seat.end, day)), None)


@dataclass(frozen=True)
class Held:
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
        return holds(self.first, self.end, day)


def holds(first: date | None, end: date | None, day: date) -> bool:
    return (first is None or first <= day) and (end is None or day < end)


@dataclass(frozen=True)
class Scene:
    """All that is visible to the person who acts, of what the action speaks of."""

    today: date
    homes: Mapping[int, Home]
    people: Mapping[int, Person] = field(default_factory=dict)
    held: Mapping[int, Sequence[Held]] = field(default_factory=dict)

    def in_charge(self, household: int, tier: str, day: date) -> Held | None:
        return next((row for row in self._charges(household, tier) if row.holds_on(day)), None)

    def next_charge(self, household: int, tier: str, day: date) -> Held | None:
        """The first that begins after `day`."""
        later = [row for row in self._charges(household, tier) if row.first is not None and row.first > day]
        return min(later, key=lambda row: row.first or date.min, default=None)

    def _charges(self, household: int, tier: str) -> list[Held]:
        rows = self.held.get(household, ())
        return [row for row in rows if row.tier == tier and row.role == Assignment.Role.IN_CHARGE]


def read(households: Iterable[int], members: Iterable[int], day: date, *, by: User, lock: bool = False) -> Scene:
    """The scene from `day` on. With `lock` members and households, in this order and by key, are held until the end."""
    wanted, today = sorted(set(households)), timezone.localdate()
    people = _people(sorted(set(members)), wanted, day, by, lock)
    homes = _homes(wanted, by, lock)
    return Scene(today, homes, people, held_from(homes, min(day, today)))


def require_right(homes: Iterable[Home], tier: str, by: User) -> None:
    """Raises PermissionDenied where `by` sees one of the households but may not change its assignments of the tier."""
    reach = reach_of(by)
    if not all(reach.may_in(commune, TO_ASSIGN[Tier(tier)]) for commune in {home.commune for home in homes}):
        raise PermissionDenied


def _locked(rows: Any, lock: bool) -> Any:
    return rows.select_for_update(no_key=True) if lock else rows


def _homes(households: Sequence[int], by: User, lock: bool) -> dict[int, Home]:
    rows = Household.objects.visible_to(by).filter(pk__in=households).order_by("pk")
    found = _locked(rows, lock).values_list("pk", "head_name", "commune_id")
    return {pk: Home(pk, name, commune) for pk, name, commune in found}


def _people(members: Sequence[int], without: list[int], day: date, by: User, lock: bool) -> dict[int, Person]:
    rows = _locked(Member.objects.visible_to(by).filter(pk__in=members).order_by("pk"), lock)
    found = list(rows.values_list("pk", "full_name", "commune_id"))
    if not found:
        return {}
    keys = [pk for pk, _name, _commune in found]
    seats: dict[int, list[Seat]] = {pk: [] for pk in keys}
    sat = Membership.objects.filter(member__in=keys).order_by("during")
    for member, during, exempt in sat.values_list("member_id", "during", "is_exempt"):
        seats[member].append(Seat(during.lower, during.upper, exempt))
    charges = peak_charges(keys, day, without)
    return {pk: Person(pk, name, commune, tuple(seats[pk]), charges[pk]) for pk, name, commune in found}


def peak_charges(members: Sequence[int], day: date, without: Sequence[int] = ()) -> dict[int, dict[str, int]]:
    """For each member and tier the most households on any day from `day` on, `without` not counted, of all units."""
    counted = {member: dict.fromkeys(Tier.values, 0) for member in members}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT member, tier, households FROM peak_charges(%s::bigint[], %s, %s::bigint[])",
            [list(members), day, list(without)],
        )
        for member, tier, households in cursor.fetchall():
            counted[member][tier] = households
    return counted


def held_from(households: Iterable[int], day: date) -> dict[int, list[Held]]:
    """All assignments of `households`, which the person may see, that hold on `day` or later."""
    held: dict[int, list[Held]] = {}
    rows = Assignment.objects.filter(household__in=list(households), during__overlap=DateRange(day, None))
    columns = ("pk", "household_id", "member_id", "carer", "tier", "role", "during", "end_reason")
    for pk, household, member, carer, tier, role, during, why in rows.with_carer().values_list(*columns):
        row = Held(pk, household, member, carer or "", tier, role, during.lower, during.upper, why)
        held.setdefault(household, []).append(row)
    return held
