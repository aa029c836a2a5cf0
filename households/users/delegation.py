"""Who looks after whose account: nobody gains by it what was not in their own hands before."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from households.models import Unit, UnitAccess
from households.permissions import EffectivePermissions, permissions_for
from lambinh.accounts.models import SYSTEM, User
from lambinh.accounts.permissions import GRANTABLE_ROLES, Permission, Role


def grantable_units(permissions: EffectivePermissions) -> dict[Role, frozenset[int]]:
    """The roles that may be given, each with the units, ended ones too, in which it may be."""
    found: dict[Role, frozenset[int]] = {}
    for role, units in permissions.units.items():
        for given in GRANTABLE_ROLES.get(role, frozenset()):
            found[given] = found.get(given, frozenset()) | units
    return found


def units_of_access(permissions: EffectivePermissions) -> frozenset[int]:
    """The units, ended ones too, in which some role may be given."""
    return frozenset().union(*grantable_units(permissions).values())


def can_grant_everywhere(permissions: EffectivePermissions) -> bool:
    return permissions.is_superuser or permissions.is_system


def can_grant(manager: User, role: Role, unit: Unit) -> bool:
    """Whether `manager` may give `role` in `unit`; whether the unit can be given at all is another question."""
    permissions = permissions_for(manager)
    return can_grant_everywhere(permissions) or unit.pk in grantable_units(permissions).get(role, frozenset())


def grantable_roles(manager: User) -> list[Role]:
    permissions = permissions_for(manager)
    return [role for role in Role if can_grant_everywhere(permissions) or role in grantable_units(permissions)]


def units_for_grants(manager: User) -> QuerySet[Any]:
    """The units of today, villages left out, in which `manager` may give a role."""
    permissions = permissions_for(manager)
    units = Unit.objects.on(permissions.day).exclude(kind=Unit.Kind.VILLAGE)
    if not can_grant_everywhere(permissions):
        units = units.filter(pk__in=units_of_access(permissions))
    return units.order_by("sort_key", "pk")


def manageable(manager: User) -> QuerySet[User]:
    """The people whose account `manager` looks after: password, access, sessions.

    A new password opens all that its owner may open. So each grant of a person must be one that the manager may give;
    who holds rights of another kind is a superuser's affair, who holds none is the creator's. Oneself is nobody's.
    """
    permissions = permissions_for(manager)
    others = User.objects.exclude(pk=manager.pk).exclude(username=SYSTEM)
    if can_grant_everywhere(permissions):
        return others
    if not permissions.has_anywhere(Permission.MANAGE_USERS):
        return others.none()
    granted = UnitAccess.objects.filter(user=OuterRef("pk"))
    ordinary = others.filter(is_superuser=False, groups=None, user_permissions=None)
    return ordinary.filter(
        Q(Exists(granted)) | Q(created_by=manager), ~Exists(granted.exclude(_within(grantable_units(permissions))))
    )


def can_manage(manager: User, person: User) -> bool:
    return manageable(manager).filter(pk=person.pk).exists()


def _within(roles: dict[Role, frozenset[int]]) -> Q:
    within = Q(pk__in=[])
    for role, units in roles.items():
        within |= Q(role=role, unit__in=units)
    return within
