"""Users who sign in as in production: with a second factor where required, and with tracked sessions."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client

from lambinh.accounts.models import User
from tests.factories import PASSWORD, PersonFactory, UserFactory


@pytest.fixture(autouse=True)
def real_sign_in(settings: Any, _simple_sign_in: None) -> None:
    settings.LAMBINH_SECOND_FACTOR = True
    settings.USERSESSIONS_TRACK_ACTIVITY = True


@pytest.fixture
def person(db: None) -> User:
    return PersonFactory(username="lan", last_name="Ma Thị", first_name="Lan")


@pytest.fixture
def administrator(db: None) -> User:
    """An administrator who has not set up a second factor."""
    return UserFactory(username="quantri", is_staff=True, is_superuser=True)


def sign_in(client: Client, username: str, password: str = PASSWORD, **options: Any) -> Any:
    return client.post("/login/", {"login": username, "password": password}, **options)


def give_phone(user: User) -> str:
    """Set up a second factor for `user` and return the secret that the phone stores."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def phone_code(secret: str, steps: int = 0) -> str:
    """The code on the phone, `steps` of half a minute before or after now."""
    counters = list(totp.yield_hotp_counters_from_time())
    return totp.format_hotp_value(totp.hotp_value(secret, counters[len(counters) // 2] + steps))


def unused_recovery_codes(user: User) -> list[str]:
    """The recovery codes that `user` has not used."""
    return RecoveryCodes(Authenticator.objects.get(user=user, type="recovery_codes")).get_unused_codes()


def forget_failures() -> None:
    cache.clear()
