"""The database of the tests: the program's own server, or the one that DATABASE_URL names."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from lambinh import postgres


def _data_folder() -> Path:
    """Where the test server lives: kept between runs, because making it takes longer than starting it."""
    chosen = settings.BASE_DIR / "var" / "test"
    if (who := getattr(os, "geteuid", lambda: 0)()) and chosen.exists() and chosen.stat().st_uid != who:
        return _temporary_folder(who)
    try:
        chosen.mkdir(parents=True, exist_ok=True)
    except OSError:
        return _temporary_folder(who)
    return chosen if os.access(chosen, os.W_OK) else _temporary_folder(who)


def _temporary_folder(who: int) -> Path:
    folder = Path(tempfile.gettempdir()) / f"lambinh-test-{who}"
    folder.mkdir(mode=0o700, exist_ok=True)
    assert folder.stat().st_uid == who, f"{folder} belongs to somebody else"
    return folder


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
    settings.DATABASES["default"].update(postgres.database_settings(data_folder))
    with postgres.running(data_folder, durable=False):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, database_server: None
) -> None:
    """pytest-django asks for this before it makes the test database."""
