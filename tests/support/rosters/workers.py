"""Real worker processes at the test database: start them, pause them at a moment of their work, kill them."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django_tasks_db.models import DBTaskResult

from assignments.rosters import tasks
from assignments.rosters.models import RosterImport
from assignments.rosters.storage.files import RosterFile
from assignments.rosters.writing.transaction import ONE_AT_A_TIME
from households.models import Household, PovertyStatus, Residence, Unit
from lambinh.db.roles import ProcessRole, address_variable, password
from lambinh.db.sql import roles_of
from tests.factories import UnitFactory, UserFactory

PATIENCE = 60.0  # seconds; a busy machine takes long to start Python
NAME = "worker under test"  # the application name of its sessions
PAGE_OF_CHECK = re.compile(r"/rosters/files/\d+/")
Process = subprocess.Popen[bytes]


def officer() -> Client:
    client = Client()
    if not Unit.objects.exists():
        UnitFactory()
    client.force_login(UserFactory())
    return client


def upload_as_officer(file: RosterFile) -> str:
    """Upload the file as an officer; return the page of its plan."""
    return upload_by(officer(), file)


def upload_by(client: Client, file: RosterFile) -> str:
    answer = client.post("/rosters/", {"file": SimpleUploadedFile(file.name, file.path.read_bytes())})
    return str(after_check(client, answer)["Location"])


def after_check(client: Client, answer: Any) -> Any:
    """The response to an upload after its check, which runs here and now; a refusal by the form stays as it is."""
    do_checks()
    if answer.status_code == 302 and PAGE_OF_CHECK.fullmatch(answer["Location"]):
        return client.get(answer["Location"])
    return answer


def refusals(answer: Any) -> list[str]:
    """The messages that refuse a file: at the form, or on the page of its check."""
    if answer.status_code == 400:
        return list(answer.context["form"].errors["file"])
    assert answer.context["upload"].state == "unread"
    return [answer.context["upload"].error]


def do_checks() -> None:
    """Run the checks that wait for a worker, and remove them from its queue."""
    for record in DBTaskResult.objects.filter(status="READY", task_path=tasks.check_upload.module_path):
        with suppress(tasks.TaskFailed):
            tasks.check_upload.call(*record.args_kwargs["args"])
        record.delete()


def database_environment(part: ProcessRole) -> dict[str, str]:
    """The environment in which a process of the program uses the database of this test, on any server."""
    of = connection.settings_dict
    role = roles_of(connection).of(part)
    secret = of["PASSWORD"] if settings.LAMBINH_EMBEDDED else settings.LAMBINH_ROLE_KEY
    secret_of_role = of["PASSWORD"] if part == ProcessRole.OWNER else password(secret, role)
    entry = {"PGHOST": of["HOST"], "PGPORT": of["PORT"] or 5432, "PGUSER": role, "PGPASSWORD": secret_of_role}
    return {address_variable(part): f"postgres:///{of['NAME']}"} | {name: str(value) for name, value in entry.items()}


def start_worker(**environment: str) -> Process:
    """Start a worker, as `manage.py serve` does."""
    manage = os.fspath(settings.BASE_DIR / "manage.py")
    command = [sys.executable, manage, "db_worker", "--queue-name=*", "--no-reload", "--no-startup-delay"]
    variables = os.environ | database_environment(ProcessRole.WORKER) | {"PGAPPNAME": NAME} | environment
    return subprocess.Popen([*command, "--interval=0.05"], env=variables, stderr=subprocess.DEVNULL)


def kill(process: Process) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


def wait_until(is_so: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def sessions(condition: str = "TRUE") -> int:
    """The number of the workers' sessions at this database that fulfil the condition."""
    return len(ask(f"SELECT 1 FROM pg_stat_activity WHERE {OF_WORKERS} AND {condition}"))


OF_WORKERS = f"datname = current_database() AND application_name = '{NAME}'"


def ask(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # without it the snapshot stays the same inside a transaction
        cursor.execute(sql)
        return cursor.fetchall()


def state() -> str:
    return str(RosterImport.objects.values_list("state", flat=True).get())


def state_and_note(page: str) -> tuple[str, str]:
    """State and first note on the page of an import."""
    roster_import = officer().get(page).context["roster_import"]
    return roster_import.state, (roster_import.notes or [""])[0]


def nothing_is_stored() -> bool:
    villages = Unit.objects.filter(kind=Unit.Kind.VILLAGE)
    return not (Household.objects.exists() or Residence.objects.exists() or villages.exists())


@contextmanager
def before_it_plans() -> Iterator[None]:
    """In this context a worker that has claimed an import waits for its turn."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_AT_A_TIME])


@contextmanager
def transaction_lock(sql: str) -> Iterator[None]:
    """In this context a transaction of this process holds the locks of `sql`."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        yield


def before_it_claims() -> Any:
    return transaction_lock(f"SELECT 1 FROM {RosterImport._meta.db_table} FOR NO KEY UPDATE")


def while_it_plans() -> Any:
    return transaction_lock(f"LOCK TABLE {Household._meta.db_table} IN ACCESS EXCLUSIVE MODE")


def while_it_writes() -> Any:
    """In this context the worker has written or removed villages and households, but not yet their classes."""
    return transaction_lock(f"LOCK TABLE {PovertyStatus._meta.db_table} IN SHARE MODE")


def at_the_end() -> Any:
    """In this context the worker has written all rows, and checks its claim of the import."""
    return transaction_lock(f"SELECT 1 FROM {RosterImport._meta.db_table} FOR KEY SHARE")
