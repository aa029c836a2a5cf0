"""Uploaded workbooks: sealed, kept out of the web root, named by the digest of their contents, for a limited time."""

import errno
import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from assignments.rosters.models import RosterUpload
from assignments.rosters.opening import RosterFile
from lambinh.lib.sealed_files import FileRing

_NOTHING_CAME = (RosterUpload.State.UNREAD, RosterUpload.State.STOPPED)
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class NoRoom(Exception):
    """The file could not be stored; the text is for a person."""


def folder() -> Path:
    path = Path(settings.MEDIA_ROOT) / "rosters"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def path_of(digest: str) -> Path:
    return folder() / digest


@dataclass(frozen=True)
class KeptFile:
    """A file in the folder: the digest of its contents, and the name that the person knows it by."""

    digest: str
    name: str

    @property
    def path(self) -> Path:
        return path_of(self.digest)


def stored(upload: RosterUpload) -> KeptFile:
    """The file of an upload."""
    return KeptFile(upload.digest, upload.file_name)


@lru_cache(maxsize=8)
def _ring(keys: tuple[bytes, ...]) -> FileRing:
    return FileRing(keys, "kept workbook")


def ring() -> FileRing:
    return _ring(tuple(settings.LAMBINH_CITIZEN_ID_KEYS))


@contextmanager
def readable(kept: KeptFile) -> Iterator[RosterFile]:
    """A kept file as its owner made it, in a private place that is gone afterwards.

    Raises NoRoom, and `lambinh.lib.sealing.CannotOpen`.
    """
    copy = None
    try:
        with _told(kept.name), tempfile.NamedTemporaryFile(dir=folder(), prefix="reading-", delete=False) as file:
            copy = Path(file.name)
            ring().open(kept.path, file)
        yield RosterFile(copy, kept.name)
    finally:
        if copy is not None:
            copy.unlink(missing_ok=True)


def keep(upload: UploadedFile[Any]) -> KeptFile:
    """Store an upload, sealed, under its digest; the name that it came with is only told to people.

    Raises NoRoom when it cannot be stored; nothing of it is left then.
    """
    with _told(upload.name or ""):
        return KeptFile(_write(upload), (upload.name or "")[-255:])


@contextmanager
def _told(name: str) -> Iterator[None]:
    """What hinders writing, in words for a person."""
    try:
        yield
    except OSError as error:
        raise NoRoom(_why(error, name)) from error


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
            ring().seal(pieces(), file)
        part.replace(path_of(digest.hexdigest()))
    except BaseException:
        if part is not None:
            part.unlink(missing_ok=True)
        raise
    return digest.hexdigest()


def remove_old(now: datetime) -> int:
    """Remove the files that were uploaded too long ago; gives of how many uploads.

    Removed are also, after a day, uploads of which no check came, and files without an upload.
    """
    kept_for = timedelta(days=settings.LAMBINH_ROSTER_KEPT_DAYS)
    unchecked = RosterUpload.objects.filter(state__in=_NOTHING_CAME, imports=None)
    unchecked.filter(uploaded_at__lt=now - timedelta(days=1)).delete()
    kept = RosterUpload.objects.exclude(pk__in=unchecked)
    young = set(kept.filter(uploaded_at__gte=now - kept_for).values_list("digest", flat=True))
    for file in folder().iterdir():
        if file.name not in young:
            _remove(file, unless_after=now - timedelta(days=1))
    old = RosterUpload.objects.filter(is_kept=True, uploaded_at__lt=now - kept_for)
    return int(old.exclude(digest__in=young).update(is_kept=False))


def _remove(file: Path, *, unless_after: datetime) -> None:
    with suppress(FileNotFoundError):  # another process may do the same
        if file.stat().st_mtime < unless_after.timestamp():
            file.unlink()
