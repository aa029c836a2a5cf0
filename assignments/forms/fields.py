"""Form fields for bodies and their units: offered are those of the user's units, and others found by name."""

from typing import TYPE_CHECKING, Any, TypedDict

from django import forms
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from assignments.models import Body
from households.forms.fields import MAX_SEARCH_RESULTS, grouped_choices, named, village_choices
from households.labels import disambiguate
from households.models import Placement, Unit
from households.permissions import EffectivePermissions
from lambinh.accounts.permissions import Permission
from lambinh.lib.vietnamese import search_key


class Location(TypedDict):
    """The commune or district to which a body belongs today."""

    above: int | None
    home: str | None


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    LocatedBody = WithAnnotations[Body, Location]

CHANGING_BODIES = (Permission.CHANGE_RECORDS, Permission.MANAGE_UNITS)
"""Users who change members also change their cells; users who manage units change bodies without seeing members."""
SEEING_BODIES = (Permission.VIEW_RECORDS, Permission.MANAGE_UNITS)


def bodies(permissions: EffectivePermissions) -> "QuerySet[LocatedBody]":
    """All bodies with `home`, the name of the commune or district to which they belong today, in its order."""
    # a unit has one placement on any day, so that the order does not matter
    above = _in_communes(permissions).filter(unit=OuterRef("unit")).order_by()
    return (
        Body.objects.annotate(
            above=Subquery(above.values("parent_id")[:1]), home=Subquery(above.values("parent__name")[:1])
        )
        .select_related("unit")
        .order_by("home", "sort_key", "pk")
    )


def own_bodies(permissions: EffectivePermissions, *needed: Permission) -> "QuerySet[LocatedBody]":
    """The bodies that belong today to a unit in which the user has one of `needed`."""
    if permissions.has_everywhere(*needed):
        return bodies(permissions)
    units = permissions.units_for(*needed)
    # from the units, once: `above` would be computed again for each body
    below = _in_communes(permissions).filter(parent__in=units).values("unit")
    return bodies(permissions).filter(Q(unit__in=below) | Q(unit__in=units))


def _in_communes(permissions: EffectivePermissions) -> QuerySet[Placement]:
    return Placement.objects.on(permissions.day).filter(parent__kind=Unit.Kind.COMMUNE)


class BodyField(forms.ModelChoiceField[Body]):
    """A cell or agency; every one is valid, `offer` chooses those that are offered."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Body.objects.select_related("unit"), **{"label": _("Cell or agency"), **options})

    def offer(self, permissions: EffectivePermissions, search: str = "", keep: Body | None = None) -> None:
        offered = list(own_bodies(permissions, Permission.CHANGE_RECORDS))
        known = {body.pk for body in offered}
        if words := search_key(search).split():
            elsewhere = bodies(permissions).exclude(pk__in=known)
            offered += list(elsewhere.filter(named("", words) | named("unit__", words))[:MAX_SEARCH_RESULTS])
        rows = [(_home(body), body.pk, body.name) for body in offered]
        if keep is not None and all(key != keep.pk for _group, key, _label in rows):
            rows.append((str(_("elsewhere")), keep.pk, str(keep)))
        self.choices = grouped_choices(disambiguate(rows, {body.pk: body.unit_id for body in offered}))


class UnitField(forms.ModelChoiceField[Unit]):
    """The unit of a cell or agency: a village, commune or district in which the user may change bodies."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Unit.objects.all(), **{"label": _("Unit"), **options})

    def offer(self, permissions: EffectivePermissions, keep: Unit | None = None) -> None:
        units = Unit.objects.on(permissions.day).exclude(kind=Unit.Kind.VILLAGE)
        if not permissions.has_everywhere(*CHANGING_BODIES):
            units = units.filter(pk__in=permissions.units_for(*CHANGING_BODIES))
        rows = [(str(_("Communes and district")), unit.pk, str(unit)) for unit in units]
        rows += [
            (str(row.parent), row.unit_id, str(row.unit)) for row in village_choices(permissions, "", CHANGING_BODIES)
        ]
        if keep is not None and all(key != keep.pk for _group, key, _label in rows):
            rows.append((str(_("elsewhere")), keep.pk, str(keep)))
        self.choices = grouped_choices(disambiguate(rows))


def _home(body: "LocatedBody") -> str:
    return body.home or str(body.unit)
