"""Sessions end after idle time, with a new password, and from the user's own list."""

import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from lambinh.accounts.models import User
from lambinh.accounts.security.user_agents import describe_user_agent
from lambinh.accounts.services import end_sessions, set_first_password
from tests.accounts.conftest import sign_in
from tests.accounts.test_signing_in import change
from tests.factories import PASSWORD, UserFactory
from tests.support.responses import redirects

pytestmark = pytest.mark.django_db

WINDOWS_7 = (
    "Mozilla/5.0 (Windows NT 6.1; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36"
)


def signed_in(username: str = "lan", **options: Any) -> Client:
    client = Client(**options)
    sign_in(client, username)
    return client


def is_open(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_a_session_ends_eight_hours_after_the_last_page(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lambinh.accounts.middleware.ACTIVITY_INTERVAL", 0)  # by default once a minute
    client = signed_in()
    session = Session.objects.get(pk=client.session.session_key)
    assert timedelta(hours=7, minutes=59) < session.expire_date - timezone.now() <= timedelta(hours=8)

    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=1))
    assert is_open(client)
    session.refresh_from_db()
    assert session.expire_date - timezone.now() > timedelta(hours=7, minutes=59)

    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not is_open(client)


def test_a_session_ends_a_day_after_signing_in_however_busy_it_is(person: User, monkeypatch: Any) -> None:
    client, start = signed_in(), time.time()
    for hour in range(1, 24):
        monkeypatch.setattr("time.time", lambda hour=hour: start + hour * 60 * 60)
        assert is_open(client)
    monkeypatch.setattr("time.time", lambda: start + 24 * 60 * 60 + 1)
    answer = client.get("/account/")
    redirects(answer)
    assert answer["Location"].startswith("/login/")
    assert not Session.objects.exists()
    monkeypatch.undo()
    assert not is_open(client)


def test_how_long_is_a_setting(person: User, monkeypatch: Any, settings: Any) -> None:
    settings.LAMBINH_SESSION_HOURS = 1
    client, start = signed_in(), time.time()
    monkeypatch.setattr("time.time", lambda: start + 60 * 60 + 1)
    assert not is_open(client)


def test_a_session_of_before_and_one_from_the_future_last_a_day_from_now(person: User, monkeypatch: Any) -> None:
    for signed_in_at in (None, time.time() + 10 * 24 * 60 * 60):
        client, start = signed_in(), time.time()
        session = client.session
        if signed_in_at is None:
            session.pop("signed_in_at", None)
        else:
            session["signed_in_at"] = signed_in_at
        session.save()
        assert is_open(client)
        monkeypatch.setattr("time.time", lambda start=start: start + 24 * 60 * 60 + 1)
        assert not is_open(client)
        monkeypatch.undo()


def test_confirming_who_one_is_does_not_make_it_longer(person: User, monkeypatch: Any) -> None:
    client, start = signed_in(), time.time()
    client.post("/account/confirm/", {"password": PASSWORD})
    change(client)
    monkeypatch.setattr("time.time", lambda: start + 24 * 60 * 60 + 1)
    assert not is_open(client)


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(person: User) -> None:
    cookie = signed_in().cookies[django_settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 8 * 60 * 60


def test_a_new_password_ends_all_other_sessions(person: User) -> None:
    here, there = signed_in(), signed_in()
    change(here)

    assert is_open(here)
    assert not is_open(there)
    assert UserSession.objects.filter(user=person).count() == 1


def test_my_account_lists_where_i_am_signed_in(person: User) -> None:
    signed_in(REMOTE_ADDR="14.225.2.2", headers={"User-Agent": WINDOWS_7})
    UserFactory(username="hoa")
    signed_in("hoa", REMOTE_ADDR="1.2.3.4")
    page = signed_in().get("/account/")

    first, second = page.context["sessions"]
    assert first["is_this"]
    assert not second["is_this"]
    assert second["device"] == "Chrome, Windows 7"
    assert second["session"].ip == "14.225.2.2"
    assert "1.2.3.4" not in page.content.decode()


def test_a_session_is_ended_from_another(person: User) -> None:
    here, there = signed_in(), signed_in()
    session = UserSession.objects.get(session_key=there.session.session_key)
    assert here.post(f"/account/sessions/{session.pk}/end/")["Location"] == "/account/"

    assert is_open(here)
    assert not is_open(there)


def test_ending_this_session_signs_out(person: User) -> None:
    here = signed_in()
    session = UserSession.objects.get(session_key=here.session.session_key)
    assert here.post(f"/account/sessions/{session.pk}/end/")["Location"] == "/login/"
    assert not is_open(here)


def test_all_others_are_ended_at_once(person: User) -> None:
    here, *others = [signed_in() for _time in range(3)]
    here.post("/account/sessions/end/")

    assert is_open(here)
    assert not any(is_open(other) for other in others)


def test_nobody_ends_the_session_of_another_person(person: User) -> None:
    UserFactory(username="hoa")
    other = signed_in("hoa")
    session = UserSession.objects.get(session_key=other.session.session_key)

    assert signed_in().post(f"/account/sessions/{session.pk}/end/").status_code == 404
    assert is_open(other)


@pytest.mark.parametrize("address", ["/account/sessions/end/", "/account/sessions/1/end/"])
def test_ending_takes_a_press_of_a_button(person: User, address: str) -> None:
    here, other = signed_in(), signed_in()

    assert here.get(address)["Location"] == "/account/"
    assert is_open(here)
    assert is_open(other)


def test_an_administrator_ends_the_sessions_of_a_person(person: User, administrator: User) -> None:
    clients = [signed_in(), signed_in()]
    assert end_sessions(person, by=administrator) == 2
    assert not any(is_open(client) for client in clients)


def test_a_first_password_ends_the_sessions(person: User, administrator: User) -> None:
    client = signed_in()
    set_first_password(person, by=administrator)
    assert not is_open(client)


def test_when_a_session_was_last_seen_is_noted_once_a_minute(person: User, django_assert_num_queries: Any) -> None:
    client = signed_in()
    client.get("/account/password/")
    with django_assert_num_queries(6):
        client.get("/account/password/")


def test_a_session_is_prolonged_once_a_minute_and_written_no_more_often(
    person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in()
    client.get("/account/password/")
    expiry = Session.objects.get().expire_date
    assert "Set-Cookie" not in client.get("/account/password/").headers
    assert Session.objects.get().expire_date == expiry

    monkeypatch.setattr("lambinh.accounts.middleware.ACTIVITY_INTERVAL", 0)
    client.get("/account/password/")
    assert Session.objects.get().expire_date > expiry


@pytest.mark.parametrize(
    ("user_agent", "description"),
    [
        (WINDOWS_7, "Chrome, Windows 7"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile Safari/604.1", "Safari, iOS"),
        ("Mozilla/5.0 (Linux; Android 10) AppleWebKit Chrome/120.0 Mobile Safari/537.36", "Chrome, Android"),
    ],
)
def test_a_browser_is_told_in_words(user_agent: str, description: str) -> None:
    assert describe_user_agent(user_agent) == description


def test_a_browser_that_says_nothing_is_unknown() -> None:
    assert describe_user_agent("")
