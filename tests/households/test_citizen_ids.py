"""Citizen ids of households are encrypted, searched by digest, and displayed by their last four digits."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

from households import citizen_ids
from households.models import Household
from households.services.rekey import reseal_households
from lambinh.lib.encryption.keys import DecryptionError
from tests import factories
from tests.households.test_forms import boss_client, post_household  # noqa: F401 a fixture
from tests.support.responses import redirects
from tests.support.stored_text import tables_with_text

NUMBER, OTHER = "008075001234", "008075009999"
OLD, NEW = bytes(range(32)), bytes(range(32, 64))


@pytest.fixture
def household(db: None) -> Household:
    return factories.HouseholdFactory(citizen_id=NUMBER, commune=factories.UnitFactory())


def test_a_citizen_id_is_read_whole_only_where_it_is_asked_for(household: Household) -> None:
    household.refresh_from_db()
    assert household.read_citizen_id() == NUMBER
    assert household.citizen_id_masked == "•••• 1234"
    assert not tables_with_text(NUMBER)


@pytest.mark.parametrize("number", ["", "123456789", NUMBER])
@pytest.mark.django_db
def test_an_old_or_a_new_citizen_id_or_none_is_kept(number: str) -> None:
    household = factories.HouseholdFactory.build()
    household.set_citizen_id(number)
    household.full_clean()
    household.save()
    household.refresh_from_db()
    assert household.read_citizen_id() == number
    assert household.citizen_id_masked[-4:] == number[-4:]


@pytest.mark.parametrize("number", ["12345678901", "00807500123x", " ", "٠٠٨٠٧٥٠٠١٢٣٤", "•••• 1234"])
def test_what_is_no_citizen_id_is_told_in_a_sentence(number: str) -> None:
    household = factories.HouseholdFactory.build(citizen_id=NUMBER)
    with translation.override("en"), pytest.raises(ValidationError) as error:
        household.set_citizen_id(number)
    assert error.value.messages == ["A citizen id has 12 digits, an old one 9."]
    assert household.read_citizen_id() == NUMBER


def test_households_are_found_by_the_whole_number_only(household: Household) -> None:
    twin = factories.HouseholdFactory(citizen_id=NUMBER)
    factories.HouseholdFactory(citizen_id=OTHER), factories.HouseholdFactory()
    assert set(Household.objects.with_citizen_id(NUMBER)) == {household, twin}
    for none in ("1234", "008075001235", ""):
        assert not Household.objects.with_citizen_id(none).exists()


def test_a_number_is_found_while_old_and_new_keys_are_in_use(settings: Any, db: None) -> None:
    settings.LAMBINH_CITIZEN_ID_KEYS = (OLD,)
    before = factories.HouseholdFactory(citizen_id=NUMBER)
    settings.LAMBINH_CITIZEN_ID_KEYS = (NEW, OLD)
    since = factories.HouseholdFactory(citizen_id=NUMBER)
    assert set(Household.objects.with_citizen_id(NUMBER)) == {before, since}


def test_after_sealing_anew_the_old_key_is_not_needed(settings: Any, db: None) -> None:
    settings.LAMBINH_CITIZEN_ID_KEYS = (OLD,)
    households = [factories.HouseholdFactory(citizen_id=NUMBER), factories.HouseholdFactory(citizen_id=OTHER)]
    factories.HouseholdFactory()
    settings.LAMBINH_CITIZEN_ID_KEYS = (NEW, OLD)
    households.append(factories.HouseholdFactory(citizen_id="123456789"))

    assert reseal_households() == 2
    assert reseal_households() == 0

    settings.LAMBINH_CITIZEN_ID_KEYS = (NEW,)
    for household in households:
        household.refresh_from_db()
    assert [household.read_citizen_id() for household in households] == [NUMBER, OTHER, "123456789"]
    assert Household.objects.with_citizen_id(NUMBER).get() == households[0]


def test_sealing_anew_goes_through_all_batches(settings: Any, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("households.services.rekey.BATCH", 2)
    settings.LAMBINH_CITIZEN_ID_KEYS = (OLD,)
    for end in range(5):
        factories.HouseholdFactory(citizen_id=f"00807500000{end}")
    settings.LAMBINH_CITIZEN_ID_KEYS = (NEW, OLD)
    assert reseal_households() == 5


def test_without_its_key_a_number_is_not_read_but_its_end_is_shown(household: Household, settings: Any) -> None:
    settings.LAMBINH_CITIZEN_ID_KEYS = (NEW,)
    assert household.citizen_id_masked == "•••• 1234"
    with translation.override("en"), pytest.raises(DecryptionError, match="encrypted with a key that is not among"):
        household.read_citizen_id()


def test_the_register_needs_no_key_to_show_and_save_a_household(
    household: Household,
    boss_client: Client,  # noqa: F811 the fixture
    settings: Any,
) -> None:
    settings.LAMBINH_CITIZEN_ID_KEYS = ()
    redirects(post_household(boss_client, household, citizen_id="•••• 1234", note="đã đổi"))
    household.refresh_from_db()
    assert (household.note, household.citizen_id_masked) == ("đã đổi", "•••• 1234")


def test_a_number_typed_in_the_register_is_nowhere_in_plain_text(
    household: Household,
    boss_client: Client,  # noqa: F811 the fixture
) -> None:
    redirects(post_household(boss_client, household, citizen_id=OTHER))
    assert Household.objects.with_citizen_id(OTHER).get() == household
    assert not tables_with_text(OTHER, NUMBER)
    redirects(post_household(boss_client, household, citizen_id=""))
    household.refresh_from_db()
    assert household.citizen_id_encrypted == household.citizen_id_digest == household.citizen_id_last4 == ""


def test_the_columns_of_a_household_are_those_that_are_stored() -> None:
    assert {field.name for field in Household._meta.fields} >= set(citizen_ids.COLUMNS)
