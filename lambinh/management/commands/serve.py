import logging
import math
import os
import socket
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import ConnectionHandler
from django.utils import timezone
from django.utils.translation import gettext as _

from assignments import key_fingerprints
from assignments.rosters import tasks
from assignments.services.communes import refresh_member_communes
from households.services.units import refresh_household_communes
from lambinh.audit import hash_chain
from lambinh.db import embedded
from lambinh.db.former_migrations import refuse_former_migrations
from lambinh.db.roles import ProcessRole, address_variable
from lambinh.lib.errors import CommandFailed
from lambinh.lib.file_locks import try_lock
from lambinh.server.database_recovery import FirstStart, Restarts
from lambinh.server.environments import environment_of
from lambinh.server.listen_address import Address
from lambinh.server.supervisor import ManagedProcess, supervise
from lambinh.server.web.limits import PROCESSES

_SEAL_INTERVAL = 60.0  # seconds
_POLL_INTERVAL = 0.2  # seconds: longer than checking a small workbook takes
_CLEANUP_INTERVAL = 24 * 60 * 60.0
_QUIET = ("-W", "ignore:No directory at")  # without collected static files whitenoise finds them itself


class Command(BaseCommand):
    help = "Serve the program: web server, background worker and, without DATABASE_URL, its database."
    needs_database = False  # it starts the database itself, after it has checked that the address is free
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--address", default="127.0.0.1")
        parser.add_argument("--check", action="store_true", help="only check whether it can start")
        parts = parser.add_mutually_exclusive_group()
        parts.add_argument("--no-worker", action="store_true", help="only the web server")
        parts.add_argument("--worker-only", action="store_true", help="only the background worker")

    def handle(self, *, address: str, port: int, check: bool, worker_only: bool, **options: object) -> None:
        listen_address = Address(address, port)
        with suppress(KeyboardInterrupt), ExitStack() as stack:  # Ctrl-C is the regular end
            stack.enter_context(_single_server(listen_address, worker_only=worker_only))
            listener = None if worker_only else stack.enter_context(listen_address.listen())
            _start_database(stack, listen_address, listener, wait=not check)
            _check_history()
            if check:
                return
            _check_migrations()
            _check_keys()
            if listener:
                _check_row_security()
            self._serve(listen_address, listener, worker=not options["no_worker"])

    def _serve(self, address: Address, listener: socket.socket | None, *, worker: bool) -> None:
        children: list[ManagedProcess] = []
        steps: list[Callable[[], object]] = []
        if listener:
            children += _web_processes(address, listener)
            steps.append(_once_ready(address, lambda: self._report_ready(address)))
        if worker:
            children += _worker_processes(must_start=listener is None)
            steps.append(_periodic(_clean_up, every=_CLEANUP_INTERVAL, at_once=True))
            steps.append(_periodic(hash_chain.keep_sealing, every=_SEAL_INTERVAL, at_once=True))
        if settings.LAMBINH_EMBEDDED:
            steps.append(Restarts(settings.LAMBINH_DATA).step)
        supervise(children, meanwhile=steps)

    def _report_ready(self, address: Address) -> None:
        self.stdout.write(_("Lâm Bình is running at %(url)s (Ctrl-C ends it)") % {"url": address.url})
        self.stdout.flush()


@contextmanager
def _single_server(address: Address, *, worker_only: bool) -> Iterator[None]:
    """Prevent a second server on the same data folder."""
    folder: Path = settings.LAMBINH_DATA
    with ExitStack() as stack:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock = folder / ("worker.lock" if worker_only else "serve.lock")
            other = stack.enter_context(try_lock(lock, address.url))
        except OSError as error:
            raise embedded.folder_error(error, folder) from error
        if other:
            raise CommandFailed(_("Lâm Bình is already running at %(url)s") % {"url": other})
        yield


def _check_history() -> None:
    """Refuse a former database. One that cannot be reached yet, because migrations create its roles, has no history."""
    try:
        with suppress(OperationalError):
            refuse_former_migrations(connection)
    finally:
        connections.close_all()


def _check_migrations() -> None:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    connections.close_all()
    if pending:
        raise CommandFailed(_("The database is not ready for this version: run manage.py migrate first."))


def _check_keys() -> None:
    try:
        key_fingerprints.require()
        key_fingerprints.resealed(
            key_fingerprints.Kind.ROLE
        )  # the worker could log in: the passwords belong to this key
    finally:
        connections.close_all()


def _check_row_security() -> None:
    """Refuse to start a web server whose role bypasses row-level security: it would show all rows to everybody."""
    web = ConnectionHandler({DEFAULT_DB_ALIAS: settings.LAMBINH_WEB_DATABASE})[DEFAULT_DB_ALIAS]
    with web.cursor() as cursor:
        cursor.execute("SELECT row_security_active('households_household')")
        is_restricted = cursor.fetchone()[0]
    web.close()
    if not is_restricted:
        raise CommandFailed(
            _("The web server's database role sees all rows. Set %(variable)s to a role that owns nothing.")
            % {"variable": address_variable(ProcessRole.WEB)}
        )


def _start_database(stack: ExitStack, address: Address, listener: socket.socket | None, *, wait: bool) -> None:
    """Run the embedded database while the stack is open.

    While the disk is full, wait and show visitors a page. Raises EmbeddedPostgresError if waiting cannot help.
    """
    if not settings.LAMBINH_EMBEDDED:
        return
    start = FirstStart(settings.LAMBINH_DATA, stack)
    if not start.try_start(wait=wait):
        closed = _web_processes(address, listener, "--closed") if listener else []
        supervise(closed, meanwhile=[start.step], until=lambda: start.is_done)


def _worker_processes(*, must_start: bool) -> list[ManagedProcess]:
    # The last user of the embedded server stops it, so there the worker needs the whole environment.
    environment = (
        None if settings.LAMBINH_EMBEDDED else environment_of(ProcessRole.WORKER, settings.DATABASES["default"])
    )
    return [
        ManagedProcess(
            _("background worker"), _worker_command(queue), settings.BASE_DIR, environment, must_start=must_start
        )
        for queue in ("*", tasks.QUICK)
    ]


def _web_processes(address: Address, listener: socket.socket, *options: str) -> list[ManagedProcess]:
    """The processes of the web server, which share one socket."""
    command = [sys.executable, *_QUIET, "-m", "lambinh.server.web", *options]
    name = _("web server")
    environment = environment_of(ProcessRole.WEB, settings.LAMBINH_WEB_DATABASE)
    if sys.platform == "win32":  # processes do not inherit sockets there
        listener.close()
        return [
            ManagedProcess(
                name, [*command, "--listen", address.host, str(address.port)], settings.BASE_DIR, environment
            )
        ]
    descriptors = [listener.fileno()]
    command.append(f"--descriptor={listener.fileno()}")
    return [
        ManagedProcess(name, command, settings.BASE_DIR, environment, descriptors=descriptors)
        for _number in range(PROCESSES)
    ]


def _worker_command(queue: str) -> list[str]:
    manage = os.fspath(settings.BASE_DIR / "manage.py")
    options = [f"--queue-name={queue}", f"--interval={_POLL_INTERVAL}", "--no-reload", "--no-startup-delay"]
    return [sys.executable, manage, "db_worker", *options]


def _once_ready(address: Address, report: Callable[[], object]) -> Callable[[], object]:
    is_reported = False

    def step() -> None:
        nonlocal is_reported
        if not is_reported and address.answers():
            is_reported = True
            report()

    return step


def _periodic(action: Callable[[], object], *, every: float, at_once: bool = False) -> Callable[[], object]:
    last = -math.inf if at_once else time.monotonic()

    def step() -> None:
        nonlocal last
        if time.monotonic() - last > every:
            action()
            last = time.monotonic()

    return step


def _clean_up() -> None:
    """Run the daily tasks. After an error they run again the next day."""
    try:
        tasks.daily_cleanup(timezone.now())
        # Units may have changed overnight, and with them the communes of households and members.
        refresh_household_communes(None, timezone.localdate())
        refresh_member_communes(None, timezone.localdate())
    except (DatabaseError, InterfaceError, OSError) as error:
        logging.getLogger("lambinh").warning("daily tasks failed: %s", type(error).__name__)
    finally:
        connections.close_all()
