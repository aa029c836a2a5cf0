"""Location and address of a data folder's server, decided once and stored in the folder."""

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

from lambinh.db.embedded.binaries import BASE_FOLDER
from lambinh.db.embedded.errors import EmbeddedPostgresError, folder_error, gettext_noop
from lambinh.db.embedded.os_account import Account, can_access, get_account, server_account_name
from lambinh.lib.file_locks import exclusive_lock

DATABASE = "lambinh"  # the application's database, and the role that owns it
_NOTE = "postgres.json"
_LONGEST_SOCKET = 107  # bytes of a socket's path that every Unix accepts
_PORTS = range(20000, 32000)  # below the ports of outgoing connections


@dataclass(frozen=True)
class LocationNote:
    """The stored facts of a data folder's server.

    `elsewhere`: the account cannot reach the data folder, so the cluster is below /var/lib/lambinh.
    """

    account: str | None
    elsewhere: bool
    sockets: bool
    port: int
    password: str
    is_created: bool = False


@dataclass(frozen=True)
class ClusterLocation:
    """The data folder with its note, and the paths and address that follow from them."""

    data: Path
    note: LocationNote

    @property
    def home(self) -> Path:
        """The folder of the cluster, its log and its socket; it belongs to the account."""
        if not self.note.elsewhere:
            return self.data / "postgres"
        return BASE_FOLDER / hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]

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
        return get_account(self.note.account) if self.note.account else None


@contextmanager
def folder_errors(data: Path) -> Iterator[None]:
    """Turn an OSError about the data folder into an EmbeddedPostgresError."""
    try:
        yield
    except OSError as error:
        raise folder_error(error, data) from error


def load_or_create_location(data: Path) -> ClusterLocation:
    """The location of the data folder's server; the first call decides and stores it.

    Raises EmbeddedPostgresError if the folder cannot be used.
    """
    with folder_errors(data):
        data = data.resolve()
        data.mkdir(parents=True, exist_ok=True)
        return _read(data) or _create_location(data)


def start_lock_path(data: Path) -> Path:
    """The file locked while a server is created, started, stopped or removed."""
    return data / "postgres.start.lock"


def save_note(location: ClusterLocation) -> None:
    """Write the note atomically, readable by this account only."""
    fd, name = tempfile.mkstemp(dir=location.data, prefix=_NOTE)
    with os.fdopen(fd, "w", encoding="utf-8") as file:
        json.dump(asdict(location.note), file)
        file.flush()
        os.fsync(fd)
    Path(name).replace(location.data / _NOTE)


def delete_note(location: ClusterLocation) -> None:
    (location.data / _NOTE).unlink(missing_ok=True)


def _read(data: Path) -> ClusterLocation | None:
    try:
        facts = json.loads((data / _NOTE).read_text(encoding="utf-8"))
        if "made" in facts:  # written before the field was renamed
            facts["is_created"] = facts.pop("made")
        return ClusterLocation(data, LocationNote(**facts))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise EmbeddedPostgresError(
            gettext_noop("The file %(file)s is damaged: bring it back from a backup."), file=data / _NOTE
        ) from error


def _create_location(data: Path) -> ClusterLocation:
    with exclusive_lock(start_lock_path(data)):
        location = _read(data)
        if location is None:
            name = server_account_name()
            note = LocationNote(
                account=name,
                elsewhere=name is not None and not can_access(data, get_account(name)),
                sockets=_sockets_work(data),
                port=_free_port(),
                password=secrets.token_urlsafe(24),
            )
            location = ClusterLocation(data, note)
            save_note(location)
        return location


def _sockets_work(data: Path) -> bool:
    """Whether the disk of the data folder can hold a socket (some shared and mounted ones cannot)."""
    if sys.platform == "win32":
        return False
    probe = tempfile.mktemp(dir=data, prefix="s")  # noqa: S306 - a socket cannot be made by mkstemp
    if len(os.fsencode(probe)) > _LONGEST_SOCKET:
        return True  # unknown; it matters only if the server's own path is shorter
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
