"""Finding units by the names that people use."""

from datetime import date

import pytest

from households.models import Unit
from reports.unit_lookup import UnitNotFoundError, find_unit
from tests.factories import DistrictFactory, UnitFactory, VillageFactory

pytestmark = pytest.mark.django_db

THEN, NOW = date(2018, 12, 31), date(2026, 1, 1)


@pytest.mark.parametrize(
    "text",
    ["Xuân Lập", "xuan lap", "XUÂN LẬP", "xã Xuân Lập", " xa  xuan lap", "02242"],
)
def test_a_commune_is_found_by_name_with_and_without_marks_prefix_and_by_code(territory, text):
    assert find_unit(text, THEN) == territory.first


def test_a_name_means_the_unit_that_had_it_on_the_day(territory):
    assert find_unit("Lâm Bình", THEN) == territory.district
    assert find_unit("Lâm Bình", NOW) == territory.later


def test_of_two_units_with_one_name_the_higher_is_meant(territory):
    UnitFactory(name="Tuyên Quang")

    assert find_unit("Tuyên Quang", THEN) == territory.province
    assert find_unit("xã Tuyên Quang", THEN).kind == Unit.Kind.COMMUNE


def test_marks_decide_where_they_are_typed():
    UnitFactory(name="Bình An")
    marked = UnitFactory(name="Bình Ân")

    assert find_unit("Bình Ân", THEN) == marked
    with pytest.raises(UnitNotFoundError):
        find_unit("Binh An", THEN)


def test_two_units_of_one_kind_and_name_are_a_question_that_names_both(territory):
    VillageFactory(name="Nà Khà", commune=territory.second)

    with pytest.raises(UnitNotFoundError) as error:
        find_unit("Nà Khà", THEN)

    assert "Xuân Lập" in str(error.value)
    assert "Thổ Bình" in str(error.value)


def test_a_village_is_found_with_the_commune_it_lies_in(territory):
    namesake = VillageFactory(name="Nà Khà", commune=territory.second)

    assert find_unit("Nà Khà, Thổ Bình", THEN) == namesake
    assert find_unit("thôn nà khà, xã xuân lập", THEN) == territory.villages[0]
    assert find_unit("Nà Khà, 02296", THEN) == namesake


def test_a_unit_that_ended_is_answered_with_what_the_place_is_called(territory):
    with pytest.raises(UnitNotFoundError) as error:
        find_unit("Xuân Lập", NOW)

    assert "Xã Lâm Bình" in str(error.value)
    assert "01/01/2026" in str(error.value)


@pytest.mark.parametrize("text", ["Nà Hang", "", ",", "%", "09999", "Lâm", "x" * 500, "\x00"])
def test_an_unknown_name_is_a_sentence(territory, text):
    with pytest.raises(UnitNotFoundError) as error:
        find_unit(text, THEN)

    assert str(error.value)


def test_a_district_is_not_mistaken_for_a_name_that_ends_alike():
    DistrictFactory(name="Bình")
    commune = UnitFactory(name="Thổ Bình")

    assert find_unit("Thổ Bình", THEN) == commune
