"""The pages of totals, each with its refusals: not signed in, wrong method, unknown row."""

from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    HouseholdFactory,
    PersonFactory,
)
from tests.support.responses import redirects

pytestmark = pytest.mark.django_db

DAY = "2018-12-31"


def pages(territory) -> list[str]:
    return [
        reverse("reports:totals") + f"?on={DAY}",
        reverse("reports:lists") + f"?what=households&unit={territory.district.pk}&on={DAY}",
        reverse("reports:village", args=[territory.villages[0].pk]) + f"?on={DAY}",
    ]


class _Links(HTMLParser):
    """The links of a page with their text, and the inline scripts and styles that the content policy forbids."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.refused: list[str] = []
        self._address: str | None = None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self._address = attributes.get("href") if tag == "a" else None
        self.refused += [name for name in attributes if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in attributes):
            self.refused.append(tag)

    def handle_data(self, data):
        if self._address and data.strip():
            self.links.append((self._address, data.strip()))
            self._address = None


def get(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.mark.parametrize("number", range(3))
def test_a_page_opens_for_who_is_signed_in_and_only_for_them(territory, households, signed_in, number):
    address = pages(territory)[number]

    assert signed_in.get(address).status_code == 200
    answer = Client().get(address)
    redirects(answer)
    assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("number", range(3))
def test_a_page_is_read_only(territory, signed_in, number):
    address = pages(territory)[number]

    assert signed_in.post(address).status_code == 405
    assert signed_in.delete(address).status_code == 405
    assert signed_in.head(address).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/?unit=999999", "/?unit=abc", "/?unit=99999999999999999999", "/villages/999999/",
        "/villages/99999999999999999999/", "/lists/", "/lists/?what=", "/lists/?what=names",
        "/lists/?what=households&unit=999999",
    ],
)  # fmt: skip
def test_nonsense_is_not_found(territory, signed_in, address):
    assert signed_in.get(address).status_code == 404


def test_what_is_no_text_is_refused(territory, signed_in):
    assert signed_in.get("/?unit=%00").status_code == 400


def test_a_commune_is_not_a_village(territory, signed_in):
    assert signed_in.get(reverse("reports:village", args=[territory.first.pk])).status_code == 404


@pytest.mark.parametrize("text", ["31/02/2018", "2018-13-01", "hôm nay", "0000-00-00", "12/31/2018", "1" * 400])
@pytest.mark.parametrize("number", range(3))
def test_a_day_that_does_not_exist_is_a_sentence_beside_the_field(territory, signed_in, number, text):
    address = pages(territory)[number].replace(f"on={DAY}", "")

    page = get(signed_in, f"{address}&on={text}")

    assert 'id="id_on_error"' in page
    assert f'value="{text}"' in page


@pytest.mark.parametrize("language", ["vi", "en"])
def test_days_are_day_before_month_in_both_languages(territory, signed_in, language):
    signed_in.cookies["django_language"] = language
    page = signed_in.get("/?on=03/02/2019").content.decode()

    assert 'value="03/02/2019"' in page
    assert "on=2019-02-03" in page


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_are_days_too(territory, households, signed_in, day):
    assert signed_in.get(f"/?on={day}").status_code == 200


@pytest.fixture
def half_past_midnight(monkeypatch):
    """Half past midnight in Việt Nam, when UTC still has the day before."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 23, 17, 30, tzinfo=UTC))


def test_without_a_day_it_is_today_in_viet_nam(half_past_midnight, territory, signed_in):
    assert 'value="24/11/2026"' in get(signed_in, "/")


def test_the_page_of_the_district_opens_its_communes_their_villages_and_their_households(
    territory, households, signed_in
):
    def link_target(address: str, name: str) -> str:
        links = _Links(get(signed_in, address)).links
        return next(url for url, text in links if text == name)

    commune = link_target(f"/?on={DAY}", "Xã Xuân Lập")
    village = link_target(commune, "Thôn Nà Khà")

    page = get(signed_in, village)
    assert households.cared.head_name in page
    assert households.alone.head_name in page
    assert households.other.head_name not in page


def test_every_number_opens_a_list_of_as_many_rows(territory, households, signed_in):
    numbers = [
        (address, text)
        for address, text in _Links(get(signed_in, f"/?on={DAY}")).links
        if address.startswith(reverse("reports:lists"))
    ]
    assert len(numbers) > 10
    for address, text in numbers:
        answer = signed_in.get(address)
        assert answer.context["page"].paginator.count == int(text), address
        assert len(answer.context["rows"]) == int(text)


def test_addresses_carry_no_name(territory, households, signed_in):
    for address in pages(territory):
        for url, _text in _Links(get(signed_in, address)).links:
            assert set(url) <= set("abcdefghijklmnopqrstuvwxyz0123456789/?&=-#"), url


def test_a_unit_that_did_not_exist_is_a_sentence_with_what_its_place_is_called(territory, signed_in):
    page = get(signed_in, f"/?unit={territory.first.pk}&on=2026-01-01")

    links = {text: url for url, text in _Links(page).links}
    assert f"unit={territory.later.pk}" in links["Xã Lâm Bình"]
    assert "30/06/2025" in page


def test_households_of_then_are_drawn_with_the_communes_of_today(territory, households, signed_in):
    answer = signed_in.get(f"/?on={DAY}&drawn=01/01/2026")

    assert answer.context["unit"] == territory.later
    assert answer.context["total"].figures.households == 3
    for address, _text in _Links(answer.content.decode()).links:
        if address.startswith(reverse("reports:lists")):
            assert "drawn=2026-01-01" in address
            assert signed_in.get(address).status_code == 200


def test_a_chosen_unit_stays_chosen_and_an_unchosen_one_follows_the_day(territory, households, signed_in):
    chosen = get(signed_in, f"/?unit={territory.first.pk}&on={DAY}")
    unchosen = get(signed_in, f"/?on={DAY}")

    assert f'name="unit" value="{territory.first.pk}"' in chosen
    assert 'name="unit"' not in unchosen


def test_the_days_beside_the_form_are_those_on_which_assignments_began(territory, households, signed_in):
    assert date(2018, 11, 1) in signed_in.get("/").context["days"]


def test_before_units_are_loaded_the_page_says_what_to_do(client):
    client.force_login(PersonFactory(is_superuser=True))

    assert "load_units" in get(client, "/")


def test_names_cannot_write_into_the_page(territory, signed_in):
    HouseholdFactory(village=territory.villages[0], head_name="<b>Giàng</b>")

    page = get(signed_in, pages(territory)[2])

    assert "<b>Giàng" not in page
    assert "&lt;b&gt;Giàng" in page


@pytest.mark.parametrize("number", range(3))
def test_pages_keep_a_strict_content_policy(territory, households, signed_in, number):
    assert _Links(get(signed_in, pages(territory)[number])).refused == []
