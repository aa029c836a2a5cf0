"""The registers: every model's list, form, search, filters, export and deletion."""

import io
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from assignments.models import Assignment, Body, Decision, Member, Membership
from assignments.rosters.models import RememberedHeading, RosterImport, RosterRow, RosterUpload
from assignments.rosters.storage.citizen_ids import encrypted
from households.models import Household, Placement, PovertyStatus, Residence, Unit
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Role
from tests import factories
from tests.factories import days
from tests.support.responses import redirects

pytestmark = pytest.mark.django_db

MODELS = (
    Unit,
    Placement,
    Household,
    Residence,
    PovertyStatus,
    Body,
    Member,
    Membership,
    Decision,
    Assignment,
    RosterImport,
    RosterRow,
    RosterUpload,
    RememberedHeading,
)
TABLES = (Unit, Body, Decision)
DATED = (Residence, PovertyStatus, Membership, Assignment)
READ_ONLY = (RosterImport, RosterRow, RosterUpload, RememberedHeading, *DATED)
ELSEWHERE = {Household: "assignments:household_new", Member: "assignments:member_new"}
"""Registers whose new rows are entered on one of our own pages."""


def make(model: Any) -> Any:
    """A new row of `model`, whatever rows exist already."""
    if model is Household:
        household = factories.HouseholdFactory(village=factories.VillageFactory(commune=factories.UnitFactory()))
        factories.PovertyStatusFactory(household=household)
        return household
    if model is Member:
        return factories.MemberFactory(body=factories.BodyFactory())
    if model is RosterUpload:
        return factories.RosterImportFactory(upload=factories.RosterUploadFactory()).upload
    if model is RememberedHeading:
        return factories.RememberedHeadingFactory(office=factories.some_unit())
    if model is Assignment:
        return factories.AssignmentFactory(decision=factories.DecisionFactory())
    return getattr(factories, f"{model.__name__}Factory")()


def address(model: Any, view: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args)


def id_of(model: Any) -> str:
    return str(model.__name__)


@pytest.fixture
def administrator() -> User:
    factories.UnitFactory()
    return factories.UserFactory(username="boss", is_superuser=True)


@pytest.fixture
def administrator_client(administrator: User, client: Client) -> Client:
    client.force_login(administrator)
    return client


@pytest.fixture
def clerk_client(client: Client) -> Callable[..., Client]:
    """A client of a user with one role in a unit, by default the unit of the factories."""

    def signed_in(role: Role, unit: Unit | None = None) -> Client:
        unit = unit or factories.some_unit() or factories.UnitFactory()
        client.force_login(factories.UnitAccessFactory(unit=unit, role=role).user)
        return client

    return signed_in


def exported(client: Client, model: Any, kind: str = "xlsx", **query: str) -> Any:
    number = {"xlsx": "0", "csv": "1"}[kind]
    answer = client.post(
        address(model, "export") + "?" + "&".join(f"{k}={v}" for k, v in query.items()),
        {"format": number, "resource": "0", "reason": "check"},
    )
    assert answer.status_code == 200, answer
    return answer


def sheet_of(answer: Any) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return [tuple(cell.value for cell in row) for row in book.active.iter_rows()]


# --- every register ------------------------------------------------------------------------------------


def test_every_model_of_the_program_has_a_register() -> None:
    apps = {"households", "assignments", "rosters", "accounts"}
    ours = {model for model in admin.site._registry if model._meta.app_label in apps}
    assert ours == set(MODELS)


@pytest.mark.parametrize("model", MODELS, ids=id_of)
def test_a_register_lists_searches_and_opens_its_rows(model: Any, administrator_client: Client) -> None:
    row = make(model)
    assert administrator_client.get(address(model, "changelist")).status_code == 200
    assert administrator_client.get(address(model, "changelist"), {"q": "nà khà 1"}).status_code == 200
    assert administrator_client.get(address(model, "change", row.pk)).status_code == 200
    assert administrator_client.get(address(model, "change", 987654321)).status_code == 404
    added = administrator_client.get(address(model, "add"))
    assert added.status_code == (403 if model in READ_ONLY else 302 if model in ELSEWHERE else 200)
    assert added.get("Location") == (reverse(ELSEWHERE[model]) if model in ELSEWHERE else None)
    assert administrator_client.get(address(model, "history", row.pk)).status_code in (
        302,
        404,
    )  # the register has no history page


@pytest.mark.parametrize("model", MODELS, ids=id_of)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_filter_of_a_register_answers(model: Any, language: str, administrator_client: Client) -> None:
    make(model)
    administrator_client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = administrator_client.get(address(model, "changelist"))
    for spec in page.context["cl"].filter_specs:
        for choice in spec.choices(page.context["cl"]):
            answer = administrator_client.get(address(model, "changelist") + choice["query_string"])
            assert answer.status_code == 200, choice


def test_a_filter_with_nonsense_shows_the_list_unfiltered(administrator_client: Client) -> None:
    make(Household), make(Residence)
    for model, parameter in (
        (Household, "commune"),
        (Household, "class"),
        (Residence, "commune"),
        (Residence, "today"),
    ):
        answer = administrator_client.get(address(model, "changelist"), {parameter: "' or 1=1"})
        assert answer.status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=id_of)
def test_a_list_costs_the_same_queries_for_3_and_for_30_rows(model: Any, administrator_client: Client) -> None:
    def queries(rows: int) -> int:
        while model.objects.count() < rows:
            make(model)
        administrator_client.get(address(model, "changelist"))
        with CaptureQueriesContext(connection) as capture:
            answer = administrator_client.get(address(model, "changelist"))
        assert answer.context["cl"].result_count >= rows
        return len(capture)

    assert queries(3) == queries(30)


@pytest.mark.parametrize("model", MODELS, ids=id_of)
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_an_export_costs_the_same_queries_for_3_and_for_30_rows(
    model: Any, kind: str, administrator_client: Client
) -> None:
    def queries(rows: int) -> int:
        while model.objects.count() < rows:
            make(model)
        with CaptureQueriesContext(connection) as capture:
            exported(administrator_client, model, kind)
        return len(capture)

    assert queries(3) == queries(30)


@pytest.mark.parametrize("model", MODELS, ids=id_of)
def test_nobody_sees_a_register_without_the_right_to(model: Any, clerk_client: Callable[..., Client]) -> None:
    make(model)
    client = clerk_client(Role.VIEWER)
    for view in ("changelist", "export"):
        assert client.get(address(model, view)).status_code == 403
        assert client.post(address(model, view), {"format": "0", "resource": "0"}).status_code == 403


@pytest.mark.parametrize("model", TABLES, ids=id_of)
def test_importing_needs_the_rights_to_add_and_to_change(model: Any, clerk_client: Callable[..., Client]) -> None:
    make(model)
    client = clerk_client(Role.ROSTER_STAFF)
    assert client.get(address(model, "import")).status_code == 403
    assert client.post(address(model, "process_import")).status_code == 403


@pytest.mark.parametrize("model", [model for model in MODELS if model not in TABLES], ids=id_of)
def test_only_reference_tables_have_a_plain_import(model: Any, administrator_client: Client) -> None:
    assert "import_link" not in administrator_client.get(address(model, "changelist")).content.decode()


# --- searching -----------------------------------------------------------------------------------------


def search_results(client: Client, model: Any, words: str) -> list[str]:
    page = client.get(address(model, "changelist"), {"q": words})
    return [str(row) for row in page.context["cl"].result_list]


@pytest.mark.parametrize("words", ["nguyen van quang", "NGUYỄN văn", "Quảng", "quang nguyen", "hq-7"])
def test_a_household_is_found_without_marks_by_parts_of_the_name_and_by_code(
    words: str, administrator_client: Client
) -> None:
    factories.HouseholdFactory(head_name="Nguyễn Văn Quảng", code="HQ-7")
    factories.HouseholdFactory(head_name="Đặng Thị Én", code="HQ-8")
    assert search_results(administrator_client, Household, words) == ["Nguyễn Văn Quảng (HQ-7)"]


def test_đ_is_found_as_d(administrator_client: Client) -> None:
    factories.MemberFactory(full_name="Đặng Thị Én")
    assert search_results(administrator_client, Member, "dang thi en") == ["Đặng Thị Én"]


def test_a_percent_sign_searches_for_itself_and_a_nul_is_refused(administrator_client: Client) -> None:
    factories.HouseholdFactory()
    assert search_results(administrator_client, Household, "%") == []
    assert administrator_client.get(address(Household, "changelist"), {"q": "a\0b"}).status_code == 400
    query = {"app_label": "households", "model_name": "residence", "field_name": "household", "term": "a\0b"}
    assert administrator_client.get(reverse("admin:autocomplete"), query).status_code == 400


def test_a_search_box_tells_namesakes_apart(administrator_client: Client) -> None:
    for commune in ("Thổ Bình", "Hồng Quang"):
        factories.VillageFactory(name="Nà Khà", commune=factories.UnitFactory(name=commune))
    query = {"app_label": "households", "model_name": "residence", "field_name": "village", "term": "na kha"}
    answer = administrator_client.get(reverse("admin:autocomplete"), query).json()
    assert sorted(choice["text"] for choice in answer["results"]) == [
        "Thôn Nà Khà · Hồng Quang",
        "Thôn Nà Khà · Thổ Bình",
    ]


# --- masked values -------------------------------------------------------------------------------------


def test_a_stretch_of_days_shows_its_last_day_and_an_open_end(administrator_client: Client) -> None:
    factories.AssignmentFactory()
    factories.AssignmentFactory(during=days("2018-11-01", "2025-07-01"))
    page = administrator_client.get(address(Assignment, "changelist")).content.decode()
    assert "01/11/2018 – …" in page
    assert "01/11/2018 – 30/06/2025" in page


def test_a_citizen_id_is_masked_and_the_ethnicity_stays_out_of_lists(administrator_client: Client) -> None:
    household = factories.HouseholdFactory(citizen_id="008075001234", ethnicity="Pà Thẻn")
    page = administrator_client.get(address(Household, "changelist")).content.decode()
    assert "•••• 1234" in page
    assert "008075001234" not in page
    assert "Pà Thẻn" not in page
    form = administrator_client.get(address(Household, "change", household.pk)).content.decode()
    assert "•••• 1234" in form
    assert "008075001234" not in form


def test_who_may_only_look_sees_the_citizen_id_masked(clerk_client: Callable[..., Client]) -> None:
    household = factories.HouseholdFactory(citizen_id="008075001234", commune=factories.UnitFactory())
    assert clerk_client(Role.ROSTER_STAFF).get(address(Household, "change", household.pk)).status_code == 403
    page = clerk_client(Role.COMMUNE_SECRETARY).get(address(Household, "change", household.pk))
    assert "•••• 1234" in page.content.decode()
    assert "008075001234" not in page.content.decode()


def test_a_roster_row_shows_no_citizen_id(administrator_client: Client) -> None:
    values = encrypted({"head_name": "Giàng A Páo", "citizen_id": "008075001234"})
    row = factories.RosterRowFactory(
        values=values, original_values=values, before=values, changes={"citizen_id": ["", "1234"]}
    )
    page = administrator_client.get(address(RosterRow, "change", row.pk)).content.decode()
    assert "Giàng A Páo" in page
    assert page.count("•••• 1234") == 3
    assert values["citizen_id"].split()[0] not in page


# --- exporting -----------------------------------------------------------------------------------------

STARTS = ("=1+1", "+84912", "-5", "@SUM(A1)", "\t=1", "\r=1")


@pytest.mark.parametrize("text", STARTS)
def test_text_that_looks_like_a_formula_is_text_in_an_export(text: str, administrator_client: Client) -> None:
    factories.HouseholdFactory(head_name=f"{text} Páo", code=text.strip())
    book = openpyxl.load_workbook(io.BytesIO(exported(administrator_client, Household).content))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert text.strip() in [cell.value for cell in cells]
    assert f"{text} Páo".replace("\r", "\n") in [str(cell.value).replace("\r", "\n") for cell in cells]
    lines = exported(administrator_client, Household, "csv").content.decode("utf-8-sig")
    assert f"'{text} Páo" in lines
    assert f"'{text.strip()}" in lines


def test_characters_that_a_workbook_cannot_hold_do_not_stop_an_export(administrator_client: Client) -> None:
    factories.HouseholdFactory(head_name="Páo\x07\x1f", note="x")
    assert any("Páo" in str(value) for row in sheet_of(exported(administrator_client, Household)) for value in row)


def test_days_and_numbers_are_exported_as_such_and_titles_in_the_current_language(
    administrator_client: Client,
) -> None:
    factories.AssignmentFactory(during=days("2018-11-01", "2025-07-01"))
    titles, row = sheet_of(exported(administrator_client, Assignment))
    cells = dict(zip(titles, row, strict=True))
    with translation.override("vi"):
        first, last = translation.gettext("From"), translation.gettext("To")
    assert cells[first].date() == date(2018, 11, 1)
    assert cells[last].date() == date(2025, 6, 30)
    lines = exported(administrator_client, Assignment, "csv").content.decode("utf-8-sig")
    assert "01/11/2018,30/06/2025" in lines


def test_an_early_day_is_exported_as_text_that_excel_can_show(administrator_client: Client) -> None:
    factories.DecisionFactory(issued_on=date(1890, 5, 19))
    assert "19/05/1890" in sheet_of(exported(administrator_client, Decision))[1]


def test_the_citizen_id_and_the_ethnicity_are_in_no_export(administrator_client: Client) -> None:
    citizen_id, last_digits = (
        "008075010998",
        re.compile(r"\b0998\b"),
    )  # no account or row is numbered with a leading zero
    household = factories.HouseholdFactory(citizen_id=citizen_id, ethnicity="Pà Thẻn")
    factories.RosterRowFactory(record=household.pk, values=encrypted({"citizen_id": citizen_id}))
    for model in MODELS:
        text = exported(administrator_client, model, "csv").content.decode("utf-8-sig")
        assert citizen_id not in text
        assert not last_digits.search(text)
        assert "Pà Thẻn" not in text


def test_an_export_has_the_rows_that_the_search_and_the_filters_leave(administrator_client: Client) -> None:
    here, there = factories.UnitFactory(), factories.UnitFactory()
    for commune, name in ((here, "Ma Văn Quan"), (here, "Ma Văn Tá"), (there, "Ma Văn Quan")):
        factories.HouseholdFactory(head_name=name, village=factories.VillageFactory(commune=commune))
    assert len(sheet_of(exported(administrator_client, Household))) == 4
    assert len(sheet_of(exported(administrator_client, Household, commune=str(here.pk)))) == 3
    assert len(sheet_of(exported(administrator_client, Household, commune=str(here.pk), q="quan"))) == 2


def test_an_export_keeps_to_the_rows_that_the_user_may_see(
    administrator_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.HouseholdFactory(head_name="Ma Văn Xa")
    mine = factories.HouseholdFactory(head_name="Ma Văn Gần")
    scoped = type(Household.objects.all())
    monkeypatch.setattr(scoped, "visible_to", lambda rows, user: rows.filter(pk=mine.pk))
    assert len(sheet_of(exported(administrator_client, Household))) == 2
    assert search_results(administrator_client, Household, "ma van") == [str(mine)]


def test_an_export_tells_what_holds_today(administrator_client: Client) -> None:
    village = factories.VillageFactory(name="Nà Cọn", commune=factories.UnitFactory(name="Thổ Bình"))
    household = factories.HouseholdFactory(village=village)
    factories.PovertyStatusFactory(household=household, poverty_class="near_poor")
    titles, row = sheet_of(exported(administrator_client, Household))
    assert "Nà Cọn" in row
    assert "Xã Thổ Bình" in row
    with translation.override("vi"):
        assert str(PovertyStatus.Class.NEAR_POOR.label) in row
    assert None not in titles


# --- deleting ------------------------------------------------------------------------------------------

IN_USE = {
    Unit: lambda: factories.PlacementFactory().parent,
    Household: lambda: factories.AssignmentFactory().household,
    Member: lambda: factories.AssignmentFactory().member,
    Body: lambda: factories.MembershipFactory().body,
    Decision: lambda: factories.AssignmentFactory(decision=factories.DecisionFactory()).decision,
}
FREE = {
    Unit: factories.UnitFactory,
    Placement: factories.PlacementFactory,
    Household: factories.HouseholdFactory,
    Body: factories.BodyFactory,
    Member: factories.MemberFactory,
    Decision: factories.DecisionFactory,
}


@pytest.mark.parametrize("model", IN_USE, ids=id_of)
def test_what_something_depends_on_is_not_deleted_and_the_page_says_why(
    model: Any, administrator_client: Client
) -> None:
    row = IN_USE[model]()
    for answer in (
        administrator_client.get(address(model, "delete", row.pk), follow=True),
        administrator_client.post(address(model, "delete", row.pk), {"post": "yes"}, follow=True),
    ):
        assert answer.status_code == 200
        assert [str(message) for message in answer.context["messages"]]
    assert model.objects.filter(pk=row.pk).exists()
    page = administrator_client.get(address(model, "change", row.pk)).content.decode()
    assert address(model, "delete", row.pk) not in page


@pytest.mark.parametrize("model", FREE, ids=id_of)
def test_what_nothing_depends_on_can_be_deleted(model: Any, administrator_client: Client) -> None:
    row = FREE[model]()
    if model is Unit:
        row.access.all().delete()
    assert address(model, "delete", row.pk) in (
        administrator_client.get(address(model, "change", row.pk)).content.decode()
    )
    redirects(administrator_client.post(address(model, "delete", row.pk), {"post": "yes"}))
    assert not model.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", (RosterImport, RosterRow, RosterUpload), ids=id_of)
def test_imports_and_their_rows_are_only_read(model: Any, administrator_client: Client) -> None:
    row = make(model)
    assert administrator_client.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert administrator_client.post(address(model, "change", row.pk), {"file_name": "x"}).status_code == 403
    assert administrator_client.post(address(model, "add"), {}).status_code == 403


@pytest.mark.parametrize("model", DATED, ids=id_of)
def test_dated_facts_are_only_read_and_lead_to_the_page_that_changes_them(
    model: Any, administrator_client: Client
) -> None:
    row = make(model)
    kind = "member" if model is Membership else "household"
    own = reverse(f"assignments:{kind}", args=[getattr(row, f"{kind}_id")])
    assert f'href="{own}"' in administrator_client.get(address(model, "changelist")).content.decode()
    assert f'href="{own}"' in administrator_client.get(address(model, "change", row.pk)).content.decode()
    assert administrator_client.post(address(model, "change", row.pk), {"during_0": "01/01/2020"}).status_code == 403
    assert administrator_client.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert administrator_client.post(address(model, "add"), {}).status_code == 403


@pytest.mark.parametrize("model", ELSEWHERE, ids=id_of)
def test_the_form_of_a_person_has_plain_fields_only(model: Any, administrator_client: Client) -> None:
    page = administrator_client.get(address(model, "change", make(model).pk))
    assert page.context["inline_admin_formsets"] == []


@pytest.mark.parametrize("model", MODELS, ids=id_of)
def test_no_list_deletes_in_bulk(model: Any, administrator_client: Client) -> None:
    row = make(model)
    assert "delete_selected" not in administrator_client.get(address(model, "changelist")).content.decode()
    administrator_client.post(
        address(model, "changelist"), {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
    )
    assert model.objects.filter(pk=row.pk).exists()


# --- users ---------------------------------------------------------------------------------------------


def test_people_groups_and_access_are_not_changed_here(administrator_client: Client) -> None:
    """Users have pages of their own, on which nobody can grant more than their role allows."""
    for path in ("accounts/user/", "auth/group/", "households/unitaccess/"):
        assert administrator_client.get(f"/admin/{path}").status_code == 404


def test_whose_account_a_member_has_is_not_changed_here(administrator_client: Client) -> None:
    page = administrator_client.get(address(Member, "change", make(Member).pk))
    assert "user" not in page.context["adminform"].form.fields


def test_today_is_the_day_in_viet_nam(administrator_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """At half past midnight in Hà Nội, UTC still has the day before."""
    from datetime import UTC, datetime

    monkeypatch.setattr(timezone, "now", lambda: datetime(2018, 10, 31, 17, 30, tzinfo=UTC))
    factories.AssignmentFactory()
    page = administrator_client.get(address(Assignment, "changelist"), {"today": "now"})
    assert page.context["cl"].result_count == 1
