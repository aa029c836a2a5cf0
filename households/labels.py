"""Telling places of one name apart: where communes were merged, several villages of one commune may be called alike."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from households.models import Placement

Row = tuple[str, int, str]
"""A group of a list, a key and a label."""


def disambiguate(rows: Iterable[Row], unit_of: Mapping[int, int] | None = None) -> list[Row]:
    """The rows as they are; of those with one label in one group, the commune that its unit first lay in is added.

    `unit_of` gives the unit of a key where keys are not units themselves. No query where all labels differ, else one.
    """
    listed = list(rows)
    times = Counter((group, label) for group, _key, label in listed)
    alike = {key: (unit_of or {}).get(key, key) for group, key, label in listed if times[group, label] > 1}
    if not alike:
        return listed
    homes = _first_homes(alike.values())
    return [
        (group, key, f"{label} ({homes[alike[key]]})" if alike.get(key) in homes else label)
        for group, key, label in listed
    ]


def labels(rows: Iterable[Any], unit: str = "pk") -> dict[int, str]:
    """The names of the units, or of what hangs on units by the column `unit`, of one list, told apart as above."""
    listed = list(rows)
    named = (("", row.pk, str(row)) for row in listed)
    return {key: label for _group, key, label in disambiguate(named, {row.pk: getattr(row, unit) for row in listed})}


def _first_homes(units: Iterable[int]) -> dict[int, str]:
    homes: dict[int, str] = {}
    for placement in Placement.objects.filter(unit__in=set(units)).select_related("parent").order_by("unit", "during"):
        homes.setdefault(placement.unit_id, str(placement.parent))
    return homes
