"""The headers of every answer, and pages that keep to the content policy that they announce."""

import base64
import os
import re
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import NoReverseMatch, path, reverse
from django.utils import translation

from lambinh.urls import urlpatterns as of_the_program
from tests import factories
from tests.accounts.conftest import give_phone, sign_in
from tests.admin.test_imports import UNITS, upload, workbook
from tests.support.html import inline

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "img-src": "'self' data:",
    "form-action": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError


urlpatterns = [path("broken/", broken), *of_the_program]


def faults(answer: Any) -> list[str]:
    """The faults of an answer: missing or wrong headers, and inline scripts or styles."""
    headers = answer.headers
    directives = [part.strip().partition(" ") for part in headers.get("Content-Security-Policy", "").split(";")]
    differences = [] if {name: value for name, _space, value in directives} == POLICY else [f"policy {directives}"]
    differences += [f"{name}: {headers.get(name)}" for name, value in HEADERS.items() if headers.get(name) != value]
    differences += [] if "camera=()" in headers.get("Permissions-Policy", "") else ["Permissions-Policy"]
    differences += [] if "no-store" in headers.get("Cache-Control", "") else ["Cache-Control"]
    if "html" in headers.get("Content-Type", "") and not answer.streaming:
        differences += inline(answer.content.decode())
    return differences


@pytest.fixture
def administrator_client(db: None, client: Client) -> Client:
    factories.UnitFactory()
    administrator = factories.UserFactory(username="boss", is_superuser=True)
    client.force_login(administrator)
    return client


def test_what_is_looked_for_is_found() -> None:
    page = '<p style="x" onclick="y"><style></style><script></script><a href="javascript:z"><script src="a"></script>'
    assert len(inline(page)) == 5
    assert faults(HttpResponse(page)) != []


@pytest.mark.parametrize("address", ["/login/", "/khong-co/", "/", "/account/", "/login/code/", "/admin/login/"])
def test_before_signing_in(db: None, client: Client, address: str) -> None:
    assert faults(client.get(address)) == []


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/lists/?what=members",
        "/rosters/",
        "/account/",
        "/account/password/",
        "/account/confirm/",
        "/logout/",
        "/khong-co/",
        "/admin/",
        "/admin/jsi18n/",
    ],
)
def test_pages_of_who_is_signed_in(administrator_client: Client, address: str) -> None:
    factories.UnitFactory()
    assert faults(administrator_client.get(address)) == []


def test_pages_of_the_second_factor(db: None, client: Client) -> None:
    administrator = factories.UserFactory(username="boss")
    sign_in(client, "boss")
    assert faults(client.get("/account/second-factor/on/")) == []
    give_phone(administrator)
    for address in ("/account/recovery-codes/", "/account/recovery-codes/new/", "/account/second-factor/off/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert faults(answer) == []
    client.post("/logout/")
    sign_in(client, "boss")
    assert faults(client.get("/login/code/")) == []


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: str(model._meta.label))
def test_registers(administrator_client: Client, model: Any) -> None:
    base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    opened = 0
    for view in ("changelist", "add", "export", "import"):
        try:
            answer = administrator_client.get(reverse(f"{base}_{view}"))
        except NoReverseMatch:
            continue
        opened += answer.status_code == 200
        assert faults(answer) == [], view
    assert opened >= 1


def test_the_preview_of_an_import_marks_changes_without_styles_in_the_page(administrator_client: Client) -> None:
    unit = factories.UnitFactory(name="Xuân <b>Lập</b>")
    row = ["commune", unit.code, "Xã", "Xuân <b>Lộc</b>", "", "", ""]
    with translation.override("en"):
        administrator_client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        answer = upload(administrator_client, "households_unit", workbook(UNITS, row))
    page = answer.content.decode()
    assert re.search("<del>ập</del><ins>ộc</ins>", page)
    assert "<b>" not in page
    assert faults(answer) == []


@pytest.mark.parametrize("method", ["post", "put"])
def test_what_is_not_a_page_has_the_headers_too(administrator_client: Client, method: str) -> None:
    assert faults(getattr(administrator_client, method)("/account/sessions/1/end/")) == []


@override_settings(ROOT_URLCONF="tests.pages.test_headers")
def test_an_error_of_ours_has_them(administrator_client: Client) -> None:
    administrator_client.raise_request_exception = False
    answer = administrator_client.get("/broken/")
    assert answer.status_code == 500
    assert faults(answer) == []


def test_a_form_that_was_forged_has_them(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post("/login/", {})
    assert answer.status_code == 403
    assert faults(answer) == []


def test_static_files_may_be_kept_and_are_for_our_own_pages_only(client: Client) -> None:
    headers = client.get("/static/lambinh/lambinh.css").headers
    assert "no-store" not in headers["Cache-Control"]
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"


def production(**environment: str) -> dict[str, str]:
    """The environment of a process in production."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("LAMBINH_", "DJANGO_"))}
    required = {"LAMBINH_HOSTS": "lambinh.example.vn", "LAMBINH_SECRET_KEY": "k3" * 20 + "&(Zq7_pW!x0-9sD#vB4"}
    required["LAMBINH_CITIZEN_ID_KEYS"] = base64.b64encode(bytes(range(32))).decode()
    return inherited | required | environment


def check_deploy(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.BASE_DIR,
        env=production(**environment),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_deployment_check_has_nothing_to_say_in_production() -> None:
    process = check_deploy()
    assert (process.returncode, process.stderr) == (0, ""), process.stderr


def test_the_deployment_check_tells_that_the_second_factor_is_off() -> None:
    process = check_deploy(LAMBINH_SECOND_FACTOR="off")
    assert process.returncode == 1
    assert "lambinh.W001" in process.stderr
