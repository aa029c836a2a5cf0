"""Uploaded workbooks: kept out of the web root, named by their digest, for a limited time."""

import errno
import hashlib
import tempfile
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from assignments.rosters.models import RosterUpload
from assignments.rosters.opening import RosterFile

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class NoRoom(Exception):
    """The file could not be stored; the text is for a person."""


def folder() -> Path:
    path = Path(settings.MEDIA_ROOT) / "rosters"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def path_of(digest: str) -> Path:
    return folder() / digest


def stored(upload: RosterUpload) -> RosterFile:
    """The file of an upload, where it is kept."""
    return RosterFile(path_of(upload.digest), upload.file_name)


def keep(upload: UploadedFile[Any]) -> RosterFile:
    """Store an upload under its digest; the name that it came with is only told to people.

    Raises NoRoom when it cannot be stored; nothing of it is left then.
    """
    try:
        kept = _write(upload)
    except OSError as error:
        raise NoRoom(_why(error, upload.name or "")) from error
    return RosterFile(kept, (upload.name or "")[-255:])


def no_room(name: str) -> str:
    """What is said when a disk of the server is full, the database's or that of the uploads."""
    text = _("%(file)s could not be stored: there is no room left on the server. Tell the administrator.")
    return text % {"file": name}


def _why(error: OSError, name: str) -> str:
    if error.errno in _FULL:
        return no_room(name)
    text = _("%(file)s could not be stored: the server cannot write its folder for uploads. Tell the administrator.")
    return text % {"file": name}


def _write(upload: UploadedFile[Any]) -> Path:
    digest, part = hashlib.sha256(), None
    try:
        with tempfile.NamedTemporaryFile(dir=folder(), prefix="upload-", delete=False) as file:
            part = Path(file.name)
            for chunk in upload.chunks():
                digest.update(chunk)
                file.write(chunk)
        return part.replace(path_of(digest.hexdigest()))
    except BaseException:
        if part is not None:
            part.unlink(missing_ok=True)
        raise


def remove_old(now: datetime) -> int:
    """Remove the files that were uploaded too long ago; gives of how many uploads.

    Removed are also, after a day, files without an upload: pieces of broken ones, and what could not be read.
    """
    kept_for = timedelta(days=settings.LAMBINH_ROSTER_KEPT_DAYS)
    young = set(RosterUpload.objects.filter(uploaded_at__gte=now - kept_for).values_list("digest", flat=True))
    for file in folder().iterdir():
        if file.name not in young:
            _remove(file, unless_after=now - timedelta(days=1))
    old = RosterUpload.objects.filter(is_kept=True, uploaded_at__lt=now - kept_for)
    return int(old.exclude(digest__in=young).update(is_kept=False))


def _remove(file: Path, *, unless_after: datetime) -> None:
    with suppress(FileNotFoundError):  # another process may do the same
        if file.stat().st_mtime < unless_after.timestamp():
            file.unlink()
