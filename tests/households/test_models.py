"""The constraints on units and households."""

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from households.models import Household, Placement, PovertyStatus, Residence, Unit, UnitAccess
from tests import factories
from tests.factories import ALWAYS, days
from tests.support.constraint_checks import Case, assert_message, assert_refused, constraints_of, names_with_message

pytestmark = pytest.mark.django_db

NEVER = DateRange(empty=True)
EARLY, OVERLAPPING = days("2011-01-28", "2025-07-01"), days("2025-06-30")


def _unit_with_a_code_in_use() -> Unit:
    factories.UnitFactory(code="02296", during=EARLY)
    return Unit(kind="commune", code="02296", name="Bình An", during=OVERLAPPING)


def _own_successor() -> Unit:
    unit = factories.UnitFactory()
    unit.successor = unit
    return unit


def _second_parent() -> Placement:
    first = factories.PlacementFactory(during=EARLY)
    return Placement(unit=first.unit, parent=factories.UnitFactory(), during=OVERLAPPING)


def _placed_in_itself() -> Placement:
    unit = factories.UnitFactory()
    return Placement(unit=unit, parent=unit, during=ALWAYS)


def _same_access() -> UnitAccess:
    access = factories.UnitAccessFactory()
    return UnitAccess(user=access.user, unit=access.unit, role=access.role)


def _second_village() -> Residence:
    first = factories.ResidenceFactory(during=EARLY)
    return Residence(household=first.household, village=factories.VillageFactory(), during=OVERLAPPING)


def _second_class() -> PovertyStatus:
    first = factories.PovertyStatusFactory(during=EARLY)
    return PovertyStatus(household=first.household, poverty_class="near_poor", during=OVERLAPPING)


CASES: dict[str, Case] = {
    "unit_one_per_kind_and_code_on_any_day": _unit_with_a_code_in_use,
    "unit_lasts_at_least_a_day": lambda: factories.UnitFactory.build(during=NEVER),
    "unit_above_villages_has_a_code": lambda: factories.UnitFactory.build(code=""),
    "unit_does_not_succeed_itself": _own_successor,
    "placement_one_parent_on_any_day": _second_parent,
    "placement_lasts_at_least_a_day": lambda: Placement(
        unit=factories.VillageFactory(), parent=factories.UnitFactory(), during=NEVER
    ),
    "placement_not_in_itself": _placed_in_itself,
    "unit_access_once": _same_access,
    "household_code_unique": lambda: Household(
        head_name="Giàng A Páo", code=factories.HouseholdFactory(code="LB0229601247").code
    ),
    "household_code_not_empty": lambda: Household(head_name="Giàng A Páo", code=""),
    "household_has_a_head": lambda: Household(head_name=""),
    "household_has_a_person": lambda: Household(head_name="Giàng A Páo", size=0),
    "household_birth_year_is_a_year": lambda: Household(head_name="Giàng A Páo", head_birth_year=75),
    "household_citizen_id_stored_as_a_whole": lambda: factories.HouseholdFactory.build(
        citizen_id="008075001234", citizen_id_digest=""
    ),
    "household_citizen_id_shows_four_digits": lambda: factories.HouseholdFactory.build(
        citizen_id="008075001234", citizen_id_last4="x234"
    ),
    "household_citizen_id_is_encrypted": lambda: factories.HouseholdFactory.build(
        citizen_id="008075001234", citizen_id_encrypted="008075001234"
    ),
    "household_sex_known": lambda: Household(head_name="Giàng A Páo", head_sex="X"),
    "residence_one_village_on_any_day": _second_village,
    "residence_lasts_at_least_a_day": lambda: Residence(
        household=factories.HouseholdFactory(), village=factories.VillageFactory(), during=NEVER
    ),
    "poverty_one_class_on_any_day": _second_class,
    "poverty_lasts_at_least_a_day": lambda: PovertyStatus(
        household=factories.HouseholdFactory(), poverty_class="poor", during=NEVER
    ),
    "poverty_class_known": lambda: PovertyStatus(
        household=factories.HouseholdFactory(), poverty_class="rich", during=ALWAYS
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_database_refuses_a_row_that_breaks_a_promise(name: str) -> None:
    assert_refused(name, CASES[name]())


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", names_with_message("households"))
def test_a_person_reads_which_promise_a_row_would_break(name: str, language: str) -> None:
    assert_message(name, CASES[name](), language)


def test_every_promise_about_units_and_households_has_its_bad_row() -> None:
    assert set(CASES) == set(constraints_of("households"))


def test_a_household_code_belongs_to_one_household() -> None:
    factories.HouseholdFactory(code="TB-001")
    with pytest.raises(IntegrityError), transaction.atomic():
        Household.objects.bulk_create([Household(head_name="Giàng A Páo", code="TB-001")])


def test_households_without_a_code_are_many() -> None:
    factories.HouseholdFactory(), factories.HouseholdFactory()
    assert Household.objects.filter(code=None).count() == 2


def test_a_code_is_used_again_the_day_after_its_unit_ended() -> None:
    factories.UnitFactory(code="02296", name="Thổ Bình", during=days("2011-01-28", "2025-07-01"))
    later = factories.UnitFactory.build(code="02296", name="Bình An", during=days("2025-07-01"))
    later.full_clean()
    later.save()


def test_villages_have_no_code_however_many_they_are() -> None:
    factories.VillageFactory(), factories.VillageFactory()
    assert Unit.objects.filter(kind="village", code="").count() == 2


def test_a_household_moves_from_one_day_to_the_next() -> None:
    first = factories.ResidenceFactory(during=days("2018-10-17", "2020-03-01"))
    second = Residence(household=first.household, village=factories.VillageFactory(), during=days("2020-03-01"))
    second.full_clean()
    second.save()
    villages = {
        day: Residence.objects.on(day).get().village for day in (days("2020-02-29").lower, days("2020-03-01").lower)
    }
    assert list(villages.values()) == [first.village, second.village]


def test_what_others_rest_on_is_not_deleted() -> None:
    residence = factories.ResidenceFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        residence.village.delete()


@pytest.mark.parametrize(("name", "key"), [("Nguyễn  Văn Quảng", "nguyen van quang"), ("ĐẶNG THỊ ÉN", "dang thi en")])
def test_a_saved_name_can_be_searched_without_marks(name: str, key: str) -> None:
    assert factories.HouseholdFactory(head_name=name).search_key == key


def test_changing_only_the_name_changes_its_keys() -> None:
    household = factories.HouseholdFactory(head_name="Ma Văn Tá")
    household.head_name = "Ma Văn Quảng"
    household.save(update_fields=["head_name"])
    household.refresh_from_db()
    assert household.search_key == "ma van quang"
    assert household.sort_key < factories.HouseholdFactory(head_name="Ma Văn Tá").sort_key
