"""The figures of a unit on a day, one rule at a time."""

from datetime import date

import pytest

from assignments.models import Assignment, Tier
from reports.queries import TierFigures, totals
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

DAY = date(2018, 12, 31)


@pytest.fixture
def district():
    return DistrictFactory(name="Lâm Bình")


@pytest.fixture
def commune(district):
    return UnitFactory(name="Xuân Lập", parent=district)


@pytest.fixture
def village(commune):
    return VillageFactory(commune=commune)


def test_a_unit_without_households_counts_nothing_and_still_shows_its_parts(district, commune):
    result = totals(district, DAY)

    assert result.figures.households == result.figures.covered == result.figures.members == 0
    assert result.figures.coverage is None
    assert result.figures.commune.households_per_member is None
    assert [part.unit for part in result.children] == [commune]


def test_a_member_with_households_in_both_tiers_is_one_member_in_all(district, village):
    member = MemberFactory()
    for tier in Tier:
        AssignmentFactory(household=HouseholdFactory(village=village), member=member, tier=tier)

    figures = totals(district, DAY).figures

    assert figures.district == figures.commune == TierFigures(members=1, households=1)
    assert figures.members == 1
    assert figures.households == figures.covered == 2


def test_a_household_in_the_care_of_both_tiers_is_covered_once(district, village):
    household = HouseholdFactory(village=village)
    for tier in Tier:
        AssignmentFactory(household=household, tier=tier)
    HouseholdFactory(village=village)

    figures = totals(district, DAY).figures

    assert (figures.households, figures.covered, figures.not_covered) == (2, 1, 1)
    assert figures.coverage == 50


def test_a_member_with_households_in_two_communes_counts_once_in_the_district(district):
    member = MemberFactory()
    for _ in range(2):
        village_of_household = VillageFactory(commune=UnitFactory(parent=district))
        AssignmentFactory(household=HouseholdFactory(village=village_of_household), member=member)

    result = totals(district, DAY)

    assert [part.figures.commune.members for part in result.children] == [1, 1]
    assert result.figures.commune == TierFigures(members=1, households=2)
    assert result.figures.commune.households_per_member == 2


def test_a_helper_is_not_in_charge(district, village):
    AssignmentFactory(household=HouseholdFactory(village=village), role=Assignment.Role.HELPER)

    figures = totals(district, DAY).figures

    assert (figures.households, figures.covered, figures.members) == (1, 0, 0)


@pytest.mark.parametrize(
    ("day", "covered"),
    [("2018-10-31", 0), ("2018-11-01", 1), ("2019-05-31", 1), ("2019-06-01", 0)],
)
def test_an_assignment_counts_from_its_first_to_its_last_day(district, village, day, covered):
    AssignmentFactory(household=HouseholdFactory(village=village), during=days("2018-11-01", "2019-06-01"))

    assert totals(district, date.fromisoformat(day)).figures.covered == covered


def test_a_household_counts_where_it_lives_on_the_day(district, village):
    other = VillageFactory(commune=UnitFactory(name="Thổ Bình", parent=district))
    household = HouseholdFactory()
    ResidenceFactory(household=household, village=village, during=days("2018-10-17", "2019-01-01"))
    ResidenceFactory(household=household, village=other, during=days("2019-01-01"))

    def households_on(day):
        children = totals(district, date.fromisoformat(day)).children
        return {part.unit.name: part.figures.households for part in children}

    assert households_on("2018-10-16") == {"Xuân Lập": 0, "Thổ Bình": 0}
    assert households_on("2018-12-31") == {"Xuân Lập": 1, "Thổ Bình": 0}
    assert households_on("2019-01-01") == {"Xuân Lập": 0, "Thổ Bình": 1}


def test_a_household_that_lives_nowhere_is_not_counted(district, village):
    AssignmentFactory(household=HouseholdFactory())

    assert totals(district, DAY).figures.members == 0


def test_the_same_households_can_be_drawn_with_the_units_of_another_day(district, commune):
    province = UnitFactory(kind="province", code="08", name="Tuyên Quang")
    later = UnitFactory(name="Lâm Bình", during=days("2025-07-01"), parent=province)
    moved = VillageFactory(commune=None)
    PlacementFactory(unit=moved, parent=commune, during=days("", "2025-07-01"))
    PlacementFactory(unit=moved, parent=later, during=days("2025-07-01"))
    AssignmentFactory(household=HouseholdFactory(village=moved))

    drawn = totals(later, DAY, drawn_on=date(2026, 1, 1))

    assert drawn.figures.commune == TierFigures(1, 1)
    assert [part.unit for part in drawn.children] == [moved]
    assert totals(later, DAY).figures.households == 0
    assert totals(commune, DAY).figures.households == 1


def test_a_village_answers_with_its_own_households(village):
    AssignmentFactory(household=HouseholdFactory(village=village))

    result = totals(village, DAY)

    assert result.figures.commune == TierFigures(1, 1)
    assert result.children == ()


def test_placements_that_run_in_a_circle_end():
    circle = [UnitFactory(), UnitFactory()]
    PlacementFactory(unit=circle[0], parent=circle[1])
    PlacementFactory(unit=circle[1], parent=circle[0])
    village_of_household = VillageFactory(commune=circle[0])
    HouseholdFactory(village=village_of_household)

    assert totals(circle[1], DAY).figures.households >= 1


def test_communes_stand_in_the_order_of_their_codes(district):
    for code in ("02296", "02233", "02290"):
        UnitFactory(code=code, parent=district)

    assert [part.unit.code for part in totals(district, DAY).children] == ["02233", "02290", "02296"]


@pytest.mark.parametrize("communes", [1, 12])
def test_figures_cost_two_queries_whatever_the_number_of_communes(district, communes, django_assert_num_queries):
    for _ in range(communes):
        AssignmentFactory(household=HouseholdFactory(village=VillageFactory(commune=UnitFactory(parent=district))))

    with django_assert_num_queries(2):
        result = totals(district, DAY)

    assert result.figures.households == communes
