"""Failed sign-ins are limited per user and address, and never lock out an office behind one address."""

import re
import time
from io import StringIO
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from lambinh.accounts.models import SecurityEvent, User
from tests.accounts.conftest import give_phone, phone_code, sign_in
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

OFFICE, ELSEWHERE = "113.160.1.1", "14.225.2.2"


def fail(client: Client, username: str = "lan", times: int = 5, **options: Any) -> Any:
    answers = [sign_in(client, username, "sai", **options) for _time in range(times)]
    return answers[-1]


def is_signed_in(answer: Any) -> bool:
    return "Location" in answer


def test_after_five_failures_the_right_password_waits_too_and_is_told_how_long(person: User, client: Client) -> None:
    fail(client)
    answer = sign_in(client, "lan")

    assert not is_signed_in(answer)
    (sentence,) = answer.context["form"].non_field_errors()
    assert "1 phút" in sentence
    assert "cơ quan" in sentence  # the people who can lift the lock


def test_four_failures_are_forgiven(person: User, client: Client) -> None:
    fail(client, times=4)
    assert is_signed_in(sign_in(client, "lan"))


class Clock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = time.time()
        monkeypatch.setattr("time.time", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def wait_after_failure(client: Client, clock: Clock, username: str = "lan", **options: Any) -> int:
    """Fail once more, wait until the lock ends, and return the minutes of the wait."""
    sign_in(client, username, "sai", **options)
    answer = sign_in(client, username, "sai", **options)
    (sentence,) = answer.context["form"].non_field_errors()
    minutes = int(re.findall(r"\d+", sentence)[0]) if "phút" in sentence else 0
    clock.now += minutes * 60 + 1
    return minutes


def test_after_a_minute_it_opens_again(person: User, client: Client, clock: Clock) -> None:
    fail(client)
    clock.now += 58
    assert not is_signed_in(sign_in(client, "lan"))
    clock.now += 3
    assert is_signed_in(sign_in(client, "lan"))


def test_each_failure_more_waits_twice_as_long_up_to_a_quarter_of_an_hour(
    person: User, client: Client, clock: Clock
) -> None:
    fail(client, times=4)
    assert [wait_after_failure(client, clock) for _time in range(7)] == [1, 2, 4, 8, 15, 15, 15]
    assert is_signed_in(sign_in(client, "lan"))
    assert is_signed_in(sign_in(Client(), "lan"))
    fail(other := Client(), times=4)
    assert is_signed_in(sign_in(other, "lan"))  # the sign-in has reset the count of this address


def test_what_is_tried_while_waiting_makes_nobody_wait_longer(person: User, client: Client, clock: Clock) -> None:
    fail(client, times=50)
    clock.now += 61
    assert is_signed_in(sign_in(client, "lan"))


def test_a_clock_that_is_put_back_locks_nobody_out(person: User, client: Client, clock: Clock) -> None:
    fail(client)
    clock.now -= 24 * 60 * 60
    assert is_signed_in(sign_in(client, "lan"))


def test_a_colleague_behind_the_same_address_still_gets_in(person: User, client: Client) -> None:
    UserFactory(username="hoa")
    fail(client, times=12)
    for number in range(60):
        sign_in(client, f"khong-co-{number}", "sai")

    assert is_signed_in(sign_in(client, "hoa"))


def test_who_is_guessed_at_from_elsewhere_still_gets_in(person: User, client: Client) -> None:
    fail(client, times=12, REMOTE_ADDR=ELSEWHERE)
    assert is_signed_in(sign_in(client, "lan", REMOTE_ADDR=OFFICE))


def guess_from_many_addresses(times: int = 101) -> None:
    """Send wrong passwords for one name from 26 addresses, as an attacker does."""
    for number in range(times):
        sign_in(Client(), "lan", "sai", REMOTE_ADDR=f"14.225.{number % 26}.1")


def test_guessing_from_many_addresses_becomes_slow(person: User, clock: Clock) -> None:
    checked_count = 0
    for minute in range(4 * 60):
        answer = sign_in(Client(), "lan", "sai", REMOTE_ADDR=f"14.{minute // 250}.{minute % 250}.1")
        checked_count += "phút" not in answer.context["form"].non_field_errors()[0]
        clock.now += 60
    assert checked_count <= 30 + 5 + 16  # tries without a wait, tries with a short wait, then four an hour


def test_a_new_address_waits_minutes_and_not_a_day(person: User, client: Client, clock: Clock) -> None:
    guess_from_many_addresses()
    assert not is_signed_in(sign_in(client, "lan", REMOTE_ADDR=ELSEWHERE))
    clock.now += 61
    assert is_signed_in(sign_in(client, "lan", REMOTE_ADDR=ELSEWHERE))


def test_however_long_it_goes_on_nobody_waits_longer_than_a_quarter_of_an_hour(
    person: User, client: Client, clock: Clock
) -> None:
    for hour in range(5):
        guess_from_many_addresses(26)
        clock.now += 60 * 60 if hour < 4 else 15 * 60 + 1
    assert is_signed_in(sign_in(client, "lan", REMOTE_ADDR=ELSEWHERE))


def test_an_administrator_lifts_the_wait(person: User, administrator: User, client: Client, settings: Any) -> None:
    settings.LAMBINH_SECOND_FACTOR = False
    guess_from_many_addresses()
    fail(client, times=6, REMOTE_ADDR=ELSEWHERE)
    assert not is_signed_in(sign_in(client, "lan", REMOTE_ADDR=ELSEWHERE))
    (chief := Client()).force_login(administrator)
    assert "waits 1 minute" in english(chief, person)

    assert chief.post(reverse("households:user_lift_wait", args=[person.pk]))["Location"] == reverse(
        "assignments:user_detail", args=[person.pk]
    )

    assert is_signed_in(sign_in(client, "lan", REMOTE_ADDR=ELSEWHERE))
    page = english(chief, person)
    assert "waits 1 minute" not in page
    assert "Wait lifted" in page
    assert SecurityEvent.objects.get(user=person, kind="wait-lifted").by == administrator
    fail(second_client := Client(), times=6, REMOTE_ADDR=ELSEWHERE)
    assert not is_signed_in(sign_in(second_client, "lan", REMOTE_ADDR=ELSEWHERE))  # the count continues


def test_lifting_counts_for_codes_too(person: User, administrator: User, client: Client, settings: Any) -> None:
    secret = give_phone(person)
    sign_in(client, "lan")
    for _time in range(6):
        client.post("/login/code/", {"code": "000000"})
    settings.LAMBINH_SECOND_FACTOR = False
    (chief := Client()).force_login(administrator)
    chief.post(reverse("households:user_lift_wait", args=[person.pk]))
    assert is_signed_in(client.post("/login/code/", {"code": phone_code(secret)}))


def test_at_the_server_a_command_lifts_the_wait_of_an_administrator(administrator: User, client: Client) -> None:
    fail(client, "quantri", times=6)
    assert not is_signed_in(sign_in(client, "quantri"))
    call_command("lift_wait", "quantri", stdout=StringIO())
    assert is_signed_in(sign_in(client, "quantri"))
    with pytest.raises(CommandError):
        call_command("lift_wait", "nobody")


def english(client: Client, person: User) -> str:
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "en"
    return str(client.get(reverse("assignments:user_detail", args=[person.pk])).content.decode())


def test_that_does_not_shut_out_the_person_where_they_have_signed_in_before(person: User) -> None:
    sign_in(Client(), "lan", REMOTE_ADDR=OFFICE)
    for number in range(100):
        sign_in(Client(), "lan", "sai", REMOTE_ADDR=f"14.225.{number}.1")

    assert is_signed_in(sign_in(Client(), "lan", REMOTE_ADDR=OFFICE))


def test_unknown_names_are_limited_alike_so_that_names_cannot_be_found_out(client: Client) -> None:
    fail(client, "khong-co")
    (sentence,) = fail(client, "khong-co", times=1).context["form"].non_field_errors()
    assert "1 phút" in sentence


def test_a_forged_header_does_not_evade_the_limit(person: User, client: Client) -> None:
    for number in range(5):
        sign_in(client, "lan", "sai", headers={"X-Forwarded-For": f"1.2.3.{number}"})
    assert not is_signed_in(sign_in(client, "lan", headers={"X-Forwarded-For": "9.9.9.9"}))


def test_behind_the_proxy_only_the_address_that_it_adds_counts(person: User, client: Client, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(5):
        sign_in(client, "lan", "sai", headers={"X-Forwarded-For": f"1.2.3.{number}, {ELSEWHERE}"})

    assert not is_signed_in(sign_in(client, "lan", headers={"X-Forwarded-For": f"9.9.9.9, {ELSEWHERE}"}))
    assert is_signed_in(sign_in(client, "lan", headers={"X-Forwarded-For": OFFICE}))


def test_codes_of_the_second_factor_are_limited(person: User, client: Client) -> None:
    secret = give_phone(person)
    sign_in(client, "lan")
    for _time in range(5):
        client.post("/login/code/", {"code": "000000"})
    answer = client.post("/login/code/", {"code": phone_code(secret)})

    assert not is_signed_in(answer)
    assert "15" in answer.context["form"].errors["code"][0]


def test_confirming_by_password_is_limited(person: User, client: Client) -> None:
    client.force_login(person)
    for _time in range(5):
        client.post("/account/confirm/", {"password": "sai"})
    answer = client.post("/account/confirm/", {"password": PASSWORD})
    assert answer.status_code == 200
    assert "1 phút" in answer.context["form"].errors["password"][0]


def test_changing_the_password_is_limited_on_a_page_of_ours(person: User, client: Client) -> None:
    client.force_login(person)
    wrong = {"oldpassword": "sai", "password1": "a", "password2": "a"}
    for _time in range(10):
        assert client.post("/account/password/", wrong).status_code == 200
    answer = client.post("/account/password/", wrong)
    assert answer.status_code == 429
    assert 'class="sheet"' in answer.content.decode()


def test_failures_are_counted_in_a_table_that_all_server_processes_share(
    person: User, client: Client, settings: Any
) -> None:
    settings.CACHES = {"default": {**_of_the_program(), "OPTIONS": {"MAX_ENTRIES": 1000}}}
    fail(client)
    with connection.cursor() as cursor:
        cursor.execute('SELECT count(*) FROM "cache"')
        assert cursor.fetchone()[0] >= 2
    assert not is_signed_in(sign_in(client, "lan"))
    cache.clear()
    assert is_signed_in(sign_in(client, "lan"))


def _of_the_program() -> dict[str, str]:
    source = (django_settings.BASE_DIR / "lambinh" / "settings.py").read_text()
    assert '"BACKEND": "django.core.cache.backends.db.DatabaseCache"' in source
    return {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
