"""The command line: a command that needs the database finds it running, and trouble is one line."""

import signal
import sys
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import ManagementUtility
from django.core.management.base import BaseCommand
from django.db import OperationalError, connections
from django.db.backends.signals import connection_created
from django.utils.translation import gettext as _

from lambinh.db import embedded
from lambinh.db.roles import ProcessRole, process_role_for, set_process_role
from lambinh.lib.command_errors import CommandFailed
from lambinh.server.environments import hide_process
from lambinh.server.supervisor import accept_end

TROUBLE = 2  # exit code: nothing was done, because something the command needs is not there

# Commands that work without a database. A command may say so itself, too: `needs_database = False`.
_WITHOUT_DATABASE = frozenset(
    ["collectstatic", "compilemessages", "diffsettings", "findstatic", "makemessages", "read_roster"]
)


# What these seal with a wrong key nobody could open again.
_SEALING = frozenset(["db_worker", "import_roster", "load_demo"])


def run(argv: Sequence[str] | None = None) -> None:
    """Run a command of manage.py to its end."""
    _end_like_ctrl_c()
    arguments = list(argv or sys.argv)
    name = arguments[1] if len(arguments) > 1 else ""
    part = process_role_for(name)
    set_process_role(part)
    if part == ProcessRole.WORKER:
        hide_process()  # the web server is of the same account and less trusted
    connection_created.connect(_signing(f"command {name}"), weak=False)
    try:
        Utility(arguments).execute()
    except (CommandFailed, embedded.EmbeddedPostgresError, ImproperlyConfigured) as error:
        _give_up(str(error))
    except OperationalError as error:
        if "--traceback" in sys.argv or not _is_about_connecting(error):
            raise
        _give_up(_why_not(part, _first_line(error)))
    except KeyboardInterrupt:
        sys.exit(130)


def _signing(way: str) -> Callable[..., None]:
    """Let what a command changes be recorded as such; imports say more in their own transactions."""

    def sign(connection: Any, **_kwargs: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.way', %s, false)", [way])

    return sign


class Utility(ManagementUtility):
    """Runs a command with the database and the keys that it needs."""

    def fetch_command(self, subcommand: str) -> BaseCommand:
        command: BaseCommand = super().fetch_command(subcommand)
        command.help = str(command.help)  # argparse splits the text, and a lazy translation cannot be split
        execute = command.execute

        def with_keys(*args: Any, **options: Any) -> Any:
            accept_end()  # from here on the database that this process uses is stopped again
            if subcommand in _SEALING:
                from assignments import key_fingerprints  # it reads models, so it needs the applications

                key_fingerprints.require()
            return execute(*args, **options)

        # An attribute of this one command, so that commands called by it do not start a server again.
        def with_database(*args: Any, **options: Any) -> Any:
            if not settings.LAMBINH_EMBEDDED or not _needs_database(subcommand, command, options):
                return with_keys(*args, **options)
            return _with_server(lambda: with_keys(*args, **options))

        command.execute = with_database  # type: ignore[method-assign]
        return command


def _with_server(work: Callable[[], Any]) -> Any:
    with embedded.running(settings.LAMBINH_DATA):
        try:
            return work()
        finally:
            connections.close_all()


def _needs_database(name: str, command: BaseCommand, options: dict[str, Any]) -> bool:
    if name == "check":
        return bool(options.get("databases") or (options.get("deploy") and embedded.is_made(settings.LAMBINH_DATA)))
    return bool(getattr(command, "needs_database", name not in _WITHOUT_DATABASE))


def _end_like_ctrl_c() -> None:
    """Let SIGTERM and a closed terminal unwind as Ctrl-C does, so that the server is stopped too."""

    def end(number: int, frame: FrameType | None) -> NoReturn:
        sys.exit(128 + number)

    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name) and signal.getsignal(getattr(signal, name)) == signal.SIG_DFL:
            signal.signal(getattr(signal, name), end)


def _is_about_connecting(error: OperationalError) -> bool:
    # What PostgreSQL itself refuses carries a code; what never reached it has none.
    return getattr(error.__cause__, "pgcode", None) is None


def _why_not(part: ProcessRole, reason: str) -> str:
    if part != ProcessRole.OWNER and "password authentication failed" in reason and settings.LAMBINH_ROLE_KEY:
        return _(
            "PostgreSQL does not let the role %(role)s in: LAMBINH_ROLE_KEY is another one than before, or was not set "
            "before. Let the administrator of PostgreSQL run again: manage.py database_roles | psql"
        ) % {"role": settings.DATABASES["default"]["USER"]}
    return _("The database cannot be reached: %(reason)s") % {"reason": reason}


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0]


def _give_up(sentence: str) -> NoReturn:
    sys.stderr.write(" ".join(sentence.split()) + "\n")
    sys.exit(TROUBLE)
