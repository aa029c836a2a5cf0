"""Count the figures of a unit on a day, in one query however many units lie below it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from assignments.models import Tier
from households.models import Unit
from reports.figures import COUNTED, COVERED, FIGURES, HOUSEHOLDS, MEMBERS, NOT_COVERED, Care, Counts, Figure


@dataclass(frozen=True)
class TierFigures:
    """The members in charge in one tier and the households in their charge, each counted once."""

    members: int
    households: int

    @property
    def households_per_member(self) -> float | None:
        """The average; None if there are no members."""
        return self.households / self.members if self.members else None


@dataclass(frozen=True)
class Figures:
    """The figures of one unit on one day."""

    counts: Counts

    def count(self, figure: Figure) -> int:
        return self.counts[figure.key]

    @property
    def households(self) -> int:
        return self.count(HOUSEHOLDS)

    @property
    def covered(self) -> int:
        return self.count(COVERED)

    @property
    def not_covered(self) -> int:
        return self.count(NOT_COVERED)

    @property
    def members(self) -> int:
        """The members in charge in any tier, each counted once."""
        return self.count(MEMBERS)

    @property
    def coverage(self) -> float | None:
        """Covered households in percent; None if nobody lives there."""
        return 100 * self.covered / self.households if self.households else None

    @property
    def district(self) -> TierFigures:
        return self.of_tier(Tier.DISTRICT)

    @property
    def commune(self) -> TierFigures:
        return self.of_tier(Tier.COMMUNE)

    def of_tier(self, tier: Tier) -> TierFigures:
        return TierFigures(self.counts[f"{tier}_members"], self.counts[f"{tier}_households"])


def _figures_of(counts: Mapping[str, int]) -> Figures:
    """The figures that the database counted, completed by those that are derived from them."""
    derived = dict(counts)
    for figure in FIGURES:
        if figure.derive is not None:
            derived[figure.key] = figure.derive(derived)
    return Figures(derived)


NO_HOUSEHOLDS = _figures_of({figure.key: 0 for figure in COUNTED})


@dataclass(frozen=True)
class UnitFigures:
    """A unit directly below the requested one, with its own figures."""

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


# UNION, not UNION ALL: the recursion ends even if placements form a cycle.
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

_FIGURES = f"SELECT part, {', '.join(figure.key for figure in COUNTED)} FROM figures(%s, %s, %s)"  # noqa: S608 our keys

# One figure alone is faster than all of them. A condition that is missing here is read from all figures.
_COUNT_QUERIES = {
    Care.ANY: "SELECT figure(NULL, false, %(units)s, %(on)s)",
    Care.IN_CHARGE: "SELECT figure(%(tiers)s, %(of_members)s, %(units)s, %(on)s)",
    Care.NOBODY: "SELECT figure(NULL, false, %(units)s, %(on)s) - figure(%(tiers)s, false, %(units)s, %(on)s)",
}


def totals(unit: Unit, on: date, drawn_on: date | None = None) -> Totals:
    """The figures of `unit` on the day `on` and those of each unit directly below it. Two queries.

    An assignment counts if it holds on the day, its member is in charge (not helping), and its household
    lives on that day in a village placed in the unit on `drawn_on` (by default the same day).
    """
    drawn_on = drawn_on or on
    parts: list[Any] = list(Unit.objects.raw(_PARTS, {"unit": unit.pk, "drawn_on": drawn_on}))
    places = [(part.pk, place) for part in parts for place in part.places]
    figures = _figures_by_part([(None, unit.pk), *places], on)
    children = tuple(UnitFigures(part, figures.get(part.pk, NO_HOUSEHOLDS)) for part in parts)
    return Totals(unit, on, drawn_on, figures[None], children)


def count_figure(figure: Figure, units: Sequence[int], on: date) -> int:
    """The value of one figure for the households that live on the day in one of `units`. One query."""
    query = _COUNT_QUERIES.get(figure.care)
    if query is None:
        return _figures_by_part([(None, unit) for unit in units], on)[None].count(figure)
    params: dict[str, Any] = {
        "tiers": list(figure.tiers),
        "of_members": figure.counts_members,
        "units": list(units),
        "on": on,
    }
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        count: int = cursor.fetchone()[0]
    return count


def _figures_by_part(places: Sequence[tuple[int | None, int]], on: date) -> dict[int | None, Figures]:
    """The figures of each part that has a household on the day; the key None has those of all parts together.

    `places` pairs a part with each unit that lies in it.
    """
    parts, units = zip(*places, strict=True)
    keys = [figure.key for figure in COUNTED]
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, [list(parts), list(units), on])
        return {part: _figures_of(dict(zip(keys, counts, strict=True))) for part, *counts in cursor.fetchall()}
