"""Cookies in production: for this host alone, over HTTPS alone, and hidden from scripts."""

import json
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from tests.pages.test_headers import production

SCRIPT = """
import json, os
from lambinh import settings
ends = ("COOKIE_NAME", "SECURE", "HTTPONLY", "SAMESITE", "COOKIE_PATH")
names = [name for name in dir(settings) if name.endswith(ends) or "HSTS" in name]
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


def settings_of(environment: dict[str, str]) -> dict[str, Any]:
    process = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=django_settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(process.stdout))


def test_in_production_no_other_host_can_set_the_cookies_of_sessions_and_forms() -> None:
    values = settings_of(production())
    assert values["SESSION_COOKIE_NAME"] == "__Host-sessionid"
    assert values["CSRF_COOKIE_NAME"] == "__Host-csrftoken"


@pytest.mark.parametrize("cookie", ["SESSION", "CSRF", "LANGUAGE"])
def test_in_production_each_cookie_goes_over_https_alone_and_to_no_script(cookie: str) -> None:
    values = settings_of(production())
    assert values[f"{cookie}_COOKIE_SECURE"] is True
    assert values[f"{cookie}_COOKIE_HTTPONLY"] is True
    assert values[f"{cookie}_COOKIE_SAMESITE"] == "Lax"


def test_https_is_asked_for_this_name_alone_unless_the_settings_say_more() -> None:
    values = settings_of(production())
    assert values["SECURE_HSTS_SECONDS"] == 365 * 24 * 60 * 60
    assert values["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is values["SECURE_HSTS_PRELOAD"] is False
    values = settings_of(production(LAMBINH_HSTS_SUBDOMAINS="on", LAMBINH_HSTS_PRELOAD="on"))
    assert values["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is values["SECURE_HSTS_PRELOAD"] is True


def test_elsewhere_they_work_without_https() -> None:
    assert django_settings.SESSION_COOKIE_NAME == "sessionid"
    assert not django_settings.LANGUAGE_COOKIE_SECURE


def test_the_cookie_of_the_language_is_kept_so(db: None, client: Client) -> None:
    client.post("/language/", {"language": "en"})
    cookie = client.cookies[django_settings.LANGUAGE_COOKIE_NAME]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
