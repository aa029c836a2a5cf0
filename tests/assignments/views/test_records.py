"""The pages of households and members: lists, dated forms, corrections and prints."""

import re
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assignments.models import Member, Membership
from households.models import Household, PovertyStatus, Residence
from lambinh.accounts.permissions import Role
from lambinh.audit.models import AccessEvent, ChangeEvent
from tests import factories
from tests.factories import days
from tests.support.pages import get_page, post_form
from tests.support.responses import redirects

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> SimpleNamespace:
    """A commune with two villages, a cell, a household in care and a member; another commune beside it."""
    here, there = factories.UnitFactory(name="Thổ Bình"), factories.UnitFactory(name="Bình An")
    village = factories.VillageFactory(name="Nà Cọn", commune=here)
    body = factories.BodyFactory(name="Chi bộ Nà Cọn", unit=village)
    household = factories.HouseholdFactory(
        head_name="Giàng A Páo", code="HQ-7", phone="0912.345.678", village=village, village__during=days("2018-01-01")
    )
    member = factories.MemberFactory(full_name="Nông Văn Huấn", body=body, body__during=days("2018-01-01"))
    return SimpleNamespace(
        here=here,
        village=village,
        near=factories.VillageFactory(name="Nà Khà", commune=here),
        far=factories.VillageFactory(name="Bản Piát", commune=there),
        body=body,
        far_body=factories.BodyFactory(name="Chi bộ Bản Piát", unit=there),
        household=household,
        member=member,
        status=factories.PovertyStatusFactory(household=household, during=days("2018-01-01")),
        assignment=factories.AssignmentFactory(household=household, member=member),
    )


@pytest.fixture
def client(place: SimpleNamespace) -> Client:
    return client_of(place, Role.COMMUNE_SECRETARY)


def client_of(place: SimpleNamespace, role: Role, language: str = "en") -> Client:
    client = Client()
    client.force_login(factories.UnitAccessFactory(unit=place.here, role=role).user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


# --- lists ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["giang a pao", "Páo", "hq-7", "678", "345678", "0912345678"])
def test_a_household_is_found_without_marks_by_code_and_by_the_end_of_the_phone(
    client: Client, place: SimpleNamespace, words: str
) -> None:
    factories.HouseholdFactory(head_name="Đặng Thị Én", code="HQ-8", phone="0912 345 679", village=place.village)
    page = get_page(client, "assignments:households", q=words)
    assert "Giàng A Páo" in page
    assert "Đặng Thị Én" not in page


def test_huan_with_and_without_a_mark_are_both_found_by_huan(client: Client, place: SimpleNamespace) -> None:
    factories.MemberFactory(full_name="Nông Văn Huân", body=place.body)
    page = get_page(client, "assignments:members", q="huan")
    assert page.index("Nông Văn Huân") < page.index("Nông Văn Huấn")


def test_households_are_filtered_by_village_and_class(client: Client, place: SimpleNamespace) -> None:
    assert "Giàng A Páo" in get_page(client, "assignments:households", village=place.village.pk, poverty_class="poor")
    assert "Giàng A Páo" not in get_page(client, "assignments:households", village=place.near.pk)
    assert "Giàng A Páo" not in get_page(client, "assignments:households", poverty_class="near_poor")
    assert "Giàng A Páo" in get_page(
        client, "assignments:households", poverty_class="nonsense", village="x", q="%00"[:0]
    )


def test_members_are_filtered_by_cell_and_exemption(client: Client, place: SimpleNamespace) -> None:
    assert "Nông Văn Huấn" in get_page(client, "assignments:members", body=place.body.pk, exempt="no")
    assert "Nông Văn Huấn" not in get_page(client, "assignments:members", exempt="yes")


def test_the_list_of_another_commune_is_not_here(place: SimpleNamespace, client: Client) -> None:
    factories.HouseholdFactory(head_name="Ma Văn Xa", village=place.far)
    assert "Ma Văn Xa" not in get_page(client, "assignments:households", q="xa")


@pytest.mark.parametrize(("name", "most"), [("assignments:households", 17), ("assignments:members", 16)])
def test_a_list_costs_the_same_queries_for_one_row_and_for_thirty(
    client: Client, place: SimpleNamespace, name: str, most: int
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            get_page(client, name)
        return len(captured)

    few = queries()
    for _number in range(29):
        household = factories.HouseholdFactory(village=place.village)
        factories.AssignmentFactory(household=household, member=factories.MemberFactory(body=place.body))
    assert queries() == few
    assert few <= most


# --- pages ---------------------------------------------------------------------------------------------


def test_a_household_shows_its_line_of_time_and_costs_the_same_queries_however_long(
    client: Client, place: SimpleNamespace
) -> None:
    with CaptureQueriesContext(connection) as few:
        page = get_page(client, "assignments:household", place.household.pk)
    assert "since 01/11/2018" in page
    assert reverse("assignments:member", args=[place.member.pk]) in page
    assert reverse("assignments:fact_correct", args=["assignment", place.assignment.pk]) in page
    for year in range(2000, 2010):
        factories.PovertyStatusFactory(household=place.household, during=days(f"{year}-01-01", f"{year}-12-31"))
        factories.ResidenceFactory(
            household=place.household, village=place.near, during=days(f"{year}-01-01", f"{year}-12-31")
        )
    with CaptureQueriesContext(connection) as many:
        page = get_page(client, "assignments:household", place.household.pk)
    assert "from 01/01/2009 to 30/12/2009" in page
    assert len(many) == len(few)


def test_a_member_shows_households_and_seats(client: Client, place: SimpleNamespace) -> None:
    page = get_page(client, "assignments:member", place.member.pk)
    assert "Chi bộ Nà Cọn" in page
    assert "Giàng A Páo (HQ-7)" in page


def test_a_citizen_id_is_masked(client: Client, place: SimpleNamespace) -> None:
    place.household.set_citizen_id("008075001234")
    place.household.save()
    for name in ("assignments:household", "assignments:household_describe"):
        page = get_page(client, name, place.household.pk)
        assert "•••• 1234" in page
        assert "008075001234" not in page


def test_the_district_tier_is_put_right_by_the_district(place: SimpleNamespace, client: Client) -> None:
    above = factories.AssignmentFactory(household=place.household, tier="district", member=factories.MemberFactory())
    address = reverse("assignments:fact_correct", args=["assignment", above.pk])
    assert address not in get_page(client, "assignments:household", place.household.pk)
    assert client.get(address).status_code == 403
    assert client_of(place, Role.DISTRICT_OFFICE).get(address).status_code == 200


def test_an_unknown_kind_of_fact_is_not_there(client: Client) -> None:
    assert client.get("/facts/nonsense/1/correct/").status_code == 404
    assert client.get("/facts/residence/987654321/correct/").status_code == 404


# --- date format: day before month, in both languages ---------------------------------------------------

FORMS = [
    ("assignments:household_move", "household", "on", lambda place: {"village": place.near.pk}),
    ("assignments:household_class", "household", "on", lambda place: {"poverty_class": "near_poor"}),
    ("assignments:member_seat", "member", "on", lambda place: {"body": place.body.pk, "position": "Bí thư"}),
    ("assignments:member_exempt", "member", "on", lambda place: {}),
    ("assignments:household_new", "", "on", lambda place: {"head_name": "Ma Văn Tá", "village": place.near.pk}),
    ("assignments:member_new", "", "on", lambda place: {"full_name": "Ma Văn Tá", "body": place.body.pk}),
]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(("name", "about", "field", "more"), FORMS, ids=[form[0] for form in FORMS])
def test_the_day_comes_before_the_month_in_every_form(
    place: SimpleNamespace, language: str, name: str, about: str, field: str, more: Any
) -> None:
    """03/02/1980 is 3 February, and 25/12 is 25 December."""
    client = client_of(place, Role.COMMUNE_SECRETARY, language)
    args = [getattr(place, about).pk] if about else []
    for text, day in (
        ("03/02/2020", date(2020, 2, 3)),
        ("25/12/2022", date(2022, 12, 25)),
        ("1/2/25", date(2025, 2, 1)),
    ):
        before = {row.pk for model in (Residence, PovertyStatus, Membership) for row in model.objects.all()}
        extra = more(place)
        if name == "assignments:household_move" and day.year == 2022:
            extra = {"village": place.village.pk}
        if name == "assignments:household_class":
            extra["year"] = day.year
        if name == "assignments:member_seat":
            extra["position"] = text
        if name == "assignments:member_exempt" and day.year == 2022:
            extra = {}
        response = post_form(client, name, *args, **{field: text, **extra})
        assert response.status_code == 302, response.content.decode()
        models = (Residence, PovertyStatus, Membership)
        facts = [row for model in models for row in model.objects.filter(during__startswith=day)]
        assert facts, (text, before)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_correction_and_a_birth_date_are_read_day_first(place: SimpleNamespace, language: str) -> None:
    client = client_of(place, Role.COMMUNE_SECRETARY, language)
    data = {"village": place.village.pk, "first": "03/02/1980", "last": "", "reason": "typing"}
    redirects(post_form(client, "assignments:fact_correct", "residence", place.household.residences.get().pk, **data))
    assert place.household.residences.get().during.lower == date(1980, 2, 3)
    response = post_form(
        client, "assignments:member_describe", place.member.pk, full_name="Nông Văn Huấn", birth_date="03/02/1980"
    )
    redirects(response)
    assert Member.objects.get(pk=place.member.pk).birth_date == "1980-02-03"
    assert 'value="03/02/1980"' in get_page(client, "assignments:member_describe", place.member.pk)


@pytest.mark.parametrize("text", ["31/02/2020", "hôm qua", "", "01/01/0001"])
def test_what_is_no_day_is_a_sentence_and_changes_nothing(client: Client, place: SimpleNamespace, text: str) -> None:
    response = post_form(client, "assignments:household_move", place.household.pk, village=place.near.pk, on=text)
    assert 'role="alert"' in response.content.decode()
    assert place.household.residences.count() == 1


# --- changes -------------------------------------------------------------------------------------------


def test_a_move_out_of_the_unit_is_confirmed_and_then_no_longer_seen(client: Client, place: SimpleNamespace) -> None:
    data = {"village": place.far.pk, "on": "01/07/2020"}
    question = post_form(client, "assignments:household_move", place.household.pk, **data)
    assert "you will no longer see this household" in question.content.decode()
    assert place.household.residences.count() == 1
    response = post_form(client, "assignments:household_move", place.household.pk, leaves="on", **data)
    assert response["Location"] == reverse("assignments:households")
    assert client.get(reverse("assignments:household", args=[place.household.pk])).status_code == 404


def test_a_member_leaves_for_a_cell_elsewhere_only_when_confirmed(client: Client, place: SimpleNamespace) -> None:
    data = {"body": place.far_body.pk, "on": "01/07/2020", "position": ""}
    assert (
        "you will no longer see this member"
        in post_form(client, "assignments:member_seat", place.member.pk, **data).content.decode()
    )
    assert post_form(client, "assignments:member_seat", place.member.pk, leaves="on", **data)["Location"] == reverse(
        "assignments:members"
    )


def test_a_village_elsewhere_is_looked_for_by_name(client: Client, place: SimpleNamespace) -> None:
    assert "Bản Piát" not in get_page(client, "assignments:household_move", place.household.pk)
    assert "Bản Piát" in get_page(client, "assignments:household_move", place.household.pk, q="ban piat")
    assert "Chi bộ Bản Piát" in get_page(client, "assignments:member_seat", place.member.pk, q="piat")


def test_what_began_that_day_is_refused_with_a_way_out(client: Client, place: SimpleNamespace) -> None:
    response = post_form(
        client, "assignments:household_move", place.household.pk, village=place.near.pk, on="01/01/2018"
    )
    assert "correct it instead" in response.content.decode()


def test_head_and_size_are_changed_without_days(client: Client, place: SimpleNamespace) -> None:
    data = {"head_name": "Giàng  A Sử", "size": "6", "code": "HQ-7"}
    redirects(post_form(client, "assignments:household_describe", place.household.pk, **data))
    place.household.refresh_from_db()
    assert (place.household.head_name, place.household.size, place.household.search_key) == (
        "Giàng A Sử",
        6,
        "giang a su",
    )


def test_a_code_that_is_taken_is_a_sentence(client: Client, place: SimpleNamespace) -> None:
    factories.HouseholdFactory(code="HQ-9", village=place.far)
    data = {"head_name": "Giàng A Páo", "code": "HQ-9"}
    response = post_form(client, "assignments:household_describe", place.household.pk, **data)
    assert "Another household has this code." in response.content.decode()


def test_a_new_household_lives_in_ones_own_unit(client: Client, place: SimpleNamespace) -> None:
    data = {"head_name": "Ma Văn Tá", "on": "01/07/2020", "poverty_class": "poor", "size": "4"}
    refusal = post_form(client, "assignments:household_new", village=place.far.pk, **data)
    assert "one of your own units" in refusal.content.decode()
    response = post_form(client, "assignments:household_new", village=place.near.pk, **data)
    household = Household.objects.get(head_name="Ma Văn Tá")
    assert response["Location"] == reverse("assignments:household", args=[household.pk])
    assert household.commune == place.here
    assert household.poverty_statuses.get().during.lower == date(2020, 7, 1)


@pytest.mark.parametrize("kind", ["residence", "membership"])
def test_a_correction_that_leads_out_of_the_own_unit_is_made_only_when_that_is_confirmed(
    client: Client, place: SimpleNamespace, kind: str
) -> None:
    fact = place.household.residences.get() if kind == "residence" else place.member.memberships.get()
    data = {"village": place.far.pk, "body": place.far_body.pk, "first": "1/1/2018", "last": "", "reason": "paper"}
    question = post_form(client, "assignments:fact_correct", kind, fact.pk, **data)
    assert "belongs to another unit" in question.content.decode()
    assert 'name="leaves"' in question.content.decode()
    assert 'name="leaves"' not in get_page(client, "assignments:fact_correct", kind, fact.pk)
    redirects(post_form(client, "assignments:fact_correct", kind, fact.pk, **data, leaves="on"))
    fact.refresh_from_db()
    assert fact.commune != place.here


def test_a_correction_says_why_in_the_history(client: Client, place: SimpleNamespace) -> None:
    data = {"poverty_class": "near_poor", "first": "01/01/2018", "last": ""}
    missing = post_form(client, "assignments:fact_correct", "class", place.status.pk, **data)
    assert 'role="alert"' in missing.content.decode()
    redirects(post_form(client, "assignments:fact_correct", "class", place.status.pk, reason="paper", **data))
    assert "correction: the document says otherwise" in get_page(
        client, "assignments:household_history", place.household.pk
    )


def test_an_overlapping_correction_is_the_sentence_of_the_promise(client: Client, place: SimpleNamespace) -> None:
    factories.PovertyStatusFactory(household=place.household, during=days("2016-01-01", "2018-01-01"))
    data = {"poverty_class": "poor", "first": "01/01/2017", "last": "", "reason": "typing"}
    response = post_form(client, "assignments:fact_correct", "class", place.status.pk, **data)
    assert "The household already has a class on these days." in response.content.decode()


def test_what_never_was_is_taken_out(client: Client, place: SimpleNamespace) -> None:
    data = {"remove": "yes", "removal-reason": "never"}
    redirects(post_form(client, "assignments:fact_correct", "assignment", place.assignment.pk, **data))
    assert not place.household.assignments.exists()
    assert ChangeEvent.objects.filter(action="delete").first().source == "correction: never"


# --- printing ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("layout", "pages"), [("list", 1), ("pages", 2)])
def test_a_cell_is_printed_with_a_reason_that_is_kept(
    client: Client, place: SimpleNamespace, layout: str, pages: int
) -> None:
    factories.MemberFactory(full_name="Ma Thị Hòa", body=place.body)
    assert "Giàng A Páo" not in get_page(client, "assignments:print_cell", place.body.pk)
    assert not AccessEvent.objects.exists()
    data = {"layout": layout, "on": timezone.localdate().strftime("%d/%m/%Y"), "reason": "work"}
    page = post_form(client, "assignments:print_cell", place.body.pk, **data).content.decode()
    assert len(re.findall(r'<section class="paper', page)) == pages
    assert "Giàng A Páo" in page
    assert "Ma Thị Hòa" in page
    event = AccessEvent.objects.get()
    assert (event.kind, event.target, event.rows) == ("print", f"assignments.body {place.body.pk}", 2)


def test_a_members_own_page_is_kept_in_the_members_history(client: Client, place: SimpleNamespace) -> None:
    page = post_form(
        client, "assignments:print_member", place.member.pk, on="01/12/2018", reason="work"
    ).content.decode()
    assert "Giàng A Páo" in page
    assert "01/12/2018" in page
    assert AccessEvent.objects.get().member == place.member.pk


def test_a_cell_of_another_commune_is_not_printed(client: Client, place: SimpleNamespace) -> None:
    assert client.get(reverse("assignments:print_cell", args=[place.far_body.pk])).status_code == 404


def test_printing_costs_the_same_queries_for_one_member_and_for_twenty(client: Client, place: SimpleNamespace) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            post_form(client, "assignments:print_cell", place.body.pk, layout="pages", on="01/12/2018", reason="work")
        return len(captured)

    few = queries()
    for _number in range(19):
        household = factories.HouseholdFactory(village=place.village)
        factories.AssignmentFactory(household=household, member=factories.MemberFactory(body=place.body))
    assert queries() == few
