"""The database stops and starts again while the program runs."""

import json
import os
import signal
from pathlib import Path

import pytest

from lambinh.db import embedded
from lambinh.db.embedded import location, server
from tests.support.serving import eventually, serving
from tests.support.web_clients import fetch

pytestmark = pytest.mark.fault

UNAVAILABLE = "Chưa có gì bị lưu dở dang"
SESSION = {"Cookie": "sessionid=abcdefghijklmnopqrstuvwxyz012345"}
PAGES = ("/", "/rosters/", "/admin/", "/admin/households/unit/", "/desk/", "/rosters/1/state/")


@pytest.fixture
def address(migrated: Path) -> str:
    entry = embedded.database_settings(migrated)
    return f"postgres://{entry['USER']}:{entry['PASSWORD']}@/{entry['NAME']}"


def test_a_database_that_is_away_is_a_page_and_back_without_a_restart(migrated: Path, port: int, address: str) -> None:
    """The address of an external server, which `serve` does not start again."""
    entry = {name: str(value) for name, value in embedded.database_settings(migrated).items()}
    connection_settings = {"PGHOST": entry["HOST"], "PGPORT": entry["PORT"]}
    secret = json.loads((migrated / "postgres.json").read_text())["password"]
    with (
        embedded.running(migrated),
        serving(migrated, port, DATABASE_URL=address, LAMBINH_ROLE_KEY=secret, **connection_settings) as process,
    ):
        assert fetch(port)[0] == 200
        stop(migrated)
        for page in PAGES:
            code, text, headers = fetch(port, page, **SESSION, **{"HX-Request": "true"} if "state" in page else {})
            assert (code, UNAVAILABLE in text, "Retry-After" in headers) == (503, True, True), page
            assert "Traceback" not in text
        assert fetch(port, "/ready/")[0] == 503

        assert embedded.restart_if_dead(migrated)
        assert eventually(lambda: fetch(port, "/ready/")[0] == 200)
        assert fetch(port, "/rosters/", **SESSION)[0] == 302
        assert process.poll() is None


def stop(data: Path) -> None:
    """Stop the server as an administrator does."""
    where = location.load_or_create_location(data)
    os.kill(int((where.cluster / "postmaster.pid").read_text().split()[0]), signal.SIGINT)
    assert eventually(lambda: not server.is_running(where))


def test_the_start_writes_nothing_but_its_address(migrated: Path, port: int) -> None:
    with serving(migrated, port) as process:
        assert fetch(port, "/ready/")[:2] == (200, "ready\n")
        process.terminate()
        rest = process.stdout.read()
    assert rest == ""
