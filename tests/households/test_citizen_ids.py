"""Citizen ids of households: sealed, found by their digest, shown by their last four digits."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.utils import translation

from households import citizen_ids
from households.models import Household
from households.services.rekey import reseal_households
from lambinh.lib.encryption.keys import DecryptionError
from tests import factories
from tests.households.test_forms import boss_client, post_household  # noqa: F401 a fixture
from tests.rest import held_in_the_database

NUMBER, OTHER = "008075001234", "008075009999"
OLD, NEW = bytes(range(32)), bytes(range(32, 64))


@pytest.fixture
def household(db: None) -> Household:
    return factories.HouseholdFactory(citizen_id=NUMBER, commune=factories.UnitFactory())


def test_a_citizen_id_is_read_whole_only_where_it_is_asked_for(household: Household) -> None:
    household.refresh_from_db()
    assert household.read_citizen_id() == NUMBER
    assert household.citizen_id_masked == "•••• 1234"
    assert not held_in_the_database(NUMBER)


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
    with translation.override("en"), pytest.raises(ValidationError) as told:
        household.set_citizen_id(number)
    assert told.value.messages == ["A citizen id has 12 digits, an old one 9."]
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
    assert post_household(boss_client, household, citizen_id="•••• 1234", note="đã đổi").status_code == 302
    household.refresh_from_db()
    assert (household.note, household.citizen_id_masked) == ("đã đổi", "•••• 1234")


def test_a_number_typed_in_the_register_is_nowhere_in_plain_text(
    household: Household,
    boss_client: Client,  # noqa: F811 the fixture
) -> None:
    assert post_household(boss_client, household, citizen_id=OTHER).status_code == 302
    assert Household.objects.with_citizen_id(OTHER).get() == household
    assert not held_in_the_database(OTHER, NUMBER)
    assert post_household(boss_client, household, citizen_id="").status_code == 302
    household.refresh_from_db()
    assert household.citizen_id_sealed == household.citizen_id_digest == household.citizen_id_last4 == ""


FIRST = [("households", "0003_row_security"), ("rosters", "0003_row_security")]


def as_it_was() -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate(FIRST)
    return executor.loader.project_state(FIRST).apps


@pytest.fixture
def before_sealing(transactional_db: None) -> Any:
    """The database as it was before citizen ids were sealed, and the models of that time."""
    yield as_it_was()
    call_command("migrate", verbosity=0)


def test_existing_numbers_are_sealed_and_can_be_opened_again(before_sealing: Any) -> None:
    old = before_sealing.get_model("households", "Household").objects
    old.create(head_name="Giàng A Páo", citizen_id=NUMBER)
    old.create(head_name="Lù A Sì", citizen_id="123456789")
    old.create(head_name="Ma Thị Hòa")

    call_command("migrate", verbosity=0)

    numbers = [household.read_citizen_id() for household in Household.objects.order_by("pk")]
    assert numbers == [NUMBER, "123456789", ""]
    assert Household.objects.with_citizen_id(NUMBER).get().citizen_id_masked == "•••• 1234"
    assert not held_in_the_database(NUMBER, "123456789")

    again = as_it_was().get_model("households", "Household")
    assert list(again.objects.order_by("pk").values_list("citizen_id", flat=True)) == [NUMBER, "123456789", ""]


def test_existing_rows_of_imports_are_sealed(before_sealing: Any, db: None) -> None:
    whole = {"head_name": "Giàng A Páo", "citizen_id": NUMBER}
    user = factories.PersonFactory().pk
    imports = before_sealing.get_model("rosters", "RosterImport").objects
    one = imports.create(**{"kind": "households", "file_name": "a.xlsx", "digest": "a", "as_of": "2018-10-17"} | {
        "units_on": "2018-10-17", "checked_by_id": user, "checked_at": "2018-10-17T00:00Z", "mapping": [],
    })  # fmt: skip
    rows = before_sealing.get_model("rosters", "RosterRow").objects
    rows.create(
        roster_import=one, position=0, number=2, sheet="a", values=whole, typed={"citizen_id": None},
        before={"citizen_id": OTHER}, changes={"citizen_id": [OTHER, NUMBER], "head_name": ["a", "b"]},
    )  # fmt: skip
    rows.create(roster_import=one, position=1, number=3, sheet="a", values={"head_name": "Lù A Sì"})

    call_command("migrate", verbosity=0)

    from assignments.rosters.models import RosterRow
    from assignments.rosters.storage import citizen_ids as sealing

    row = RosterRow.objects.get(position=0)
    assert sealing.decrypted(row.values) == whole
    assert (row.typed, sealing.decrypted(row.before)) == ({"citizen_id": None}, {"citizen_id": OTHER})
    assert row.changes == {"citizen_id": ["9999", "1234"], "head_name": ["a", "b"]}
    assert not held_in_the_database(NUMBER, OTHER)


def test_the_columns_of_a_household_are_those_that_are_stored() -> None:
    assert {field.name for field in Household._meta.fields} >= set(citizen_ids.COLUMNS)
