"""A real browser at a real server. A request to any other host fails the test."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Route, expect, sync_playwright

from households.models import Unit
from households.services.units import load_units
from tests.conftest import CHROMIUM
from tests.factories import UnitFactory, UserFactory
from tests.support.browser import district
from tests.support.browser.visitor import DESK, Visitor

QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 30_000
"""Milliseconds until a page times out. The limit is generous because the machine may be busy."""
expect.set_options(timeout=PATIENCE)

Visit = Callable[..., Any]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests of the process."""
    # Playwright runs an event loop in this thread, so Django believes that the code is asynchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    alone = ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *alone])
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def immediate_tasks(settings: Any, tmp_path: Path) -> None:
    """Run the tasks of the worker at once. tests/rosters/worker/test_worker.py tests a real worker."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": []}}
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture
def units(transactional_db: None) -> None:
    """Provinces, districts and communes without people."""
    load_units()


@pytest.fixture
def lam_binh(units: None, tmp_path: Path) -> None:
    """A small district with its people and assignments."""
    district.load(tmp_path)


@pytest.fixture
def visitors(browser: Browser, live_server: Any) -> Visit:
    """`with visitors() as visitor:` opens a new browser context; the options are those of Playwright's new_context."""

    @contextmanager
    def visitors(*, signed_in: bool = True, language: str = "vi", **options: Any) -> Iterator[Visitor]:
        context = browser.new_context(
            base_url=live_server.url,
            viewport=DESK,
            locale="vi-VN",
            **options,  # type: ignore[arg-type]
        )
        context.set_default_timeout(PATIENCE)
        errors = _collect_errors(context, urlsplit(live_server.url).netloc)
        cookies = {django_settings.LANGUAGE_COOKIE_NAME: language}
        cookies |= {django_settings.SESSION_COOKIE_NAME: _session()} if signed_in else {}
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
        yield Visitor(context.new_page())
        context.close()
        assert not errors

    return visitors


@pytest.fixture
def officer(visitors: Visit) -> Iterator[Visitor]:
    """A signed-in user of the district's office."""
    with visitors() as visitor:
        yield visitor


@pytest.fixture
def stranger(visitors: Visit) -> Iterator[Visitor]:
    """A visitor who has an account but has not signed in."""
    office_user(username="vanphong")
    with visitors(signed_in=False) as visitor:
        yield visitor


def office_user(**about: Any) -> Any:
    """A user of an office that has a unit."""
    if not Unit.objects.exists():
        UnitFactory()
    return UserFactory(**about)


def _session() -> str:
    client = Client()
    client.force_login(office_user())
    return client.cookies[django_settings.SESSION_COOKIE_NAME].value


def _collect_errors(context: BrowserContext, own_host: str) -> list[str]:
    """Block requests to other hosts, and collect the errors of every page."""
    errors: list[str] = []

    def block_other_hosts(route: Route) -> None:
        if urlsplit(route.request.url).netloc == own_host:
            route.continue_()
        else:
            errors.append(f"asked for {route.request.url}")
            route.abort()

    def record_bad_status(answer: Any) -> None:
        if answer.status >= 500 or (answer.status == 404 and "/static/" in answer.url):
            errors.append(f"{answer.status} {answer.url}")

    def record_console_error(message: Any) -> None:
        if "Content Security Policy" in message.text:
            errors.append(message.text)

    context.on("console", record_console_error)
    context.route("**/*", block_other_hosts)
    context.on("response", record_bad_status)
    context.on("weberror", lambda error: errors.append(str(error.error)))
    return errors
