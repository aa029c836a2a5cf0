"""The pages of households and members in a browser: without faults, by keyboard, and on paper."""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from assignments.models import Body, Member
from households.models import Household, Residence, Unit
from tests.browser.conftest import Visit
from tests.browser.visitor import Visitor
from tests.factories import DecisionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def household() -> int:
    return Household.objects.get(code="LB01").pk


def member() -> int:
    return Member.objects.get(full_name="Nguyễn Văn Quang").pk


def cell() -> int:
    return Body.objects.get(name="Chi bộ thôn Nà Khà").pk


def test_the_pages_have_no_faults(lam_binh: None, officer: Visitor, tmp_path: Path) -> None:
    home, person = f"/households/{household()}/", f"/members/{member()}/"
    residence = Residence.objects.get(household=household()).pk
    decision = DecisionFactory(number="345-QĐ/HU").pk
    body, said = f"/bodies/{cell()}/", f"/decisions/{decision}/"
    pages = [
        "/households/", "/households/new/", home, f"{home}move/?q=na", f"{home}class/", f"{home}describe/",
        "/members/", f"/members/?body={cell()}", "/members/new/", person, f"{person}seat/", f"{person}exempt/",
        f"{person}leave/", f"{person}describe/", "/bodies/", "/bodies/new/", body, f"{body}describe/", "/decisions/",
        "/decisions/new/", said, f"{said}describe/", f"/facts/residence/{residence}/correct/", f"/print/cell/{cell()}/",
    ]  # fmt: skip
    found = {}
    for path in pages:
        officer.open(path)
        found[path] = officer.faults()
    assert {path: faults for path, faults in found.items() if faults} == {}


@pytest.mark.parametrize("script", [True, False], ids=["javascript", "no javascript"])
def test_a_household_is_found_and_moved_by_keyboard(lam_binh: None, visitors: Visit, script: bool) -> None:
    commune = Unit.objects.get(kind=Unit.Kind.COMMUNE, name="Xuân Lập")
    village = Unit.objects.get(kind=Unit.Kind.VILLAGE, placements__parent__name="Thổ Bình")
    with visitors(java_script_enabled=script) as officer:
        officer.open("/households/")
        officer.page.fill("#id_q", "giang a pao")
        officer.page.press("#id_q", "Enter")
        officer.page.locator("table.rows tbody a").press("Enter")
        officer.page.locator(".deeds a").first.press("Enter")
        officer.page.select_option("#id_village", str(village.pk))
        officer.page.fill("#id_on", "31/02/2020")
        officer.page.press("#id_on", "Enter")
        expect(officer.page.locator(".field-error")).to_be_visible()
        officer.page.fill("#id_on", "3/2/2020")
        officer.page.press("#id_on", "Enter")
        expect(officer.page.locator(".timeline li").first).to_contain_text("03/02/2020")
    assert Residence.objects.on(date(2020, 2, 2)).get(household=household()).village.placements.filter(parent=commune)
    assert Residence.objects.on(date(2020, 2, 3)).get(household=household()).village == village


def show(officer: Visitor, path: str, layout: str = "") -> None:
    officer.open(path)
    if layout:
        officer.page.select_option("#id_layout", layout)
    officer.page.fill("#id_on", "01/12/2018")
    officer.page.press("#id_on", "Enter")
    expect(officer.page.locator("[data-print]")).to_be_visible()


def test_a_member_is_one_page_of_paper_and_a_cell_one_a_member(
    lam_binh: None, officer: Visitor, tmp_path: Path
) -> None:
    for number in range(19):
        home = Household.objects.create(
            head_name=f"Ma Văn Tá {number}", commune=Household.objects.get(code="LB01").commune
        )
        Member.objects.get(pk=member()).assignments.create(
            household=home, tier="commune", during=Household.objects.get(code="LB01").assignments.get().during
        )
    show(officer, f"/print/member/{member()}/")
    assert officer.faults() == []
    assert pages_of(officer, tmp_path / "member.pdf") == 1
    show(officer, f"/print/cell/{cell()}/", "pages")
    assert officer.faults() == []
    assert pages_of(officer, tmp_path / "pages.pdf") == 1
    show(officer, f"/print/cell/{cell()}/", "list")
    assert officer.faults() == []
    assert pages_of(officer, tmp_path / "cell.pdf") <= 2


def pages_of(officer: Visitor, path: Path) -> int:
    officer.page.emulate_media(media="print")
    pdf = officer.page.pdf(prefer_css_page_size=True, path=path)
    officer.page.emulate_media(media="screen")
    return pdf.count(b"/Type /Page\n")
