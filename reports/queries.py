"""The figures of a unit on a day: one query for any unit, any day, whatever the number of units below it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from assignments.models import Tier
from households.models import Unit


@dataclass(frozen=True)
class TierFigures:
    """Distinct members in charge in one tier, and the distinct households they are in charge of."""

    members: int
    households: int

    @property
    def households_a_member(self) -> float | None:
        """None where there is no member to divide by."""
        return self.households / self.members if self.members else None


@dataclass(frozen=True)
class Figures:
    """What is counted in one unit on one day. `members` are distinct over both tiers."""

    households: int
    covered: int
    members: int
    district: TierFigures
    commune: TierFigures

    @property
    def not_covered(self) -> int:
        return self.households - self.covered

    @property
    def coverage(self) -> float | None:
        """Covered households in percent; None where nobody lives."""
        return 100 * self.covered / self.households if self.households else None

    @property
    def tiers(self) -> Mapping[Tier, TierFigures]:
        return {Tier.DISTRICT: self.district, Tier.COMMUNE: self.commune}


NOTHING = Figures(0, 0, 0, TierFigures(0, 0), TierFigures(0, 0))


@dataclass(frozen=True)
class UnitFigures:
    """A unit directly below the one that was asked for, with its own figures."""

    unit: Unit
    figures: Figures


@dataclass(frozen=True)
class Totals:
    """The figures of `unit` on the day `on`, with units drawn as on `drawn_on`.

    The children need not add up to `figures`: a member with households in two of them is one member.
    """

    unit: Unit
    on: date
    drawn_on: date
    figures: Figures
    children: tuple[UnitFigures, ...]


# UNION instead of UNION ALL ends even where placements run in a circle.
_PARTS = """
WITH RECURSIVE branch (part, place) AS (
    SELECT p.unit_id, p.unit_id FROM households_placement p
    WHERE p.parent_id = %(unit)s AND p.during @> %(drawn_on)s::date
    UNION
    SELECT b.part, p.unit_id FROM branch b
    JOIN households_placement p ON p.parent_id = b.place AND p.during @> %(drawn_on)s::date
)
SELECT u.*, b.places
FROM (SELECT part, array_agg(place) AS places FROM branch GROUP BY part) b
JOIN households_unit u ON u.id = b.part ORDER BY u.code, u.sort_key, u.id
"""


def totals(unit: Unit, on: date, drawn_on: date | None = None) -> Totals:
    """The figures of `unit` on the day `on` and those of each unit directly below it. Two queries.

    An assignment counts where it holds on the day, its member is in charge (not helping), and its household
    lives on the day in a village placed in the unit on `drawn_on` (without it: on the same day).
    """
    drawn_on = drawn_on or on
    parts = list(Unit.objects.raw(_PARTS, {"unit": unit.pk, "drawn_on": drawn_on}))
    found = _figures([(None, unit.pk), *((part.pk, place) for part in parts for place in _places(part))], on)
    children = tuple(UnitFigures(part, found.get(part.pk, NOTHING)) for part in parts)
    return Totals(unit, on, drawn_on, found[None], children)


def figure(tiers: Sequence[str] | None, units: Sequence[int], on: date, *, of_members: bool = False) -> int:
    """How many households live on the day in one of `units`. One query.

    With `tiers` only those with somebody in charge in one of them, or with `of_members` who is.
    """
    return _number("SELECT figure(%s, %s, %s, %s)", [tiers and list(tiers), of_members, list(units), on])


def households_not_covered(units: Sequence[int], on: date) -> int:
    """How many households live on the day in one of `units` and have nobody in charge. One query."""
    given = {"tiers": list(Tier), "units": list(units), "on": on}
    return _number("SELECT figure(NULL, false, %(units)s, %(on)s) - figure(%(tiers)s, false, %(units)s, %(on)s)", given)


def _number(query: str, given: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        number: int = cursor.fetchone()[0]
    return number


def _places(part: Any) -> list[int]:
    return list(part.places)


def _figures(places: Sequence[tuple[int | None, int]], on: date) -> dict[int | None, Figures]:
    """The figures of each part that has a household on the day, and under None those of all together."""
    parts, units = zip(*places, strict=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM figures(%s, %s, %s)", [list(parts), list(units), on])
        return {row[0]: _figures_from_row(row) for row in cursor.fetchall()}


def _figures_from_row(row: Sequence[Any]) -> Figures:
    _part, households, covered, members, *tiers = row
    return Figures(households, covered, members, TierFigures(*tiers[:2]), TierFigures(*tiers[2:]))
