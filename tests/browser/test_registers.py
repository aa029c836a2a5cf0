"""The pages of households and members in a browser: without faults, by keyboard, and on paper."""

import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from assignments.models import Body, Member
from households.models import Household, Residence, Unit
from lambinh.accounts.permissions import Role
from tests import factories
from tests.browser.conftest import Visit
from tests.factories import DecisionFactory
from tests.support.browser.visitor import DESK, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TODAY = timezone.localdate().strftime("%d/%m/%Y")


def household() -> int:
    return Household.objects.get(code="LB01").pk


def member() -> int:
    return Member.objects.get(full_name="Nguyễn Văn Quang").pk


def cell() -> int:
    return Body.objects.get(name="Chi bộ thôn Nà Khà").pk


def test_the_pages_have_no_faults(lam_binh: None, officer: Visitor, tmp_path: Path) -> None:
    household_page, member_page = f"/households/{household()}/", f"/members/{member()}/"
    residence = Residence.objects.get(household=household()).pk
    decision = DecisionFactory(number="345-QĐ/HU").pk
    body_page, decision_page = f"/bodies/{cell()}/", f"/decisions/{decision}/"
    pages = [
        "/households/", "/households/new/", household_page, f"{household_page}move/?q=na", f"{household_page}class/",
        f"{household_page}describe/", "/members/", f"/members/?body={cell()}", "/members/new/", member_page,
        f"{member_page}seat/", f"{member_page}exempt/", f"{member_page}leave/", f"{member_page}describe/",
        "/bodies/", "/bodies/new/", body_page, f"{body_page}describe/",
        "/decisions/", "/decisions/new/", decision_page, f"{decision_page}describe/",
        f"/facts/residence/{residence}/correct/", f"/print/cell/{cell()}/",
    ]  # fmt: skip
    faults_by_page = {}
    for path in pages:
        officer.open(path)
        faults_by_page[path] = officer.faults()
    assert {path: faults for path, faults in faults_by_page.items() if faults} == {}


@pytest.mark.parametrize("script", [True, False], ids=["javascript", "no javascript"])
def test_a_household_is_found_and_moved_by_keyboard(lam_binh: None, visitors: Visit, script: bool) -> None:
    commune = Unit.objects.get(kind=Unit.Kind.COMMUNE, name="Xuân Lập")
    village = Unit.objects.get(kind=Unit.Kind.VILLAGE, placements__parent__name="Thổ Bình")
    with visitors(java_script_enabled=script) as officer:
        officer.open("/households/")
        officer.page.fill("#id_q", "giang a pao")
        officer.page.press("#id_q", "Enter")
        officer.page.locator("table.rows tbody a").press("Enter")
        officer.page.locator(".actions a").first.press("Enter")
        officer.page.select_option("#id_village", str(village.pk))
        officer.page.fill("#id_on", "31/02/2020")
        officer.page.press("#id_on", "Enter")
        expect(officer.page.locator(".field-error")).to_be_visible()
        officer.page.fill("#id_on", "3/2/2020")
        officer.page.press("#id_on", "Enter")
        expect(officer.page.locator(".timeline li").first).to_contain_text("03/02/2020")
    assert Residence.objects.on(date(2020, 2, 2)).get(household=household()).village.placements.filter(parent=commune)
    assert Residence.objects.on(date(2020, 2, 3)).get(household=household()).village == village


def show(officer: Visitor, path: str, layout: str = "", on: str = "01/12/2018") -> None:
    officer.open(path)
    if layout:
        officer.page.select_option("#id_layout", layout)
    officer.page.fill("#id_on", on)
    officer.page.press("#id_on", "Enter")
    expect(officer.page.locator("[data-print]")).to_be_visible()


LONG = "Nguyễn Hoàng Thị Thanh Phương Uyên"


def give_households(to: int, number: int) -> None:
    """`number` households with long names, in a village with a long name, that escaped poverty."""
    village = factories.VillageFactory(name="Bản Luông Nà Khà Thượng Lâm", commune=Household.objects.first().commune)
    for index in range(number):
        new_household = factories.HouseholdFactory(
            head_name=f"{LONG} {index}", village=village, code=f"LBXL-{to}-{index:03}", phone="0912 345 678"
        )
        factories.PovertyStatusFactory(household=new_household, poverty_class="escaped")
        factories.AssignmentFactory(household=new_household, member=Member.objects.get(pk=to), role="helper")


def member_with_households(number: int) -> int:
    """A member of the cell who has `number` households."""
    member = factories.MemberFactory(full_name=f"{LONG} {number}", body=Body.objects.get(pk=cell()))
    member.memberships.update(position="Bí thư chi bộ, trưởng thôn, người có uy tín")
    give_households(member.pk, number)
    return member.pk


@pytest.mark.parametrize(("number", "pages"), [(0, 1), (1, 1), (2, 1), (10, 1), (19, 1), (40, 2)])
def test_a_members_own_paper_is_one_page(
    lam_binh: None, officer: Visitor, tmp_path: Path, number: int, pages: int
) -> None:
    show(officer, f"/print/member/{member_with_households(number)}/", on=TODAY)
    expect(officer.page.locator(".household-table tbody th")).to_have_count(number)
    assert officer.faults() == []
    assert pages_of(officer, folder(tmp_path) / f"member-{number}.pdf") == pages


def test_a_cell_is_printed_as_a_page_for_each_member_or_as_a_list(
    lam_binh: None, officer: Visitor, tmp_path: Path
) -> None:
    for number in (0, 1, 7, 19):
        member_with_households(number)
    show(officer, f"/print/cell/{cell()}/", "pages", on=TODAY)
    expect(officer.page.locator(".paper")).to_have_count(5)
    assert officer.faults() == []
    assert pages_of(officer, folder(tmp_path) / "pages.pdf") == 5
    show(officer, f"/print/cell/{cell()}/", "list", on=TODAY)
    assert officer.faults() == []
    assert pages_of(officer, folder(tmp_path) / "cell.pdf") == 2


def folder(tmp_path: Path) -> Path:
    """The folder of LAMBINH_PICTURES, to look at the papers, or a temporary one."""
    return Path(os.environ.get("LAMBINH_PICTURES", tmp_path))


def pages_of(officer: Visitor, path: Path) -> int:
    officer.page.emulate_media(media="print")
    officer.page.set_viewport_size(DESK)  # type: ignore[arg-type]
    pdf = officer.page.pdf(prefer_css_page_size=True, path=path)
    officer.page.emulate_media(media="screen")
    return len(re.findall(rb"/Type\s*/Page(?!s)", pdf))


# --- an expired session -------------------------------------------------------------------------------


def sign_in(visitor: Visitor, name: str) -> None:
    visitor.page.fill("input[autocomplete=username]", name)
    visitor.page.fill("input[autocomplete=current-password]", factories.PASSWORD)
    visitor.page.press("input[autocomplete=current-password]", "Enter")


@pytest.fixture
def secretary(units: None, visitors: Visit) -> Iterator[Visitor]:
    """The secretary of Lâm Bình, signed in."""
    commune = Unit.objects.get(kind=Unit.Kind.COMMUNE, name="Lâm Bình", during__endswith__isnull=True)
    factories.VillageFactory(name="Nà Khà", commune=commune)
    person = factories.PersonFactory(username="bithu")
    factories.UnitAccessFactory(user=person, unit=commune, role=Role.COMMUNE_SECRETARY)
    with visitors(signed_in=False) as visitor:
        visitor.open("/login/?next=/households/new/")
        sign_in(visitor, "bithu")
        yield visitor


def stored(visitor: Visitor) -> str:
    visitor.page.wait_for_load_state()  # until the page's own scripts have run
    return str(visitor.page.evaluate("JSON.stringify(sessionStorage)"))


def fill_new_household(visitor: Visitor) -> None:
    page = visitor.page
    page.fill("#id_head_name", "Vàng A Chứ")
    page.fill("#id_size", "6")
    page.fill("#id_citizen_id", "008075001234")
    page.fill("#id_on", "1/9/2025")
    page.select_option("#id_poverty_class", "near_poor")
    page.select_option("#id_village", str(Unit.objects.get(kind=Unit.Kind.VILLAGE).pk))


def test_what_was_typed_comes_back_after_the_session_ended_and_goes_when_it_is_saved(secretary: Visitor) -> None:
    page, notice = secretary.page, secretary.page.locator("[data-draft-notice]")
    expect(page.locator("#id_head_name")).to_be_visible()
    expect(notice).to_be_hidden()
    fill_new_household(secretary)
    assert "Vàng A Chứ" in stored(secretary)
    assert "008075001234" not in stored(secretary)
    assert "csrf" not in stored(secretary)

    Session.objects.all().delete()
    page.press("#id_head_name", "Enter")
    sign_in(secretary, "bithu")

    expect(notice).to_be_visible()
    expect(page.locator("#id_head_name")).to_have_value("Vàng A Chứ")
    expect(page.locator("#id_size")).to_have_value("6")
    expect(page.locator("#id_on")).to_have_value("1/9/2025")
    expect(page.locator("#id_poverty_class")).to_have_value("near_poor")
    expect(page.locator("#id_citizen_id")).to_have_value("")
    assert secretary.faults() == []
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    page.press("#id_head_name", "Enter")
    expect(page.locator("h1")).to_contain_text("Vàng A Chứ")
    assert Household.objects.get(head_name="Vàng A Chứ").size == 6
    assert stored(secretary) == "{}"

    secretary.open("/households/new/")
    expect(page.locator("#id_head_name")).to_have_value("")
    expect(notice).to_be_hidden()


def test_what_was_typed_is_forgotten_when_asked_for_and_when_one_leaves(secretary: Visitor) -> None:
    page, notice = secretary.page, secretary.page.locator("[data-draft-notice]")
    fill_new_household(secretary)
    secretary.open("/households/")
    secretary.open("/households/new/")
    expect(notice).to_be_visible()
    notice.locator("button").click()
    expect(notice).to_be_hidden()
    expect(page.locator("#id_head_name")).to_have_value("")
    assert stored(secretary) == "{}"

    fill_new_household(secretary)
    page.fill("#id_head_name", "")
    page.press("#id_size", "Enter")
    expect(page.locator(".field-error").first).to_be_visible()
    assert '"sent":true' not in stored(secretary).replace("\\", "")
    page.click(".sign-out")
    expect(page.locator("input[autocomplete=username]")).to_be_visible()
    assert stored(secretary) == "{}"


def test_another_person_in_the_same_browser_finds_nothing_of_it(secretary: Visitor) -> None:
    fill_new_household(secretary)
    Session.objects.all().delete()
    other = factories.PersonFactory(username="vanthu")
    commune = Unit.objects.get(kind=Unit.Kind.COMMUNE, name="Lâm Bình", during__endswith__isnull=True)
    factories.UnitAccessFactory(user=other, unit=commune, role=Role.COMMUNE_SECRETARY)
    secretary.page.press("#id_head_name", "Enter")
    sign_in(secretary, "vanthu")
    expect(secretary.page.locator("#id_head_name")).to_have_value("")
    assert stored(secretary) == "{}"
