"""The units that a user can see, and the users who can see the records of a commune."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby

from django.db import connection

from households.models import Unit, UnitAccess
from households.permissions import EffectivePermissions, units_by_role
from lambinh.accounts.models import User
from lambinh.accounts.permissions import ROLE_PERMISSIONS, Permission, Role

# All units from which the commune could be reached; `units_by_role` decides whether it is.
_UNITS_ABOVE = """
WITH RECURSIVE above (id) AS (
    SELECT %(unit)s::bigint
    UNION
    SELECT near.id FROM above a CROSS JOIN LATERAL (
        SELECT p.parent_id AS id FROM households_placement p WHERE p.unit_id = a.id
        UNION ALL SELECT u.successor_id FROM households_unit u WHERE u.id = a.id AND u.successor_id IS NOT NULL
        UNION ALL SELECT u.id FROM households_unit u WHERE u.successor_id = a.id
    ) near
)
SELECT id FROM above
"""


@dataclass(frozen=True)
class RoleScope:
    """A role of a user: the units of the grants, the units of today that they reach, and its permissions."""

    role: Role
    given_in: list[Unit]
    reaches: list[Unit]
    allows: list[Permission]


def role_scopes(user: User, permissions: EffectivePermissions) -> list[RoleScope]:
    """The roles of `user`, who has `permissions`. Two queries."""
    grants: dict[Role, list[Unit]] = {}
    for access in user.unit_access.select_related("unit").order_by("unit__sort_key", "unit_id"):
        grants.setdefault(Role(access.role), []).append(access.unit)
    today = _units_today(set().union(*permissions.units.values()), permissions.day)
    return [
        RoleScope(
            role,
            grants[role],
            [unit for unit in today if unit.pk in permissions.units.get(role, frozenset())],
            [permission for permission in Permission if permission in ROLE_PERMISSIONS[role]],
        )
        for role in Role
        if role in grants
    ]


def _units_today(units: set[int], day: date) -> list[Unit]:
    return list(Unit.objects.on(day).filter(pk__in=units).order_by("sort_key", "pk"))


@dataclass(frozen=True)
class UnitViewer:
    """A user, a role and the unit through which it reaches the commune."""

    user: User
    role: Role
    through: Unit

    def may(self, permission: Permission) -> bool:
        return permission in ROLE_PERMISSIONS[self.role]


def viewers_of(commune: int | None, day: date) -> list[UnitViewer]:
    """The grants of active users that reach the commune. Members see their own households only and are left out.

    The number of queries depends on the number of different sets of units, not of users.
    """
    if commune is None:
        return []
    granted = (
        UnitAccess.objects.filter(unit__in=_units_above(commune), user__is_active=True)
        .exclude(role=Role.MEMBER)
        .select_related("user", "unit")
        .order_by("user__sort_key", "user_id", "role", "unit__sort_key", "unit_id")
    )

    @cache
    def reaches(units: frozenset[int]) -> bool:
        return commune in units_by_role({Role.VIEWER: set(units)}, day)[Role.VIEWER]

    return [
        UnitViewer(access.user, Role(access.role), access.unit)
        for _user_and_role, grants in groupby(granted, lambda access: (access.user_id, access.role))
        for access in _reaching(list(grants), reaches)
    ]


def _reaching(grants: list[UnitAccess], reaches: Callable[[frozenset[int]], bool]) -> list[UnitAccess]:
    """The grants of a user and role that reach the commune, alone or all together (the successor of several units)."""
    alone = [access for access in grants if reaches(frozenset([access.unit_id]))]
    return alone or (grants if reaches(frozenset(access.unit_id for access in grants)) else [])


def _units_above(commune: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_UNITS_ABOVE, {"unit": commune})
        return [row[0] for row in cursor.fetchall()]
