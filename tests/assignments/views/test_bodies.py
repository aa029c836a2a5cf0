"""The pages of cells, agencies and decisions: lists, details, forms and permissions."""

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

from assignments.models import Assignment, Body, Decision, Membership
from assignments.queries import lists
from households.permissions import permissions_for
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Role
from lambinh.audit.models import ChangeEvent
from tests import factories
from tests.factories import days
from tests.support.pages import get_page, post_form
from tests.support.responses import redirects

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> SimpleNamespace:
    """A district of two communes; in the first a village with a cell, in which a member is in charge of a household."""
    district = factories.DistrictFactory(name="Lâm Bình")
    here = factories.UnitFactory(name="Thổ Bình", parent=district)
    there = factories.UnitFactory(name="Bình An", parent=district)
    village = factories.VillageFactory(name="Nà Cọn", commune=here)
    body = factories.BodyFactory(name="Chi bộ Nà Cọn", unit=village)
    member = factories.MemberFactory(full_name="Nông Văn Huấn", body=body, body__during=days("2018-01-01"))
    household = factories.HouseholdFactory(head_name="Giàng A Páo", village=village)
    decision = factories.DecisionFactory(number="345-QĐ/HU", issued_on=date(2018, 10, 17), issuer="Huyện ủy Lâm Bình")
    return SimpleNamespace(
        here=here,
        there=there,
        district=district,
        village=village,
        body=body,
        member=member,
        household=household,
        decision=decision,
        assignment=factories.AssignmentFactory(household=household, member=member, decision=decision),
        far=factories.BodyFactory(name="Chi bộ Bản Piát", unit=factories.VillageFactory(commune=there)),
    )


def client_of(place: SimpleNamespace, role: Role, language: str = "en") -> Client:
    unit = place.district if role in (Role.DISTRICT_OFFICE, Role.ADMINISTRATOR) else place.here
    client = Client()
    client.force_login(factories.UnitAccessFactory(unit=unit, role=role).user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


@pytest.fixture
def client(place: SimpleNamespace) -> Client:
    return client_of(place, Role.COMMUNE_SECRETARY)


@pytest.fixture
def office(place: SimpleNamespace) -> Client:
    return client_of(place, Role.DISTRICT_OFFICE)


# --- cells and agencies ----------------------------------------------------------------------------------


def test_the_list_has_the_own_cells_alone_and_is_searched_without_marks(client: Client, place: SimpleNamespace) -> None:
    factories.BodyFactory(name="Chi bộ Trường học", unit=place.here)
    page = get_page(client, "assignments:bodies")
    assert "Chi bộ Nà Cọn" in page
    assert "Bản Piát" not in page
    results = get_page(client, "assignments:bodies", q="na con")
    assert "Chi bộ Nà Cọn" in results
    assert "Trường học" not in results


def test_a_cell_is_found_by_commune_kind_and_tier(office: Client, place: SimpleNamespace) -> None:
    factories.BodyFactory(name="Văn phòng Huyện ủy", unit=place.district, kind="agency", tier="district")
    assert "Bản Piát" in get_page(office, "assignments:bodies", commune=place.there.pk)
    assert "Nà Cọn" not in get_page(office, "assignments:bodies", commune=place.there.pk)
    agencies = get_page(office, "assignments:bodies", kind="agency", tier="district")
    assert "Văn phòng Huyện ủy" in agencies
    assert "Nà Cọn" not in agencies


def test_a_cell_shows_who_sits_there_with_the_load_and_who_sat_there(client: Client, place: SimpleNamespace) -> None:
    before = factories.MemberFactory(
        full_name="Ma Văn Quan", body=place.body, body__during=days("2015-01-01", "2017-01-01")
    )
    page = get_page(client, "assignments:body", place.body.pk)
    now, _heading, line = page.partition("Former and future members")
    assert "Nông Văn Huấn" in now
    assert "Ma Văn Quan" not in now
    assert "Ma Văn Quan" in line
    assert "from 01/01/2015 to 31/12/2016" in line
    assert reverse("assignments:member", args=[before.pk]) in line


def test_the_numbers_of_the_list_are_those_that_counting_gives(place: SimpleNamespace) -> None:
    user: Any = factories.UnitAccessFactory(unit=place.district, role=Role.DISTRICT_OFFICE).user
    for n in range(12):
        body = place.body if n % 3 else place.far
        factories.MemberFactory(body=body, body__is_exempt=n % 4 == 0, body__during=days("2016-01-01", "2030-01-01"))
        factories.MemberFactory(body=body, body__during=days("2010-01-01", "2015-01-01"))
    for n in range(5):
        factories.AssignmentFactory(
            decision=place.decision, household=factories.HouseholdFactory(village=place.village)
        )
        until = {"during": days("2018-01-01", "2019-01-01")} if n % 2 else {}
        factories.AssignmentFactory(decision=None, household=factories.HouseholdFactory(village=place.village), **until)
    today = timezone.localdate()

    actual = {row.pk: (row.members, row.exempt) for row in lists.bodies(user, {}, permissions_for(user))}
    expected: dict[int, tuple[int, int]] = {}
    for body in Body.objects.all():
        seats = [seat for seat in Membership.objects.filter(body=body) if today in seat.during]
        expected[body.pk] = (len(seats), sum(seat.is_exempt for seat in seats))
    assert actual == expected

    (decision,) = lists.decisions(user, {}, today)
    under = [
        assignment for assignment in Assignment.objects.filter(decision=place.decision) if today in assignment.during
    ]
    assert decision.households == len({assignment.household_id for assignment in under}) == 6


def test_a_secretary_enters_a_cell_and_puts_its_name_right(client: Client, place: SimpleNamespace) -> None:
    data = {"name": "  Chi bộ  Nà Khà ", "kind": "cell", "tier": "commune", "unit": place.village.pk}
    response = post_form(client, "assignments:body_new", **data)
    body = Body.objects.get(name="Chi bộ Nà Khà")
    assert response.url == reverse("assignments:body", args=[body.pk])

    post_form(client, "assignments:body_describe", body.pk, **data | {"name": "Chi bộ thôn Nà Khà"})
    body.refresh_from_db()
    assert body.name == "Chi bộ thôn Nà Khà"


def test_a_name_that_the_unit_has_already_is_a_sentence(client: Client, place: SimpleNamespace) -> None:
    data = {"name": "Chi bộ Nà Cọn", "kind": "cell", "tier": "commune", "unit": place.village.pk}
    response = post_form(client, "assignments:body_new", **data)
    assert response.status_code == 200
    assert "The unit already has a body of this name." in response.content.decode()
    assert Body.objects.filter(name="Chi bộ Nà Cọn").count() == 1


def test_a_cell_is_not_entered_in_nor_moved_to_a_unit_of_others(client: Client, place: SimpleNamespace) -> None:
    data = {"name": "Chi bộ mới", "kind": "cell", "tier": "commune", "unit": place.far.unit_id}
    for response in (
        post_form(client, "assignments:body_new", **data),
        post_form(client, "assignments:body_describe", place.body.pk, **data),
    ):
        assert "Enter a place in one of your own units" in response.content.decode()
    assert not Body.objects.filter(name="Chi bộ mới").exists()
    assert post_form(client, "assignments:body_describe", place.far.pk, **data).status_code == 404


def test_members_of_a_cell_that_was_entered_in_the_wrong_commune_follow_it(
    office: Client, place: SimpleNamespace
) -> None:
    right = factories.VillageFactory(commune=place.there)
    data = {"name": place.body.name, "kind": "cell", "tier": "commune", "unit": right.pk}
    redirects(post_form(office, "assignments:body_describe", place.body.pk, **data))
    place.member.refresh_from_db()
    assert place.member.commune == place.there


def test_an_administrator_keeps_cells_without_seeing_who_sits_there(place: SimpleNamespace) -> None:
    client = client_of(place, Role.ADMINISTRATOR)
    assert "Chi bộ Nà Cọn" in get_page(client, "assignments:bodies")
    page = get_page(client, "assignments:body", place.body.pk)
    assert "Nông Văn Huấn" not in page
    data = {"name": "Chi bộ Nà Cọn 1", "kind": "cell", "tier": "commune", "unit": place.village.pk}
    redirects(post_form(client, "assignments:body_describe", place.body.pk, **data))


def test_a_secretary_who_entered_a_cell_is_named_in_the_journal(client: Client, place: SimpleNamespace) -> None:
    post_form(
        client, "assignments:body_new", name="Chi bộ Khau Cau", kind="cell", tier="commune", unit=place.village.pk
    )
    (change,) = ChangeEvent.objects.filter(table="assignments_body", action="insert", after__name="Chi bộ Khau Cau")
    assert User.objects.get(pk=change.by).unit_access.get().role == Role.COMMUNE_SECRETARY


# --- decisions -------------------------------------------------------------------------------------------


def test_decisions_are_found_by_words_and_year(client: Client, place: SimpleNamespace) -> None:
    factories.DecisionFactory(number="12-QĐ/ĐU", issued_on=date(2020, 1, 5), issuer="Đảng ủy xã Thổ Bình")
    assert "345-QĐ/HU" not in get_page(client, "assignments:decisions", q="đảng ủy")
    assert "12-QĐ/ĐU" not in get_page(client, "assignments:decisions", year=2018)
    assert "345-QĐ/HU" in get_page(client, "assignments:decisions", year=2018)


def test_a_decision_shows_the_households_that_one_may_see(
    client: Client, office: Client, place: SimpleNamespace
) -> None:
    far = factories.HouseholdFactory(head_name="Lù Thị Mẩy", village=factories.VillageFactory(commune=place.there))
    factories.AssignmentFactory(household=far, decision=place.decision)
    page = get_page(client, "assignments:decision", place.decision.pk)
    assert "Giàng A Páo" in page
    assert "Nông Văn Huấn" in page
    assert "Lù Thị Mẩy" not in page
    assert "Lù Thị Mẩy" in get_page(office, "assignments:decision", place.decision.pk)


def test_the_office_enters_a_decision_and_puts_it_right(office: Client) -> None:
    data = {"number": "7-QĐ/HU", "issued_on": "1/2/25", "issuer": "Huyện ủy Lâm Bình", "title": "Phân công"}
    post_form(office, "assignments:decision_new", **data)
    decision = Decision.objects.get(number="7-QĐ/HU")
    assert decision.issued_on == date(2025, 2, 1)
    post_form(office, "assignments:decision_describe", decision.pk, **data | {"issued_on": "02/02/2025"})
    decision.refresh_from_db()
    assert decision.issued_on == date(2025, 2, 2)
    duplicate = post_form(office, "assignments:decision_new", **data | {"issued_on": "02/02/2025"})
    assert "This decision already exists." in duplicate.content.decode()


def test_a_secretary_reads_decisions_and_enters_none(client: Client, place: SimpleNamespace) -> None:
    assert reverse("assignments:decision_new") not in get_page(client, "assignments:decisions")
    assert client.get(reverse("assignments:decision_new")).status_code == 403
    assert post_form(client, "assignments:decision_describe", place.decision.pk, number="x").status_code == 403


# --- numbers of queries ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("assignments:bodies", None),
        ("assignments:body", "body"),
        ("assignments:decisions", None),
        ("assignments:decision", "decision"),
    ],
)
def test_more_rows_cost_no_more_queries(office: Client, place: SimpleNamespace, name: str, of: str | None) -> None:
    args = [getattr(place, of).pk] if of else []

    def count_queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            get_page(office, name, *args)
        return len(queries)

    few = count_queries()
    for _n in range(4):
        factories.BodyFactory(unit=factories.VillageFactory(commune=place.here))
        factories.DecisionFactory()
        member = factories.MemberFactory(body=place.body)
        household = factories.HouseholdFactory(village=place.village)
        factories.AssignmentFactory(household=household, member=member, decision=place.decision)
    assert count_queries() == few
    assert few <= 20


@pytest.mark.parametrize(
    "name", ["assignments:bodies", "assignments:body_new", "assignments:decisions", "assignments:decision_new"]
)
def test_pages_are_vietnamese_first(place: SimpleNamespace, name: str) -> None:
    page = get_page(client_of(place, Role.DISTRICT_OFFICE, language="vi"), name)
    assert '<html lang="vi">' in page
    for english in ("Decision", "Cell", "Issued", "Unit", "Tier", "Number"):
        assert english not in page
