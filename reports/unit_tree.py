"""The units below and above a unit on a day, the unit of all households, and the units in place of a former one."""

from collections.abc import Iterable
from datetime import date

from households.models import Unit

_BELOW = """
WITH RECURSIVE below (unit) AS (
    SELECT %(unit)s::bigint
    UNION
    SELECT p.unit_id FROM below b
    JOIN households_placement p ON p.parent_id = b.unit AND p.during @> %(day)s::date
) SELECT unit AS id FROM below
"""

_ABOVE = """
WITH RECURSIVE above (unit, step) AS (
    SELECT p.parent_id, 1 FROM households_placement p
    WHERE p.unit_id = %(unit)s AND p.during @> %(day)s::date
    UNION
    SELECT p.parent_id, a.step + 1 FROM above a
    JOIN households_placement p ON p.unit_id = a.unit AND p.during @> %(day)s::date
    WHERE a.step < 10
)
SELECT u.* FROM above a JOIN households_unit u ON u.id = a.unit ORDER BY a.step DESC
"""


def units_in(unit: Unit, day: date) -> list[int]:
    """The keys of `unit` and of all units below it on `day`. One query.

    Keys instead of a subquery: their known number lets the planner start from the households.
    """
    return [below.pk for below in Unit.objects.raw(_BELOW, {"unit": unit.pk, "day": day})]


def units_above(unit: Unit, day: date) -> list[Unit]:
    """The units that `unit` lies in on `day`, the highest first. One query."""
    return list(Unit.objects.raw(_ABOVE, {"unit": unit.pk, "day": day}))


def smallest_common_unit(on: date, drawn_on: date | None = None) -> Unit | None:
    """The smallest unit in which all households live on the day; None before units are loaded."""
    units = Unit.objects.raw(
        "SELECT * FROM households_unit WHERE id = smallest_common_unit(%(on)s, %(drawn_on)s)",
        {"on": on, "drawn_on": drawn_on or on},
    )
    return next(iter(units), None)


def units_in_place_of(unit: Unit, day: date) -> list[Unit]:
    """The units on `day` in place of `unit`: its predecessors or successors, or itself if it exists on that day.

    For a unit without successors (districts were abolished): the unit above it, and the successors of its parts.
    """
    if unit.holds_on(day):
        return [unit]
    ended = unit.during.upper is not None and unit.during.upper <= day
    return _follow([unit], day, ended=ended) or _above_and_parts(unit, day, ended=ended)


def _follow(units: Iterable[Unit], day: date, *, ended: bool) -> list[Unit]:
    """The successors (or the predecessors unless `ended`) of `units` that exist on `day`; a query for each step."""
    existing: dict[int, Unit] = {}
    visited: set[int] = set()
    keys = {unit.pk for unit in units}
    while keys := keys - visited:
        visited |= keys
        step = list(Unit.objects.filter(pk__in=keys))
        existing.update((unit.pk, unit) for unit in step if unit.holds_on(day))
        missing = [unit for unit in step if unit.pk not in existing]
        if ended:
            keys = {unit.successor_id for unit in missing if unit.successor_id}
        else:
            keys = set(Unit.objects.filter(successor__in=missing).values_list("pk", flat=True))
    return sorted(existing.values(), key=lambda unit: (unit.sort_key, unit.pk))


def _above_and_parts(unit: Unit, day: date, *, ended: bool) -> list[Unit]:
    """The units on `day` above `unit`, then those in place of its parts."""
    edge = "placements__during__endswith" if ended else "placements__during__startswith"
    limit = unit.during.upper if ended else unit.during.lower
    parents = Unit.objects.filter(children__unit=unit).on(day).distinct()
    parts = Unit.objects.filter(placements__parent=unit, **{edge: limit}).exclude(kind=Unit.Kind.VILLAGE)
    return [*parents, *_follow(parts, day, ended=ended)]
