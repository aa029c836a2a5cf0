"""The units whose figures a user may request, and the unit that the pages start with."""

from datetime import date

from django.http import Http404

from households.models import Placement, Unit
from households.permissions import EffectivePermissions, SignedInRequest
from lambinh.accounts.permissions import Permission
from reports.forms import ReportQuery
from reports.unit_tree import smallest_common_unit

_KINDS = [Unit.Kind.PROVINCE, Unit.Kind.DISTRICT, Unit.Kind.COMMUNE]


def unit_for(request: SignedInRequest, query: ReportQuery, permission: Permission) -> Unit | None:
    """The requested unit, or the unit that the user's pages start with; None before units are loaded.

    Raises Http404 for a unit in which the user does not hold `permission`.
    """
    if query.unit is None:
        return _start_unit(request.permissions, query.on, query.units_on, permission)
    if not has_in_unit(request.permissions, query.unit, permission):
        raise Http404
    return query.unit


def has_in_unit(permissions: EffectivePermissions, unit: Unit, permission: Permission) -> bool:
    """Return whether the user holds `permission` in `unit`. A village counts by its commune of today, or its former."""
    if unit.kind != Unit.Kind.VILLAGE:
        return permissions.has_in(unit.pk, permission)
    placements = Placement.objects.filter(unit=unit)
    today, ever = (rows.values_list("parent", flat=True) for rows in (placements.on(permissions.day), placements))
    return any(permissions.has_in(parent, permission) for parent in list(today) or list(ever))


def _start_unit(permissions: EffectivePermissions, on: date, units_on: date, permission: Permission) -> Unit | None:
    """The unit of all households if the user may see it, otherwise the highest of the user's own units."""
    common = smallest_common_unit(on, units_on)
    if common is None or has_in_unit(permissions, common, permission):
        return common
    own = Unit.objects.filter(pk__in=permissions.units_for(permission)).exclude(kind=Unit.Kind.VILLAGE)

    def rank(unit: Unit) -> tuple[bool, int, str]:
        return not unit.holds_on(units_on), _KINDS.index(Unit.Kind(unit.kind)), unit.sort_key

    return min(own, key=rank, default=None)
