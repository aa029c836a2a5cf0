"""How much a user can see, in numbers that those who see no persons may know as well."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from households.models import Household
from households.permissions import EffectivePermissions
from households.users.visibility import UnitViewer, viewers_of
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Permission, Role


@dataclass(frozen=True)
class RecordCounts:
    """Rows of units; assignments are those of the day."""

    households: int
    members: int
    assignments: int


def counts_in(units: Iterable[int], day: date) -> RecordCounts:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM count_in_units(%s::bigint[], %s)", [sorted(units), day])
        return RecordCounts(*cursor.fetchone())


def own_households(person: User, day: date) -> int:
    """How many households the member to whom the account belongs looks after on `day`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count_of_own_households(%s, %s)", [person.pk, day])
        return int(cursor.fetchone()[0])


@dataclass(frozen=True)
class HouseholdViewers:
    """Who can see a household on a day."""

    with_names: list[UnitViewer]
    by_importing: list[UnitViewer]
    """Who is shown the household where an import is compared with it."""
    in_charge: list[User]
    in_totals: int
    """How many people know of it as a number of the totals alone."""


def viewers_of_household(household: Household, day: date) -> HouseholdViewers:
    seers = viewers_of(household.commune_id, day)
    named = [seer for seer in seers if seer.may(Permission.VIEW_RECORDS)]
    importing = [seer for seer in seers if seer.may(Permission.IMPORT_ROSTERS) and seer not in named]
    known = {seer.user.pk for seer in (*named, *importing)}
    counting = {seer.user.pk for seer in seers if seer.may(Permission.SEE_TOTALS)} - known
    return HouseholdViewers(named, importing, _in_charge(household, day), len(counting))


def _in_charge(household: Household, day: date) -> list[User]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT users_in_charge_of(%s, %s)", [household.pk, day])
        users = [row[0] for row in cursor.fetchall()]
    members = User.objects.filter(pk__in=users, is_active=True, unit_access__role=Role.MEMBER)
    return list(members.distinct().order_by("sort_key", "pk"))


def visible_counts(permissions: EffectivePermissions) -> RecordCounts:
    """The numbers of records that a user with `permissions` can open."""
    return counts_in(permissions.units_for(Permission.VIEW_RECORDS), permissions.day)
