"""The database addresses in the environments of the web server and the worker that `serve` starts."""

import ctypes
import multiprocessing
import os
from collections.abc import Iterator
from typing import Any

import environ
import pytest

from lambinh.db.roles import ProcessRole, Roles, password
from lambinh.server.environments import environment_of, hide_process

OWNERS = "postgres://lambinh:of%2Fowner@db.example:5433/lambinh?sslmode=require"
KEY = "k" * 60


@pytest.fixture
def around(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in [name for name in os.environ if name.startswith(("LAMBINH_", "PG", "DATABASE"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LAMBINH_SECRET_KEY", "s" * 60)
    return monkeypatch


@pytest.fixture
def entry() -> dict[str, Any]:
    role = Roles("lambinh").web
    return {"HOST": "db.example", "PORT": 5433, "NAME": "lambinh", "USER": role, "PASSWORD": password(KEY, role)}


def read(environment: dict[str, str]) -> dict[str, Any]:
    return dict(environ.Env.db_url_config(environment["LAMBINH_WEB_DATABASE_URL"]))


def of_database(environment: dict[str, str]) -> Iterator[str]:
    yield from (name for name in environment if "DATABASE_URL" in name or "ROLE" in name or name.startswith("PG"))


def test_a_part_has_its_own_way_in_and_no_others(
    around: pytest.MonkeyPatch, settings: Any, entry: dict[str, Any]
) -> None:
    settings.LAMBINH_EMBEDDED = False
    around.setenv("DATABASE_URL", OWNERS)
    around.setenv("LAMBINH_ROLE_KEY", KEY)
    around.setenv("LAMBINH_WORKER_DATABASE_URL", "postgres://worker:secret@db.example/lambinh")
    around.setenv("PGPASSWORD", "of/owner")

    environment = environment_of(ProcessRole.WEB, entry)

    assert list(of_database(environment)) == ["LAMBINH_WEB_DATABASE_URL"]
    assert not any("of/owner" in text or "of%2Fowner" in text or KEY in text for text in environment.values())
    assert environment["LAMBINH_SECRET_KEY"] == "s" * 60
    assert {**entry, "OPTIONS": {"sslmode": "require"}}.items() <= read(environment).items()


def test_an_address_that_was_given_is_kept(around: pytest.MonkeyPatch, settings: Any, entry: dict[str, Any]) -> None:
    settings.LAMBINH_EMBEDDED = False
    around.setenv("DATABASE_URL", OWNERS)
    around.setenv("LAMBINH_WEB_DATABASE_URL", "postgres:///lambinh")
    around.setenv("PGUSER", "other")

    environment = environment_of(ProcessRole.WEB, entry)

    assert sorted(of_database(environment)) == ["LAMBINH_WEB_DATABASE_URL", "PGUSER"]
    assert environment["LAMBINH_WEB_DATABASE_URL"] == "postgres:///lambinh"


@pytest.mark.parametrize("host", ["/srv/dữ liệu 100%+x?#/postgres", "127.0.0.1"])
def test_the_programs_own_server_is_reached_by_folder_or_port(
    host: str, around: pytest.MonkeyPatch, settings: Any, entry: dict[str, Any]
) -> None:
    settings.LAMBINH_EMBEDDED = True
    assert {**entry, "HOST": host}.items() <= read(environment_of(ProcessRole.WEB, {**entry, "HOST": host})).items()


def test_what_a_process_knows_is_not_read_by_its_neighbours() -> None:
    fork = multiprocessing.get_context("fork")
    states = fork.SimpleQueue()

    def look() -> None:
        before = ctypes.CDLL(None).prctl(3)
        hide_process()
        states.put((before, ctypes.CDLL(None).prctl(3)))

    process = fork.Process(target=look)
    process.start()
    process.join(30)
    assert states.get() == (1, 0)
