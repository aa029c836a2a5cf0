"""The units that a user may change, place and choose in a form, without gaining access by it.

A unit above villages needs the permission in it or above it. A village needs the permission in its commune of today,
or its last one. The database refuses everything else (docs/adr/0010-row-level-security.md).
"""

from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.forms import Field, ModelChoiceField

from households.models import Placement, Unit
from households.permissions import EffectivePermissions
from lambinh.accounts.permissions import Permission

KINDS_BELOW = {
    Unit.Kind.PROVINCE: frozenset({Unit.Kind.DISTRICT, Unit.Kind.COMMUNE, Unit.Kind.VILLAGE}),
    Unit.Kind.DISTRICT: frozenset({Unit.Kind.COMMUNE, Unit.Kind.VILLAGE}),
    Unit.Kind.COMMUNE: frozenset({Unit.Kind.VILLAGE}),
    Unit.Kind.VILLAGE: frozenset(),
}
"""The kinds of units that a manager of a unit of each kind may create."""


def permitted_units(permissions: EffectivePermissions, *needed: Permission) -> QuerySet[Unit]:
    """The units in which the person may do one of `needed`, with the villages that lie there."""
    if permissions.has_everywhere(*needed):
        return Unit.objects.all()
    own = permissions.units_for(*needed)
    villages = Q(kind=Unit.Kind.VILLAGE, nearest_commune__in=own)
    return _with_commune(permissions.day).filter(villages | Q(pk__in=own))


def parent_units(permissions: EffectivePermissions) -> QuerySet[Unit]:
    """The units in which the user may place others."""
    above = Unit.objects.exclude(kind=Unit.Kind.VILLAGE)
    if permissions.has_everywhere(Permission.MANAGE_UNITS):
        return above
    return above.filter(pk__in=permissions.units_for(Permission.MANAGE_UNITS))


def placeable_units(permissions: EffectivePermissions) -> QuerySet[Unit]:
    """The units that the user may place: their own, and new ones without placements and dependent rows."""
    own = permitted_units(permissions, Permission.MANAGE_UNITS)
    if permissions.has_everywhere(Permission.MANAGE_UNITS):
        return own
    bare = Unit.objects.filter(
        kind__in=creatable_kinds(permissions),
        placements=None,
        children=None,
        residences=None,
        bodies=None,
        access=None,
        successor=None,
        predecessors=None,
    )
    return Unit.objects.filter(Q(pk__in=own.values("pk")) | Q(pk__in=bare.values("pk")))


def deciding_units(permissions: EffectivePermissions) -> QuerySet[Unit]:
    """The units above villages, former ones included, whose decisions the user may change."""
    return permitted_units(permissions, Permission.CHANGE_DECISIONS).exclude(kind=Unit.Kind.VILLAGE)


def creatable_kinds(permissions: EffectivePermissions) -> frozenset[str]:
    """The kinds of units that the user may create: those below the units that they manage."""
    if permissions.has_everywhere(Permission.MANAGE_UNITS):
        return frozenset(Unit.Kind.values)
    kinds = Unit.objects.filter(pk__in=permissions.units_for(Permission.MANAGE_UNITS)).values_list("kind", flat=True)
    return frozenset().union(*(KINDS_BELOW[Unit.Kind(kind)] for kind in kinds.distinct().order_by()))


def can_change_unit(permissions: EffectivePermissions, unit: Unit) -> bool:
    return permissions.has_in(permission_unit(unit, permissions.day), Permission.MANAGE_UNITS)


def can_change_placement(permissions: EffectivePermissions, placement: Placement) -> bool:
    """Return whether the user may change both units of a stored placement."""
    return permissions.has_in(placement.parent_id, Permission.MANAGE_UNITS) and can_change_unit(
        permissions, placement.unit
    )


def permission_unit(unit: Unit, day: date) -> int | None:
    """The unit in which the user needs the permission to change `unit`; None for a village without placements."""
    if unit.kind != Unit.Kind.VILLAGE:
        return unit.pk
    parents = unit.placements.nearest_first(day).values_list("parent", flat=True)
    parent: int | None = parents.first() if unit.pk else None
    return parent


def _with_commune(day: date) -> QuerySet[Unit]:
    placements = Placement.objects.filter(unit=OuterRef("pk")).nearest_first(day)
    return Unit.objects.annotate(nearest_commune=Subquery(placements.values("parent")[:1]))


# --- what forms offer -----------------------------------------------------------------------------------


def add_choice(field: Field, key: int | None) -> None:
    """Add the row with this key to the choices of a field."""
    if key is not None and isinstance(field, ModelChoiceField):
        rows: Any = field.queryset
        field.queryset = rows.model.objects.filter(Q(pk__in=rows.values("pk")) | Q(pk=key))


def years_of(unit: Unit) -> str:
    """The years of a former unit, which distinguish it from a current one of the same name."""
    if unit.during.upper is None:
        return ""
    return f"{unit.during.lower.year if unit.during.lower else '…'}–{unit.during.upper.year}"


def with_years(unit: Unit) -> str:
    """The unit with its years if it is a former one."""
    return " · ".join(filter(None, (str(unit), years_of(unit))))
