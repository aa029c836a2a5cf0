"""Uploaded workbooks: sealed, kept out of the web root, named by the digest of their contents, for a limited time."""

import errno
import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from assignments.rosters.models import RosterUpload
from lambinh.lib.encryption.files import FileKeyRing
from lambinh.lib.errors import UserError


class NamedFile(Protocol):
    """What is known of a file without reading it."""

    @property
    def name(self) -> str: ...

    @property
    def digest(self) -> str: ...


@dataclass(frozen=True)
class RosterFile:
    """A file as it lies on the disk, with the name that the person knows it by."""

    path: Path
    name: str

    @property
    def digest(self) -> str:
        with self.path.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class StorageFull(UserError):
    """The file could not be stored; the text is for a person."""


def folder() -> Path:
    path = Path(settings.MEDIA_ROOT) / "rosters"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def path_of(digest: str) -> Path:
    return folder() / digest


@dataclass(frozen=True)
class StoredFile:
    """A file in the folder: the digest of its contents, and the name that the person knows it by."""

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
def decrypted_file(kept: StoredFile) -> Iterator[RosterFile]:
    """A kept file as its owner made it, in a private place that is gone afterwards.

    Raises NoRoom, and `lambinh.lib.encryption.keys.DecryptionError`.
    """
    copy = None
    try:
        with _told(kept.name), tempfile.NamedTemporaryFile(dir=folder(), prefix="reading-", delete=False) as file:
            copy = Path(file.name)
            ring().decrypt(kept.path, file)
        yield RosterFile(copy, kept.name)
    finally:
        if copy is not None:
            copy.unlink(missing_ok=True)


def store(upload: UploadedFile[Any]) -> StoredFile:
    """Store an upload, sealed, under its digest; the name that it came with is only told to people.

    Raises NoRoom when it cannot be stored; nothing of it is left then.
    """
    with _told(upload.name or ""):
        return StoredFile(_write(upload), (upload.name or "")[-255:])


@contextmanager
def _told(name: str) -> Iterator[None]:
    """What hinders writing, in words for a person."""
    try:
        yield
    except OSError as error:
        raise StorageFull(_why(error, name)) from error


def no_room(name: str) -> str:
    """What is said when a disk of the server is full, the database's or that of the uploads."""
    text = _("%(file)s could not be stored: there is no room left on the server. Tell the administrator.")
    return text % {"file": name}


def _why(error: OSError, name: str) -> str:
    if error.errno in _FULL:
        return no_room(name)
    text = _("%(file)s could not be stored: the server cannot write its folder for uploads. Tell the administrator.")
    return text % {"file": name}


def _write(upload: UploadedFile[Any]) -> str:
    """Seal what was uploaded and give the digest of its contents."""
    digest, part = hashlib.sha256(), None

    def pieces() -> Iterator[bytes]:
        for chunk in upload.chunks():
            digest.update(chunk)
            yield chunk

    try:
        with tempfile.NamedTemporaryFile(dir=folder(), prefix="upload-", delete=False) as file:
            part = Path(file.name)
            ring().encrypt(pieces(), file)
        part.replace(path_of(digest.hexdigest()))
    except BaseException:
        if part is not None:
            part.unlink(missing_ok=True)
        raise
    return digest.hexdigest()
