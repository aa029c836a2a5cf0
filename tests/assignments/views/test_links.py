"""The end of a membership, and links from the pages of households and members to the desk."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assignments.models import Assignment, Tier
from lambinh.accounts.permissions import Role
from tests import factories
from tests.factories import days
from tests.support.pages import english_secretary, get_page, post_form

pytestmark = pytest.mark.django_db

NOBODY = "Today nobody is in charge of this household in the commune tier."


@pytest.fixture
def place() -> SimpleNamespace:
    """A commune with a household, a member in charge of it, and one in charge of nothing."""
    commune = factories.UnitFactory(name="Thổ Bình", parent=factories.DistrictFactory(name="Lâm Bình"))
    village = factories.VillageFactory(name="Nà Cọn", commune=commune)
    body = factories.BodyFactory(name="Chi bộ Nà Cọn", unit=village)
    household = factories.HouseholdFactory(head_name="Giàng A Páo", code="HQ-7", village=village)
    member = factories.MemberFactory(full_name="Nông Văn Huấn", body=body, body__during=days("2018-01-01"))
    return SimpleNamespace(
        commune=commune,
        village=village,
        household=household,
        member=member,
        idle=factories.MemberFactory(full_name="Ma Thị Hòa", body=body),
        assignment=factories.AssignmentFactory(household=household, member=member),
    )


@pytest.fixture
def client(place: SimpleNamespace) -> Client:
    return english_secretary(place.commune)


def hand_over(place: SimpleNamespace, member: int) -> str:
    return f"{reverse('desk:hand_over', args=[place.commune.pk])}?member={member}"


def test_who_leaves_with_households_in_charge_is_led_to_the_hand_over(client: Client, place: SimpleNamespace) -> None:
    pk, today = place.member.pk, timezone.localdate()
    address = reverse("assignments:member_leave", args=[pk])
    assert address in get_page(client, "assignments:member", pk)
    assert f'value="{today:%d/%m/%Y}"' in get_page(client, "assignments:member_leave", pk)
    response = post_form(
        client, "assignments:member_leave", pk, last_day=(today - timedelta(days=1)).strftime("%d/%m/%Y")
    )
    assert response["Location"] == reverse("assignments:member", args=[pk])
    message = str(list(get_messages(response.wsgi_request))[-1])
    assert "This member is still in charge of 1 household." in message
    assert hand_over(place, pk) in message
    assert place.member.memberships.get().during.upper == today
    page = client.get(response["Location"]).content.decode()
    assert f'<a href="{hand_over(place, pk)}">Hand over all households</a>' in page
    assert address not in page
    assert "Nông Văn Huấn" in get_page(client, "desk:unit", place.commune.pk, member=pk)
    assert f'<option value="{pk}" selected>' in client.get(hand_over(place, pk)).content.decode()


def test_who_leaves_without_households_leaves_nothing_to_hand_over(client: Client, place: SimpleNamespace) -> None:
    response = post_form(client, "assignments:member_leave", place.idle.pk, last_day="30/06/2024")
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        "The end of the membership is recorded."
    ]


def test_what_is_in_charge_only_until_the_last_day_is_not_left(client: Client, place: SimpleNamespace) -> None:
    first = timezone.localdate() + timedelta(days=10)
    Assignment.objects.update(during=days("2018-11-01", first.isoformat()), end_reason="other")
    response = post_form(
        client, "assignments:member_leave", place.member.pk, last_day=(first - timedelta(days=1)).strftime("%d/%m/%Y")
    )
    assert len(list(get_messages(response.wsgi_request))) == 1


@pytest.mark.parametrize(
    ("last_day", "text"),
    [("31/12/2017", "belongs to no cell"), ("31/2/2020", "This date does not exist"), ("", "required")],
)
def test_a_last_day_that_cannot_be_is_a_sentence(
    client: Client, place: SimpleNamespace, last_day: str, text: str
) -> None:
    assert text in post_form(client, "assignments:member_leave", place.member.pk, last_day=last_day).content.decode()
    assert place.member.memberships.get().during.upper is None


def test_a_household_of_nobody_says_so_and_leads_to_its_villages_desk(client: Client, place: SimpleNamespace) -> None:
    page = get_page(client, "assignments:household", place.household.pk)
    desk = f"{reverse('desk:unit', args=[place.village.pk])}?q=HQ-7"
    assert NOBODY not in page
    assert f'<a href="{desk}">At the desk</a>' in page
    Assignment.objects.update(tier=Tier.DISTRICT)
    page = get_page(client, "assignments:household", place.household.pk)
    assert f'{NOBODY} <a href="{desk}">Assign at the desk</a>' in page
    assert "Giàng A Páo" in client.get(desk).content.decode()


@pytest.mark.parametrize("change", [{"role": "helper"}, {"during": days("2018-11-01", "2020-01-01")}])
def test_a_helper_or_somebody_of_the_past_is_not_in_charge(
    client: Client, place: SimpleNamespace, change: dict[str, object]
) -> None:
    Assignment.objects.update(**change)
    assert NOBODY in get_page(client, "assignments:household", place.household.pk)
    page = get_page(client, "assignments:member", place.member.pk)
    assert "Hand over all households" not in page
    assert "<dt>Households in the member's charge</dt><dd>0</dd>" in page


def test_a_household_that_lives_nowhere_has_no_desk(client: Client, place: SimpleNamespace) -> None:
    place.household.residences.update(during=days("2018-01-01", "2020-01-01"))
    page = get_page(client, "assignments:household", place.household.pk)
    assert "At the desk" not in page


def test_a_member_leads_to_the_own_households_at_the_communes_desk(client: Client, place: SimpleNamespace) -> None:
    page = get_page(client, "assignments:member", place.member.pk)
    assert f'<a href="{reverse("desk:unit", args=[place.commune.pk])}?member={place.member.pk}">At the desk</a>' in page
    assert hand_over(place, place.member.pk) in page
    assert hand_over(place, place.idle.pk) not in get_page(client, "assignments:member", place.idle.pk)


def test_a_member_of_an_agency_of_the_district_has_no_desk(place: SimpleNamespace) -> None:
    district = place.commune.placements.get().parent
    office = factories.BodyFactory(name="Công an huyện", unit=district, tier=Tier.DISTRICT)
    member = factories.MemberFactory(body=office)
    factories.AssignmentFactory(household=place.household, member=member, tier=Tier.DISTRICT)
    client = Client()
    client.force_login(factories.UnitAccessFactory(unit=district, role=Role.DISTRICT_OFFICE).user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = get_page(client, "assignments:member", member.pk)
    assert "At the desk" not in page
    assert "Hand over all households" not in page
    response = post_form(client, "assignments:member_leave", member.pk, last_day="30/06/2024")
    assert str(list(get_messages(response.wsgi_request))[-1]) == "This member is still in charge of 1 household."


@pytest.mark.parametrize("name", ["household", "member"])
def test_a_page_costs_the_same_queries_with_and_without_somebody_in_charge(
    client: Client, place: SimpleNamespace, name: str
) -> None:
    pk = getattr(place, name).pk
    with CaptureQueriesContext(connection) as with_charge:
        get_page(client, f"assignments:{name}", pk)
    Assignment.objects.update(during=days("2018-11-01", "2020-01-01"))
    with CaptureQueriesContext(connection) as without:
        get_page(client, f"assignments:{name}", pk)
    assert len(with_charge) == len(without)
