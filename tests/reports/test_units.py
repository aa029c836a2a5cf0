"""The units around a unit on a day."""

from datetime import date

import pytest

from households.models import Unit
from reports.unit_tree import smallest_common_unit, units_above, units_in, units_in_place_of
from tests.factories import HouseholdFactory, UnitFactory, VillageFactory

pytestmark = pytest.mark.django_db

THEN, NOW = date(2018, 12, 31), date(2026, 1, 1)


def test_everyone_lives_in_the_district_then_and_in_the_commune_that_it_became(territory, households):
    assert smallest_common_unit(THEN) == territory.district
    assert smallest_common_unit(NOW) == territory.later
    assert smallest_common_unit(THEN, drawn_on=NOW) == territory.later


def test_everyone_lives_in_the_province_when_a_second_commune_of_today_has_households(territory, households):
    HouseholdFactory(village=VillageFactory(commune=UnitFactory(parent=territory.province)))

    assert smallest_common_unit(NOW) == territory.province


def test_before_anybody_lives_somewhere_the_unit_of_all_villages_is_meant(territory):
    assert smallest_common_unit(THEN) == territory.district


def test_before_any_village_is_known_the_unit_with_most_below_it_is_meant():
    province = UnitFactory(kind=Unit.Kind.PROVINCE)
    UnitFactory(kind=Unit.Kind.PROVINCE)
    UnitFactory(parent=UnitFactory(kind=Unit.Kind.DISTRICT, parent=province))

    assert smallest_common_unit(THEN) == province


def test_without_units_there_is_no_unit_of_everyone():
    assert smallest_common_unit(THEN) is None


def test_a_unit_lies_in_other_units_on_other_days(territory):
    village = territory.villages[0]

    assert units_above(village, THEN) == [territory.province, territory.district, territory.first]
    assert units_above(village, NOW) == [territory.province, territory.later]
    assert set(units_in(territory.district, THEN)) == {
        unit.pk for unit in [territory.district, territory.first, territory.second, *territory.villages]
    }


def test_a_unit_that_ended_is_called_by_its_successor(territory):
    assert units_in_place_of(territory.first, NOW) == [territory.later]
    assert units_in_place_of(territory.first, THEN) == [territory.first]


def test_a_new_unit_was_once_the_units_that_it_came_from(territory):
    assert set(units_in_place_of(territory.later, THEN)) == {territory.first, territory.second}


def test_a_district_that_ended_without_heir_is_the_province_and_what_its_communes_became(territory):
    assert units_in_place_of(territory.district, NOW) == [territory.province, territory.later]


def test_a_unit_is_followed_over_two_changes(territory):
    town = UnitFactory(name="Lăng Can", during=territory.later.during)
    territory.later.successor = town
    territory.later.during = type(town.during)(date(2025, 7, 1), date(2025, 8, 1))
    territory.later.save()

    assert units_in_place_of(territory.first, NOW) == [town]
