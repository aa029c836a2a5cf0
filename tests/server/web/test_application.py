"""The headers of a request that the program trusts."""

from typing import Any

import pytest

from lambinh.server.web.application import is_signed_in, remove_forged_headers
from tests.factories import UserFactory

FORGED = {
    "HTTP_X_FORWARDED_FOR": "1.2.3.4",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_HOST": "evil.example",
    "HTTP_FORWARDED": "for=1.2.3.4",
    "HTTP_X_REAL_IP": "1.2.3.4",
}


def trusted_headers(address: str) -> set[str]:
    environ = FORGED | {"REMOTE_ADDR": address}
    remove_forged_headers(environ)
    return set(environ) - {"REMOTE_ADDR"}


def test_without_a_web_server_in_front_nobody_says_where_a_person_is(settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    assert trusted_headers("127.0.0.1") == set()


def test_the_web_server_in_front_says_it_and_nobody_else(settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.LAMBINH_PROXY_ADDRESSES = ["10.0.0.5"]
    assert trusted_headers("10.0.0.5") == {"HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"}
    assert trusted_headers("10.0.0.6") == set()


@pytest.mark.django_db(transaction=True)  # closes an old connection, as between requests
def test_a_session_that_is_somebodys_is_known_from_others(client: Any, settings: Any) -> None:
    assert not is_signed_in("")
    assert not is_signed_in(f"{settings.SESSION_COOKIE_NAME}=made-up")
    client.force_login(UserFactory())
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert is_signed_in(f"a=b; {settings.SESSION_COOKIE_NAME}={key}")
    client.logout()
    assert not is_signed_in(f"{settings.SESSION_COOKIE_NAME}={key}")
