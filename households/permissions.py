"""The effective permissions of a user: the grants, and the units that they reach today.

A grant reaches its unit and all units below it. A unit that ended is reached with what it became, but only where
all that it became one of was reached before: a merger never shows anybody more than the day before. See
docs/adr/0010-row-level-security.md.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from lambinh.accounts.models import User
from lambinh.accounts.permissions import (
    PERSON_READ_PERMISSIONS,
    REGISTER_WRITE_PERMISSIONS,
    ROLE_PERMISSIONS,
    Permission,
    Role,
)

View = Callable[..., HttpResponseBase]
GET_OR_POST = ["GET", "HEAD", "POST"]
"""The methods of a page with a form."""
_NONE: frozenset[int] = frozenset()

# Down to what lies below today (of a unit that ended: below it on its last day, or ended while below it), and back to
# what was there before. Villages are asked about by their commune. UNION ends even where placements run in a circle.
_REACHED = """
WITH RECURSIVE reached (origin, id, during, successor) AS (
    SELECT id, id, during, successor_id FROM households_unit WHERE id = ANY({units}) AND kind <> 'village'
    UNION
    SELECT r.origin, near.id, near.during, near.successor_id FROM reached r CROSS JOIN LATERAL (
        SELECT u.id, u.during, u.successor_id
        FROM households_placement p JOIN households_unit u ON u.id = p.unit_id
        WHERE p.parent_id = r.id AND u.kind <> 'village' AND (
            p.during @> %(today)s::date
            OR (upper(r.during) <= %(today)s AND p.during @> upper(r.during) - 1)
            OR (upper(u.during) <= %(today)s AND p.during @> upper(u.during) - 1)
        )
        UNION ALL
        SELECT u.id, u.during, u.successor_id FROM households_unit u WHERE u.successor_id = r.id
    ) near
)
{rows}
"""
_BELOW = _REACHED.format(units="%(units)s", rows="SELECT origin, id, successor FROM reached")
# Grants and what they reach in one query: every page asks for it.
_GRANTED = _REACHED.format(
    units="ARRAY(SELECT unit_id FROM households_unitaccess WHERE user_id = %(user)s)",
    rows="""SELECT a.role, a.unit_id, r.id, r.successor
FROM households_unitaccess a LEFT JOIN reached r ON r.origin = a.unit_id WHERE a.user_id = %(user)s""",
)


@dataclass(frozen=True)
class EffectivePermissions:
    """The permissions of a user by unit, as of a day."""

    user_id: int | None
    day: date
    units: dict[Role, frozenset[int]]
    is_superuser: bool = False
    """An administrator of the whole installation."""
    is_system: bool = False
    """The program itself: its commands act when no user is named."""

    def has_anywhere(self, permission: Permission) -> bool:
        """Whether the user has `permission` in any unit."""
        return (
            self.is_system
            or self._has_as_superuser(permission)
            or any(permission in ROLE_PERMISSIONS[role] for role in self.units)
        )

    def units_for(self, *permissions: Permission) -> frozenset[int]:
        """The units, ended ones too, in which the user has one of `permissions`."""
        needed = set(permissions)
        return _NONE.union(*(units for role, units in self.units.items() if needed & ROLE_PERMISSIONS[role]))

    def has_everywhere(self, *permissions: Permission) -> bool:
        """Whether the user has one of `permissions` whatever the unit."""
        return self.is_system or any(map(self._has_as_superuser, permissions))

    def has_in(self, unit: int | None, *permissions: Permission) -> bool:
        """Whether the user has one of `permissions` in the unit with this key."""
        if self.has_everywhere(*permissions):
            return True
        return unit is not None and unit in self.units_for(*permissions)

    @property
    def readable_units(self) -> frozenset[int]:
        """The units whose rows about persons the database lets through."""
        return self.units_for(*PERSON_READ_PERMISSIONS)

    @property
    def writable_units(self) -> dict[str, str | list[int]]:
        """The units in which the database allows changes to units, bodies and decisions; "*" means everywhere."""
        return {
            right.value: "*" if self.has_everywhere(right) else sorted(self.units_for(right))
            for right in REGISTER_WRITE_PERMISSIONS
            if self.has_anywhere(right)
        }

    def _has_as_superuser(self, permission: Permission) -> bool:
        return self.is_superuser and permission in ROLE_PERMISSIONS[Role.ADMINISTRATOR]


NOBODY = EffectivePermissions(None, date.min, {})


class SignedInRequest(HttpRequest):
    """A request of a user who has signed in: the middleware reads the user's permissions once and sets them."""

    user: User
    permissions: EffectivePermissions


def request_permissions(request: HttpRequest) -> EffectivePermissions:
    """`request.permissions`, for methods whose signature Django fixes."""
    return cast(SignedInRequest, request).permissions


def permissions_for(user: AbstractBaseUser | AnonymousUser, day: date | None = None) -> EffectivePermissions:
    """The permissions of `user` on `day` (today). One query; none if they are cached for the request."""
    cached: EffectivePermissions | None = getattr(user, "_effective_permissions", None)
    if cached is not None and (day is None or cached.day == day):
        return cached
    return _permissions_on(user, day or timezone.localdate())


def cache_permissions(user: AbstractBaseUser | AnonymousUser) -> EffectivePermissions:
    """The permissions of `user`, kept with this user object for the length of a request."""
    user._effective_permissions = permissions = permissions_for(user)  # type: ignore[union-attr]
    return permissions


def _permissions_on(user: Any, day: date) -> EffectivePermissions:
    if not user.is_authenticated or not user.is_active:
        return NOBODY
    units = _units_granted(user.pk, day)
    return EffectivePermissions(user.pk, day, units, is_superuser=user.is_superuser, is_system=user.is_system)


def _units_granted(user: int, day: date) -> dict[Role, frozenset[int]]:
    roles: dict[Role, set[int]] = {}
    below: _Steps = {}
    with connection.cursor() as cursor:
        cursor.execute(_GRANTED, {"user": user, "today": day})
        for role, origin, unit, successor in cursor.fetchall():
            roles.setdefault(Role(role), set()).add(origin)
            steps = below.setdefault(origin, [])
            if unit is not None:  # nothing is reached from a village
                steps.append((unit, successor))
    return {role: _with_heirs(units, below, day) for role, units in roles.items()}


def units_by_role(roles: dict[Role, set[int]], day: date) -> dict[Role, frozenset[int]]:
    """The units that the grants of each role reach on `day`."""
    below = _below({unit for units in roles.values() for unit in units}, day)
    return {role: _with_heirs(units, below, day) for role, units in roles.items()}


_Steps = dict[int, list[tuple[int, int | None]]]
"""For each requested unit the units reached from it, with their successors."""


def _below(units: Iterable[int], day: date) -> _Steps:
    origins = sorted(units)
    steps: _Steps = {unit: [] for unit in origins}
    if origins:
        with connection.cursor() as cursor:
            cursor.execute(_BELOW, {"units": origins, "today": day})
            for origin, unit, successor in cursor.fetchall():
                steps[origin].append((unit, successor))
    return steps


def _with_heirs(units: Iterable[int], below: _Steps, day: date) -> frozenset[int]:
    """`units` with the units below them, and successors that are formed from these units only."""
    reached: dict[int, int | None] = {}
    for unit in units:
        reached.update(below[unit])
    while heirs := {after for after in reached.values() if after is not None} - reached.keys():
        complete = _complete(heirs, set(reached))
        for steps in _below(complete, day).values():
            reached.update(steps)
        if not complete:
            break
    return frozenset(reached)


def _complete(heirs: set[int], reached: set[int]) -> set[int]:
    """The `heirs` whose predecessors are all in `reached`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT successor_id FROM households_unit WHERE successor_id = ANY(%s)"
            " GROUP BY successor_id HAVING bool_and(id = ANY(%s))",
            [sorted(heirs), sorted(reached)],
        )
        return {row[0] for row in cursor.fetchall()}


def current_user(request: HttpRequest) -> User:
    """The user of a request, on pages that require signing in."""
    return cast(User, request.user)


def permission_required(*permissions: Permission) -> Callable[[View], View]:
    """Allow a view to users who hold one of `permissions` in any unit; `visible_to` selects the rows."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: SignedInRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if not any(map(request.permissions.has_anywhere, permissions)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.needs = permissions  # type: ignore[attr-defined]
        return guarded

    return guard
