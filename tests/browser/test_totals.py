"""From the district's figures down to one household, on the requested day."""

from typing import Any

import pytest
from playwright.sync_api import expect

from households.models import Unit
from tests.browser.conftest import Visit
from tests.support.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def totals(lam_binh: None) -> str:
    """The address of Lâm Bình's totals on 31/12/2018."""
    return f"/?unit={Unit.objects.get(kind=Unit.Kind.DISTRICT, name='Lâm Bình').pk}&on=2018-12-31"


NUMBERS_AND_ROWS = """() => Promise.all([...document.querySelectorAll(".cards dd a, .figures td a")].map(async link => {
    const list = new DOMParser().parseFromString(await (await fetch(link.href)).text(), "text/html");
    return [link.textContent, list.querySelectorAll("table.rows tbody tr").length, link.getAttribute("href")];
}))"""


def figures(visitor: Visitor) -> list[str]:
    """The large numbers: members and households of the two tiers, then households, covered, not covered."""
    return visitor.page.locator(".cards dd").all_inner_texts()


def down_to_the_village(visitor: Visitor, totals: str) -> None:
    visitor.open(totals)
    visitor.page.click("text=Xuân Lập")
    visitor.page.click("text=Nà Khà")


@pytest.mark.parametrize("script", [True, False], ids=["javascript", "no javascript"])
def test_a_commune_opens_its_villages_and_a_village_its_households(totals: str, visitors: Visit, script: bool) -> None:
    with visitors(java_script_enabled=script) as officer:
        officer.open(totals)
        assert figures(officer) == ["1", "1", "2", "3", "5", "4", "1"]

        down_to_the_village(officer, totals)

        assert "on=2018-12-31" in officer.path()
        cared = officer.page.get_by_role("row").filter(has_text="Giàng A Páo")
        expect(cared).to_contain_text("Nguyễn Văn Quang")
        expect(officer.page.get_by_role("row").filter(has_text="Sùng Seo Lử")).not_to_contain_text("Nguyễn")


def test_every_number_opens_the_list_that_it_counts(totals: str, officer: Visitor) -> None:
    officer.open(totals)

    pairs: list[list[Any]] = officer.page.evaluate(NUMBERS_AND_ROWS)

    assert len(pairs) > 20
    assert [pair for pair in pairs if int(pair[0]) != pair[1]] == []


def test_the_form_shows_another_day(totals: str, officer: Visitor) -> None:
    officer.open(totals)

    officer.page.fill("#id_on", "31/10/2018")
    officer.page.press("#id_on", "Enter")

    assert figures(officer) == ["1", "1", "0", "0", "5", "1", "4"]


def test_a_day_that_there_is_not_is_a_sentence(totals: str, officer: Visitor) -> None:
    officer.open(totals)

    officer.page.fill("#id_on", "31/02/2018")
    officer.page.press("#id_on", "Enter")

    expect(officer.page.get_by_role("alert")).to_be_visible()


def test_the_language_changes_and_the_page_stays(totals: str, officer: Visitor) -> None:
    officer.open(totals)
    page: Any = officer.page

    page.click("text=English")
    assert page.get_attribute("html", "lang") == "en"
    expect(page.locator("#card-commune")).to_have_text("Commune tier")
    assert officer.path() == totals

    page.click("text=Tiếng Việt")
    assert page.get_attribute("html", "lang") == "vi"
    assert officer.path() == totals
    assert figures(officer) == ["1", "1", "2", "3", "5", "4", "1"]
