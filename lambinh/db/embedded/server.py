"""Starts and stops the server of a location, whatever a crash left behind."""

import os
import shlex
import sys
import time
from pathlib import Path

import psycopg2

from lambinh.db.embedded.binaries import Binaries
from lambinh.db.embedded.errors import EmbeddedPostgresError, gettext_noop, output_error
from lambinh.db.embedded.location import DATABASE, ClusterLocation
from lambinh.db.embedded.os_account import run

_START = 60.0  # seconds for a start, recovery after a crash included
_ORPHANS = 15.0  # seconds in which the children of a killed server end
_LARGEST_LOG = 5_000_000
_NO_PROCESS = 2**22 + 1  # above the highest process number that Linux gives out

_SETTINGS = {
    "max_connections": "60",
    "shared_buffers": "128MB",
    "jit": "off",  # costs more than it saves on queries of some milliseconds
    "wal_level": "minimal",  # no replication
    "max_wal_senders": "0",
    "idle_in_transaction_session_timeout": "2min",
    "lock_timeout": "15s",
    "log_min_messages": "warning",
    "log_checkpoints": "off",
    # Statements and details contain names of persons: they stay out of the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
_FAST_AND_LOSABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def accepts_connections(location: ClusterLocation) -> bool:
    """Whether the server accepts connections of the application. Costs a connection, some milliseconds."""
    try:
        psycopg2.connect(
            host=location.host,
            port=location.note.port,
            user=DATABASE,
            password=location.note.password,
            dbname=DATABASE,
            connect_timeout=3,
        ).close()
    except psycopg2.OperationalError:
        return False
    return True


def is_running(location: ClusterLocation) -> bool:
    """Whether a server of this cluster runs or is starting up."""
    if sys.platform != "linux":
        return (location.cluster / "postmaster.pid").exists() and accepts_connections(location)
    pid = _noted_pid(location)
    try:
        return pid is not None and Path(f"/proc/{pid}/cwd").readlink() == location.cluster
    except OSError:
        return False


def start(location: ClusterLocation, binaries: Binaries, *, durable: bool) -> None:
    """Start the server, or wait until the running one is ready. Call it under the start lock.

    Raises EmbeddedPostgresError if it does not start.
    """
    if _wait_until_ready(location):
        return
    _disown_stale_pid(location)
    _keep_log_small(location)
    deadline = time.monotonic() + _ORPHANS
    while True:
        written = location.log.stat().st_size if location.log.exists() else 0
        outcome = run(_start_command(location, binaries, durable), account=location.account, timeout=_START + 10)
        if outcome.code == 0:
            return
        log_text = _log_since(location, written)
        if "shared memory block" not in log_text or time.monotonic() > deadline:
            break
        time.sleep(0.3)
    raise _start_error(location, outcome.output + log_text)


def stop(location: ClusterLocation, binaries: Binaries) -> None:
    """Stop the server if it runs, closing open connections."""
    if not is_running(location):
        return
    command: list[str | Path] = [binaries / "pg_ctl", "stop", "-D", location.cluster, "-w", "-t", "30"]
    for mode in ("fast", "immediate"):
        if run([*command, "-m", mode], account=location.account).code == 0:
            return


def _start_command(location: ClusterLocation, binaries: Binaries, durable: bool) -> list[str | Path]:
    settings = _SETTINGS | _listening(location) | ({} if durable else _FAST_AND_LOSABLE)
    if sys.platform == "linux":
        settings["client_connection_check_interval"] = "2s"  # the locks of a dead client end with it
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return [
        *(binaries / "pg_ctl", "start", "-D", location.cluster, "-l", location.log),
        *("-w", "-t", str(int(_START)), "-o", shlex.join(options)),
    ]


def _listening(location: ClusterLocation) -> dict[str, str]:
    folder = str(location.home).replace('"', '""')
    if location.by_socket:
        options = {"listen_addresses": "", "unix_socket_directories": f'"{folder}"'}
    else:
        options = {"listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
    return options | {"port": str(location.note.port), "unix_socket_permissions": "0700"}


def _noted_pid(location: ClusterLocation) -> int | None:
    try:
        return int((location.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _disown_stale_pid(location: ClusterLocation) -> None:
    """Replace the process number in the pid file by one that cannot exist.

    PostgreSQL only checks whether the process exists; after a crash another program may have its number. The file
    stays, because its shared memory key tells PostgreSQL of orphans that still write.
    """
    path = location.cluster / "postmaster.pid"
    pid = _noted_pid(location)
    if pid is not None:
        text = path.read_text().replace(str(pid), str(_NO_PROCESS), 1)
        with path.open("r+") as file:  # overwrite: truncated first, it would stay empty on a full disk
            file.write(text)
    elif path.exists():
        path.unlink()
    (location.home / f".s.PGSQL.{location.note.port}.lock").unlink(missing_ok=True)


def _wait_until_ready(location: ClusterLocation) -> bool:
    """Wait while a server is starting or stopping. Return whether one accepts connections."""
    deadline = time.monotonic() + _START
    while is_running(location):
        if accepts_connections(location):
            return True
        if time.monotonic() > deadline:
            raise _start_error(location, _log_since(location, 0))
        time.sleep(0.1)
    return False


def _keep_log_small(location: ClusterLocation) -> None:
    if location.log.exists() and location.log.stat().st_size > _LARGEST_LOG:
        location.log.replace(location.log.with_suffix(".log.old"))


def _log_since(location: ClusterLocation, position: int) -> str:
    try:
        with location.log.open("rb") as log:
            log.seek(max(position, log.seek(0, os.SEEK_END) - 20_000))
            return log.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return ""


def _start_error(location: ClusterLocation, output: str) -> EmbeddedPostgresError:
    if "Address already in use" in output and not location.by_socket:
        return EmbeddedPostgresError(
            gettext_noop("Port %(port)s of the database is taken by another program: end that program."),
            port=location.note.port,
        )
    return output_error(output, location.data, home=location.home)
