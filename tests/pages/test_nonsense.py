"""Requests that none of our pages sends get an error page of our own."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory
from django.urls import reverse

from lambinh.wsgi_handler import Utf8Request
from tests.support.access.web import WebClient
from tests.support.access.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(tmp_path: Path, settings: Any) -> World:
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return make_world(tmp_path)


def client_of(world: World, role: str) -> WebClient:
    client = WebClient(raise_request_exception=False)
    client.force_login(world.users[role])
    return client


def register(model: Any, view: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args)


@pytest.mark.parametrize(
    "address",
    ["/households/?q=a%00", "/admin/assignments/body/?kind__exact=%00", "/?%00=1", "/lists/%00", "/login/?next=%00"],
)
def test_an_address_with_a_nul_is_refused(address: str, world: World) -> None:
    for client in (client_of(world, "district_office"), WebClient(raise_request_exception=False)):
        assert client.get(address).status_code == 400


def test_signing_in_leads_nowhere_by_an_address_that_cannot_be_taken_apart() -> None:
    client = WebClient(raise_request_exception=False)
    for address in ("http://[", "//[", "https://[::1"):
        assert client.get("/login/", {"next": address}).status_code == 200


def test_a_form_with_a_nul_is_refused(world: World) -> None:
    client = client_of(world, "district_office")
    for field in ({"do": "take", "rows": "\0"}, {"a\0": "x"}):
        assert client.post(reverse("desk:unit", args=[world.here.village.pk]), field).status_code == 400


def test_a_cookie_with_a_nul_is_as_if_it_were_not_there(world: World) -> None:
    client = WebClient(raise_request_exception=False)
    for name in ("sessionid", "csrftoken", "messages", "django_language"):
        assert client.get("/login/", HTTP_COOKIE=f'{name}="\\000aaaaaaaaaa"').status_code == 200


@pytest.mark.parametrize("charset", ["hex", "base64", "utf-16", "idna", "klingon"])
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
def test_what_a_header_says_of_letters_does_not_count(kind: str, charset: str) -> None:
    """Some names of encodings make the request itself raise, before any view can answer."""
    environ = RequestFactory().post("/?q=%E1%BA%AD", "a=%E1%BA%AD", kind).environ
    request = Utf8Request(environ | {"CONTENT_TYPE": f"{kind}; charset={charset}"})
    assert request.GET["q"] == "ậ"
    assert request.POST.get("a", "ậ") == "ậ"


def test_the_web_server_makes_such_requests() -> None:
    code = "from lambinh.wsgi import application; print(application.request_class.__name__)"
    process = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert process.stdout.strip() == Utf8Request.__name__


def test_a_body_that_is_too_much_is_refused_with_a_page(world: World) -> None:
    """The error page reads the form again, which must not raise a second time."""
    client = WebClient(enforce_csrf_checks=True, raise_request_exception=False)
    for body in (b"&x=1" * 10_001, b"x=" + b"a" * 3_000_000):
        answer = client.generic("POST", "/login/", body, "application/x-www-form-urlencoded")
        assert answer.status_code in (400, 413)
        assert b"<h1>" in answer.full_content


def test_a_length_that_is_no_number_is_refused(world: World) -> None:
    client = client_of(world, "district_office")
    for length in ("x", "-1", "1e3"):
        answer = client.generic("POST", "/households/new/", b"a=1", "text/plain", CONTENT_LENGTH=length)
        assert answer.status_code == 400


@pytest.mark.parametrize("value", [None, "x", 0, [], [1], ["", "x"], [None, None], {"a": 1}, 1e300, True])
def test_a_session_with_something_else_in_it_is_noted_anew(value: Any, world: World, settings: Any) -> None:
    settings.USERSESSIONS_TRACK_ACTIVITY = settings.LAMBINH_SECOND_FACTOR = True
    client = client_of(world, "viewer")
    session = client.session
    session.update({"seen_at": value, "second_factor_seen_at": value})
    session.save()
    assert client.get("/").status_code == 200
