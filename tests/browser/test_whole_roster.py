"""A commune's list with three faults: one corrected, one decided for all rows, one left out. Then it is undone."""

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from assignments.models import Assignment
from assignments.rosters.models import RosterImport
from assignments.rosters.storage.files import RosterFile
from households.models import Household
from tests.browser.conftest import Visit
from tests.support.browser import district
from tests.support.browser.visitor import Visitor
from tests.support.rosters.workbooks import HOUSEHOLDS, MEMBERS, book, run_import

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAMPLE = Path(__file__).parent.parent / "support/rosters/samples" / "assignments-classic.xlsx"
TRUTH = [row["values"] for row in json.loads(SAMPLE.with_name(f"{SAMPLE.name}.truth.json").read_text())["rows"]]
MISSPELT, GROUP, UNKNOWN = 11, 10, 14
"""Excel's numbers of the rows with faults: a head's name, the line that names the village, a member."""


@pytest.fixture
def registers(units: None, tmp_path: Path) -> None:
    """Store the members and households of the list, as the truth of the sample names them."""
    members = {(row["member_name"], row["village"]): row for row in TRUTH}
    people = [
        [name, 1950 + number % 50, row.get("member_position", ""), f"Chi bộ thôn {village}", village, row["commune"]]
        for number, ((name, village), row) in enumerate(members.items())
    ]
    households = [
        [f"LB{number:03}", row["head_name"], row.get("head_birth_year"), row["village"], row["commune"], 4, "Hộ nghèo"]
        for number, row in enumerate(TRUTH)
    ]
    result = run_import(
        book(tmp_path / "dv.xlsx", MEMBERS, *people), book(tmp_path / "ho.xlsx", HOUSEHOLDS, *households)
    )
    assert not result.is_refused, result.problems


@pytest.fixture
def faulty(tmp_path: Path) -> RosterFile:
    """The sample with its three faults."""
    workbook = load_workbook(SAMPLE)
    sheet = workbook["Phân công"]
    sheet.cell(MISSPELT, 4).value = "Cháng Vinh Phủ"
    sheet.cell(GROUP, 2).value = "Thôn Nà Khạc"
    sheet.cell(UNKNOWN, 2).value = "Trần Quốc Người Lạ"
    path = tmp_path / "phân công.xlsx"
    workbook.save(path)
    return RosterFile(path, path.name)


def row_of(visitor: Visitor, number: int) -> Any:
    """The line of the plan with Excel's row number."""
    return visitor.page.locator("table.plan-rows tbody tr").filter(
        has=visitor.page.locator("th[scope=row]", has_text=str(number))
    )


@pytest.mark.parametrize("script", [True, False], ids=["javascript", "no javascript"])
def test_a_list_with_three_faults_is_mended_applied_and_taken_back(
    registers: None, faulty: RosterFile, visitors: Visit, script: bool
) -> None:
    with visitors(java_script_enabled=script) as secretary:
        page = secretary.page
        secretary.upload(faulty)
        of_village = sum(row["village"] == TRUTH[0]["village"] for row in TRUTH)
        assert page.locator("table.plan-rows tbody tr").count() == min(50, of_village)
        assert not script or secretary.faults() == []

        # One decision for all rows: the village with another spelling.
        correct(secretary, MISSPELT, script)
        assert not script or secretary.faults() == []
        page.fill("[name=value-village]", "Nà Khà")
        page.check("[name=everywhere-village]")
        page.click(".row-form .form-actions [name=save]")
        expect(page.locator("table.plan-rows tbody tr")).to_have_count(2)

        # One corrected row: the page offers the head's name in the right spelling.
        correct(secretary, MISSPELT, script)
        options = page.locator("#options-head_name option").evaluate_all("all => all.map(option => option.value)")
        assert "Cháng Văn Phủ (1951)" in options
        page.fill("[name=value-head_name]", "Cháng Văn Phủ")
        page.click(".row-form .form-actions [name=save]")
        expect(page.locator("table.plan-rows tbody tr")).to_have_count(1)

        # One row left out: an unknown member.
        row_of(secretary, UNKNOWN).locator("[name=included]").uncheck()
        page.click("button[form=inclusion-form]")
        page.click("form.form-actions:has(button.btn-primary) button")
        expect(page.locator(".state-applied")).to_be_visible()
        assert not script or secretary.faults() == []
        assert Assignment.objects.count() == len(TRUTH) - 1
        applied = RosterImport.objects.get(file_name=faulty.name)
        assert (applied.new, applied.left_out) == (len(TRUTH) - 1, 1)

        page.click("details:has(form[action$='/undo/']) summary")
        page.click("form[action$='/undo/'] button")
        expect(page.locator(".state-undone")).to_be_visible()
        assert not Assignment.objects.exists()
        assert Household.objects.count() == len(TRUTH)
        assert not script or secretary.faults() == []


def correct(visitor: Visitor, number: int, script: bool) -> None:
    """Open the form of a row, in the table by a double click or on a page of its own."""
    row = row_of(visitor, number)
    if script:
        row.locator(".cell-value").first.dblclick()
    else:
        row.locator(".edit-link a").click()
    expect(visitor.page.locator(".row-form")).to_be_visible()


def test_a_row_is_corrected_by_keyboard_alone(lam_binh: None, officer: Visitor, tmp_path: Path) -> None:
    officer.upload(district.faulty(tmp_path))
    page = officer.page
    page.wait_for_url("**/rosters/*/")
    page.wait_for_load_state()  # before the script runs, the link leads to a page of its own
    row_of(officer, 4).locator(".edit-link a").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".row-form")).to_be_visible()
    expect(page.locator("[name=value-household_size]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".row-form")).to_have_count(0)
    expect(row_of(officer, 4).locator(".edit-link a")).to_be_focused()

    page.keyboard.press("Enter")
    expect(page.locator("[name=value-household_size]")).to_be_focused()
    page.keyboard.type("4")
    page.keyboard.press("Enter")

    expect(page.locator("table.plan-rows tbody tr")).to_have_count(2)


def test_the_marked_workbook_comes_back_mended_and_goes_on(lam_binh: None, officer: Visitor, tmp_path: Path) -> None:
    officer.upload(district.faulty(tmp_path))
    with officer.page.expect_download() as download:
        officer.page.click("a[href$='/marked/']")
    path = tmp_path / "trả lại.xlsx"
    download.value.save_as(path)
    workbook = load_workbook(path)
    sheet = workbook.worksheets[0]
    assert sheet.cell(4, 6).comment.text
    for number, row in enumerate(district.MENDED_ROWS, 2):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value
    workbook.save(path)

    officer.upload(RosterFile(path, path.name))

    expect(officer.page.locator(".outcomes a.new")).to_contain_text("4")
    before = RosterImport.objects.get(file_name="sai.xlsx")
    assert (before.state, before.upload.continued_by.get().file_name) == ("refused", "trả lại.xlsx")


def test_workbooks_are_dropped_on_the_form(units: None, officer: Visitor, tmp_path: Path) -> None:
    officer.open("/rosters/")
    content = district.mended(tmp_path).path.read_bytes()
    transfer = officer.page.evaluate_handle(
        "bytes => { const all = new DataTransfer(); "
        "all.items.add(new File([new Uint8Array(bytes)], 'thả.xlsx')); return all; }",
        list(content),
    )
    officer.page.dispatch_event("[data-drop-zone]", "drop", {"dataTransfer": transfer})
    officer.page.click(".upload button")

    expect(officer.page.locator("h1")).to_have_text("thả.xlsx")
    expect(officer.page.locator(".outcomes a.new")).to_contain_text("4")


def test_columns_are_said_once(units: None, officer: Visitor, tmp_path: Path) -> None:
    headings = ["Mã hộ", "Tên người được ghi", "Năm sinh", "Thôn", "Xã", "Số nhân khẩu", "Diện hộ"]
    officer.upload(book(tmp_path / "b.xlsx", headings, *district.MENDED_ROWS))
    page = officer.page
    expect(page.locator("form.columns-form")).to_be_visible()
    assert officer.faults() == []
    if not page.locator("select[name^=column-0-1]").count():
        page.select_option("[name=kind-0]", "households")
        page.fill("[name=first-0]", "1")
        page.fill("[name=last-0]", "1")
        page.click("form.columns-form [formaction]")
        assert officer.faults() == []
    page.select_option("select[name^=column-0-1]", "head_name")
    page.click("form.columns-form .form-actions .btn-primary")

    expect(page.locator(".outcomes a.new")).to_contain_text("4")
