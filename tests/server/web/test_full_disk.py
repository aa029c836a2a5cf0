"""The disk of the data folder fills up: pages ask the user to come back, until space is free again."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from lambinh.db.embedded import location, server
from tests.conftest import temporary_data
from tests.support.serving import children_of, eventually, serving
from tests.support.web_clients import fetch

pytestmark = pytest.mark.fault

UNAVAILABLE = "Chưa có gì bị lưu dở dang"


@pytest.fixture
def small_disk(migrated: Path) -> Iterator[Path]:
    """A data folder on a disk of its own with some free space."""
    with temporary_data() as data:
        disk = data.parent
        mounting = ["mount", "-t", "tmpfs", "-o", "size=400m,mode=0755", "tmpfs", disk]
        if os.geteuid() or subprocess.run(mounting, capture_output=True, check=False).returncode:
            pytest.skip("no disk can be mounted here")
        try:
            subprocess.run(["cp", "-a", migrated, data], check=True)
            yield data
        finally:
            subprocess.run(["umount", "--lazy", disk], check=True)


def fill(data: Path) -> Path:
    """Fill the disk to the last byte."""
    filler = data.parent / "filler"
    with filler.open("ab", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(1 << 16))
    with filler.open("ab", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"x")
    assert shutil.disk_usage(data).free == 0
    return filler


def status(port: int, path: str = "/login/") -> tuple[int, bool]:
    """The status of a page, and whether it asks the user to come back."""
    with suppress(OSError):
        code, text, headers = fetch(port, path, Cookie="sessionid=abcdefghijklmnopqrstuvwxyz012345")
        return code, UNAVAILABLE in text and "Retry-After" in headers
    return 0, False


def write_until_it_ends(data: Path) -> None:
    """Let the database write its log until the disk is full, which stops the database."""
    where = location.load_or_create_location(data)
    password = (where.home / "superuser.password").read_text().strip()
    connection_settings = {
        "host": where.host,
        "port": where.note.port,
        "user": "postgres",
        "password": password,
        "dbname": "postgres",
    }
    with suppress(psycopg2.Error):
        connection = psycopg2.connect(**connection_settings)
        connection.autocommit = True
        for _number in range(100):
            connection.cursor().execute("SELECT pg_logical_emit_message(true, 'a', 'b'), pg_switch_wal()")
    assert eventually(lambda: not server.accepts_connections(where))


def keeps_running(process: Any, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            return False
        time.sleep(0.2)
    return True


def test_a_database_that_dies_on_a_full_disk_comes_back_when_there_is_room(small_disk: Path, port: int) -> None:
    with serving(small_disk, port) as process:
        assert eventually(lambda: status(port) == (200, False))
        filler = fill(small_disk)
        write_until_it_ends(small_disk)

        assert eventually(lambda: status(port, "/") == (503, True))
        assert keeps_running(process, 20)
        assert status(port, "/") == (503, True)
        assert fetch(port, "/ready/")[0] == 503

        filler.unlink()
        assert eventually(lambda: fetch(port, "/ready/")[0] == 200, 60)
        assert eventually(lambda: status(port) == (200, False))
        assert eventually(lambda: len(children_of(process.pid)) == 4)
        assert server.accepts_connections(location.load_or_create_location(small_disk))


def test_a_start_on_a_full_disk_waits_for_room(small_disk: Path, port: int) -> None:
    filler = fill(small_disk)
    with serving(small_disk, port, until="") as process:
        assert eventually(lambda: status(port, "/") == (503, True), 60)
        assert keeps_running(process, 8)
        assert fetch(port, "/ready/")[0] == 503

        filler.unlink()
        assert eventually(lambda: status(port) == (200, False), 60)
        assert fetch(port, "/ready/")[0] == 200
