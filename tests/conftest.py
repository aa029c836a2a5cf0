"""The test database (the program's own server, or that of DATABASE_URL) and the selection of tests."""

import base64
import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import hypothesis
import pytest
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.core.cache import cache
from django.test import TransactionTestCase
from django.utils import translation
from whitenoise.middleware import WhiteNoiseMiddleware

from lambinh.db import embedded

if not settings.LAMBINH_CITIZEN_ID_KEYS:  # without write access to the program's folder there is no stored key
    settings.LAMBINH_CITIZEN_ID_KEYS = (bytes(range(32)),)
    os.environ["LAMBINH_CITIZEN_ID_KEYS"] = base64.b64encode(bytes(range(32))).decode()


def _data_folder() -> Path:
    """The folder of the test server. It stays between runs, because creating a server takes longer than starting it."""
    chosen = settings.BASE_DIR / "var" / "test"
    if (user_id := getattr(os, "geteuid", lambda: 0)()) and chosen.exists() and chosen.stat().st_uid != user_id:
        return _temporary_folder(user_id)
    try:
        chosen.mkdir(parents=True, exist_ok=True)
    except OSError:
        return _temporary_folder(user_id)
    return chosen if os.access(chosen, os.W_OK) else _temporary_folder(user_id)


def _temporary_folder(user_id: int) -> Path:
    folder = Path(tempfile.gettempdir()) / f"lambinh-test-{user_id}"
    folder.mkdir(mode=0o700, exist_ok=True)
    assert folder.stat().st_uid == user_id, f"{folder} belongs to somebody else"
    return folder


# The same examples in every run, without a deadline; HYPOTHESIS_PROFILE=default looks for new ones.
hypothesis.settings.register_profile("same", deadline=None, derandomize=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

os.environ.setdefault("LAMBINH_SECOND_FACTOR", "off")  # for processes that tests start
settings.PASSWORD_HASHERS = ["tests.support.hashing.Fast", *settings.PASSWORD_HASHERS[1:]]


@pytest.fixture(autouse=True)
def _simple_sign_in(settings: Any) -> Iterator[None]:
    """Require only a password, track no session activity, and forget failed sign-ins after each test."""
    settings.LAMBINH_SECOND_FACTOR = False
    settings.USERSESSIONS_TRACK_ACTIVITY = False
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _frozen_code_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the clock of one-time codes, so that a code cannot expire during a test."""
    now = time.time()
    monkeypatch.setattr(totp, "time", SimpleNamespace(time=lambda: now))


@pytest.fixture(scope="session", autouse=True)
def _static_files_cache() -> Iterator[None]:
    """Look for static files once: each test client has its own middleware, which would search all folders again."""
    original, files = WhiteNoiseMiddleware.add_files_from_finders, {}

    def once(self: WhiteNoiseMiddleware) -> None:
        if not files:
            original(self)
            files.update(self.files)
        self.files.update(files)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", once)
        yield


@pytest.fixture(autouse=True)
def _default_language() -> Iterator[None]:
    """Reset the language, so that a request of one test does not set that of the next."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The data folder of the tests, never the one that the program itself uses here."""
    return _data_folder()


@pytest.fixture(scope="session")
def database_server(data_folder: Path) -> Iterator[None]:
    """A running server that Django's settings point to; shared by all test processes of the machine."""
    if not settings.LAMBINH_EMBEDDED:
        yield
        return
    settings.DATABASES["default"].update(embedded.database_settings(data_folder))
    with embedded.running(data_folder, durable=False):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, database_server: None) -> None:
    """The database settings; pytest-django requests this fixture before it creates the test database."""


@contextlib.contextmanager
def temporary_data(mode: int = 0o755) -> Iterator[Path]:
    """The path of a new data folder; by default every account can reach it, like ./var."""
    folder = Path(tempfile.mkdtemp(prefix="lambinh-"))
    folder.chmod(mode)
    try:
        yield folder / "var"
    finally:
        with contextlib.suppress(embedded.EmbeddedPostgresError):
            embedded.remove(folder / "var")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder before its first start."""
    with temporary_data() as folder:
        yield folder


def enter(data: Path) -> None:
    """Start the server of a data folder and stop it."""
    with embedded.running(data, durable=False):
        pass


@pytest.fixture(scope="session")
def template() -> Iterator[Path]:
    with temporary_data() as folder:
        enter(folder)
        yield folder


@pytest.fixture
def used(template: Path) -> Iterator[Path]:
    """A data folder that has run before. It is a copy, because creating a cluster takes ten times as long."""
    with temporary_data() as folder:
        subprocess.run(["cp", "-a", template, folder], check=True)
        yield folder


CHROMIUM = os.environ.get("LAMBINH_CHROMIUM") or shutil.which("chromium")
_OF_DATABASE = {"db", "transactional_db", "django_db_setup", "live_server", "admin_client", "admin_user"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="only tests that touch the database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--database-only"):
        dropped = [item for item in items if not _touches_database(item)]
        config.hook.pytest_deselected(items=dropped)
        items[:] = [item for item in items if _touches_database(item)]
    if CHROMIUM is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason="no chromium on this machine"))


def _touches_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("django_db"):
        return True
    case = getattr(item, "cls", None)
    if case is not None and issubclass(case, TransactionTestCase):
        return True
    return not _OF_DATABASE.isdisjoint(getattr(item, "fixturenames", ()))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if CHROMIUM is None:
        terminalreporter.section("BROWSER TESTS DID NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.line("There is no chromium on this machine. On Debian: apt-get install chromium")
