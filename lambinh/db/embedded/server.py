"""Starting and stopping the server of a place, whatever a crash left behind."""

import os
import shlex
import sys
import time
from pathlib import Path

import psycopg2

from lambinh.db.embedded.binaries import Binaries
from lambinh.db.embedded.errors import EmbeddedPostgresError, about_output, gettext_noop
from lambinh.db.embedded.location import DATABASE, ClusterLocation
from lambinh.db.embedded.os_account import run

_START = 60.0  # seconds for a start, recovery after a crash included
_ORPHANS = 15.0  # seconds for what a killed server left running to notice and end
_LARGEST_LOG = 5_000_000
_NO_PROCESS = 2**22 + 1  # above the highest process number that Linux gives out

_SETTINGS = {
    "max_connections": "60",
    "shared_buffers": "128MB",
    "jit": "off",  # costs more than it saves on questions of some milliseconds
    "wal_level": "minimal",  # nobody replicates this server
    "max_wal_senders": "0",
    "idle_in_transaction_session_timeout": "2min",
    "lock_timeout": "15s",
    "log_min_messages": "warning",
    "log_checkpoints": "off",
    # Statements and details hold people's names: they stay out of the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
_FAST_AND_LOSABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def answers(place: ClusterLocation) -> bool:
    """Whether the server lets the application in now. Costs a connection, some milliseconds."""
    try:
        psycopg2.connect(
            host=place.host,
            port=place.note.port,
            user=DATABASE,
            password=place.note.password,
            dbname=DATABASE,
            connect_timeout=3,
        ).close()
    except psycopg2.OperationalError:
        return False
    return True


def is_running(place: ClusterLocation) -> bool:
    """Whether a server of this very cluster runs, be it still starting up."""
    if sys.platform != "linux":
        return (place.cluster / "postmaster.pid").exists() and answers(place)
    pid = _noted_pid(place)
    try:
        return pid is not None and Path(f"/proc/{pid}/cwd").readlink() == place.cluster
    except OSError:
        return False


def start(place: ClusterLocation, binaries: Binaries, *, durable: bool) -> None:
    """Start the server, or wait for the one that runs. Call it holding the lock `starting`.

    Raises PostgresTrouble when it does not come up.
    """
    if _comes_up(place):
        return
    _disown_stale_pid(place)
    _keep_log_small(place)
    deadline = time.monotonic() + _ORPHANS
    while True:
        written = place.log.stat().st_size if place.log.exists() else 0
        outcome = run(_start_command(place, binaries, durable), account=place.account, timeout=_START + 10)
        if outcome.code == 0:
            return
        said = _log_since(place, written)
        if "shared memory block" not in said or time.monotonic() > deadline:
            break
        time.sleep(0.3)
    raise _why(place, outcome.output + said)


def stop(place: ClusterLocation, binaries: Binaries) -> None:
    """End the server: connections that are still open are closed. Nothing happens when none runs."""
    if not is_running(place):
        return
    command: list[str | Path] = [binaries / "pg_ctl", "stop", "-D", place.cluster, "-w", "-t", "30"]
    for mode in ("fast", "immediate"):
        if run([*command, "-m", mode], account=place.account).code == 0:
            return


def _start_command(place: ClusterLocation, binaries: Binaries, durable: bool) -> list[str | Path]:
    settings = _SETTINGS | _listening(place) | ({} if durable else _FAST_AND_LOSABLE)
    if sys.platform == "linux":
        settings["client_connection_check_interval"] = "2s"  # a dead client's locks end with it
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return [
        *(binaries / "pg_ctl", "start", "-D", place.cluster, "-l", place.log),
        *("-w", "-t", str(int(_START)), "-o", shlex.join(options)),
    ]


def _listening(place: ClusterLocation) -> dict[str, str]:
    folder = str(place.home).replace('"', '""')
    if place.by_socket:
        where = {"listen_addresses": "", "unix_socket_directories": f'"{folder}"'}
    else:
        where = {"listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
    return where | {"port": str(place.note.port), "unix_socket_permissions": "0700"}


def _noted_pid(place: ClusterLocation) -> int | None:
    try:
        return int((place.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _disown_stale_pid(place: ClusterLocation) -> None:
    """Let PostgreSQL see that the process in the pid file is not a server of this cluster.

    It asks only whether such a process exists, which after a crash is soon true again of some other
    program. The file stays: its shared memory key tells PostgreSQL of orphans that still write.
    """
    path = place.cluster / "postmaster.pid"
    pid = _noted_pid(place)
    if pid is not None:
        text = path.read_text().replace(str(pid), str(_NO_PROCESS), 1)
        with path.open("r+") as file:  # over what is there: emptied first, it would stay empty on a full disk
            file.write(text)
    elif path.exists():
        path.unlink()
    (place.home / f".s.PGSQL.{place.note.port}.lock").unlink(missing_ok=True)


def _comes_up(place: ClusterLocation) -> bool:
    """Wait for a server that runs, or is just starting or ending; whether there is one now."""
    deadline = time.monotonic() + _START
    while is_running(place):
        if answers(place):
            return True
        if time.monotonic() > deadline:
            raise _why(place, _log_since(place, 0))
        time.sleep(0.1)
    return False


def _keep_log_small(place: ClusterLocation) -> None:
    if place.log.exists() and place.log.stat().st_size > _LARGEST_LOG:
        place.log.replace(place.log.with_suffix(".log.old"))


def _log_since(place: ClusterLocation, position: int) -> str:
    try:
        with place.log.open("rb") as log:
            log.seek(max(position, log.seek(0, os.SEEK_END) - 20_000))
            return log.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return ""


def _why(place: ClusterLocation, output: str) -> EmbeddedPostgresError:
    if "Address already in use" in output and not place.by_socket:
        return EmbeddedPostgresError(
            gettext_noop("Port %(port)s of the database is taken by another program: end that program."),
            port=place.note.port,
        )
    return about_output(output, place.data, home=place.home)
