"""Which units' figures a person may ask for, and with which unit the pages begin."""

from datetime import date
from typing import Any

from django.http import Http404

from households.models import Placement, Unit
from households.permissions import EffectivePermissions, SignedInRequest
from lambinh.accounts.permissions import Permission
from reports.unit_tree import smallest_common_unit

_KINDS = [Unit.Kind.PROVINCE, Unit.Kind.DISTRICT, Unit.Kind.COMMUNE]


def unit_for(request: SignedInRequest, asked: Any, permission: Permission) -> Unit | None:
    """The unit that was asked for, else that with which the person's pages begin; None before units are loaded.

    Raises Http404 for a unit in which the person does not hold `permission`.
    """
    permissions = request.permissions
    if asked.unit is not None:
        if not may_see(permissions, asked.unit, permission):
            raise Http404
        found: Unit = asked.unit
        return found
    return _first(permissions, asked.on, asked.drawn_on, permission)


def may_see(permissions: EffectivePermissions, unit: Unit, permission: Permission) -> bool:
    """Whether `permission` is held in `unit`; a village is asked about by the commune it lies in today, or lay in."""
    if unit.kind != Unit.Kind.VILLAGE:
        return permissions.has_in(unit.pk, permission)
    placed = Placement.objects.filter(unit=unit)
    today, ever = (rows.values_list("parent", flat=True) for rows in (placed.on(permissions.day), placed))
    return any(permissions.has_in(parent, permission) for parent in list(today) or list(ever))


def _first(permissions: EffectivePermissions, on: date, drawn_on: date | None, permission: Permission) -> Unit | None:
    """The unit of everybody where that is the person's, else the highest of the person's own that is alive."""
    everyone = smallest_common_unit(on, drawn_on)
    if everyone is None or may_see(permissions, everyone, permission):
        return everyone
    own = Unit.objects.filter(pk__in=permissions.units_for(permission)).exclude(kind=Unit.Kind.VILLAGE)

    def rank(unit: Unit) -> tuple[bool, int, str]:
        return not unit.holds_on(drawn_on or on), _KINDS.index(Unit.Kind(unit.kind)), unit.sort_key

    return min(own, key=rank, default=None)
