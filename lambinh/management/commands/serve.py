import logging
import math
import os
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import ConnectionHandler
from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.rosters import tasks
from assignments.services import refresh_member_communes
from households.services import refresh_communes
from lambinh import postgres
from lambinh.lib.locks import held
from lambinh.management.address import Address
from lambinh.management.children import Child, supervise
from lambinh.management.trouble import CommandTrouble
from lambinh.roles import Part, address_variable

_LOOK_AT_DATABASE_EVERY = 2.0  # seconds
_TIDY_EVERY = 24 * 60 * 60.0
_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108
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
        with _only_one(at, worker_only=worker_only):
            if not worker_only:
                at.check_free()
            with postgres.running(settings.LAMBINH_DATA) if settings.LAMBINH_EMBEDDED else nullcontext():
                if not check:
                    _check_migrated()
                    if not worker_only:
                        _check_lock()
                    self._serve(at, web=not worker_only, worker=not options["no_worker"])

    def _serve(self, at: Address, *, web: bool, worker: bool) -> None:
        children, steps = [], []
        if web:
            children.append(Child(_("web server"), _web_command(at), settings.BASE_DIR))
            steps.append(_once_it_answers(at, lambda: self._say(at)))
        if worker:
            children.append(Child(_("background worker"), _worker_command(), settings.BASE_DIR))
            steps.append(_now_and_then(_tidy, every=_TIDY_EVERY, at_once=True))
        if settings.LAMBINH_EMBEDDED:
            steps.append(_now_and_then(lambda: postgres.revive(settings.LAMBINH_DATA), every=_LOOK_AT_DATABASE_EVERY))
        with suppress(KeyboardInterrupt):  # the way in which it is meant to end
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
            raise postgres.about_folder(error, folder) from error
        if other:
            raise CommandTrouble(_("Lâm Bình is already running at %(url)s") % {"url": other})
        yield


def _check_migrated() -> None:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    connections.close_all()
    if waiting:
        raise CommandTrouble(_("The database is not ready for this version: run manage.py migrate first."))


def _check_lock() -> None:
    """Refuse a web server whose role the lock on rows does not bind: it would show everybody everything."""
    web = ConnectionHandler({DEFAULT_DB_ALIAS: settings.LAMBINH_WEB_DATABASE})[DEFAULT_DB_ALIAS]
    with web.cursor() as cursor:
        cursor.execute("SELECT row_security_active('households_household')")
        is_bound = cursor.fetchone()[0]
    web.close()
    if not is_bound:
        raise CommandTrouble(
            _("The web server's role sees all rows in the database: give it one that owns nothing, by %(variable)s.")
            % {"variable": address_variable(Part.WEB)}
        )


def _web_command(at: Address) -> list[str]:
    application = "lambinh.wsgi:application"
    if sys.platform == "win32":
        return [sys.executable, *_QUIET, "-m", "waitress", f"--listen={at}", "--threads=8", application]
    options = ["--workers=2", "--threads=4", "--worker-class=gthread", "--graceful-timeout=5"]
    options += ["--no-control-socket", "--log-level=warning", "--logger-class=lambinh.management.web_log.WebLog"]
    if _SHARED_MEMORY.is_dir():  # on a busy disk a worker's sign of life can come too late
        options.append(f"--worker-tmp-dir={_SHARED_MEMORY}")
    return [sys.executable, *_QUIET, "-m", "gunicorn", f"--bind={at}", *options, application]


def _worker_command() -> list[str]:
    manage = os.fspath(settings.BASE_DIR / "manage.py")
    return [sys.executable, manage, "db_worker", "--queue-name=*", "--no-reload", "--no-startup-delay"]


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
        tasks.tidy(timezone.now())
        refresh_communes(None, timezone.localdate())  # units may have changed overnight, and who answers with them
        refresh_member_communes(None, timezone.localdate())
    except (DatabaseError, InterfaceError, OSError) as error:
        logging.getLogger("lambinh").warning("not tidied up: %s", type(error).__name__)
    finally:
        connections.close_all()
