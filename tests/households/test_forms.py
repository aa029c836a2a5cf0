"""Date ranges on forms, and the checks of a register's form."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from assignments.models import Member
from households.forms.date_ranges import DuringField
from households.models import Household, Placement, Unit
from tests import factories
from tests.factories import days
from tests.support.responses import redirects


def clean_range(first: str, last: str, **options: Any) -> Any:
    return DuringField(**options).clean([first, last])


@pytest.fixture(autouse=True)
def _vietnamese() -> Any:
    with translation.override("vi"):
        yield


def test_both_days_belong_to_a_stretch() -> None:
    during = clean_range("01/11/2018", "30/06/2025")
    assert (during.lower, during.upper) == (date(2018, 11, 1), date(2025, 7, 1))


def test_the_day_comes_before_the_month() -> None:
    assert clean_range("03/02/1980", "").lower == date(1980, 2, 3)


@pytest.mark.parametrize(("first", "last"), [("01/11/2018", ""), ("", "30/06/2025"), ("", "")])
def test_an_empty_day_is_an_open_end(first: str, last: str) -> None:
    during = clean_range(first, last)
    assert (during.lower is None, during.upper is None) == (not first, not last)


def test_a_stretch_may_be_a_single_day() -> None:
    assert clean_range("01/11/2018", "01/11/2018").upper == date(2018, 11, 2)


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("02/11/2018", "01/11/2018", "order"),
        ("31/02/2018", "", "invalid"),
        ("", "hôm qua", "invalid"),
        ("01/01/0001", "", "out_of_range"),
        ("", "31/12/9999", "out_of_range"),
    ],
)
def test_what_is_no_stretch_of_days_is_refused_with_its_reason(first: str, last: str, code: str) -> None:
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError) as refusal:
        clean_range(first, last)
    assert [error.code for error in refusal.value.error_list] == [code]


def test_a_first_day_can_be_asked_for() -> None:
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        clean_range("", "30/06/2025", is_start_required=True)


def test_the_last_day_is_shown_and_not_the_day_after() -> None:
    page = str(DuringField().widget.render("during", days("2018-11-01", "2025-07-01"), {"id": "x"}))
    assert 'value="01/11/2018"' in page
    assert 'value="30/06/2025"' in page


# --- registers -----------------------------------------------------------------------------------------


@pytest.fixture
def boss_client(client: Client) -> Client:
    factories.UnitFactory()
    client.force_login(factories.UserFactory(is_superuser=True))
    return client


def post_household(client: Client, household: Household, **more: Any) -> Any:
    address = reverse("admin:households_household_change", args=[household.pk])
    return client.post(address, {"head_name": "Giàng A Páo", **more})


def post_placements(client: Client, unit: Unit, *lines: dict[str, Any]) -> Any:
    """Save a village with its placements."""
    data: dict[str, Any] = {"kind": "village", "name": unit.name, "prefix": unit.prefix, "during_0": "", "during_1": ""}
    data |= {"placements-TOTAL_FORMS": len(lines), "placements-INITIAL_FORMS": sum("id" in line for line in lines)}
    for number, line in enumerate(lines):
        data |= {f"placements-{number}-{name}": value for name, value in line.items()}
    return client.post(reverse("admin:households_unit_change", args=[unit.pk]), data)


def place(parent: Unit, first: str, last: str, **more: Any) -> dict[str, Any]:
    return {"parent": parent.pk, "during_0": first, "during_1": last, **more}


def errors_of(response: Any) -> str:
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.django_db
def test_days_pass_from_one_row_to_another_in_one_save(boss_client: Client) -> None:
    village, before, after = factories.VillageFactory(), factories.UnitFactory(), factories.UnitFactory()
    later = factories.PlacementFactory(unit=village, parent=after, during=days("2019-01-01"))
    first = factories.PlacementFactory(unit=village, parent=before, during=days("2018-01-01", "2019-01-01"))
    response = post_placements(
        boss_client,
        village,
        place(before, "01/01/2018", "30/06/2019", id=first.pk, unit=village.pk),
        place(after, "01/07/2019", "", id=later.pk, unit=village.pk),
    )
    redirects(response)
    first.refresh_from_db()
    assert first.during.upper == date(2019, 7, 1)


@pytest.mark.django_db
def test_two_communes_on_a_day_are_a_sentence_on_the_form(boss_client: Client) -> None:
    village, here, there = factories.VillageFactory(), factories.UnitFactory(), factories.UnitFactory()
    response = post_placements(
        boss_client, village, place(here, "01/01/2018", "30/06/2019"), place(there, "30/06/2019", "")
    )
    assert translation.gettext("These days overlap with another row of this list.") in errors_of(response)
    assert not Placement.objects.filter(unit=village).exists()


@pytest.mark.django_db
def test_the_masked_citizen_id_is_kept_and_another_one_is_stored(boss_client: Client) -> None:
    household = factories.HouseholdFactory(citizen_id="008075001234")
    redirects(post_household(boss_client, household, citizen_id="•••• 1234"))
    household.refresh_from_db()
    assert household.read_citizen_id() == "008075001234"
    assert "12" in errors_of(post_household(boss_client, household, citizen_id="•••• 4321"))
    redirects(post_household(boss_client, household, citizen_id="008075009999"))
    household.refresh_from_db()
    assert household.read_citizen_id() == "008075009999"


@pytest.mark.django_db
def test_moving_a_village_moves_its_households_and_the_members_of_its_cell(boss_client: Client) -> None:
    old, new = factories.UnitFactory(), factories.UnitFactory()
    village = factories.VillageFactory(commune=old)
    household = factories.HouseholdFactory(village=village)
    member = factories.MemberFactory(body=factories.BodyFactory(unit=village))
    placement = Placement.objects.get(unit=village)
    response = boss_client.post(
        reverse("admin:households_placement_change", args=[placement.pk]),
        {"unit": village.pk, "parent": new.pk, "during_0": "", "during_1": ""},
    )
    redirects(response)
    assert Household.objects.get(pk=household.pk).commune == new
    assert Member.objects.get(pk=member.pk).commune == new


@pytest.mark.django_db
def test_what_another_person_saved_meanwhile_is_told_and_breaks_nothing(
    boss_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = factories.HouseholdFactory(code="HQ-7")
    other = factories.HouseholdFactory()
    monkeypatch.setattr(Household, "validate_constraints", lambda row, exclude=None: None)
    address = reverse("admin:households_household_change", args=[other.pk])
    response = boss_client.post(address, {"head_name": "Ma Văn Tá", "code": known.code}, follow=True)
    sentence = translation.gettext("Another household has this code.")
    assert [str(message) for message in response.context["messages"]] == [sentence]
