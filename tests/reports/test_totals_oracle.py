"""Compare the query with a slow, simple count over small random districts."""

import random
from datetime import date, timedelta
from itertools import pairwise

import pytest

from assignments.models import Assignment, Tier
from households.models import Placement, Residence, Unit
from lambinh.accounts.services import system_user
from lambinh.lib.primary_keys import ordered_keys
from reports.figures import BY_SLUG, COVERED, FIGURES, HOUSEHOLDS, MEMBERS, NOT_COVERED
from reports.lists import ReportScope, list_queryset
from reports.queries import count_figure, totals
from reports.unit_tree import units_in
from tests.factories import (
    AssignmentFactory,
    DistrictFactory,
    HouseholdFactory,
    MemberFactory,
    PlacementFactory,
    ResidenceFactory,
    UnitFactory,
    VillageFactory,
    days,
)

pytestmark = pytest.mark.django_db

FIRST = date(2018, 10, 1)
LENGTH = 120


def _date_ranges(rng: random.Random, pieces: int):
    """Consecutive ranges of days, sometimes with a gap, the last one sometimes open."""
    cuts = sorted(rng.sample(range(LENGTH), pieces + 1))
    for number, (start, end) in enumerate(pairwise(cuts)):
        open_end = number == pieces - 1 and rng.random() < 0.6
        if rng.random() < 0.85:
            first = (FIRST + timedelta(start)).isoformat()
            yield days(first, "" if open_end else (FIRST + timedelta(end)).isoformat())


def _make_district(rng: random.Random) -> None:
    province = UnitFactory(kind=Unit.Kind.PROVINCE)
    districts = [DistrictFactory(parent=province) for _ in range(2)]
    communes = [UnitFactory() for _ in range(4)]
    for commune in communes:
        for during in _date_ranges(rng, 2):
            PlacementFactory(unit=commune, parent=rng.choice(districts), during=during)
    villages = [VillageFactory(commune=None) for _ in range(7)]
    for village in villages:
        for during in _date_ranges(rng, 2):
            PlacementFactory(unit=village, parent=rng.choice(communes), during=during)
    members = [MemberFactory() for _ in range(6)]
    for household in [HouseholdFactory() for _ in range(25)]:
        for during in _date_ranges(rng, 3):
            ResidenceFactory(household=household, village=rng.choice(villages), during=during)
        first, second, third = rng.sample(members, 3)
        for member, tier, role in [
            (first, Tier.COMMUNE, Assignment.Role.IN_CHARGE),
            (second, Tier.DISTRICT, Assignment.Role.IN_CHARGE),
            (third, rng.choice(list(Tier)), Assignment.Role.HELPER),
        ]:
            if rng.random() < 0.7:
                for during in _date_ranges(rng, 2):
                    AssignmentFactory(household=household, member=member, tier=tier, role=role, during=during)


def _holds(row, day: date) -> bool:
    lower, upper = row.during.lower, row.during.upper
    return (lower is None or lower <= day) and (upper is None or day < upper)


class Oracle:
    """A count row by row in memory."""

    def __init__(self) -> None:
        self.placements = list(Placement.objects.all())
        self.residences = list(Residence.objects.all())
        self.assignments = list(Assignment.objects.all())

    def lies_in(self, unit: int, ancestor: int, day: date) -> bool:
        if unit == ancestor:
            return True
        parents = [row.parent_id for row in self.placements if row.unit_id == unit and _holds(row, day)]
        return any(self.lies_in(parent, ancestor, day) for parent in parents)

    def households(self, unit: int, on: date, drawn_on: date) -> set[int]:
        return {
            row.household_id
            for row in self.residences
            if _holds(row, on) and self.lies_in(row.village_id, unit, drawn_on)
        }

    def figures(self, unit: int, on: date, drawn_on: date) -> dict[str, set[int]]:
        households = self.households(unit, on, drawn_on)
        in_charge = [
            row
            for row in self.assignments
            if _holds(row, on) and row.role == Assignment.Role.IN_CHARGE and row.household_id in households
        ]
        covered = {row.household_id for row in in_charge}
        rows = {
            HOUSEHOLDS.slug: households,
            COVERED.slug: covered,
            NOT_COVERED.slug: households - covered,
            MEMBERS.slug: {row.member_id for row in in_charge},
        }
        for tier in Tier:
            of_tier = [row for row in in_charge if row.tier == tier]
            rows[f"{tier.value}-households"] = {row.household_id for row in of_tier}
            rows[f"{tier.value}-members"] = {row.member_id for row in of_tier}
        return rows


def _counts(figures) -> dict[str, int]:
    return {figure.slug: figures.count(figure) for figure in FIGURES}


@pytest.mark.parametrize("seed", [2018, 2021, 2025])
def test_figures_are_those_of_counting_by_hand_on_every_day(seed):
    rng = random.Random(seed)
    _make_district(rng)
    oracle = Oracle()
    units = list(Unit.objects.all())
    covered_count = 0
    for offset in range(0, LENGTH, 5):
        on = FIRST + timedelta(offset)
        drawn_on = rng.choice([on, FIRST + timedelta(rng.randrange(LENGTH))])
        unit = rng.choice(units)
        result = totals(unit, on, drawn_on)
        for part in [result, *result.children]:
            expected = oracle.figures(part.unit.pk, on, drawn_on)
            assert _counts(part.figures) == {slug: len(rows) for slug, rows in expected.items()}
            covered_count += part.figures.covered
    assert covered_count > 20, "the district was too empty to say anything"


@pytest.mark.parametrize("seed", [7, 89])
def test_every_list_holds_the_very_rows_that_its_figure_counts(seed):
    rng = random.Random(seed)
    _make_district(rng)
    oracle = Oracle()
    user = system_user()
    listed_rows = 0
    for offset in range(0, LENGTH, 15):
        on = FIRST + timedelta(offset)
        drawn_on = rng.choice([on, FIRST + timedelta(rng.randrange(LENGTH))])
        unit = rng.choice(list(Unit.objects.exclude(kind=Unit.Kind.VILLAGE)))
        scope = ReportScope(units_in(unit, drawn_on), on, user)
        for slug, expected in oracle.figures(unit.pk, on, drawn_on).items():
            figure = BY_SLUG[slug]
            rows = [row.pk for row in list_queryset(figure, scope)]
            assert len(rows) == len(set(rows))
            assert set(rows) == expected, slug
            assert count_figure(figure, scope.units, on) == len(expected), slug
            assert ordered_keys(list_queryset(figure, scope)) == rows
            listed_rows += len(rows)
    assert listed_rows > 20, "the district was too empty to say anything"
