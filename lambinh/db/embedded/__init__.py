"""The program's own PostgreSQL: made, started and stopped for those who have no server.

Nothing else knows of it: settings ask `database_settings`, commands run inside `running`.
See docs/adr/0001-embedded-postgresql.md.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from lambinh.db.embedded import binaries, cluster, login_roles, server
from lambinh.db.embedded.errors import EmbeddedPostgresError, about_folder, gettext_noop
from lambinh.db.embedded.location import (
    DATABASE,
    ClusterLocation,
    forget,
    load_or_create_location,
    starting,
    understood,
)
from lambinh.db.roles import ProcessRole, Roles, password
from lambinh.lib.file_locks import SharedLock, exclusive_lock

__all__ = ["EmbeddedPostgresError", "about_folder", "database_settings", "is_made", "remove", "revive", "running"]


def database_settings(data: Path, part: ProcessRole = ProcessRole.OWNER) -> dict[str, object]:
    """Django's DATABASES entry for the server of the data folder, as `part` enters. Starts nothing, raises nothing.

    Where the folder cannot be used, `running` says why; commands without a database still work.
    """
    entry: dict[str, object] = {"ENGINE": "django.db.backends.postgresql", "NAME": DATABASE, "USER": DATABASE}
    try:
        place = load_or_create_location(data)
    except EmbeddedPostgresError:
        return entry | {"HOST": "127.0.0.1", "PORT": 1, "PASSWORD": ""}
    entry |= {"HOST": place.host, "PORT": place.note.port, "PASSWORD": place.note.password}
    if part == ProcessRole.OWNER:
        return entry
    role = Roles(DATABASE).of(part)
    return entry | {"USER": role, "PASSWORD": password(place.note.password, role)}


def is_made(data: Path) -> bool:
    """Whether the data folder has a database. Starts nothing."""
    try:
        return load_or_create_location(data).note.made
    except EmbeddedPostgresError:
        return False


@contextmanager
def running(data: Path, *, durable: bool = True) -> Iterator[None]:
    """Have the server of the data folder run meanwhile; the last of its users stops it.

    `durable=False` gives up safety at a power cut for speed: for tests. A server that runs already keeps
    what it was started with. Raises PostgresTrouble before the body is entered.
    """
    place = load_or_create_location(data)
    with understood(data), exclusive_lock(starting(place.data)):
        use = _begin_use(place)
        try:
            _start(place, durable=durable)
        except BaseException:
            use.release()
            raise
    try:
        yield
    finally:
        with exclusive_lock(starting(place.data)):
            try:
                if use.is_last():
                    server.stop(place, binaries.find(place.account))
            finally:
                use.release()


def revive(data: Path) -> bool:
    """Start the server again if it died while in use; whether that was needed. Cheap when it runs."""
    place = load_or_create_location(data)
    if server.is_running(place):
        return False
    with understood(data), exclusive_lock(starting(place.data)):
        _start(place, durable=True)
    return True


def remove(data: Path) -> None:
    """Remove the server of the data folder with all its data. Raises PostgresTrouble while it is in use."""
    place = load_or_create_location(data)
    with understood(data), exclusive_lock(starting(place.data)):
        use = _begin_use(place)
        try:
            if not use.is_last():
                raise EmbeddedPostgresError(
                    gettext_noop("The database in %(folder)s is in use: end the running program first."),
                    folder=place.data,
                )
            with suppress(FileNotFoundError):
                if place.cluster.exists():
                    server.stop(place, binaries.find(place.account))
                shutil.rmtree(place.home)
            forget(place)
        finally:
            use.release()


def _begin_use(place: ClusterLocation) -> SharedLock:
    return SharedLock(place.data / "postgres.use.lock")


def _start(place: ClusterLocation, *, durable: bool) -> None:
    programs = binaries.find(place.account)
    place = cluster.ensure(place, programs, durable=durable)
    server.start(place, programs, durable=durable)
    login_roles.ensure(place)
