"""The unit that owns a decision or a body decides who may change it, in pages, registers, files and operations."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from assignments.decision_issuers import unit_of_issuer
from assignments.models import Body, Decision
from assignments.record_permissions import BodyNotPermitted, DecisionNotPermitted
from assignments.services.bodies import add_body, update_body
from assignments.services.decisions import add_decision, update_decision
from households.models import Unit
from households.services.units import load_units
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Role
from lambinh.accounts.services import system_user
from tests import factories
from tests.admin.test_imports import BODIES, DECISIONS, complaints, upload, workbook
from tests.factories import days
from tests.support.access.web import KeepingClient
from tests.support.responses import redirects

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> SimpleNamespace:
    """A district of two communes, with decisions of the district and of one commune, and bodies of each."""
    province = factories.UnitFactory(kind="province", name="Tuyên Quang", code="08")
    district = factories.DistrictFactory(name="Lâm Bình", parent=province)
    here, there = (factories.UnitFactory(name=name, parent=district) for name in ("Bình An", "Thổ Bình"))
    village = factories.VillageFactory(name="Nà Cọn", commune=here)
    return SimpleNamespace(
        province=province,
        district=district,
        here=here,
        there=there,
        village=village,
        body=factories.BodyFactory(name="Chi bộ Nà Cọn", unit=village),
        foreign=factories.BodyFactory(name="Chi bộ Bản Piát", unit=factories.VillageFactory(commune=there)),
        high=factories.BodyFactory(name="Chi bộ Công an", unit=here, tier="district"),
        of_district=factories.DecisionFactory(number="89-NQ/HU", unit=district),
        of_here=factories.DecisionFactory(number="12-QĐ/ĐU", issuer="Đảng ủy xã Bình An", unit=here),
    )


def user_of(unit: Unit, role: Role = Role.DISTRICT_OFFICE) -> User:
    user: User = factories.UnitAccessFactory(unit=unit, role=role).user
    return user


def client_of(unit: Unit, role: Role = Role.DISTRICT_OFFICE, *, is_locked: bool = True) -> KeepingClient:
    client = KeepingClient(is_locked=is_locked)
    client.force_login(user_of(unit, role))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def admin(model: Any, view: str, *args: Any) -> str:
    return reverse(f"admin:assignments_{model._meta.model_name}_{view}", args=args)


def decision_data(decision: Decision, **other: str) -> dict[str, str]:
    day = decision.issued_on.strftime("%d/%m/%Y")
    return {"number": decision.number, "issued_on": day, "issuer": decision.issuer, "title": "", **other}


# --- units of issuers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("issuer", "day", "kind", "name", "code"),
    [
        ("Huyện ủy Lâm Bình", "2018-10-17", "district", "Lâm Bình", "071"),
        ("HUYỆN UỶ LÂM BÌNH", "2018-10-17", "district", "Lâm Bình", "071"),
        ("Ban Thường vụ Huyện ủy Lâm Bình, tỉnh Tuyên Quang", "2020-01-01", "district", "Lâm Bình", "071"),
        ("UBND huyện Lâm Bình", "2026-01-01", "district", "Lâm Bình", "071"),
        ("Tỉnh ủy Tuyên Quang", "2018-10-17", "province", "Tuyên Quang", "08"),
        ("Đảng ủy xã Bình An", "2018-10-17", "commune", "Bình An", "02290"),
        ("Đảng ủy xã Bình An", "2025-08-01", "commune", "Bình An", "02296"),
        ("Đảng ủy Lâm Bình", "2025-08-01", "commune", "Lâm Bình", "02266"),
        ("UBND thị trấn Lăng Can", "2022-08-01", "commune", "Lăng Can", "02266"),
        ("Đảng ủy Công an huyện Lâm Bình", "2018-10-17", "district", "Lâm Bình", "071"),
        ("Chi bộ Bản Lòa", "2026-01-01", "commune", "Minh Quang", "02302"),
    ],
)
def test_the_name_of_an_issuer_says_the_unit(issuer: str, day: str, kind: str, name: str, code: str) -> None:
    load_units()
    commune = Unit.objects.on(date(2026, 1, 1)).get(kind="commune", name="Minh Quang")
    factories.BodyFactory(name="Chi bộ Bản Lòa", unit=factories.VillageFactory(commune=commune))
    on = date.fromisoformat(day)
    unit = Unit.objects.get(pk=unit_of_issuer(issuer, on))
    assert (unit.kind, unit.name, unit.code) == (kind, name, code)
    if kind == "commune":
        assert on in unit.during


@pytest.mark.parametrize("issuer", ["", "Huyện ủy", "Huyện ủy Na Hang", "Lâm Bình", "Sở Nội vụ", "Đảng ủy xã Bình Anh"])
def test_a_name_that_says_no_unit_is_of_none(issuer: str) -> None:
    load_units()
    assert unit_of_issuer(issuer, date(2018, 10, 17)) is None


def test_a_name_of_two_units_of_a_day_is_of_neither(place: SimpleNamespace) -> None:
    factories.UnitFactory(name="Bình An")
    assert unit_of_issuer("Đảng ủy xã Bình An", date(2018, 10, 17)) is None


# --- decisions on pages and in the register -------------------------------------------------------------


def test_the_office_of_a_commune_reads_the_decision_of_the_district_and_changes_its_own(
    place: SimpleNamespace,
) -> None:
    client = client_of(place.here)
    for decision, status in ((place.of_district, 403), (place.of_here, 302)):
        assert client.get(reverse("assignments:decision", args=[decision.pk])).status_code == 200
        change = reverse("assignments:decision_describe", args=[decision.pk])
        page = client.get(reverse("assignments:decision", args=[decision.pk])).full_content.decode()  # type: ignore[attr-defined]
        assert (change in page) is (status == 302)
        assert client.post(change, decision_data(decision, number="1-X")).status_code == status
    assert set(Decision.objects.values_list("number", flat=True)) == {"89-NQ/HU", "1-X"}


def test_in_the_register_too(place: SimpleNamespace) -> None:
    client = client_of(place.here)
    for decision, status in ((place.of_district, 403), (place.of_here, 302)):
        assert client.get(admin(Decision, "change", decision.pk)).status_code == 200
        assert (
            client.post(admin(Decision, "change", decision.pk), decision_data(decision, number="1-X")).status_code
            == status
        )
        assert client.post(admin(Decision, "delete", decision.pk), {"post": "yes"}).status_code == status
    assert list(Decision.objects.values_list("number", flat=True)) == ["89-NQ/HU"]


@pytest.mark.parametrize("of", ["district", "province"])
def test_the_office_of_the_issuers_unit_or_above_changes_it(place: SimpleNamespace, of: str) -> None:
    client = client_of(getattr(place, of))
    change = reverse("assignments:decision_describe", args=[place.of_district.pk])
    redirects(client.post(change, decision_data(place.of_district, title="Phân công")))
    redirects(client.post(admin(Decision, "change", place.of_here.pk), decision_data(place.of_here, title="x")))


def test_the_office_of_a_district_that_ended_changes_its_decisions(place: SimpleNamespace) -> None:
    Unit.objects.filter(pk=place.district.pk).update(during=days("", "2025-07-01"))
    place.district.placements.update(during=days("", "2025-07-01"))
    for of, status in ((place.district, 302), (place.province, 302), (place.here, 403)):
        change = reverse("assignments:decision_describe", args=[place.of_district.pk])
        assert client_of(of).post(change, decision_data(place.of_district, title="x")).status_code == status


@pytest.mark.parametrize("where", ["page", "register"])
def test_no_decision_of_others_is_entered_and_none_given_to_others(place: SimpleNamespace, where: str) -> None:
    client = client_of(place.here)
    new, old = (
        (reverse("assignments:decision_new"), reverse("assignments:decision_describe", args=[place.of_here.pk]))
        if where == "page"
        else (admin(Decision, "add"), admin(Decision, "change", place.of_here.pk))
    )
    data = decision_data(place.of_district, number="90-NQ/HU")
    for url in (new, old):
        page = client.post(url, data).content.decode()
        assert "The issuer is of Huyện Lâm Bình: only the office of that unit" in page
        page = client.post(url, data | {"issuer": "Ban Tổ chức", "unit": str(place.district.pk)}).content.decode()
        assert "Select a valid choice" in page
    assert set(Decision.objects.values_list("number", flat=True)) == {"89-NQ/HU", "12-QĐ/ĐU"}


@pytest.mark.parametrize("url", ["assignments:decision_new", "admin:assignments_decision_add"])
def test_a_decision_whose_issuer_says_no_unit_is_of_the_own_office(place: SimpleNamespace, url: str) -> None:
    client = client_of(place.here)
    data = decision_data(place.of_here, number="3-TB", issuer="Ban Tổ chức")
    redirects(client.post(reverse(url), data))
    assert Decision.objects.get(number="3-TB").unit == place.here


def test_the_issuers_name_goes_before_what_was_chosen(place: SimpleNamespace) -> None:
    client = client_of(place.district)
    data = decision_data(place.of_here, number="3-TB", unit=str(place.there.pk))
    redirects(client.post(reverse("assignments:decision_new"), data))
    assert Decision.objects.get(number="3-TB").unit == place.here


# --- operations and files -------------------------------------------------------------------------------


def test_the_operations_ask_as_well(place: SimpleNamespace) -> None:
    office = user_of(place.here)
    with pytest.raises(DecisionNotPermitted):
        add_decision(decision=Decision(number="9", issued_on=date(2019, 1, 1), issuer="Huyện ủy Lâm Bình"), by=office)
    place.of_district.title = "x"
    with pytest.raises(DecisionNotPermitted):
        update_decision(decision=place.of_district, changed=["title"], by=office)
    place.of_district.issuer = "Đảng ủy xã Bình An"
    with pytest.raises(DecisionNotPermitted):
        update_decision(decision=place.of_district, changed=["issuer"], by=office)
    update_decision(decision=place.of_here, changed=["title"], by=office)
    add_decision(decision=Decision(number="9", issued_on=date(2019, 1, 1), issuer="Sở Nội vụ"), by=system_user())


def test_a_file_of_decisions_holds_the_own_ones_alone(place: SimpleNamespace) -> None:
    client = client_of(place.here, is_locked=False)
    problem = "This row belongs to a unit that is not yours: remove it from the file."
    for line in (
        ["89-NQ/HU", "17/10/2018", "Huyện ủy Lâm Bình", "x"],
        ["90-NQ/HU", "17/10/2018", "Huyện ủy Lâm Bình", "x"],
    ):
        assert complaints(upload(client, "assignments_decision", workbook(DECISIONS, line))) == [problem]
    own = ["12-QĐ/ĐU", "17/10/2018", "Đảng ủy xã Bình An", "x"]
    assert upload(client, "assignments_decision", workbook(DECISIONS, own)).context["result"].totals["update"] == 1


# --- bodies ---------------------------------------------------------------------------------------------


def test_the_register_hides_the_bodies_that_the_pages_hide(place: SimpleNamespace) -> None:
    client = client_of(place.here, Role.COMMUNE_SECRETARY)
    assert client.get(reverse("assignments:body", args=[place.foreign.pk])).status_code == 404
    for view in ("change", "history", "delete"):
        assert client.get(admin(Body, view, place.foreign.pk)).status_code == 404
    for url in (admin(Body, "changelist"), admin(Body, "changelist") + "?q=piat"):
        assert "Bản Piát" not in client.get(url).full_content.decode()  # type: ignore[attr-defined]
    export = client.post(admin(Body, "export"), {"format": "1", "resource": "0", "reason": "check"})
    assert "Nà Cọn" in export.full_content.decode()  # type: ignore[attr-defined]
    assert "Bản Piát" not in export.full_content.decode()  # type: ignore[attr-defined]
    assert client.get(admin(Body, "change", place.body.pk)).status_code == 200


HIGH = {"name": "Chi bộ mới", "kind": "cell", "tier": "district"}


@pytest.mark.parametrize("where", ["page", "register"])
def test_a_secretary_enters_and_changes_no_body_of_the_district_tier(place: SimpleNamespace, where: str) -> None:
    client = client_of(place.here, Role.COMMUNE_SECRETARY)
    page = where == "page"
    new = reverse("assignments:body_new") if page else admin(Body, "add")
    lift = reverse("assignments:body_describe", args=[place.body.pk]) if page else admin(Body, "change", place.body.pk)
    high = reverse("assignments:body_describe", args=[place.high.pk]) if page else admin(Body, "change", place.high.pk)
    data = HIGH | {"unit": str(place.village.pk)}
    assert "Select a valid choice" in client.post(new, data).content.decode()
    assert "Select a valid choice" in client.post(lift, data).content.decode()
    assert client.post(high, data | {"tier": "commune"}).status_code == 403
    redirects(client.post(new, data | {"tier": "commune"}))
    assert Body.objects.filter(tier="district").count() == 1


@pytest.mark.parametrize("role", [Role.DISTRICT_OFFICE, Role.ADMINISTRATOR])
def test_the_district_office_and_administrators_enter_bodies_of_the_district_tier(
    place: SimpleNamespace, role: Role
) -> None:
    client = client_of(place.district, role)
    for number, url in enumerate(("assignments:body_new", "admin:assignments_body_add")):
        data = HIGH | {"name": f"Văn phòng {number}", "unit": str(place.district.pk)}
        redirects(client.post(reverse(url), data))


def test_who_is_office_in_one_commune_and_secretary_in_another_lifts_no_body_there(place: SimpleNamespace) -> None:
    """The form offers the tier, because the user may choose it in one of the units."""
    client = client_of(place.there)
    user = User.objects.get(pk=client.session["_auth_user_id"])
    factories.UnitAccessFactory(user=user, unit=place.here, role=Role.COMMUNE_SECRETARY)
    data = HIGH | {"unit": str(place.village.pk)}
    for url in (reverse("assignments:body_new"), admin(Body, "add")):
        page = client.post(url, data).content.decode()
        assert "Bodies of the district tier are entered and changed by the district office." in page
    assert not Body.objects.filter(name=HIGH["name"]).exists()


def test_the_operations_ask_for_the_tier(place: SimpleNamespace) -> None:
    secretary = user_of(place.here, Role.COMMUNE_SECRETARY)
    with pytest.raises(BodyNotPermitted):
        add_body(body=Body(**HIGH, unit=place.village), by=secretary)
    with pytest.raises(BodyNotPermitted):
        add_body(body=Body(**HIGH | {"tier": "commune"}, unit=place.foreign.unit), by=secretary)
    place.high.tier = "commune"
    with pytest.raises(BodyNotPermitted):
        update_body(body=place.high, changed=["tier"], by=secretary)
    add_body(body=Body(**HIGH, unit=place.village), by=user_of(place.here))


def test_a_file_of_bodies_holds_no_body_of_the_district_tier_for_a_secretary(place: SimpleNamespace) -> None:
    client = client_of(place.here, Role.COMMUNE_SECRETARY, is_locked=False)
    line = ["Chi bộ mới", "cell", "district", "Xã Bình An", place.here.code, ""]
    assert complaints(upload(client, "assignments_body", workbook(BODIES, line)))


def test_a_secretary_enters_a_body_by_the_register_in_own_units(client: Client, place: SimpleNamespace) -> None:
    secretary = client_of(place.here, Role.COMMUNE_SECRETARY)
    data = HIGH | {"tier": "commune", "unit": str(place.foreign.unit_id)}
    assert "Select a valid choice" in secretary.post(admin(Body, "add"), data).content.decode()
    redirects(secretary.post(admin(Body, "add"), data | {"unit": str(place.here.pk)}))


def test_a_file_puts_no_body_into_a_village_that_lies_nowhere(place: SimpleNamespace) -> None:
    village = factories.VillageFactory(name="Nà Mất")
    client = client_of(place.here, Role.COMMUNE_SECRETARY, is_locked=False)
    line = ["Chi bộ mới", "cell", "commune", str(village), "", ""]
    assert complaints(upload(client, "assignments_body", workbook(BODIES, line)))


def test_the_only_tier_that_one_may_enter_is_chosen_already(place: SimpleNamespace) -> None:
    client = client_of(place.here, Role.COMMUNE_SECRETARY)
    assert client.get(reverse("assignments:body_new")).context["form"]["tier"].value() == "commune"
