"""A real worker process at the test database: it applies what the page asks for, wholly or not at all."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django_tasks_db.models import DBTaskResult

from assignments.rosters.applying import ONE_AT_A_TIME
from assignments.rosters.models import RosterImport, RosterRow
from households.models import Household, PovertyStatus, Residence, Unit
from households.services import load_units
from tests.factories import UserFactory
from tests.rosters.books import HOA, HOUSEHOLDS, PAO, book

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]

PATIENCE = 60.0  # seconds: a busy machine takes long to start Python
NAME = "worker under test"  # as which its sessions are known to the database


@pytest.fixture
def plan(settings: Any, tmp_path: Path) -> str:
    """The page of a plan of two new households."""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    load_units()
    file = book(tmp_path / "households.xlsx", HOUSEHOLDS, PAO, HOA)
    answer = officer().post("/rosters/", {"file": SimpleUploadedFile(file.name, file.path.read_bytes())})
    return str(answer["Location"])


def officer() -> Client:
    client = Client()
    client.force_login(UserFactory())
    return client


def way_to_the_database() -> dict[str, str]:
    """The environment of a program that shall use the database of this test, on whichever server."""
    of = connection.settings_dict
    parts = {"PGHOST": of["HOST"], "PGPORT": of["PORT"] or 5432, "PGUSER": of["USER"], "PGPASSWORD": of["PASSWORD"]}
    return {"DATABASE_URL": f"postgres:///{of['NAME']}"} | {name: str(part) for name, part in parts.items()}


@pytest.fixture
def worker() -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Start a worker, as `manage.py serve` does."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        manage = os.fspath(django_settings.BASE_DIR / "manage.py")
        command = [sys.executable, manage, "db_worker", "--queue-name=*", "--no-reload", "--no-startup-delay"]
        environment = os.environ | way_to_the_database() | {"PGAPPNAME": NAME}
        started.append(subprocess.Popen([*command, "--interval=0.1"], env=environment, stderr=subprocess.DEVNULL))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
    wait_until(lambda: not sessions())  # the next test empties the tables, which waits for every lock


def wait_until(is_so: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def sessions(condition: str = "TRUE") -> int:
    """How many sessions of the worker at this database fulfil the condition."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # inside a transaction it would not change
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            f"AND application_name = %s AND {condition}",
            [NAME],
        )
        return int(cursor.fetchone()[0])


@contextmanager
def held_up() -> Iterator[None]:
    """Meanwhile a worker that applies an import waits inside its transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        yield
        cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_AT_A_TIME])


def state() -> str:
    return str(RosterImport.objects.values_list("state", flat=True).get())


def kill(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_what_the_page_asks_for_is_done_by_the_worker(plan: str, worker: Any) -> None:
    officer().post(f"{plan}apply/")
    assert state() == "applying"

    worker()
    wait_until(lambda: state() != "applying")

    assert state() == "applied"
    assert Household.objects.count() == Residence.objects.count() == 2
    assert RosterRow.objects.exclude(record=None).count() == 2
    wait_until(lambda: DBTaskResult.objects.get().status == "SUCCESSFUL")


def test_two_workers_apply_an_import_once(plan: str, worker: Any) -> None:
    officer().post(f"{plan}apply/")
    officer().post(f"{plan}apply/")

    worker()
    worker()
    wait_until(lambda: state() != "applying")

    assert DBTaskResult.objects.count() == 1
    assert Household.objects.count() == 2


def test_a_worker_killed_before_it_writes_leaves_nothing(plan: str, worker: Any) -> None:
    officer().post(f"{plan}apply/")
    with held_up():
        process = worker()
        wait_until(lambda: sessions("wait_event = 'advisory'"))
        kill(process)
    wait_until(lambda: not sessions())

    assert nothing_is_stored()
    assert state() != "applied"


def test_a_worker_killed_while_it_writes_leaves_nothing(plan: str, worker: Any) -> None:
    """It dies after the villages and households, before their classes."""
    officer().post(f"{plan}apply/")
    with classes_locked():
        process = worker()
        wait_until(lambda: sessions("wait_event = 'relation' AND backend_xid IS NOT NULL"))
        kill(process)
    wait_until(lambda: not sessions())

    assert nothing_is_stored()
    assert state() != "applied"


@contextmanager
def classes_locked() -> Iterator[None]:
    """Meanwhile the classes of households can be read and not written."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {PovertyStatus._meta.db_table} IN SHARE MODE")
        yield


def nothing_is_stored() -> bool:
    villages = Unit.objects.filter(kind=Unit.Kind.VILLAGE)
    return not (Household.objects.exists() or Residence.objects.exists() or villages.exists())
