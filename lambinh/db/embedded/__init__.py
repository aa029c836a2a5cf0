"""The program's own PostgreSQL, for installations without a server (docs/adr/0001-embedded-postgresql.md).

Settings call `database_settings`; commands run inside `running`. The other modules are private.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from lambinh.db.embedded import binaries, cluster, login_roles, server
from lambinh.db.embedded.errors import EmbeddedPostgresError, folder_error, gettext_noop
from lambinh.db.embedded.location import (
    DATABASE,
    ClusterLocation,
    delete_note,
    folder_errors,
    load_or_create_location,
    start_lock_path,
)
from lambinh.db.roles import ProcessRole, Roles, password
from lambinh.lib.file_locks import SharedLock, exclusive_lock

__all__ = [
    "EmbeddedPostgresError",
    "database_settings",
    "folder_error",
    "is_created",
    "remove",
    "restart_if_dead",
    "running",
]


def database_settings(data: Path, part: ProcessRole = ProcessRole.OWNER) -> dict[str, object]:
    """Django's DATABASES entry for the server of the data folder and the role `part`. Starts and raises nothing.

    If the folder cannot be used, `running` raises the reason; commands without a database still work.
    """
    entry: dict[str, object] = {"ENGINE": "django.db.backends.postgresql", "NAME": DATABASE, "USER": DATABASE}
    try:
        location = load_or_create_location(data)
    except EmbeddedPostgresError:
        return entry | {"HOST": "127.0.0.1", "PORT": 1, "PASSWORD": ""}
    entry |= {"HOST": location.host, "PORT": location.note.port, "PASSWORD": location.note.password}
    if part == ProcessRole.OWNER:
        return entry
    role = Roles(DATABASE).of(part)
    return entry | {"USER": role, "PASSWORD": password(location.note.password, role)}


def is_created(data: Path) -> bool:
    """Whether the data folder has a database. Starts nothing."""
    try:
        return load_or_create_location(data).note.is_created
    except EmbeddedPostgresError:
        return False


@contextmanager
def running(data: Path, *, durable: bool = True) -> Iterator[None]:
    """Run the server of the data folder during the block; the last process that uses it stops it.

    `durable=False` trades safety at a power cut for speed, for tests. A server that already runs keeps the options
    that it was started with. Raises EmbeddedPostgresError before the block.
    """
    location = load_or_create_location(data)
    with folder_errors(data), exclusive_lock(start_lock_path(location.data)):
        use = _begin_use(location)
        try:
            _start(location, durable=durable)
        except BaseException:
            use.release()
            raise
    try:
        yield
    finally:
        with exclusive_lock(start_lock_path(location.data)):
            try:
                if use.is_last():
                    server.stop(location, binaries.find(location.account))
            finally:
                use.release()


def restart_if_dead(data: Path) -> bool:
    """Start the server again if it died while in use. Return whether it had. Cheap if the server runs."""
    location = load_or_create_location(data)
    if server.is_running(location):
        return False
    with folder_errors(data), exclusive_lock(start_lock_path(location.data)):
        _start(location, durable=True)
    return True


def remove(data: Path) -> None:
    """Remove the server of the data folder with all its data. Raises EmbeddedPostgresError while it is in use."""
    location = load_or_create_location(data)
    with folder_errors(data), exclusive_lock(start_lock_path(location.data)):
        use = _begin_use(location)
        try:
            if not use.is_last():
                raise EmbeddedPostgresError(
                    gettext_noop("The database in %(folder)s is in use: end the running program first."),
                    folder=location.data,
                )
            with suppress(FileNotFoundError):
                if location.cluster.exists():
                    server.stop(location, binaries.find(location.account))
                shutil.rmtree(location.home)
            delete_note(location)
        finally:
            use.release()


def _begin_use(location: ClusterLocation) -> SharedLock:
    return SharedLock(location.data / "postgres.use.lock")


def _start(location: ClusterLocation, *, durable: bool) -> None:
    programs = binaries.find(location.account)
    location = cluster.ensure(location, programs, durable=durable)
    server.start(location, programs, durable=durable)
    login_roles.ensure(location)
