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
from typing import Any

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
from lambinh.lib.command_errors import CommandFailed
from lambinh.lib.file_locks import held
from lambinh.server.database_recovery import Entry, Revival
from lambinh.server.environments import environment_of
from lambinh.server.listen_address import Address
from lambinh.server.supervisor import ManagedProcess, supervise
from lambinh.server.web.limits import PROCESSES

_SEAL_EVERY = 60.0  # seconds
_LOOK_FOR_WORK_EVERY = 0.2  # seconds: a small workbook is checked in less
_TIDY_EVERY = 24 * 60 * 60.0
_QUIET = ("-W", "ignore:No directory at")  # static files not collected: whitenoise then finds them itself


class Command(BaseCommand):
    help = "Serve the program: web server, background worker and, without DATABASE_URL, its database."
    needs_database = False  # it starts the database itself, once it knows that the address is free
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--address", default="127.0.0.1")
        parser.add_argument("--check", action="store_true", help="only tell whether it could start here")
        parts = parser.add_mutually_exclusive_group()
        parts.add_argument("--no-worker", action="store_true", help="only the web server")
        parts.add_argument("--worker-only", action="store_true", help="only the background worker")

    def handle(self, *, address: str, port: int, check: bool, worker_only: bool, **options: Any) -> None:
        at = Address(address, port)
        with suppress(KeyboardInterrupt), ExitStack() as stack:  # Ctrl-C is the way in which it is meant to end
            stack.enter_context(_only_one(at, worker_only=worker_only))
            door = None if worker_only else stack.enter_context(at.listen())
            _enter_database(stack, at, door, wait=not check)
            _check_history()
            if check:
                return
            _check_migrated()
            _check_keys()
            if door:
                _check_lock()
            self._serve(at, door, worker=not options["no_worker"])

    def _serve(self, at: Address, door: socket.socket | None, *, worker: bool) -> None:
        children, steps = [], []
        if door:
            children += _web(at, door)
            steps.append(_once_it_answers(at, lambda: self._say(at)))
        if worker:
            # Whoever uses the program's own server last stops it: there the worker has to know all of it.
            own = (
                None if settings.LAMBINH_EMBEDDED else environment_of(ProcessRole.WORKER, settings.DATABASES["default"])
            )
            name = _("background worker")
            for queue in ("*", tasks.QUICK):
                command = _worker_command(queue)
                children.append(ManagedProcess(name, command, settings.BASE_DIR, own, must_come_up=door is None))
            steps.append(_now_and_then(_tidy, every=_TIDY_EVERY, at_once=True))
            steps.append(_now_and_then(hash_chain.keep_sealing, every=_SEAL_EVERY, at_once=True))
        if settings.LAMBINH_EMBEDDED:
            steps.append(Revival(settings.LAMBINH_DATA).step)
        supervise(children, meanwhile=steps)

    def _say(self, at: Address) -> None:
        self.stdout.write(_("Lâm Bình is running at %(url)s (Ctrl-C ends it)") % {"url": at.url})
        self.stdout.flush()


@contextmanager
def _only_one(at: Address, *, worker_only: bool) -> Iterator[None]:
    """Refuse a second server on the same data."""
    folder: Path = settings.LAMBINH_DATA
    with ExitStack() as stack:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock = folder / ("worker.lock" if worker_only else "serve.lock")
            other = stack.enter_context(held(lock, at.url))
        except OSError as error:
            raise embedded.about_folder(error, folder) from error
        if other:
            raise CommandFailed(_("Lâm Bình is already running at %(url)s") % {"url": other})
        yield


def _check_history() -> None:
    """A database that cannot be reached yet, as before the first migration makes the roles, has no history."""
    try:
        with suppress(OperationalError):
            refuse_former_migrations(connection)
    finally:
        connections.close_all()


def _check_migrated() -> None:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    connections.close_all()
    if waiting:
        raise CommandFailed(_("The database is not ready for this version: run manage.py migrate first."))


def _check_keys() -> None:
    try:
        key_fingerprints.require()
        key_fingerprints.resealed(key_fingerprints.Kind.ROLE)  # the worker is in: the passwords do follow from it
    finally:
        connections.close_all()


def _check_lock() -> None:
    """Refuse a web server whose role the lock on rows does not bind: it would show everybody everything."""
    web = ConnectionHandler({DEFAULT_DB_ALIAS: settings.LAMBINH_WEB_DATABASE})[DEFAULT_DB_ALIAS]
    with web.cursor() as cursor:
        cursor.execute("SELECT row_security_active('households_household')")
        is_bound = cursor.fetchone()[0]
    web.close()
    if not is_bound:
        raise CommandFailed(
            _("The web server's role sees all rows in the database: give it one that owns nothing, by %(variable)s.")
            % {"variable": address_variable(ProcessRole.WEB)}
        )


def _enter_database(stack: ExitStack, at: Address, door: socket.socket | None, *, wait: bool) -> None:
    """Have the program's own database run, as long as the stack is open.

    A full disk is waited for, and visitors see a page meanwhile. Raises PostgresTrouble that does not pass by itself.
    """
    if not settings.LAMBINH_EMBEDDED:
        return
    entry = Entry(settings.LAMBINH_DATA, stack)
    if not entry.succeeds(wait=wait):
        supervise(_web(at, door, "--closed") if door else [], meanwhile=[entry.step], until=lambda: entry.is_done)


def _web(at: Address, door: socket.socket, *options: str) -> list[ManagedProcess]:
    """The processes of the web server, which share one socket."""
    command = [sys.executable, *_QUIET, "-m", "lambinh.server.web", *options]
    name = _("web server")
    environment = environment_of(ProcessRole.WEB, settings.LAMBINH_WEB_DATABASE)
    if sys.platform == "win32":  # a process there inherits no sockets
        door.close()
        return [ManagedProcess(name, [*command, "--listen", at.host, str(at.port)], settings.BASE_DIR, environment)]
    descriptors = [door.fileno()]
    command.append(f"--descriptor={door.fileno()}")
    return [
        ManagedProcess(name, command, settings.BASE_DIR, environment, descriptors=descriptors)
        for _number in range(PROCESSES)
    ]


def _worker_command(queue: str) -> list[str]:
    manage = os.fspath(settings.BASE_DIR / "manage.py")
    options = [f"--queue-name={queue}", f"--interval={_LOOK_FOR_WORK_EVERY}", "--no-reload", "--no-startup-delay"]
    return [sys.executable, manage, "db_worker", *options]


def _once_it_answers(at: Address, tell: Callable[[], object]) -> Callable[[], object]:
    told = False

    def step() -> None:
        nonlocal told
        if not told and at.answers():
            told = True
            tell()

    return step


def _now_and_then(do: Callable[[], object], *, every: float, at_once: bool = False) -> Callable[[], object]:
    last = -math.inf if at_once else time.monotonic()

    def step() -> None:
        nonlocal last
        if time.monotonic() - last > every:
            do()
            last = time.monotonic()

    return step


def _tidy() -> None:
    """Do what is to be done once a day; what cannot be done now is done the next day."""
    try:
        tasks.daily_cleanup(timezone.now())
        refresh_household_communes(
            None, timezone.localdate()
        )  # units may have changed overnight, and who answers with them
        refresh_member_communes(None, timezone.localdate())
    except (DatabaseError, InterfaceError, OSError) as error:
        logging.getLogger("lambinh").warning("not tidied up: %s", type(error).__name__)
    finally:
        connections.close_all()
