"""The roles that a user may grant and the accounts that a user may manage, without gaining access by it."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from households.models import Unit, UnitAccess
from households.permissions import EffectivePermissions, permissions_for
from lambinh.accounts.models import SYSTEM, User
from lambinh.accounts.permissions import GRANTABLE_ROLES, Permission, Role


def grantable_units(permissions: EffectivePermissions) -> dict[Role, frozenset[int]]:
    """The roles that the user may grant, each with its units, former ones included."""
    grantable: dict[Role, frozenset[int]] = {}
    for role, units in permissions.units.items():
        for grantable_role in GRANTABLE_ROLES.get(role, frozenset()):
            grantable[grantable_role] = grantable.get(grantable_role, frozenset()) | units
    return grantable


def units_of_access(permissions: EffectivePermissions) -> frozenset[int]:
    """The units, former ones included, in which the user may grant a role."""
    return frozenset().union(*grantable_units(permissions).values())


def can_grant_everywhere(permissions: EffectivePermissions) -> bool:
    return permissions.is_superuser or permissions.is_system


def can_grant(manager: User, role: Role, unit: Unit) -> bool:
    """Return whether `manager` may grant `role` in `unit`, if roles can be granted in the unit at all."""
    permissions = permissions_for(manager)
    return can_grant_everywhere(permissions) or unit.pk in grantable_units(permissions).get(role, frozenset())


def grantable_roles(manager: User) -> list[Role]:
    permissions = permissions_for(manager)
    return [role for role in Role if can_grant_everywhere(permissions) or role in grantable_units(permissions)]


def units_for_grants(manager: User) -> QuerySet[Unit]:
    """The units of today, without villages, in which `manager` may grant a role."""
    permissions = permissions_for(manager)
    units = Unit.objects.on(permissions.day).exclude(kind=Unit.Kind.VILLAGE)
    if not can_grant_everywhere(permissions):
        units = units.filter(pk__in=units_of_access(permissions))
    return units.order_by("sort_key", "pk")


def manageable(manager: User) -> QuerySet[User]:
    """The users whose password, roles and sessions `manager` may manage.

    A new password gives access to everything that the user may see. So the manager must be able to grant each role of
    the user. Users with Django permissions are managed by superusers, users without roles by their creator. Nobody
    manages their own account.
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
        Q(Exists(granted)) | Q(created_by=manager), ~Exists(granted.exclude(_grants_in(grantable_units(permissions))))
    )


def can_manage(manager: User, user: User) -> bool:
    return manageable(manager).filter(pk=user.pk).exists()


def _grants_in(roles: dict[Role, frozenset[int]]) -> Q:
    condition = Q(pk__in=[])
    for role, units in roles.items():
        condition |= Q(role=role, unit__in=units)
    return condition
