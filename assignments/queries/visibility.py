"""The numbers of records that a user can see, and the users who can see a household."""

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
    """Numbers of records of units; assignments are those of the day."""

    households: int
    members: int
    assignments: int


def counts_in(units: Iterable[int], day: date) -> RecordCounts:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM count_in_units(%s::bigint[], %s)", [sorted(units), day])
        return RecordCounts(*cursor.fetchone())


def own_households(user: User, day: date) -> int:
    """The number of households assigned on `day` to the member whose account it is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count_of_own_households(%s, %s)", [user.pk, day])
        return int(cursor.fetchone()[0])


@dataclass(frozen=True)
class HouseholdViewers:
    """The users who can see a household on a day."""

    with_names: list[UnitViewer]
    by_importing: list[UnitViewer]
    """Those who see it only in an import that is compared with it."""
    in_charge: list[User]
    in_totals: int
    """The number of those for whom it only counts in totals."""


def viewers_of_household(household: Household, day: date) -> HouseholdViewers:
    viewers = viewers_of(household.commune_id, day)
    named = [viewer for viewer in viewers if viewer.may(Permission.VIEW_RECORDS)]
    importing = [viewer for viewer in viewers if viewer.may(Permission.IMPORT_ROSTERS) and viewer not in named]
    known = {viewer.user.pk for viewer in (*named, *importing)}
    counting = {viewer.user.pk for viewer in viewers if viewer.may(Permission.SEE_TOTALS)} - known
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
