"""The database goes away during an import: the import reports it, and the worker goes on when it is back."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.conf import settings as django_settings
from django_tasks_db.models import DBTaskResult

from households.models import Household, Residence
from lambinh.db import embedded
from lambinh.db.embedded import binaries, location, server
from lambinh.lib.errors import CommandFailed
from lambinh.server.supervisor import ManagedProcess
from tests.conftest import temporary_data
from tests.support.rosters import workers
from tests.support.rosters.workbooks import HOA, HOUSEHOLDS, PAO, book
from tests.support.rosters.workers import nothing_is_stored, officer, sessions, state, state_and_note, wait_until

INTERRUPTED = "Việc áp dụng bị gián đoạn: chưa lưu gì. Hãy áp dụng lại."


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_a_worker_whose_sessions_the_server_ends_tells_so_and_goes_on(plan: str, worker: Any) -> None:
    """A restart of the server ends sessions like this; no lease has to run out."""
    officer().post(f"{plan}apply/")
    with workers.while_it_writes():
        process = worker()
        wait_until(lambda: sessions("wait_event = 'relation'"))
        workers.ask(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {workers.OF_WORKERS}")
    wait_until(lambda: state() != "applying")

    assert state_and_note(plan) == ("checked", INTERRUPTED)
    assert nothing_is_stored()
    wait_until(lambda: DBTaskResult.objects.get().status == "FAILED")

    officer().post(f"{plan}apply/")
    wait_until(lambda: state() == "applied")
    assert process.poll() is None
    assert Household.objects.count() == Residence.objects.count() == 2


ASK = """
from django.utils import timezone
from assignments.rosters import services, tasks, uploads
from assignments.rosters.models import RosterImport
from assignments.rosters.reader import RosterFile
from lambinh.accounts.services import system_user
from pathlib import Path
by = system_user()
if not RosterImport.objects.exists():
    uploads.create_upload(RosterFile(Path({path!r}), "b.xlsx"), by=by, now=timezone.now())
asked = RosterImport.objects.get()
assert services.start_applying(asked)
tasks.apply_import.enqueue(asked.pk, by.pk)
"""
PREPARE = """
from django.core.management import call_command
call_command("load_units")
"""


def environment(data: Path) -> dict[str, str]:
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return env | {"LAMBINH_DATA": str(data)}


def shell(data: Path, script: str) -> None:
    manage(data, "shell", "--no-imports", "-c", script)


def manage(data: Path, *command_line: str) -> None:
    command = [sys.executable, "manage.py", *command_line]
    done = subprocess.run(
        command, cwd=django_settings.BASE_DIR, env=environment(data), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@contextmanager
def database_cursor(data: Path) -> Iterator[Any]:
    entry = embedded.database_settings(data)
    names = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password", "NAME": "dbname"}
    with closing(psycopg2.connect(**{ours: entry[theirs] for theirs, ours in names.items()})) as connection:
        connection.autocommit = True
        yield connection.cursor()


def ask(data: Path, sql: str) -> Any:
    """The first row; None while the server is away."""
    with suppress(psycopg2.OperationalError), database_cursor(data) as cursor:
        cursor.execute(sql)
        return cursor.fetchone()
    return None


@pytest.mark.fault
def test_a_database_restarted_in_the_middle_leaves_nothing_and_the_program_goes_on(tmp_path: Path) -> None:
    """A separate server, and `manage.py serve` that keeps the worker running."""
    state_and_note = "SELECT state, notes->>0 FROM rosters_rosterimport"
    count_query = "SELECT (SELECT count(*) FROM households_household), (SELECT count(*) FROM households_residence)"
    file = book(tmp_path / "b.xlsx", HOUSEHOLDS, PAO, HOA)
    with temporary_data() as data, embedded.running(data, durable=False):
        manage(data, "migrate", "--verbosity=0")
        shell(data, PREPARE + ASK.format(path=str(file.path)))
        with database_cursor(data) as cursor, worker_server(data):
            cursor.execute("BEGIN; LOCK TABLE households_povertystatus IN SHARE MODE")
            wait_until(lambda: ask(data, "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'relation'"))
            start_time = ask(data, "SELECT pg_postmaster_start_time()")
            restart(data)

            wait_until(lambda: (ask(data, state_and_note) or ["applying"])[0] != "applying")
            assert ask(data, "SELECT pg_postmaster_start_time()") > start_time
            assert ask(data, state_and_note) == ("checked", INTERRUPTED)
            assert ask(data, count_query) == (0, 0)

            shell(data, ASK.format(path=str(file.path)))
            wait_until(lambda: (ask(data, state_and_note) or [""])[0] == "applied")
            assert ask(data, count_query) == (2, 2)


@contextmanager
def worker_server(data: Path) -> Iterator[None]:
    command = [sys.executable, "manage.py", "serve", "--worker-only"]
    with subprocess.Popen(
        command,
        cwd=django_settings.BASE_DIR,
        env=environment(data) | {"LAMBINH_ROSTER_LEASE_SECONDS": "2"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield
            assert process.poll() is None
        finally:
            process.terminate()
            process.wait(60)


def restart(data: Path) -> None:
    """Stop the server as an administrator does; the program starts it again."""
    where = location.load_or_create_location(data)
    server.stop(where, binaries.find(where.account))


class TestChild:
    """A process whose database is away ends at once, at every start."""

    @pytest.fixture
    def clock(self, monkeypatch: pytest.MonkeyPatch) -> list[float]:
        now = [100.0]
        monkeypatch.setattr("lambinh.server.supervisor.time.monotonic", lambda: now[0])
        return now

    def live(self, child: ManagedProcess, clock: list[float], seconds: float) -> None:
        """Let the process live so long, and let the supervisor notice its death."""
        clock[0] += 10
        child.keep_alive()
        assert child._process is not None
        child._process.wait(30)
        clock[0] += seconds
        child.keep_alive()

    def child(self) -> ManagedProcess:
        return ManagedProcess("worker", [sys.executable, "-S", "-c", ""], Path("/"))

    def test_one_that_never_came_up_is_given_up(self, clock: list[float]) -> None:
        child = self.child()
        with pytest.raises(CommandFailed):
            for _death in range(6):
                self.live(child, clock, 0)

    def test_one_without_which_the_others_go_on_is_told_and_never_given_up(
        self, clock: list[float], capsys: pytest.CaptureFixture[str]
    ) -> None:
        child = ManagedProcess("worker", [sys.executable, "-S", "-c", ""], Path("/"), must_start=False)
        for _death in range(12):
            self.live(child, clock, 0)
        assert capsys.readouterr().err.count("worker") == 1

    def test_one_that_came_up_once_is_started_again_however_long_the_database_is_away(self, clock: list[float]) -> None:
        child = self.child()
        self.live(child, clock, 60)
        for _death in range(20):
            self.live(child, clock, 0)
