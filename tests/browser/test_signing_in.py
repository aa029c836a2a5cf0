"""Signing in: with a wrong and the right password, by keyboard, and again when the session has ended."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.factories import PASSWORD, UserFactory
from tests.support.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(visitor: Visitor, password: str, username: str = "vanphong") -> None:
    visitor.page.fill("#id_username", username)
    visitor.page.fill("#id_password", password)
    visitor.page.click(".sign-in button")


def test_a_wrong_password_is_a_sentence_and_the_right_one_opens_the_totals(stranger: Visitor) -> None:
    stranger.open("/")

    sign_in(stranger, "sai")
    expect(stranger.page.get_by_role("alert")).to_have_text(re.compile(r"\w+ \w+"))
    expect(stranger.page.locator("#id_username")).to_have_value("vanphong")
    assert stranger.faults() == []

    sign_in(stranger, PASSWORD)
    expect(stranger.page.locator(".user-link")).to_contain_text("vanphong")
    assert stranger.path() == "/"


def test_signing_in_without_javascript(stranger: Visitor, visitors: Visit) -> None:
    with visitors(signed_in=False, java_script_enabled=False) as plain:
        plain.open("/?on=2018-12-31")
        sign_in(plain, PASSWORD)

        assert plain.path() == "/?on=2018-12-31"


def test_signing_in_by_keyboard_alone(stranger: Visitor) -> None:
    stranger.open("/login/")
    expect(stranger.page.locator("#id_username")).to_be_focused()

    stranger.page.keyboard.type("vanphong")
    stranger.page.keyboard.press("Tab")
    stranger.page.keyboard.type(PASSWORD)
    stranger.page.keyboard.press("Enter")

    expect(stranger.page.locator(".user-link")).to_contain_text("vanphong")


def test_the_first_tab_offers_to_skip_to_the_content(officer: Visitor) -> None:
    officer.open("/")

    officer.page.keyboard.press("Tab")
    officer.page.keyboard.press("Enter")

    expect(officer.page.locator("#main")).to_be_focused()


def test_when_the_session_has_ended_signing_in_leads_back(stranger: Visitor) -> None:
    stranger.open("/login/")
    sign_in(stranger, PASSWORD)
    stranger.open("/rosters/")
    stranger.page.context.clear_cookies(name="sessionid")

    stranger.page.reload()
    assert stranger.path() == "/login/?next=/rosters/"
    sign_in(stranger, PASSWORD)

    assert stranger.path() == "/rosters/"


def test_signing_out_closes_the_pages(officer: Visitor) -> None:
    officer.open("/")
    officer.page.click(".sign-out")
    officer.open("/rosters/")

    assert officer.path().startswith("/login/")


def test_after_eight_idle_hours_signing_in_leads_back(stranger: Visitor) -> None:
    stranger.open("/login/")
    sign_in(stranger, PASSWORD)
    stranger.open("/rosters/")
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    stranger.page.reload()
    assert stranger.path() == "/login/?next=/rosters/"
    sign_in(stranger, PASSWORD)
    assert stranger.path() == "/rosters/"


def test_after_five_wrong_passwords_one_waits_but_a_colleague_does_not(stranger: Visitor, visitors: Visit) -> None:
    UserFactory(username="dongnghiep")
    stranger.open("/login/")
    for _time in range(5):
        sign_in(stranger, "sai")
    sign_in(stranger, PASSWORD)

    expect(stranger.page.get_by_role("alert")).to_contain_text("1 phút")
    assert stranger.faults() == []
    with visitors(signed_in=False) as colleague:
        colleague.open("/login/")
        sign_in(colleague, PASSWORD, "dongnghiep")
        expect(colleague.page.locator(".user-link")).to_contain_text("dongnghiep")
