"""Distinguish units of the same name: after a merger of communes a commune can have villages of the same name."""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.db.models import Model

from households.models import Placement

Row = tuple[str, int, str]
"""A group of a list, a key and a label."""


def disambiguate(rows: Iterable[Row], unit_of: Mapping[int, int] | None = None) -> list[Row]:
    """Add the first commune of the unit to the labels that occur more than once in a group.

    `unit_of` maps keys to units if the keys are not units themselves. One query, none if all labels differ.
    """
    all_rows = list(rows)
    counts = Counter((group, label) for group, _key, label in all_rows)
    namesakes = {key: (unit_of or {}).get(key, key) for group, key, label in all_rows if counts[group, label] > 1}
    if not namesakes:
        return all_rows
    communes = _first_communes(namesakes.values())
    return [
        (group, key, f"{label} ({communes[namesakes[key]]})" if namesakes.get(key) in communes else label)
        for group, key, label in all_rows
    ]


def labels(rows: Iterable[Model], unit: str = "pk") -> dict[int, str]:
    """The disambiguated labels of units, or of rows whose column `unit` has the unit, by their keys."""
    all_rows = list(rows)
    labelled = (("", row.pk, str(row)) for row in all_rows)
    unit_of = {row.pk: getattr(row, unit) for row in all_rows}
    return {key: label for _group, key, label in disambiguate(labelled, unit_of)}


def _first_communes(units: Iterable[int]) -> dict[int, str]:
    communes: dict[int, str] = {}
    for placement in Placement.objects.filter(unit__in=set(units)).select_related("parent").order_by("unit", "during"):
        communes.setdefault(placement.unit_id, str(placement.parent))
    return communes
