"""The entry point of manage.py: it starts the database for commands that need it, and prints errors as one line."""

import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from types import FrameType
from typing import Any, NoReturn, TypeVar

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import ManagementUtility
from django.core.management.base import BaseCommand
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.utils.translation import gettext as _

from lambinh.db import embedded
from lambinh.db.roles import ProcessRole, process_role_for, set_process_role
from lambinh.lib.errors import UserError
from lambinh.server.environments import hide_process
from lambinh.server.supervisor import accept_termination

R = TypeVar("R")

NOTHING_DONE = 2  # exit code of a command that cannot start

# Django's commands that work without a database. Our own have an attribute: `needs_database = False`.
_WITHOUT_DATABASE = frozenset(
    ["collectstatic", "compilemessages", "diffsettings", "findstatic", "makemessages", "read_roster"]
)

# These encrypt data: with a wrong key nobody could decrypt it.
_ENCRYPTING = frozenset(["db_worker", "import_roster", "load_demo"])


def run(argv: Sequence[str] | None = None) -> None:
    """Run a command of manage.py."""
    _unwind_on_signals()
    arguments = list(argv or sys.argv)
    name = arguments[1] if len(arguments) > 1 else ""
    role = process_role_for(name)
    set_process_role(role)
    if role == ProcessRole.WORKER:
        hide_process()  # from the web server, which runs under the same account and is less trusted
    connection_created.connect(_record_source(f"command {name}"), weak=False)
    try:
        Utility(arguments).execute()
    except (UserError, embedded.EmbeddedPostgresError, ImproperlyConfigured) as error:
        _give_up(str(error))
    except OperationalError as error:
        if "--traceback" in sys.argv or not _is_connection_error(error):
            raise
        _give_up(_connection_message(role, _first_line(error)))
    except KeyboardInterrupt:
        sys.exit(130)


def _record_source(source: str) -> Callable[..., None]:
    """Record the command as the source of its changes. Imports overwrite it in their transactions."""

    def configure(connection: BaseDatabaseWrapper, **_kwargs: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.source', %s, false)", [source])

    return configure


class Utility(ManagementUtility):
    """Runs a command with the database and keys that it needs."""

    def fetch_command(self, subcommand: str) -> BaseCommand:
        command: BaseCommand = super().fetch_command(subcommand)
        command.help = str(command.help)  # argparse splits it, which lazy translations do not support
        execute = command.execute

        def with_keys(*args: Any, **options: Any) -> str | None:
            accept_termination()  # from here on the database that this process uses is stopped again
            if subcommand in _ENCRYPTING:
                from assignments import key_fingerprints  # needs the loaded apps

                key_fingerprints.require()
            return execute(*args, **options)

        # Only for this command, so that commands called by it do not start the server again.
        def with_database(*args: Any, **options: Any) -> str | None:
            if not settings.LAMBINH_EMBEDDED or not _needs_database(subcommand, command, options):
                return with_keys(*args, **options)
            return _with_server(lambda: with_keys(*args, **options))

        command.execute = with_database  # type: ignore[method-assign]
        return command


def _with_server(work: Callable[[], R]) -> R:
    with embedded.running(settings.LAMBINH_DATA):
        try:
            return work()
        finally:
            connections.close_all()


def _needs_database(name: str, command: BaseCommand, options: Mapping[str, object]) -> bool:
    if name == "check":
        return bool(options.get("databases") or (options.get("deploy") and embedded.is_created(settings.LAMBINH_DATA)))
    return bool(getattr(command, "needs_database", name not in _WITHOUT_DATABASE))


def _unwind_on_signals() -> None:
    """Handle SIGTERM and a closed terminal like Ctrl-C, so that the server is stopped too."""

    def handle(number: int, frame: FrameType | None) -> NoReturn:
        sys.exit(128 + number)

    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name) and signal.getsignal(getattr(signal, name)) == signal.SIG_DFL:
            signal.signal(getattr(signal, name), handle)


def _is_connection_error(error: OperationalError) -> bool:
    # An error from PostgreSQL has a code; an error before the connection has none.
    return getattr(error.__cause__, "pgcode", None) is None


def _connection_message(role: ProcessRole, reason: str) -> str:
    if role != ProcessRole.OWNER and "password authentication failed" in reason and settings.LAMBINH_ROLE_KEY:
        return _(
            "PostgreSQL rejects the role %(role)s: LAMBINH_ROLE_KEY has changed, or was not set before. Ask "
            "the administrator of PostgreSQL to run again: manage.py database_roles | psql"
        ) % {"role": settings.DATABASES["default"]["USER"]}
    return _("The database cannot be reached: %(reason)s") % {"reason": reason}


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0]


def _give_up(text: str) -> NoReturn:
    sys.stderr.write(" ".join(text.split()) + "\n")
    sys.exit(NOTHING_DONE)
