"""The pages of duplicates: status codes, contents and numbers of queries."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assignments.duplicates.merging.specs import HOUSEHOLDS
from assignments.duplicates.models import DistinctPair, Merge
from assignments.duplicates.services import mark_distinct, merge_households, merge_members
from assignments.models import Assignment
from households.models import Household
from lambinh.accounts.permissions import Role
from tests import factories
from tests.support.access.web import WebClient
from tests.support.responses import redirects

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> SimpleNamespace:
    district = factories.DistrictFactory()
    commune, beside = (factories.UnitFactory(parent=district) for _ in range(2))
    village, elsewhere = (factories.VillageFactory(commune=unit) for unit in (commune, beside))
    first, second = (
        factories.HouseholdFactory(head_name=name, village=village, head_birth_year=1975)
        for name in ("Ma Văn Huấn", "Ma Văn Huân")
    )
    members = [factories.MemberFactory(full_name=f"Lý Thị {name}") for name in ("Én", "Mai")]
    for household, member in zip((first, second), members, strict=True):
        factories.AssignmentFactory(household=household, member=member)
    secretary = factories.UnitAccessFactory(unit=commune, role=Role.COMMUNE_SECRETARY).user
    viewer = factories.UnitAccessFactory(unit=commune, role=Role.VIEWER).user
    return SimpleNamespace(
        commune=commune, village=village, first=first, second=second, secretary=secretary, viewer=viewer,
        far=factories.HouseholdFactory(village=elsewhere),
    )  # fmt: skip


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def secretary(place: SimpleNamespace) -> Client:
    return signed_in(place.secretary)


def address(name: str, place: SimpleNamespace, **more: int) -> str:
    return reverse(f"duplicates:{name}", args=["households", place.first.pk, place.second.pk, *more.values()])


def test_the_list_shows_the_pair_and_why(secretary: Client, place: SimpleNamespace) -> None:
    page = secretary.get("/duplicates/households/").content.decode()

    assert "Ma Văn Huấn" in page
    assert "Ma Văn Huân" in page
    assert "Huấn và Huân là hai người" in page
    assert address("compare", place) in page


def test_members_have_a_list_of_their_own(secretary: Client, place: SimpleNamespace) -> None:
    body = factories.BodyFactory(unit=place.village)
    for _ in range(2):
        factories.MemberFactory(full_name="Hoàng Văn Tư", body=body)

    assert "Hoàng Văn Tư" in secretary.get("/duplicates/members/").content.decode()


@pytest.mark.parametrize("name", ["compare", "not_the_same"])
def test_pairs_outside_of_ones_units_or_in_the_wrong_order_are_not_there(
    secretary: Client, place: SimpleNamespace, name: str
) -> None:
    method = secretary.get if name == "compare" else secretary.post
    for first, second in (
        (place.first.pk, place.far.pk),
        (place.second.pk, place.first.pk),
        (place.first.pk, place.first.pk),
    ):
        assert method(reverse(f"duplicates:{name}", args=["households", first, second])).status_code == 404


def test_nonsense_is_not_there_and_wrong_methods_are_refused(secretary: Client, place: SimpleNamespace) -> None:
    assert secretary.get("/duplicates/cows/").status_code == 404
    assert secretary.get(address("keep", place, keep=place.far.pk)).status_code == 404
    assert secretary.put(address("not_the_same", place)).status_code == 405
    assert secretary.post(address("compare", place)).status_code == 405
    assert secretary.post(reverse("duplicates:undo", args=[999])).status_code == 404
    assert secretary.get("/duplicates/households/?page=nonsense").status_code == 200


def test_what_is_only_pressed_leads_back_to_its_page_when_opened(secretary: Client, place: SimpleNamespace) -> None:
    """A browser opens such a URL after a new login. Opening it changes nothing."""
    user = place.secretary
    distinct_url = address("not_the_same", place)
    assert secretary.get(distinct_url)["Location"] == address("compare", place)
    assert not DistinctPair.objects.exists()
    assert (
        secretary.get(distinct_url.replace(f"/{place.second.pk}/", f"/{place.far.pk}/"), follow=True).status_code == 404
    )

    pair = mark_distinct(HOUSEHOLDS, record=place.first, other=place.second, by=user, reason="other")
    response = secretary.get(reverse("duplicates:ask_again", args=[pair.pk]))
    assert response["Location"] == "/duplicates/households/decided/"
    assert DistinctPair.objects.exists()

    body = factories.BodyFactory(unit=place.village)
    others = [factories.MemberFactory(full_name="Lý Thị Mai", body=body) for _ in range(2)]
    merge = merge_members(keep=others[0], other=others[1], by=user)
    assert secretary.get(reverse("duplicates:undo", args=[merge.pk]))["Location"] == "/duplicates/members/decided/"
    assert Merge.objects.get().undone_at is None
    for name in ("undo", "ask_again"):
        assert secretary.get(reverse(f"duplicates:{name}", args=[999])).status_code == 404
        assert signed_in(place.viewer).get(reverse(f"duplicates:{name}", args=[merge.pk])).status_code == 403


def test_who_sees_no_persons_sees_no_doubles(place: SimpleNamespace) -> None:
    viewer = signed_in(place.viewer)
    assert viewer.get("/duplicates/households/").status_code == 403
    assert viewer.get(address("keep", place, keep=place.first.pk)).status_code == 403


def _digest(page: Any) -> str:
    return str(page.context["digest"])


def test_a_question_must_be_answered_before_the_two_are_merged(secretary: Client, place: SimpleNamespace) -> None:
    url = address("keep", place, keep=place.first.pk)
    page = secretary.get(url)
    (question,) = (question for question, *_rest in page.context["questions"])

    refusal = secretary.post(url, {"merge": "1", "seen": _digest(page)})
    assert refusal.status_code == 400
    assert not Merge.objects.exists()

    preview = secretary.post(url, {"look": "1", "seen": _digest(page), f"q-{question.key}": "other"})
    assert preview.status_code == 200
    assert not Merge.objects.exists()

    merge_response = secretary.post(
        url, {"merge": "1", "seen": _digest(page), f"q-{question.key}": "other"}, follow=True
    )
    assert merge_response.status_code == 200
    assert Merge.objects.get().merged_by == place.secretary
    assert Assignment.objects.filter(household=place.first).count() == 2
    assert "Ma Văn Huân" in merge_response.content.decode()

    undo_response = secretary.post(reverse("duplicates:undo", args=[Merge.objects.get().pk]), follow=True)
    assert undo_response.status_code == 200
    assert Household.objects.visible_to(place.secretary).count() == 2


def test_the_web_servers_role_may_do_all_of_it(place: SimpleNamespace) -> None:
    client = WebClient()
    client.force_login(place.secretary)
    url = address("keep", place, keep=place.second.pk)
    page = client.get(url)
    (question,) = (question for question, *_rest in page.context["questions"])

    response = client.post(url, {"merge": "1", "seen": _digest(page), f"q-{question.key}": "keep"})
    assert (response.status_code, response.get("Location")) == (302, "/duplicates/households/decided/")
    redirects(client.post(address("not_the_same", place), {"reason": "cha con"}))


def test_what_has_changed_since_the_page_was_shown_is_told(secretary: Client, place: SimpleNamespace) -> None:
    url = address("keep", place, keep=place.first.pk)
    digest = _digest(secretary.get(url))
    factories.PovertyStatusFactory(household=place.second)

    response = secretary.post(url, {"merge": "1", "seen": digest})

    assert response.status_code == 400
    assert "đã thay đổi" in response.content.decode()


def test_a_second_press_of_the_button_merges_nothing_twice(secretary: Client, place: SimpleNamespace) -> None:
    Assignment.objects.all().delete()
    url = address("keep", place, keep=place.first.pk)
    data = {"merge": "1", "seen": _digest(secretary.get(url))}

    redirects(secretary.post(url, data))
    assert secretary.post(url, data).status_code == 404
    assert Merge.objects.count() == 1


def test_telling_apart_needs_a_reason_and_can_be_taken_back(secretary: Client, place: SimpleNamespace) -> None:
    assert secretary.post(address("not_the_same", place), {"reason": " "}).status_code == 400
    redirects(secretary.post(address("not_the_same", place), {"reason": "Huấn là cha"}))
    assert "Ma Văn Huấn" not in secretary.get("/duplicates/households/").content.decode()
    assert "Huấn là cha" in secretary.get("/duplicates/households/decided/").content.decode()

    secretary.post(reverse("duplicates:ask_again", args=[DistinctPair.objects.get().pk]))

    assert "Ma Văn Huấn" in secretary.get("/duplicates/households/").content.decode()


@pytest.mark.parametrize("kind", ["households", "members"])
@pytest.mark.parametrize("page", ["", "decided/"])
def test_a_list_costs_the_same_for_few_and_for_many(
    secretary: Client, place: SimpleNamespace, kind: str, page: str
) -> None:
    url = f"/duplicates/{kind}/{page}"
    secretary.get(url)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            secretary.get(url)
        return len(queries)

    _more(place)
    few = cost()
    for _ in range(5):
        _more(place)
    assert cost() == few
    assert few <= 16


def _more(place: SimpleNamespace) -> None:
    body = factories.BodyFactory(unit=place.village)
    for _ in range(2):
        factories.MemberFactory(full_name="Hoàng Văn Tư", body=body)
        factories.HouseholdFactory(head_name="Vàng A Sì", village=place.village)
    first, second, third, fourth = (factories.HouseholdFactory(village=place.village) for _ in range(4))
    merge_households(keep=first, other=second, by=place.secretary)
    mark_distinct(HOUSEHOLDS, record=third, other=fourth, by=place.secretary, reason="khác")


def test_comparing_costs_the_same_for_long_histories(secretary: Client, place: SimpleNamespace) -> None:
    def cost(url: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert secretary.get(url).status_code == 200
        return len(queries)

    pages = [address("compare", place), address("keep", place, keep=place.first.pk)]
    few = [cost(url) for url in pages]
    for household in (place.first, place.second):
        for _ in range(8):
            factories.AssignmentFactory(household=household, role="helper")
    assert [cost(url) for url in pages] == few
