"""The figures of a unit on a day: one query for any unit, any day, whatever the number of units below it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

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


@dataclass(frozen=True)
class Part:
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
    children: tuple[Part, ...]


# The two joins keep one row per household, because the database holds one in charge per tier on any day;
# UNION instead of UNION ALL ends even where placements run in a circle.
TOTALS = """
WITH RECURSIVE branch (top, unit) AS (
    SELECT p.unit_id, p.unit_id FROM households_placement p
    WHERE p.parent_id = %(unit)s AND p.during @> %(drawn_on)s::date
    UNION
    SELECT b.top, p.unit_id FROM branch b
    JOIN households_placement p ON p.parent_id = b.unit AND p.during @> %(drawn_on)s::date
), place (top, unit) AS (
    SELECT top, unit FROM branch UNION ALL SELECT NULL, %(unit)s::bigint
), home AS (
    SELECT place.top, r.household_id, d.member_id AS district, c.member_id AS commune
    FROM place
    JOIN households_residence r ON r.village_id = place.unit AND r.during @> %(on)s::date
    LEFT JOIN assignments_assignment d ON d.household_id = r.household_id
        AND d.tier = 'district' AND d.role = 'in_charge' AND d.during @> %(on)s::date
    LEFT JOIN assignments_assignment c ON c.household_id = r.household_id
        AND c.tier = 'commune' AND c.role = 'in_charge' AND c.during @> %(on)s::date
), counted AS (
    SELECT grouping(top) = 1 AS is_sum, top,
        count(*) AS households, count(coalesce(district, commune)) AS covered,
        count(district) AS district_households, count(DISTINCT district) AS district_members,
        count(commune) AS commune_households, count(DISTINCT commune) AS commune_members
    FROM home GROUP BY GROUPING SETS ((top), ())
), either AS (
    SELECT grouping(top) = 1 AS is_sum, top, count(DISTINCT member) AS members
    FROM home CROSS JOIN LATERAL (VALUES (district), (commune)) AS carer (member)
    GROUP BY GROUPING SETS ((top), ())
), wanted (is_sum, unit) AS (
    SELECT true, %(unit)s::bigint
    UNION ALL
    SELECT false, top FROM branch WHERE unit = top
)
SELECT u.*, wanted.is_sum,
    coalesce(counted.households, 0) AS households, coalesce(counted.covered, 0) AS covered,
    coalesce(either.members, 0) AS members,
    coalesce(counted.district_members, 0) AS district_members,
    coalesce(counted.district_households, 0) AS district_households,
    coalesce(counted.commune_members, 0) AS commune_members,
    coalesce(counted.commune_households, 0) AS commune_households
FROM wanted
JOIN households_unit u ON u.id = wanted.unit
LEFT JOIN counted ON counted.is_sum = wanted.is_sum AND (wanted.is_sum OR counted.top = wanted.unit)
LEFT JOIN either ON either.is_sum = wanted.is_sum AND (wanted.is_sum OR either.top = wanted.unit)
ORDER BY wanted.is_sum DESC, u.sort_key, u.id
"""


def totals(unit: Unit, on: date, drawn_on: date | None = None) -> Totals:
    """The figures of `unit` on the day `on` and those of each unit directly below it. One query.

    An assignment counts where it holds on the day, its member is in charge (not helping), and its household
    lives on the day in a village placed in the unit on `drawn_on` (without it: on the same day).
    """
    drawn_on = drawn_on or on
    whole, *parts = Unit.objects.raw(TOTALS, {"unit": unit.pk, "on": on, "drawn_on": drawn_on})
    return Totals(unit, on, drawn_on, _figures(whole), tuple(Part(part, _figures(part)) for part in parts))


def _figures(row: Any) -> Figures:
    return Figures(
        households=row.households,
        covered=row.covered,
        members=row.members,
        district=TierFigures(row.district_members, row.district_households),
        commune=TierFigures(row.commune_members, row.commune_households),
    )
