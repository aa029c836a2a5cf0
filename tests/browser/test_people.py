"""A new user gets a slip, signs in with it, and loses access when it ends."""

import pytest
from playwright.sync_api import expect

from households.models import Unit, UnitAccess
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Role
from tests.browser.conftest import Visit
from tests.factories import HouseholdFactory, UnitAccessFactory, VillageFactory
from tests.support.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


OWN = "nhà sàn bên suối lớn"


def commune(name: str) -> Unit:
    unit: Unit = Unit.objects.get(kind=Unit.Kind.COMMUNE, name=name, during__endswith__isnull=True)
    return unit


def create(officer: Visitor, role: Role, unit: Unit) -> str:
    """Fill in the form of a new user by keyboard and mouse, and return the password on the slip."""
    officer.open("/users/new/")
    officer.page.fill("#id_last_name", "Ma Thị")
    officer.page.fill("#id_first_name", "Hòa")
    officer.page.fill("#id_username", "hoa.ma")
    officer.page.select_option("#id_role", role.value)
    officer.page.select_option("#id_unit", str(unit.pk))
    officer.page.press("#id_username", "Enter")
    expect(officer.page.locator("#first-password")).to_be_visible()
    return officer.page.locator("#first-password").inner_text()


def sign_in(visitor: Visitor, password: str) -> None:
    visitor.open("/login/")
    visitor.page.fill("input[autocomplete=username]", "hoa.ma")
    visitor.page.fill("input[autocomplete=current-password]", password)
    visitor.page.press("input[autocomplete=current-password]", "Enter")
    expect(visitor.page.locator(".user-link")).to_contain_text("Ma Thị Hòa")


def choose_own_password(visitor: Visitor, first: str) -> None:
    """Choose the password that every new user must choose before any page opens."""
    for field, text in (("oldpassword", first), ("password1", OWN), ("password2", OWN)):
        visitor.page.fill(f"[name={field}]", text)
    visitor.page.press("[name=password2]", "Enter")
    expect(visitor.page.locator(".sign-in")).to_have_count(0)


@pytest.mark.parametrize("script", [True, False], ids=["javascript", "no javascript"])
def test_a_new_user_signs_in_with_the_slip_and_is_out_when_the_access_ends(
    units: None, visitors: Visit, script: bool
) -> None:
    here = commune("Lâm Bình")
    household = HouseholdFactory(village=VillageFactory(commune=here))
    viewers_page = f"/households/{household.pk}/viewers/"
    with visitors(java_script_enabled=script) as officer, visitors(signed_in=False) as visitor:
        password = create(officer, Role.COMMUNE_SECRETARY, here)
        assert password not in officer.page.url

        sign_in(visitor, password)
        choose_own_password(visitor, password)
        visitor.open(viewers_page)
        expect(visitor.page.locator(".viewers").first).to_contain_text("Ma Thị Hòa")
        assert visitor.faults() == []

        officer.open(f"/users/{User.objects.get(username='hoa.ma').pk}/")
        officer.page.locator(".grants button").click()
        answer = visitor.page.goto(viewers_page)
        assert answer is not None
        assert answer.status == 403


def test_the_slip_prints_on_one_small_page(units: None, officer: Visitor) -> None:
    create(officer, Role.VIEWER, commune("Lâm Bình"))
    assert officer.faults() == []
    expect(officer.page.locator("[data-print]")).to_be_visible()

    officer.page.emulate_media(media="print")
    expect(officer.page.locator(".topbar")).to_be_hidden()
    expect(officer.page.locator(".form-actions")).to_be_hidden()
    pdf = officer.page.pdf(prefer_css_page_size=True)
    assert pdf.count(b"/Type /Page\n") == 1


def test_the_pages_of_a_user_have_no_faults(lam_binh: None, officer: Visitor) -> None:
    person = UnitAccessFactory(unit=commune("Lâm Bình"), role=Role.MEMBER).user
    UnitAccess.objects.create(user=person, unit=commune("Bình An"), role=Role.COMMUNE_SECRETARY)
    person_pages = [f"/users/{person.pk}/{path}" for path in ("", "visibility/", "member/?q=nguyen")]
    for path in ("/users/", "/users/new/", *person_pages):
        officer.open(path)
        assert officer.faults() == [], path


def test_a_member_of_the_party_is_chosen_by_name(lam_binh: None, officer: Visitor) -> None:
    person = UnitAccessFactory(unit=commune("Lâm Bình"), role=Role.MEMBER).user
    officer.open(f"/users/{person.pk}/")
    officer.page.click(".member-link a")

    officer.page.fill("#q", "nguyen van quang")
    officer.page.press("#q", "Enter")
    officer.page.locator(".grants button").click()

    expect(officer.page.locator(".member-link")).to_contain_text("Nguyễn Văn Quang")
    assert User.objects.get(pk=person.pk).member.full_name == "Nguyễn Văn Quang"
