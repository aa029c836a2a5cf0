"""The villages that forms offer: those of the user's units, and others found by a search."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from households.labels import disambiguate
from households.models import Placement, Unit
from households.permissions import EffectivePermissions
from lambinh.accounts.permissions import Permission
from lambinh.lib.vietnamese import search_key

MAX_SEARCH_RESULTS = 30
Choices = list[tuple[str, Any]]


def communes_of(permissions: EffectivePermissions, *needed: Permission) -> QuerySet[Unit]:
    """The communes of today in which the person may do one of `needed`."""
    communes = Unit.objects.on(permissions.day).filter(kind=Unit.Kind.COMMUNE)
    return communes if permissions.has_everywhere(*needed) else communes.filter(pk__in=permissions.units_for(*needed))


def village_choices(
    permissions: EffectivePermissions, search: str = "", needed: Sequence[Permission] = (Permission.CHANGE_RECORDS,)
) -> list[Placement]:
    """The villages of one's own communes today, with those whose name was looked for, ordered by commune and name."""
    rows = Placement.objects.on(permissions.day).filter(unit__kind=Unit.Kind.VILLAGE, parent__kind=Unit.Kind.COMMUNE)
    rows = rows.select_related("unit", "parent").order_by("parent__sort_key", "parent_id", "unit__sort_key", "unit_id")
    if permissions.has_everywhere(*needed):
        return list(rows)
    mine = Q(parent__in=permissions.units_for(*needed))
    own = list(rows.filter(mine))
    words = search_key(search).split()
    elsewhere = rows.exclude(mine).filter(named("unit__", words) | named("parent__", words)) if words else rows.none()
    return own + list(elsewhere[:MAX_SEARCH_RESULTS])


def named(path: str, words: Iterable[str]) -> Q:
    """The condition that the name of the unit at `path` contains all `words`."""
    condition = Q()
    for word in words:
        condition &= Q(**{f"{path}search_key__contains": word})
    return condition


def grouped_choices(rows: Iterable[tuple[str, int, str]]) -> Choices:
    """The choices of a list with a heading for each group, from the group, key and label of each row."""
    choices: Choices = [("", _("choose"))]
    for group, members in groupby(rows, lambda row: row[0]):
        choices.append((group, [(str(key), label) for _group, key, label in members]))
    return choices


class VillageField(forms.ModelChoiceField[Unit]):
    """A choice of villages. It accepts any village and shows those of `offer`."""

    def __init__(self, **options: Any) -> None:
        villages = Unit.objects.filter(kind=Unit.Kind.VILLAGE)
        super().__init__(villages, **{"label": _("Village"), **options})

    def offer(self, permissions: EffectivePermissions, search: str = "", keep: Unit | None = None) -> None:
        rows = [(str(row.parent), row.unit_id, str(row.unit)) for row in village_choices(permissions, search)]
        if keep is not None and all(key != keep.pk for _group, key, _label in rows):
            rows.append((str(_("elsewhere")), keep.pk, str(keep)))
        self.choices = grouped_choices(disambiguate(rows))
