"""What a user can see, and who can see what a commune answers for."""

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

# Up to all units from which the commune could be reached; whether it is, `units_of` says.
_TOWARDS = """
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
    """A role of a user: where it was given, which units of today that reaches, and what it allows."""

    role: Role
    given_in: list[Unit]
    reaches: list[Unit]
    allows: list[Permission]


def role_scopes(person: User, permissions: EffectivePermissions) -> list[RoleScope]:
    """The roles of `person`, who has `permissions`. Two queries."""
    given: dict[Role, list[Unit]] = {}
    for access in person.unit_access.select_related("unit").order_by("unit__sort_key", "unit_id"):
        given.setdefault(Role(access.role), []).append(access.unit)
    living = _living(set().union(*permissions.units.values()), permissions.day)
    return [
        RoleScope(
            role,
            given[role],
            [unit for unit in living if unit.pk in permissions.units.get(role, frozenset())],
            [permission for permission in Permission if permission in ROLE_PERMISSIONS[role]],
        )
        for role in Role
        if role in given
    ]


def _living(units: set[int], day: date) -> list[Unit]:
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
    """The grants of people who may sign in that reach the commune with this key; a member's reaches no other's rows.

    The number of queries follows the number of different sets of units, not of people.
    """
    if commune is None:
        return []
    granted = (
        UnitAccess.objects.filter(unit__in=_towards(commune), user__is_active=True)
        .exclude(role=Role.MEMBER)
        .select_related("user", "unit")
        .order_by("user__sort_key", "user_id", "role", "unit__sort_key", "unit_id")
    )

    @cache
    def reaches(units: frozenset[int]) -> bool:
        return commune in units_by_role({Role.VIEWER: set(units)}, day)[Role.VIEWER]

    return [
        UnitViewer(access.user, Role(access.role), access.unit)
        for _holder, held in groupby(granted, lambda access: (access.user_id, access.role))
        for access in _opening(list(held), reaches)
    ]


def _opening(grants: list[UnitAccess], reaches: Callable[[frozenset[int]], bool]) -> list[UnitAccess]:
    """Those of a user's grants of one role that reach; what several units became, all of them reach together."""
    alone = [access for access in grants if reaches(frozenset([access.unit_id]))]
    return alone or (grants if reaches(frozenset(access.unit_id for access in grants)) else [])


def _towards(commune: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_TOWARDS, {"unit": commune})
        return [row[0] for row in cursor.fetchall()]
