"""A form asks for confirmation if a new entry would end where a recorded one begins, and reports that end."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from tests import factories
from tests.factories import days
from tests.support.pages import english_secretary, get_page, post_form
from tests.support.responses import redirects

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> SimpleNamespace:
    """A household in Nà Khà since 2020, near poor since then, and a member of the party office since then."""
    commune = factories.UnitFactory(name="Thổ Bình")
    near, here, far = (
        factories.VillageFactory(name=name, commune=parent)
        for name, parent in (("Nà Cọn", commune), ("Nà Khà", commune), ("Bản Piát", factories.UnitFactory()))
    )
    household = factories.HouseholdFactory(village=near, village__during=days("2018-01-01", "2020-01-01"))
    factories.ResidenceFactory(household=household, village=here, during=days("2020-01-01"))
    for kind, during in (("poor", days("2018-01-01", "2020-01-01")), ("near_poor", days("2020-01-01"))):
        factories.PovertyStatusFactory(household=household, poverty_class=kind, year=None, during=during)
    cells = [
        factories.BodyFactory(name=name, unit=here) for name in ("Chi bộ Nà Cọn", "Chi bộ Nà Khà", "Chi bộ Cốc Phát")
    ]
    member = factories.MemberFactory(body=cells[0], body__during=days("2018-01-01", "2020-01-01"))
    factories.MembershipFactory(member=member, body=cells[1], during=days("2020-01-01"))
    third = factories.VillageFactory(name="Nà Luông", commune=commune)
    return SimpleNamespace(
        commune=commune, near=near, here=here, third=third, far=far, household=household, member=member, cells=cells
    )


@pytest.fixture
def client(place: SimpleNamespace) -> Client:
    return english_secretary(place.commune)


def rows(place: SimpleNamespace) -> list[Any]:
    facts = (place.household.residences, place.household.poverty_statuses, place.member.memberships)
    return [(fact.pk, fact.during) for kind in facts for fact in kind.order_by("pk")]


PAGES = {
    "assignments:household_move": ("household", lambda place: {"village": place.third.pk}, "lives in Thôn Nà Khà"),
    "assignments:household_class": ("household", lambda place: {"poverty_class": "escaped", "year": ""}, "the class “"),
    "assignments:member_seat": (
        "member",
        lambda place: {"body": place.cells[2].pk, "position": ""},
        "belongs to Chi bộ Nà Khà",
    ),
    "assignments:member_exempt": ("member", lambda place: {"last": ""}, "belongs to Chi bộ Nà Khà"),
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("on", [date(2019, 6, 1), date(2017, 6, 1)], ids=["between", "before everything"])
def test_what_is_entered_before_the_present_is_asked_about_and_then_done(
    client: Client, place: SimpleNamespace, name: str, on: date
) -> None:
    about, more, recorded = PAGES[name]
    if name == "assignments:member_exempt" and on.year == 2017:
        pytest.skip("nobody is exempt who sits nowhere")
    pk, before = getattr(place, about).pk, rows(place)
    data = {"on": on.strftime("%d/%m/%Y"), **more(place)}
    last = "31/12/2019" if on.year == 2019 else "31/12/2017"
    page = post_form(client, name, pk, **data).content.decode()
    assert 'name="for_a_time"' in page
    assert 'name="leaves"' not in page
    assert f"the new entry would end on {last}. Please confirm." in page
    assert on.year != 2019 or recorded in page
    assert rows(place) == before
    response = post_form(client, name, pk, for_a_time="on", **data)
    redirects(response)
    assert [str(message) for message in get_messages(response.wsgi_request)][-1].endswith(f"It ends on {last}.")
    assert len(rows(place)) == len(before) + 1
    assert days(on.isoformat(), "2020-01-01" if on.year == 2019 else "2018-01-01") in [row[1] for row in rows(place)]


@pytest.mark.parametrize("name", PAGES)
def test_what_goes_on_without_an_end_is_not_asked_about(client: Client, place: SimpleNamespace, name: str) -> None:
    about, more, _recorded = PAGES[name]
    pk = getattr(place, about).pk
    assert 'name="for_a_time"' not in get_page(client, name, pk)
    response = post_form(client, name, pk, on="01/06/2021", **more(place))
    redirects(response)
    assert "It ends on" not in str(list(get_messages(response.wsgi_request))[-1])


def test_both_questions_are_asked_at_once_and_both_must_be_answered(client: Client, place: SimpleNamespace) -> None:
    data = {"on": "01/06/2019", "village": place.far.pk}
    for confirmations in ({}, {"leaves": "on"}, {"for_a_time": "on"}):
        page = post_form(
            client, "assignments:household_move", place.household.pk, **data, **confirmations
        ).content.decode()
        assert "belongs to another unit" in page
        assert "would end on" in page
    redirects(post_form(client, "assignments:household_move", place.household.pk, leaves="on", for_a_time="on", **data))


def test_an_exemption_with_its_own_last_day_is_not_asked_about(client: Client, place: SimpleNamespace) -> None:
    data = {"on": "01/06/2019", "last": "31/08/2019"}
    redirects(post_form(client, "assignments:member_exempt", place.member.pk, **data))


def test_the_end_of_an_exemption_before_a_change_of_cell_is_asked_about(client: Client, place: SimpleNamespace) -> None:
    place.member.memberships.update(is_exempt=True)
    data = {"on": "01/06/2019"}
    assert (
        "exempt; the new entry"
        in post_form(client, "assignments:member_exempt", place.member.pk, **data).content.decode()
    )
    redirects(post_form(client, "assignments:member_exempt", place.member.pk, for_a_time="on", **data))


def test_where_the_present_ends_without_anything_after_it_that_is_said(client: Client, place: SimpleNamespace) -> None:
    place.household.residences.filter(village=place.here).update(during=days("2020-01-01", "2021-01-01"))
    response = post_form(
        client, "assignments:household_move", place.household.pk, on="01/06/2020", village=place.third.pk
    )
    assert "The entry of that day ends on 31/12/2020. The new entry would end with it." in response.content.decode()
