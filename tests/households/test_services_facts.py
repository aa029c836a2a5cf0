"""Dated changes: the current fact ends the day before, and the history stays."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from households.models import Household, PovertyStatus, Residence, Unit
from households.services.dated import NoChange, StartsSameDay, planned_end
from households.services.households import (
    change_poverty_class,
    correct_poverty_class,
    correct_residence,
    delete_residence,
    move_household,
)
from lambinh.accounts.models import User
from lambinh.audit.models import ChangeEvent
from lambinh.audit.presenters import source_label
from tests import factories
from tests.factories import days

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> User:
    return factories.PersonFactory()


@pytest.fixture
def commune() -> Unit:
    return factories.UnitFactory()


@pytest.fixture
def old(commune: Unit) -> Unit:
    return factories.VillageFactory(name="Nà Khà", commune=commune)


@pytest.fixture
def new(commune: Unit) -> Unit:
    return factories.VillageFactory(name="Nà Cọn", commune=commune)


@pytest.fixture
def household(old: Unit) -> Household:
    """A household that has lived in the old village since 1/1/2018."""
    return factories.HouseholdFactory(village=old, village__during=days("2018-01-01"))


def stays(household: Household) -> list[tuple[str, Any, Any]]:
    rows = Residence.objects.filter(household=household).order_by("during").select_related("village")
    return [(row.village.name, row.during.lower, row.during.upper) for row in rows]


def test_the_old_village_ends_the_day_before(household: Household, new: Unit, by: User) -> None:
    move_household(household=household, village=new, on=date(2020, 7, 1), by=by)
    assert stays(household) == [
        ("Nà Khà", date(2018, 1, 1), date(2020, 7, 1)),
        ("Nà Cọn", date(2020, 7, 1), None),
    ]
    assert Residence.objects.on(date(2020, 6, 30)).get().village.name == "Nà Khà"


def test_a_day_after_the_first_one_day_is_left_of_what_was(household: Household, new: Unit, by: User) -> None:
    move_household(household=household, village=new, on=date(2018, 1, 2), by=by)
    assert stays(household)[0] == ("Nà Khà", date(2018, 1, 1), date(2018, 1, 2))


def test_what_began_on_the_very_day_is_to_be_corrected_instead(household: Household, new: Unit, by: User) -> None:
    with pytest.raises(StartsSameDay) as refusal, translation.override("en"):
        move_household(household=household, village=new, on=date(2018, 1, 1), by=by)
    assert "01/01/2018" in str(refusal.value)
    assert stays(household) == [("Nà Khà", date(2018, 1, 1), None)]


def test_the_same_village_again_is_nothing_new(household: Household, old: Unit, by: User) -> None:
    with pytest.raises(NoChange):
        move_household(household=household, village=old, on=date(2020, 7, 1), by=by)


def test_what_is_to_come_keeps_its_days(household: Household, new: Unit, commune: Unit, by: User) -> None:
    third = factories.VillageFactory(name="Bản Piát", commune=commune)
    move_household(household=household, village=third, on=date(2030, 1, 1), by=by)
    move_household(household=household, village=new, on=date(2027, 1, 1), by=by)
    assert stays(household) == [
        ("Nà Khà", date(2018, 1, 1), date(2027, 1, 1)),
        ("Nà Cọn", date(2027, 1, 1), date(2030, 1, 1)),
        ("Bản Piát", date(2030, 1, 1), None),
    ]


def test_until_when_a_move_would_hold_is_known_beforehand(
    household: Household, new: Unit, commune: Unit, by: User
) -> None:
    third = factories.VillageFactory(name="Bản Piát", commune=commune)
    move_household(household=household, village=third, on=date(2030, 1, 1), by=by)

    def end(village: Unit, on: date) -> Any:
        end = planned_end(Residence(household=household, village=village), owner="household", on=on)
        return end and (end.last_day, end.next_fact and end.next_fact.village)

    village = Residence.objects.on(date(2018, 1, 1)).get().village
    assert end(new, date(2027, 1, 1)) == (date(2029, 12, 31), third)
    assert end(new, date(2017, 1, 1)) == (date(2017, 12, 31), village)
    assert end(village, date(2017, 1, 1)) == (date(2029, 12, 31), third)
    assert end(third, date(2027, 1, 1)) is None
    assert end(new, date(2030, 1, 2)) is None
    assert end(new, date(2030, 1, 1)) is None
    Residence.objects.filter(village=third).delete()
    assert end(new, date(2027, 1, 1)) == (date(2029, 12, 31), None)


def test_before_the_first_and_in_a_gap_it_lasts_until_the_next_begins(
    household: Household, new: Unit, by: User
) -> None:
    Residence.objects.filter(household=household).update(during=days("2018-01-01", "2019-01-01"))
    move_household(household=household, village=new, on=date(2015, 1, 1), by=by)
    move_household(household=household, village=new, on=date(2019, 6, 1), by=by)
    assert stays(household) == [
        ("Nà Cọn", date(2015, 1, 1), date(2018, 1, 1)),
        ("Nà Khà", date(2018, 1, 1), date(2019, 1, 1)),
        ("Nà Cọn", date(2019, 6, 1), None),
    ]


def test_another_commune_answers_after_a_move_and_not_before_its_day(
    household: Household, commune: Unit, by: User
) -> None:
    there = factories.VillageFactory(commune=factories.UnitFactory())
    move_household(household=household, village=there, on=date(2035, 1, 1), by=by)
    household.refresh_from_db()
    assert household.commune == commune
    move_household(household=household, village=there, on=date(2020, 1, 1), by=by)
    household.refresh_from_db()
    assert household.commune == there.placements.get().parent


def test_a_class_of_another_year_is_a_row_of_its_own(household: Household, by: User) -> None:
    values = {"household": household, "poverty_class": "poor", "standard": "07/2021/NĐ-CP", "by": by}
    change_poverty_class(year=2022, on=date(2023, 1, 1), **values)
    change_poverty_class(year=2023, on=date(2024, 1, 1), **values)
    with pytest.raises(NoChange):
        change_poverty_class(year=2023, on=date(2025, 1, 1), **values)
    assert [row.year for row in PovertyStatus.objects.order_by("during")] == [2022, 2023]
    assert PovertyStatus.objects.on(date(2023, 12, 31)).get().year == 2022


def test_a_correction_changes_the_row_and_is_told_as_one(household: Household, old: Unit, by: User) -> None:
    residence = household.residences.get()
    correct_residence(residence=residence, village=old, during=days("2017-01-01"), by=by, reason="typing")
    assert stays(household) == [("Nà Khà", date(2017, 1, 1), None)]
    entry = ChangeEvent.objects.filter(household=household.pk, action="update").first()
    assert (entry.source, entry.by) == ("correction: typing", by.pk)
    with translation.override("en"):
        assert source_label(entry.source) == "correction: a typing mistake"


def test_a_correction_keeps_the_promises_of_the_database(household: Household, old: Unit, new: Unit, by: User) -> None:
    move_household(household=household, village=new, on=date(2020, 7, 1), by=by)
    first = household.residences.get(village=old)
    with pytest.raises(ValidationError) as refusal, translation.override("en"):
        correct_residence(residence=first, village=old, during=days("2018-01-01", "2020-08-01"), by=by, reason="paper")
    assert "already lives somewhere" in str(refusal.value)
    with pytest.raises(ValidationError):
        status = factories.PovertyStatusFactory(household=household)
        correct_poverty_class(
            status=status, poverty_class="rich", year=None, standard="", during=days(), by=by, reason="typing"
        )


@pytest.mark.parametrize(("extend_previous", "end"), [(True, None), (False, date(2020, 7, 1))])
def test_what_never_was_is_taken_out_and_the_one_before_may_go_on(
    household: Household, new: Unit, by: User, extend_previous: bool, end: Any
) -> None:
    wrong = move_household(household=household, village=new, on=date(2020, 7, 1), by=by)
    delete_residence(residence=wrong, by=by, reason="never", extend_previous=extend_previous)
    assert stays(household) == [("Nà Khà", date(2018, 1, 1), end)]
    assert ChangeEvent.objects.filter(household=household.pk, action="delete").get().source == "correction: never"
