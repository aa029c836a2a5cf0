"""The desk in a browser: by mouse, by keyboard, over a bad connection, and without scripts."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Route, expect

from assignments.models import Assignment, DeskAction
from households.models import PovertyStatus, Unit
from lambinh.accounts.permissions import Role
from tests import factories
from tests.browser.conftest import Visit
from tests.support.browser.visitor import DESK, PHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HEADS = [
    "Giàng A Páo", "Ma Thị Hòa", "Sùng Seo Lử", "Chẩu Văn Tài", "Quan Thị Yến", "Đặng Thị Mùi", "Lù Văn Sơn",
    "Hoàng Thị Én", "Triệu Tà Mẩy", "Nông Thị Thủy", "Vàng A Chứ", "Hứa Văn Cát", "Lò Thị Ứng", "Bàn Văn Phủ",
]  # fmt: skip
SMALL = """() => [...document.querySelectorAll(".desk button, .desk select, .desk input:not([type=hidden])")]
    .map(element => element.closest("th label, li label, .desk-tier label") || element)
    .filter(element => element.checkVisibility())
    .map(element => [element, element.getBoundingClientRect()]).filter(([element, box]) => Math.round(box.height) < 44)
    .map(([element, box]) => `${element.outerHTML.slice(0, 80)} ${box.height}`)"""
CHOSEN = "#households input[name=row]:checked"


@pytest.fixture
def village(units: None) -> SimpleNamespace:
    """14 households of Nà Khà, two of them with Hoàng Văn Anh, and three more members, one of them exempt."""
    commune = Unit.objects.get(kind=Unit.Kind.COMMUNE, name="Lâm Bình", during__endswith__isnull=True)
    village = factories.VillageFactory(name="Nà Khà", commune=commune)
    cell = factories.BodyFactory(unit=village, name="Chi bộ thôn Nà Khà")
    names = ("Hoàng Văn Anh", "Nguyễn Văn Quang", "Nông Văn Huấn", "Ma Văn Lâm")
    members = [factories.MemberFactory(full_name=name, body=cell) for name in names]
    members[3].memberships.update(is_exempt=True)
    households = [
        factories.HouseholdFactory(head_name=name, village=village, code=f"LB{i:02}", size=3 + i % 4)
        for i, name in enumerate(HEADS)
    ]
    classes = PovertyStatus.Class
    for i, household in enumerate(households):
        chosen = (classes.POOR, classes.NEAR_POOR, classes.ESCAPED)[i % 3]
        factories.PovertyStatusFactory(household=household, poverty_class=chosen)
    for household in households[:2]:
        factories.AssignmentFactory(household=household, member=members[0])
    secretary = factories.PersonFactory(username="bithu", last_name="Nông Thị", first_name="Én")
    factories.UnitAccessFactory(user=secretary, unit=commune, role=Role.COMMUNE_SECRETARY)
    return SimpleNamespace(
        commune=commune, village=village, members=members, households=households, secretary=secretary,
        url=f"/desk/{village.pk}/",
    )  # fmt: skip


def signed_in(visitor: Visitor, village: Any) -> Visitor:
    client = Client()
    client.force_login(village.secretary)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie: Any = {"name": settings.SESSION_COOKIE_NAME, "value": value, "domain": "localhost", "path": "/"}
    visitor.page.context.add_cookies([cookie])
    return visitor


@pytest.fixture
def secretary(visitors: Visit, village: SimpleNamespace) -> Iterator[Visitor]:
    with visitors(signed_in=False) as visitor:
        yield signed_in(visitor, village)


def pick(visitor: Visitor, *heads: str) -> None:
    for head in heads:
        visitor.page.locator("#households label", has_text=head).click()


def find(visitor: Visitor, text: str) -> None:
    visitor.page.fill("#id_member_find", text)
    visitor.page.locator(".member-search li").first.click()


def press(visitor: Visitor, step: str) -> None:
    visitor.page.locator(f"button[data-step={step}]").click()


def sign_in(visitor: Visitor) -> None:
    visitor.page.fill("input[autocomplete=username]", "bithu")
    visitor.page.fill("input[autocomplete=current-password]", factories.PASSWORD)
    visitor.page.press("input[autocomplete=current-password]", "Enter")


def in_charge(member: Any) -> int:
    return Assignment.objects.on(timezone.localdate()).in_charge().filter(member=member).count()


def test_a_secretarys_day(visitors: Visit, village: SimpleNamespace) -> None:
    _anh, quang, huan, _lam = village.members
    with visitors(signed_in=False) as visitor:
        visitor.open("/login/")
        sign_in(visitor)
        visitor.page.locator(".topbar-nav a[href='/desk/']").click()
        assert visitor.faults() == []
        visitor.page.set_viewport_size(DESK)  # type: ignore[arg-type]
        visitor.page.locator(f"a[href='{village.url}']").click()

        boxes = visitor.page.locator("#households tbody tr")
        boxes.nth(0).locator("td").nth(1).click()
        boxes.nth(11).locator("td").nth(1).click(modifiers=["Shift"])
        expect(visitor.page.locator(CHOSEN)).to_have_count(12)
        expect(visitor.page.locator("[data-selection-count]")).to_contain_text("12")
        find(visitor, "van quang")
        press(visitor, "preview")
        expect(visitor.page.locator(".summary")).to_contain_text("Nguyễn Văn Quang")
        yesterday = (timezone.localdate() - timedelta(days=1)).strftime("%d/%m/%Y")
        expect(visitor.page.locator(".end-list")).to_contain_text(yesterday)
        assert visitor.faults() == []
        visitor.page.fill("#id_confirmed", "Chi bộ đã họp, thống nhất")
        press(visitor, "assign")
        expect(visitor.page.locator(".result-bar")).to_contain_text("12")
        assert visitor.faults() == []
        assert in_charge(quang) == 12

        visitor.page.locator(".desk-hand-over a").click()
        find(visitor, "quang")
        visitor.page.locator(".desk-recipients label", has_text="Nông Văn Huấn").click()
        visitor.page.locator(".desk-recipients label", has_text="Hoàng Văn Anh").click()
        assert visitor.faults() == []
        press(visitor, "hand-over-preview")
        expect(visitor.page.locator("select[name^=to-]")).to_have_count(12)
        assert visitor.faults() == []
        visitor.page.locator("select[name^=to-]").first.select_option(str(huan.pk))
        press(visitor, "hand-over-save")
        visitor.page.fill("#id_confirmed", "Đồng chí Quang chuyển công tác")  # the assignments began on the same day
        press(visitor, "hand-over-save")
        expect(visitor.page.locator(".result-bar")).to_contain_text("12")
        assert in_charge(quang) == 0
        assert in_charge(huan) in {5, 6, 7}

        household_count = in_charge(huan)
        visitor.page.locator("#households tr", has_text="Nông Văn Huấn").first.locator("label").click()
        visitor.page.locator(".desk-actions summary").click()
        visitor.page.fill("#id_last_day", yesterday)
        visitor.page.fill("#id_last_day", timezone.localdate().strftime("%d/%m/%Y"))
        visitor.page.select_option("#id_reason", "left_poverty")
        press(visitor, "confirm-end")
        assert visitor.faults() == []
        press(visitor, "end")
        expect(visitor.page.locator(".result-bar")).to_be_visible()
        ended = Assignment.objects.filter(member=huan, end_reason="left_poverty")
        assert ended.count() == 1

        press(visitor, "undo")
        expect(visitor.page.locator(".result-bar button")).to_have_count(0)
        assert ended.count() == 0
        assert in_charge(huan) == household_count


def test_the_desk_looks_right_and_what_one_presses_is_44_pixels(
    secretary: Visitor, village: SimpleNamespace, tmp_path: Path
) -> None:
    """With LAMBINH_PICTURES=docs the test takes the pictures of docs/desk.md again."""
    folder = Path(os.environ.get("LAMBINH_PICTURES", tmp_path))
    secretary.open(village.url)
    pick(secretary, "Hoàng Thị Én", "Nông Thị Thủy")
    find(secretary, "huan")
    assert secretary.faults() == []
    for size, name in ((DESK, "desk-1366.png"), (PHONE, "desk-390.png")):
        secretary.page.set_viewport_size(size)  # type: ignore[arg-type]
        assert secretary.page.evaluate(SMALL) == [], name
        secretary.page.evaluate("scrollTo(0, 0)")
        secretary.page.screenshot(path=folder / name)


def test_two_browsers_at_once_on_one_household(visitors: Visit, village: SimpleNamespace) -> None:
    with visitors(signed_in=False) as first, visitors(signed_in=False) as second:
        for visitor, name in ((first, "quang"), (second, "huan")):
            signed_in(visitor, village).open(village.url)
            pick(visitor, "Đặng Thị Mùi", *(["Hoàng Thị Én"] if visitor is second else []))
            find(visitor, name)
            press(visitor, "preview")
            expect(visitor.page.locator(".summary")).to_be_visible()
        for visitor in (first, second):
            press(visitor, "assign")
            expect(visitor.page.locator(".result-bar")).to_be_visible()

        expect(second.page.locator(".result-bar .conflicts li")).to_have_count(1)
        expect(second.page.locator(".result-bar .conflicts li")).to_contain_text("Đặng Thị Mùi")
        assert second.faults() == []
    assert (in_charge(village.members[1]), in_charge(village.members[2])) == (1, 1)


@pytest.mark.parametrize("lost", ["request", "answer"])
def test_a_line_lost_while_saving_loses_and_doubles_nothing(
    secretary: Visitor, village: SimpleNamespace, lost: str
) -> None:
    tries: list[str] = []

    def bad_line(route: Route) -> None:
        body = route.request.post_data or ""
        if route.request.method != "POST" or not route.request.url.endswith("/assign/"):
            route.fallback()
            return
        tries.append(body)
        if len(tries) > 1:
            route.fallback()
            return
        if lost == "answer":
            route.fetch(max_redirects=0)
        route.abort("connectionreset")

    secretary.open(village.url)
    secretary.page.route("**/desk/**", bad_line)
    pick(secretary, "Đặng Thị Mùi", "Hoàng Thị Én")
    find(secretary, "huan")
    press(secretary, "preview")
    press(secretary, "assign")
    expect(secretary.page.locator(".result-bar")).to_be_visible()

    assert len(tries) == 2
    assert tries[0] == tries[1]
    assert in_charge(village.members[2]) == 2
    assert DeskAction.objects.count() == 1


def test_no_line_for_a_look_is_told_and_the_choice_stays(secretary: Visitor, village: SimpleNamespace) -> None:
    secretary.open(village.url)
    pick(secretary, "Đặng Thị Mùi")
    find(secretary, "huan")
    secretary.page.context.set_offline(True)
    press(secretary, "preview")
    expect(secretary.page.locator("[data-status]")).not_to_be_empty()
    expect(secretary.page.locator(CHOSEN)).to_have_count(1)
    secretary.page.context.set_offline(False)
    press(secretary, "preview")
    expect(secretary.page.locator(".summary")).to_be_visible()


@pytest.mark.parametrize("when", ["preview", "assign"])
def test_a_session_that_ended_gives_the_filled_form_back(
    secretary: Visitor, village: SimpleNamespace, when: str
) -> None:
    secretary.open(f"{village.url}?who=nobody")
    pick(secretary, "Đặng Thị Mùi", "Hoàng Thị Én")
    find(secretary, "huan")
    secretary.page.fill("#id_on", "1/2/25")
    if when == "assign":
        press(secretary, "preview")
        expect(secretary.page.locator(".summary")).to_be_visible()
    Session.objects.all().delete()
    press(secretary, when)
    expect(secretary.page.locator("input[autocomplete=current-password]")).to_be_visible()
    sign_in(secretary)

    expect(secretary.page.locator(CHOSEN)).to_have_count(2)
    expect(secretary.page.locator("#id_member_find")).to_have_value("Nông Văn Huấn · Chi bộ thôn Nà Khà · 0 hộ")
    expect(secretary.page.locator("#id_on")).to_have_value("1/2/25")
    assert secretary.path() == f"{village.url}?who=nobody"
    assert in_charge(village.members[2]) == 0


def test_a_double_click_and_the_back_button_double_nothing(secretary: Visitor, village: SimpleNamespace) -> None:
    secretary.open(village.url)
    pick(secretary, "Đặng Thị Mùi")
    find(secretary, "huan")
    press(secretary, "preview")
    expect(secretary.page.locator(".summary")).to_be_visible()
    secretary.page.go_back()
    expect(secretary.page.locator(CHOSEN)).to_have_count(1)
    press(secretary, "preview")
    secretary.page.locator("button[data-step=assign]").dblclick()
    expect(secretary.page.locator(".result-bar")).to_be_visible()
    assert DeskAction.objects.count() == 1
    secretary.page.go_back()
    expect(secretary.page.locator("#households")).to_be_visible()
    assert DeskAction.objects.count() == 1
    assert in_charge(village.members[2]) == 1


def test_by_keyboard_alone(secretary: Visitor, village: SimpleNamespace) -> None:
    keyboard = secretary.page.keyboard
    secretary.open(village.url)
    secretary.page.locator("#households input[name=row]").nth(8).focus()
    keyboard.press("Space")
    keyboard.press("Shift+ArrowDown")
    keyboard.press("Shift+ArrowDown")
    expect(secretary.page.locator(CHOSEN)).to_have_count(3)
    secretary.page.locator("#id_member_find").focus()
    keyboard.type("huan")
    keyboard.press("Enter")
    expect(secretary.page.locator("#id_member_find")).to_have_value("Nông Văn Huấn · Chi bộ thôn Nà Khà · 0 hộ")
    keyboard.press("Tab")
    keyboard.press("Tab")
    keyboard.press("Tab")
    expect(secretary.page.locator("button[data-step=preview]")).to_be_focused()
    keyboard.press("Enter")
    expect(secretary.page.locator("h1")).to_be_focused()
    secretary.page.locator("button[data-step=assign]").focus()
    keyboard.press("Enter")
    expect(secretary.page.locator(".result-bar")).to_be_visible()
    assert in_charge(village.members[2]) == 3


def test_without_scripts(visitors: Visit, village: SimpleNamespace) -> None:
    with visitors(signed_in=False, java_script_enabled=False) as visitor:
        signed_in(visitor, village).open(f"{village.url}?who=nobody")
        press(visitor, "select-page")
        expect(visitor.page.locator(CHOSEN)).to_have_count(12)
        pick(visitor, "Đặng Thị Mùi", "Hoàng Thị Én")
        visitor.page.select_option("#id_member", str(village.members[2].pk))
        press(visitor, "preview")
        visitor.page.locator("button[data-step=back]").click()
        expect(visitor.page.locator(CHOSEN)).to_have_count(10)
        press(visitor, "preview")
        press(visitor, "assign")
        expect(visitor.page.locator(".result-bar")).to_be_visible()
        assert in_charge(village.members[2]) == 10
        press(visitor, "undo")
        assert in_charge(village.members[2]) == 0


def test_a_link_within_the_page_loads_nothing_anew(visitors: Visit, village: SimpleNamespace) -> None:
    with visitors(signed_in=False) as visitor:
        signed_in(visitor, village)
        visitor.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        visitor.open(village.url)
        pick(visitor, "Đặng Thị Mùi")
        press(visitor, "preview")
        expect(visitor.page.locator(".field-error[role=alert]")).to_be_focused()
        expect(visitor.page.locator(".field-error[role=alert]")).to_be_in_viewport()
        assert visitor.faults() == []
        pick(visitor, "Hoàng Thị Én")
        visitor.page.context.set_offline(True)
        visitor.page.locator(".desk-actions-link").click()
        expect(visitor.page.locator("#id_member_find")).to_be_in_viewport()
        expect(visitor.page.locator(CHOSEN)).to_have_count(2)
        visitor.page.context.set_offline(False)
        find(visitor, "huan")
        press(visitor, "preview")
        expect(visitor.page.locator(".summary")).to_be_visible()
        visitor.page.go_back()
        expect(visitor.page.locator(CHOSEN)).to_have_count(2)


def test_the_tab_key_leads_from_the_rows_to_the_form(secretary: Visitor, village: SimpleNamespace) -> None:
    secretary.open(village.url)
    secretary.page.locator("#households input[name=row]").nth(3).focus()
    secretary.page.keyboard.press("ArrowDown")
    expect(secretary.page.locator("#households input[name=row]").nth(4)).to_be_focused()
    secretary.page.keyboard.press("Tab")
    expect(secretary.page.locator("#id_member_find")).to_be_focused()
    secretary.page.keyboard.press("Shift+Tab")
    expect(secretary.page.locator("#households input[name=row]").nth(4)).to_be_focused()


def test_a_hand_over_that_was_saved_leaves_no_draft(secretary: Visitor, village: SimpleNamespace) -> None:
    hand_over = f"{village.url}hand-over/"
    secretary.open(hand_over)
    find(secretary, "anh")
    secretary.page.locator(".desk-recipients input[type=search]").fill("lam")
    expect(secretary.page.locator(".desk-recipients li:visible")).to_have_count(1)
    secretary.page.locator(".desk-recipients label", has_text="Ma Văn Lâm").click()
    secretary.page.locator(".desk-recipients input[type=search]").fill("huan")
    expect(secretary.page.locator(".desk-recipients li:visible")).to_have_count(2)
    press(secretary, "hand-over-preview")
    expect(secretary.page.locator(".rule-message")).to_have_count(1)  # the member is exempt
    assert secretary.faults() == []
    secretary.page.fill("#id_confirmed", "Tạm thời")
    press(secretary, "hand-over-save")
    expect(secretary.page.locator(".result-bar")).to_be_visible()
    assert in_charge(village.members[3]) == 2

    secretary.open(hand_over)
    expect(secretary.page.locator("#id_member_find")).to_have_value("")
    expect(secretary.page.locator(".desk-recipients input:checked")).to_have_count(0)


def test_the_reason_typed_before_the_session_ended_is_there_again(secretary: Visitor, village: SimpleNamespace) -> None:
    secretary.open(village.url)
    pick(secretary, "Hoàng Thị Én")
    find(secretary, "lam")
    press(secretary, "preview")
    secretary.page.fill("#id_confirmed", "Chi bộ đã họp")
    Session.objects.all().delete()
    press(secretary, "assign")
    expect(secretary.page.locator("input[autocomplete=current-password]")).to_be_visible()
    sign_in(secretary)
    expect(secretary.page.locator(CHOSEN)).to_have_count(1)
    press(secretary, "preview")
    expect(secretary.page.locator("#id_confirmed")).to_have_value("Chi bộ đã họp")


@pytest.fixture
def other_village(village: SimpleNamespace) -> SimpleNamespace:
    """Another village of the commune with sixty households and a member of its cell."""
    there = factories.VillageFactory(name="Nà Co", commune=village.commune)
    cell = factories.BodyFactory(unit=there, name="Chi bộ thôn Nà Co")
    member = factories.MemberFactory(full_name="Vàng Seo Pháng", body=cell)
    for number in range(60):
        factories.HouseholdFactory(head_name=f"Sùng Seo {number:02}", village=there)
    return SimpleNamespace(village=there, member=member, url=f"/desk/{village.commune.pk}/")


def test_a_member_of_another_village_is_found_once_somebody_types(
    secretary: Visitor, village: SimpleNamespace, other_village: SimpleNamespace
) -> None:
    page = secretary.page
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    secretary.open(village.url)
    assert not [url for url in addresses if "/members/" in url]
    assert page.locator("#id_member option").count() == 5
    pick(secretary, "Hoàng Thị Én")

    page.route("**/members/**", lambda route: route.abort())
    page.fill("#id_member_find", "phang")
    expect(page.locator(".member-search li")).to_contain_text("Anh/chị gõ tiếp để thử lại")
    page.unroute("**/members/**")
    page.fill("#id_member_find", "seo phang")
    expect(page.locator(".member-search li")).to_contain_text("Chi bộ thôn Nà Co")
    page.locator(".member-search li").first.click()
    assert secretary.faults() == []

    secretary.open(village.url)
    expect(page.locator("#id_member_find")).to_have_value("Vàng Seo Pháng · Chi bộ thôn Nà Co · 0 hộ")
    press(secretary, "preview")
    expect(page.locator(".summary")).to_contain_text("Vàng Seo Pháng")


def test_the_households_of_all_pages_stay_chosen_from_page_to_page(
    secretary: Visitor, village: SimpleNamespace, other_village: SimpleNamespace
) -> None:
    page = secretary.page
    secretary.open(other_village.url)
    expect(page.locator("#households tbody tr")).to_have_count(50)
    press(secretary, "select-page")
    expect(page.locator("[data-selection-count]")).to_contain_text("50")
    press(secretary, "select-all")
    expect(page.locator("[data-selection-count]")).to_contain_text("74")
    assert secretary.faults() == []

    page.locator(".pages a[rel=next]").first.click()
    expect(page.locator("#households tbody tr")).to_have_count(24)
    expect(page.locator(CHOSEN)).to_have_count(24)
    expect(page.locator("[data-selection-count]")).to_contain_text("74")


def test_without_scripts_a_member_is_found_by_name(
    visitors: Visit, village: SimpleNamespace, other_village: SimpleNamespace
) -> None:
    with visitors(signed_in=False, java_script_enabled=False) as visitor:
        signed_in(visitor, village).open(village.url)
        visitor.page.locator("#households label", has_text="Hoàng Thị Én").click()
        visitor.page.fill("#id_find", "phang")
        press(visitor, "find-member")
        expect(visitor.page.locator("#id_member")).to_have_value(str(other_village.member.pk))
        press(visitor, "preview")
        expect(visitor.page.locator(".summary")).to_contain_text("Vàng Seo Pháng")
