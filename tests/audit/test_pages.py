"""Pages of history, access to citizen ids, and the reasons of exports and downloads."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from households.models import Household, Unit
from lambinh.accounts.models import SecurityEvent, User
from lambinh.accounts.permissions import Role
from lambinh.audit.models import AccessEvent
from lambinh.audit.presenters import field_of, model_of, title_of
from lambinh.audit.queries import PAGE, history
from lambinh.db.roles import Roles, quoted
from lambinh.lib.admin.reasons import Purpose
from tests import factories
from tests.support.access.web import as_web

pytestmark = pytest.mark.django_db

CITIZEN_ID = "008075001234"


@pytest.fixture
def commune() -> Unit:
    return factories.UnitFactory(name="Thổ Bình")


@pytest.fixture
def village(commune: Unit) -> Unit:
    return factories.VillageFactory(name="Nà Cọn", commune=commune)


@pytest.fixture
def household(village: Unit) -> Household:
    return factories.HouseholdFactory(head_name="Giàng A Páo", size=5, village=village, citizen_id=CITIZEN_ID)


def client_of(unit: Unit, role: Role = Role.COMMUNE_SECRETARY, **about: Any) -> Client:
    user = factories.PersonFactory(**about)
    factories.UnitAccessFactory(user=user, unit=unit, role=role)
    client = Client()
    client.force_login(user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def secretary(commune: Unit) -> Client:
    return client_of(commune, username="bi.thu")


def page_of(client: Client, name: str, pk: int, **query: Any) -> str:
    response = client.get(reverse(name, args=[pk]), query)
    assert response.status_code == 200
    return response.content.decode()


# --- histories ---------------------------------------------------------------------------------------------------


def test_the_history_of_a_household_is_told_in_words(secretary: Client, household: Household, village: Unit) -> None:
    assignment = factories.AssignmentFactory(household=household, member__commune=household.commune)
    assignment.tier = "district"
    assignment.save()
    factories.PovertyStatusFactory(household=household, during=factories.days("2018-11-01", "2019-01-01"))

    page = page_of(secretary, "assignments:household_history", household.pk)

    assert "Giàng A Páo" in page
    for text in ("Poverty class: added", "01/11/2018 – 31/12/2018", "district tier", str(village)):
        assert text in page
    assert str(assignment.member) in page
    for raw in ("poverty_class", "household_id", "commune_id", "near_poor", CITIZEN_ID, "&quot;"):
        assert raw not in page


def test_a_member_of_another_unit_is_a_number_in_the_history(secretary: Client, household: Household) -> None:
    stranger = factories.MemberFactory(full_name="Quan Văn Xa", commune=factories.UnitFactory())
    factories.AssignmentFactory(household=household, member=stranger)

    page = page_of(secretary, "assignments:household_history", household.pk)

    assert "Quan Văn Xa" not in page
    assert f"number {stranger.pk}" in page


def test_the_history_of_a_member_names_households_that_the_reader_sees(secretary: Client, household: Household) -> None:
    member = factories.MemberFactory(commune=household.commune)
    factories.AssignmentFactory(household=household, member=member)

    assert "Giàng A Páo" in page_of(secretary, "assignments:member_history", member.pk)


@pytest.mark.parametrize("name", ["assignments:household_history", "assignments:member_history"])
def test_a_row_of_another_unit_has_no_history_here(secretary: Client, name: str) -> None:
    other = factories.UnitFactory()
    factory = {
        "assignments:household_history": factories.HouseholdFactory,
        "assignments:member_history": factories.MemberFactory,
    }[name]

    assert secretary.get(reverse(name, args=[factory(commune=other).pk])).status_code == 404
    assert secretary.get(reverse(name, args=[999_999])).status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "assignments:household_history",
        "assignments:member_history",
        "assignments:user_history",
        "households:citizen_id",
    ],
)
def test_who_only_looks_at_totals_sees_no_history(commune: Unit, household: Household, name: str) -> None:
    assert client_of(commune, Role.VIEWER).get(reverse(name, args=[household.pk])).status_code == 403


@pytest.mark.parametrize(
    "name", ["assignments:household_history", "assignments:member_history", "assignments:user_history"]
)
def test_a_history_is_only_read(name: str) -> None:
    client = Client()
    client.force_login(factories.UserFactory())

    assert client.post(reverse(name, args=[1])).status_code == 405


def test_a_history_costs_the_same_number_of_queries_for_one_entry_and_for_fifty(
    secretary: Client, household: Household
) -> None:
    address = reverse("assignments:household_history", args=[household.pk])
    secretary.get(address)  # the journal attributes all later changes to the secretary
    factories.AssignmentFactory(household=household, during=factories.days("2018-11-01", "2018-11-02"))
    with CaptureQueriesContext(connection) as few:
        secretary.get(address)
    for day in range(2, 20):
        member = factories.MemberFactory(commune=household.commune)
        stretch = factories.days(f"2018-11-{day:02}", f"2018-11-{day + 1:02}")
        factories.AssignmentFactory(household=household, member=member, during=stretch)
    for size in range(6, 26):
        Household.objects.filter(pk=household.pk).update(size=size)
    with CaptureQueriesContext(connection) as many:
        secretary.get(address)

    assert len(many) == len(few)


def test_older_entries_follow_without_a_gap(secretary: Client, household: Household) -> None:
    for size in range(6, 6 + 2 * PAGE):
        Household.objects.filter(pk=household.pk).update(size=size)
    first = history(household=household.pk)
    assert first.below is not None
    second = history(household=household.pk, below=first.below)
    third = history(household=household.pk, below=second.below or 0)

    sizes = [entry.after["size"] for page in (first, second) for entry in page.entries]  # type: ignore[union-attr]
    assert sizes == list(range(5 + 2 * PAGE, 5, -1))
    assert (third.below, third.entries[-1].household) == (None, household.pk)
    assert f"?below={first.below}" in page_of(secretary, "assignments:household_history", household.pk)
    assert "Newest" in page_of(secretary, "assignments:household_history", household.pk, below=first.below)


@pytest.mark.parametrize("below", ["x", "-1", "9" * 40, "²"])
def test_a_place_that_is_none_is_the_newest_page(secretary: Client, household: Household, below: str) -> None:
    assert "Household: added" in page_of(secretary, "assignments:household_history", household.pk, below=below)


def test_the_page_works_under_the_role_of_the_web_server(secretary: Client, household: Household) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {quoted(Roles(connection.settings_dict['USER']).web)}")
        try:
            assert "Household: added" in page_of(secretary, "assignments:household_history", household.pk)
            response = secretary.post(reverse("households:citizen_id", args=[household.pk]), {"reason": "check"})
            assert CITIZEN_ID in response.content.decode()
        finally:
            cursor.execute("RESET ROLE")


# --- users -------------------------------------------------------------------------------------------------------


def test_the_history_of_a_user_names_no_persons(commune: Unit, household: Household) -> None:
    clerk = client_of(commune, username="can.bo", is_staff=True)
    clerk.post(reverse("households:citizen_id", args=[household.pk]), {"reason": "check"})
    office = client_of(commune, Role.DISTRICT_OFFICE)
    person = User.objects.get(username="can.bo")

    page = page_of(office, "assignments:user_history", person.pk)

    assert "Citizen id opened" in page
    assert "commune secretary" in page
    assert str(commune) in page
    assert "Giàng A Páo" not in page


def test_the_history_of_a_user_of_another_unit_is_not_shown(commune: Unit) -> None:
    client_of(factories.UnitFactory(), username="nguoi.khac")
    office = client_of(commune, Role.DISTRICT_OFFICE)

    assert (
        office.get(reverse("assignments:user_history", args=[User.objects.get(username="nguoi.khac").pk])).status_code
        == 404
    )


def test_a_superuser_sees_the_history_of_everybody() -> None:
    client = Client()
    client.force_login(factories.UserFactory(is_superuser=True))

    assert client.get(reverse("assignments:user_history", args=[factories.PersonFactory().pk])).status_code == 200


# --- citizen ids -------------------------------------------------------------------------------------------------


def test_a_citizen_id_is_shown_for_a_reason_that_is_kept(secretary: Client, household: Household) -> None:
    address = reverse("households:citizen_id", args=[household.pk])
    form_page = secretary.get(address)
    assert CITIZEN_ID not in form_page.content.decode()
    response = secretary.post(address, {"reason": "other", "words": "làm thẻ bảo hiểm y tế"})

    assert CITIZEN_ID in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    event = AccessEvent.objects.get()
    assert (event.kind, event.household, event.reason) == ("citizen_id", household.pk, "other: làm thẻ bảo hiểm y tế")
    assert event.by == User.objects.get(username="bi.thu").pk
    assert CITIZEN_ID not in event.target
    page = page_of(secretary, "assignments:household_history", household.pk)
    assert "Citizen id opened" in page
    assert "làm thẻ bảo hiểm y tế" in page


@pytest.mark.parametrize("data", [{}, {"reason": ""}, {"reason": "other"}, {"reason": "because"}])
def test_without_a_reason_it_stays_closed(secretary: Client, household: Household, data: dict[str, str]) -> None:
    response = secretary.post(reverse("households:citizen_id", args=[household.pk]), data)

    assert CITIZEN_ID not in response.content.decode()
    assert not AccessEvent.objects.exists()


def test_a_citizen_id_of_another_unit_is_not_found(secretary: Client) -> None:
    other = factories.HouseholdFactory(commune=factories.UnitFactory(), citizen_id=CITIZEN_ID)

    assert secretary.post(reverse("households:citizen_id", args=[other.pk]), {"reason": "check"}).status_code == 404


def test_the_page_of_a_citizen_id_takes_no_other_method(secretary: Client, household: Household) -> None:
    assert secretary.put(reverse("households:citizen_id", args=[household.pk])).status_code == 405


REASON = {"reason": "check"}


def open_citizen_id(client: Client, household: Household, times: int = 1) -> Any:
    return [client.post(reverse("households:citizen_id", args=[household.pk]), REASON) for _time in range(times)][-1]


def test_after_so_many_citizen_ids_no_more_open_for_a_while(
    secretary: Client, household: Household, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.LAMBINH_CITIZEN_ID_LIMITS = ((3, 600), (100, 86_400))
    with as_web():
        assert CITIZEN_ID in open_citizen_id(secretary, household, times=3).content.decode()
        response = open_citizen_id(secretary, household)

    assert response.status_code == 429
    page = response.content.decode()
    assert CITIZEN_ID not in page
    assert "in 10 minutes" in page
    assert AccessEvent.objects.count() == 3
    person = User.objects.get(username="bi.thu")
    assert SecurityEvent.objects.get(user=person, kind="citizen-id-limit").times == 1
    [record] = [record for record in caplog.records if record.name == "lambinh.security"]
    assert record.levelname == "WARNING"
    assert f"citizen-id-limit account={person.pk} household={household.pk}" in record.getMessage()


def test_colleagues_may_go_on(secretary: Client, household: Household, commune: Unit, settings: Any) -> None:
    settings.LAMBINH_CITIZEN_ID_LIMITS = ((3, 600),)
    open_citizen_id(secretary, household, times=4)
    assert open_citizen_id(client_of(commune), household).status_code == 200


def test_they_open_again_when_the_time_is_over(
    secretary: Client, household: Household, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LAMBINH_CITIZEN_ID_LIMITS = ((3, 600), (5, 86_400))
    open_citizen_id(secretary, household, times=3)
    later = timezone.now() + timedelta(minutes=11)
    monkeypatch.setattr("households.citizen_id_limits.timezone", SimpleNamespace(now=lambda: later))
    assert open_citizen_id(secretary, household, times=2).status_code == 200
    assert "1 day" in open_citizen_id(secretary, household).content.decode()


def test_hundred_at_once_are_not_all_opened(secretary: Client, household: Household) -> None:
    answers = [
        secretary.post(reverse("households:citizen_id", args=[household.pk]), REASON).status_code
        for _time in range(100)
    ]
    assert answers.count(200) == 20
    assert answers.count(429) == 80


# --- exports and downloads ---------------------------------------------------------------------------------------


@pytest.fixture
def boss() -> Client:
    client = Client()
    factories.UnitFactory()
    client.force_login(factories.UserFactory())
    return client


EXPORT = {"format": "0", "resource": "0"}


def test_an_export_asks_why_and_is_recorded(boss: Client, household: Household) -> None:
    address = reverse("admin:households_household_export") + f"?commune={household.commune_id}&q=giàng"
    refusal = boss.post(address, EXPORT)
    assert refusal["Content-Type"].startswith("text/html")
    assert not AccessEvent.objects.exists()
    response = boss.post(address, EXPORT | {"reason": "report"})

    assert response["Content-Type"].startswith("application/vnd")
    event = AccessEvent.objects.get()
    assert (event.kind, event.reason, event.rows, event.source) == ("export", "report", 1, "admin")
    assert event.target == f"households.household commune={household.commune_id} q"


def test_a_file_that_is_taken_is_recorded_with_its_purpose(boss: Client) -> None:
    assert boss.get(reverse("rosters:template", args=["households"])).status_code == 200

    assert (AccessEvent.objects.get().kind, AccessEvent.objects.get().reason) == ("download", Purpose.FILL_IN)


def test_a_file_that_is_gone_is_not_recorded_as_taken(boss: Client) -> None:
    upload = factories.RosterUploadFactory()
    factories.RosterImportFactory(upload=upload, checked_by=factories.UserFactory())

    assert boss.get(reverse("rosters:original", args=[upload.pk])).status_code in (302, 404)
    assert not AccessEvent.objects.exists()


# --- translations ------------------------------------------------------------------------------------------------

KEYS = {"id", "search_key", "sort_key", "last_login"}


def test_every_journalled_column_has_vietnamese_words() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT c.relname, a.attname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
            " WHERE t.tgname = 'journal_added'"
        )
        columns = [(table, column) for table, column in cursor.fetchall() if column not in KEYS]
    # Pages display changes of this table without columns.
    columns = [(table, column) for table, column in columns if table != "mfa_authenticator"]
    assert len(columns) > 60
    for table, column in columns:
        model = model_of(table)
        assert model in apps.get_models()
        assert field_of(model, column), (table, column)
        with override("en"):
            english = title_of(model, column)
        with override("vi"):
            assert title_of(model, column) != english, (table, column)
