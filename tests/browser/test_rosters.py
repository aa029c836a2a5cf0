"""A roster from upload to storage: with faults, corrected, applied, and uploaded a second time."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import FileChooser, expect

from assignments.rosters import services
from assignments.rosters.models import RosterImport
from households.models import Household
from tests.browser.conftest import Visit
from tests.factories import UserFactory
from tests.support.browser import district
from tests.support.browser.visitor import Visitor
from tests.support.rosters.workbooks import check_file

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KNOWN = len(district.HOUSEHOLD_ROWS)
MORE = len(district.MENDED_ROWS)


@pytest.mark.parametrize("script", [True, False], ids=["javascript", "no javascript"])
def test_a_faulty_workbook_is_mended_and_stored(lam_binh: None, visitors: Visit, tmp_path: Path, script: bool) -> None:
    with visitors(java_script_enabled=script) as officer:
        officer.upload(district.faulty(tmp_path))
        rows = officer.page.locator("table.plan-rows tbody tr")
        assert rows.locator("th").all_inner_texts() == ["3", "4", "5"]
        assert all(" " in sentence for sentence in rows.locator(".error").all_inner_texts())
        expect(rows.nth(1).locator(".error")).to_contain_text("bốn")
        expect(rows.nth(2).locator(".error")).to_contain_text("Phú Lâm")
        assert officer.page.locator("form.form-actions").count() == 0
        assert Household.objects.count() == KNOWN

        officer.upload(district.mended(tmp_path))
        assert Household.objects.count() == KNOWN
        officer.page.click("form.form-actions button")
        expect(officer.page.locator(".state-applied")).to_be_visible()
        assert Household.objects.count() == KNOWN + MORE

        officer.upload(district.mended(tmp_path))
        expect(officer.page.locator(".outcomes a.unchanged")).to_contain_text(str(MORE))
        assert officer.page.locator("form.form-actions").count() == 0


def test_a_count_opens_the_rows_that_it_counts(units: None, officer: Visitor, tmp_path: Path) -> None:
    officer.upload(district.faulty(tmp_path))

    officer.page.click(".outcomes a.new")

    expect(officer.page.locator("table.plan-rows tbody tr")).to_have_count(1)
    expect(officer.page.locator("table.plan-rows tbody tr")).to_contain_text("Lò Văn Chung")


def test_a_file_that_is_no_workbook_is_a_sentence_at_its_field(officer: Visitor, tmp_path: Path) -> None:
    picture = tmp_path / "ảnh.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(99))

    officer.page.goto("/rosters/")
    officer.page.set_input_files("#id_file", picture)
    officer.page.click(".upload button")

    expect(officer.page.get_by_role("alert")).to_contain_text("ảnh.xlsx")
    assert officer.faults() == []


def test_a_workbook_is_uploaded_and_applied_by_keyboard_alone(units: None, officer: Visitor, tmp_path: Path) -> None:
    choosers: list[FileChooser] = []
    # Register the listener early: the browser must know it before the key press.
    officer.page.on("filechooser", lambda chooser: choosers.append(chooser))
    officer.open("/rosters/")
    focus_by_keyboard(officer, "#id_file")
    officer.page.keyboard.press("Enter")
    for _pause in range(200):
        if choosers:
            break
        officer.page.wait_for_timeout(50)
    choosers[0].set_files(district.mended(tmp_path).path)
    focus_by_keyboard(officer, ".upload button")
    officer.page.keyboard.press("Enter")

    officer.page.wait_for_url("**/rosters/*/")
    focus_by_keyboard(officer, "form.form-actions button")
    officer.page.keyboard.press("Enter")

    expect(officer.page.locator(".state-applied")).to_be_visible()
    assert Household.objects.count() == MORE


def focus_by_keyboard(visitor: Visitor, selector: str) -> None:
    """Press the Tab key until the element has the focus."""
    for _step in range(40):
        visitor.page.keyboard.press("Tab")
        if visitor.page.locator(selector).evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{selector} is not reached by keyboard")


@pytest.mark.parametrize("script", [True, False], ids=["javascript", "no javascript"])
def test_the_page_shows_by_itself_when_the_worker_is_done(
    units: None, visitors: Visit, tmp_path: Path, script: bool
) -> None:
    clerk: Any = UserFactory()
    waiting = check_file(district.mended(tmp_path), by=clerk, now=timezone.now())[0]
    services.start_applying(waiting)
    with visitors(java_script_enabled=script) as officer:
        officer.open(f"/rosters/{waiting.pk}/")
        expect(officer.page.locator(".state-applying")).to_be_visible()
        assert not script or officer.faults() == []

        services.apply_checked(waiting.pk, by=clerk, now=timezone.now())

        expect(officer.page.locator(".state-applied")).to_be_visible()


def test_a_long_roster_is_shown_in_pages(units: None, officer: Visitor, tmp_path: Path) -> None:
    rows = [[f"LB{n}", "Ma Văn Sơn", 1950, "Nà Khà", "Xuân Lập", 4, "Hộ nghèo"] for n in range(100, 160)]
    officer.upload(district.book(tmp_path / "long.xlsx", district.HOUSEHOLDS, *rows))
    assert officer.faults() == []

    officer.page.click("a[rel=next]")

    expect(officer.page.locator("table.plan-rows tbody tr")).to_have_count(10)
    assert RosterImport.objects.get(file_name="long.xlsx").new == 60
