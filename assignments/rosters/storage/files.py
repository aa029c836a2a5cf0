"""Uploaded workbooks on disk: encrypted, outside the web root, named by the digest of their contents.

`retention` removes them after a limited time.
"""

import errno
import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from assignments.rosters.models import RosterUpload
from lambinh.lib.encryption.files import FileKeyRing
from lambinh.lib.errors import UserError


class NamedFile(Protocol):
    """A file with a name and a digest."""

    @property
    def name(self) -> str: ...

    @property
    def digest(self) -> str: ...


@dataclass(frozen=True)
class RosterFile:
    """A readable file on disk, with the name that the user knows."""

    path: Path
    name: str

    @property
    def digest(self) -> str:
        with self.path.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()


_DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class StorageFull(UserError):
    """The file could not be stored. The text is for the user."""


def folder() -> Path:
    path = Path(settings.MEDIA_ROOT) / "rosters"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def path_of(digest: str) -> Path:
    return folder() / digest


@dataclass(frozen=True)
class StoredFile:
    """An encrypted file in the folder, with the name that the user knows."""

    digest: str
    name: str

    @property
    def path(self) -> Path:
        return path_of(self.digest)


def file_of(upload: RosterUpload) -> StoredFile:
    """The file of an upload."""
    return StoredFile(upload.digest, upload.file_name)


@lru_cache(maxsize=8)
def _ring(keys: tuple[bytes, ...]) -> FileKeyRing:
    return FileKeyRing(keys, "kept workbook")


def ring() -> FileKeyRing:
    return _ring(tuple(settings.LAMBINH_CITIZEN_ID_KEYS))


@contextmanager
def decrypted_file(stored: StoredFile) -> Iterator[RosterFile]:
    """A decrypted copy of a stored file, deleted afterwards.

    Raises StorageFull, and `lambinh.lib.encryption.keys.DecryptionError`.
    """
    copy = None
    try:
        with (
            _storage_errors(stored.name),
            tempfile.NamedTemporaryFile(dir=folder(), prefix="reading-", delete=False) as file,
        ):
            copy = Path(file.name)
            ring().decrypt(stored.path, file)
        yield RosterFile(copy, stored.name)
    finally:
        if copy is not None:
            copy.unlink(missing_ok=True)


def store(upload: UploadedFile[bytes]) -> StoredFile:
    """Encrypt an upload and store it under its digest. Its own name is only displayed.

    Raises StorageFull if it cannot be stored, and leaves nothing of it then.
    """
    with _storage_errors(upload.name or ""):
        return StoredFile(_write(upload), (upload.name or "")[-255:])


@contextmanager
def _storage_errors(name: str) -> Iterator[None]:
    """Turn an OSError into StorageFull with a message for the user."""
    try:
        yield
    except OSError as error:
        raise StorageFull(_message(error, name)) from error


def disk_full_message(name: str) -> str:
    """The message about a full disk of the server, that of the database or that of the uploads."""
    text = _("%(file)s could not be stored: the server's disk is full. Tell the administrator.")
    return text % {"file": name}


def _message(error: OSError, name: str) -> str:
    if error.errno in _DISK_FULL:
        return disk_full_message(name)
    text = _("%(file)s could not be stored: the server cannot write to its upload folder. Tell the administrator.")
    return text % {"file": name}


def _write(upload: UploadedFile[bytes]) -> str:
    """Encrypt and store an upload. Returns the digest of its contents."""
    digest, part = hashlib.sha256(), None

    def chunks() -> Iterator[bytes]:
        for chunk in upload.chunks():
            digest.update(chunk)
            yield chunk

    try:
        with tempfile.NamedTemporaryFile(dir=folder(), prefix="upload-", delete=False) as file:
            part = Path(file.name)
            ring().encrypt(chunks(), file)
        part.replace(path_of(digest.hexdigest()))
    except BaseException:
        if part is not None:
            part.unlink(missing_ok=True)
        raise
    return digest.hexdigest()
