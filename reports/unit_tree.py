"""Where a unit stands on a day: below and above it, the one of everybody, and what a place is called then."""

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

    Keys, not a subquery: a known number of them lets the planner go straight to the households.
    """
    return [found.pk for found in Unit.objects.raw(_BELOW, {"unit": unit.pk, "day": day})]


def units_above(unit: Unit, day: date) -> list[Unit]:
    """The units that `unit` lies in on `day`, the highest first. One query."""
    return list(Unit.objects.raw(_ABOVE, {"unit": unit.pk, "day": day}))


def smallest_common_unit(on: date, drawn_on: date | None = None) -> Unit | None:
    """The smallest unit in which all households of the day live; None before units are loaded."""
    found = Unit.objects.raw(
        "SELECT * FROM households_unit WHERE id = smallest_common_unit(%(on)s, %(drawn_on)s)",
        {"on": on, "drawn_on": drawn_on or on},
    )
    return next(iter(found), None)


def exists_on(unit: Unit, day: date) -> bool:
    life = unit.during
    return (life.lower is None or life.lower <= day) and (life.upper is None or day < life.upper)


def units_in_place_of(unit: Unit, day: date) -> list[Unit]:
    """The units that stand on `day` where `unit` once stood or would stand: what it came from or became.

    A unit without heirs (districts ended) answers with what its own parts became and the unit it lay in.
    """
    if exists_on(unit, day):
        return [unit]
    ended = unit.during.upper is not None and unit.during.upper <= day
    heirs = _follow([unit], day, ended=ended)
    return heirs or _around(unit, day, ended=ended)


def _follow(units: Iterable[Unit], day: date, *, ended: bool) -> list[Unit]:
    """The heirs (or, looking back, the origins) of `units` that are alive on `day`; a query for each step."""
    alive: dict[int, Unit] = {}
    seen: set[int] = set()
    step = {unit.pk for unit in units}
    while step := step - seen:
        seen |= step
        found = list(Unit.objects.filter(pk__in=step))
        alive.update((unit.pk, unit) for unit in found if exists_on(unit, day))
        dead = [unit for unit in found if unit.pk not in alive]
        if ended:
            step = {unit.successor_id for unit in dead if unit.successor_id}
        else:
            step = set(Unit.objects.filter(successor__in=dead).values_list("pk", flat=True))
    return sorted(alive.values(), key=lambda unit: (unit.sort_key, unit.pk))


def _around(unit: Unit, day: date, *, ended: bool) -> list[Unit]:
    """What the parts of `unit` are on `day`, after the unit that it lay in."""
    edge = "placements__during__endswith" if ended else "placements__during__startswith"
    when = unit.during.upper if ended else unit.during.lower
    parents = Unit.objects.filter(children__unit=unit).on(day).distinct()
    parts = Unit.objects.filter(placements__parent=unit, **{edge: when}).exclude(kind=Unit.Kind.VILLAGE)
    return [*parents, *_follow(parts, day, ended=ended)]
