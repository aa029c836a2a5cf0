"""Where the server of a data folder lies and how it is reached: decided once, kept in the folder."""

import hashlib
import json
import os
import secrets
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from lambinh.db.embedded.binaries import OURS
from lambinh.db.embedded.errors import EmbeddedPostgresError, about_folder, gettext_noop
from lambinh.db.embedded.os_account import Account, choose, may_enter, named
from lambinh.lib.file_locks import exclusive_lock

DATABASE = "lambinh"  # the application's database, and the role that owns it
_NOTE = "postgres.json"
_LONGEST_SOCKET = 107  # bytes of a socket's path that every Unix takes
_PORTS = range(20000, 32000)  # below those that systems hand out to outgoing connections


@dataclass(frozen=True)
class LocationNote:
    """What the data folder remembers of its server.

    `elsewhere`: the account cannot reach the data folder, so the cluster lies below /var/lib/lambinh.
    """

    account: str | None
    elsewhere: bool
    sockets: bool
    port: int
    password: str
    made: bool = False


@dataclass(frozen=True)
class ClusterLocation:
    """The data folder with its note, and all that follows from the two."""

    data: Path
    note: LocationNote

    @property
    def home(self) -> Path:
        """The folder that holds the cluster, its log and its socket, and belongs to the account."""
        if not self.note.elsewhere:
            return self.data / "postgres"
        return OURS / hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]

    @property
    def cluster(self) -> Path:
        return self.home / "cluster"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    @property
    def by_socket(self) -> bool:
        path = os.fsencode(self.home / f".s.PGSQL.{self.note.port}")
        # libpq reads a comma as the end of one host and the start of the next.
        return self.note.sockets and len(path) <= _LONGEST_SOCKET and b"," not in path

    @property
    def host(self) -> str:
        return str(self.home) if self.by_socket else "127.0.0.1"

    @property
    def account(self) -> Account | None:
        return named(self.note.account) if self.note.account else None


@contextmanager
def understood(data: Path) -> Iterator[None]:
    """Tell in a sentence what the system refused to do in the data folder."""
    try:
        yield
    except OSError as error:
        raise about_folder(error, data) from error


def load_or_create_location(data: Path) -> ClusterLocation:
    """The place of the data folder's server; decided and written down at the first call.

    Raises PostgresTrouble when the folder cannot be used.
    """
    with understood(data):
        data = data.resolve()
        data.mkdir(parents=True, exist_ok=True)
        return _read(data) or _decide(data)


def starting(data: Path) -> Path:
    """The lock that is held while a server is made, started, stopped or removed."""
    return data / "postgres.start.lock"


def remember(place: ClusterLocation) -> None:
    """Write the note in one step, readable by this account alone."""
    fd, name = tempfile.mkstemp(dir=place.data, prefix=_NOTE)
    with os.fdopen(fd, "w", encoding="utf-8") as file:
        json.dump(asdict(place.note), file)
        file.flush()
        os.fsync(fd)
    Path(name).replace(place.data / _NOTE)


def forget(place: ClusterLocation) -> None:
    (place.data / _NOTE).unlink(missing_ok=True)


def _read(data: Path) -> ClusterLocation | None:
    try:
        return ClusterLocation(data, LocationNote(**json.loads((data / _NOTE).read_text(encoding="utf-8"))))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise EmbeddedPostgresError(
            gettext_noop("The file %(file)s is damaged: bring it back from a backup."), file=data / _NOTE
        ) from error


def _decide(data: Path) -> ClusterLocation:
    with exclusive_lock(starting(data)):
        place = _read(data)
        if place is None:
            name = choose()
            note = LocationNote(
                account=name,
                elsewhere=name is not None and not may_enter(data, named(name)),
                sockets=_sockets_work(data),
                port=_free_port(),
                password=secrets.token_urlsafe(24),
            )
            place = ClusterLocation(data, note)
            remember(place)
        return place


def _sockets_work(data: Path) -> bool:
    """Whether the disk of the data folder can hold a socket (some shared and mounted ones cannot)."""
    if sys.platform == "win32":
        return False
    probe = tempfile.mktemp(dir=data, prefix="s")  # noqa: S306 - a socket cannot be made by mkstemp
    if len(os.fsencode(probe)) > _LONGEST_SOCKET:
        return True  # not known, and not asked for unless the server's own path is shorter
    with socket.socket(socket.AF_UNIX) as server:
        try:
            server.bind(probe)
        except OSError:
            return False
    Path(probe).unlink()
    return True


def _free_port() -> int:
    for _attempt in range(50):
        port = secrets.choice(_PORTS)
        with socket.socket() as server:
            try:
                server.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise EmbeddedPostgresError(gettext_noop("No free port was found on this machine for the database."))
