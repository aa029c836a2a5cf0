"""Errors of the program's own database, with messages for the user."""

import errno
import re
import shutil
from pathlib import Path

from django.utils.translation import gettext


def gettext_noop(message: str) -> str:
    """Mark a message for the catalogue. Django's function needs settings, which are not ready here."""
    return message


_BY_ERRNO = {
    errno.EACCES: gettext_noop("This account may not read and write the data folder %(folder)s."),
    errno.EPERM: gettext_noop("This account may not read and write the data folder %(folder)s."),
    errno.EROFS: gettext_noop("The data folder %(folder)s lies on a disk that cannot be written to."),
    errno.ENOSPC: gettext_noop("The disk that holds the data folder %(folder)s is full. Free some space."),
    errno.EDQUOT: gettext_noop("The disk that holds the data folder %(folder)s is full. Free some space."),
    errno.ENOTDIR: gettext_noop("The data folder %(folder)s is not a folder. Choose another (LAMBINH_DATA)."),
    errno.EEXIST: gettext_noop("The data folder %(folder)s is not a folder. Choose another (LAMBINH_DATA)."),
}
_FULL = _BY_ERRNO[errno.ENOSPC]
_ROOM = 32 * 1024 * 1024
"""Free bytes that PostgreSQL needs to start: its write-ahead log consists of files of 16 MB."""
_OTHERWISE = gettext_noop("The data folder %(folder)s cannot be used: %(reason)s.")


class EmbeddedPostgresError(Exception):
    """Why the program's own database cannot be used; its text is one sentence for a person.

    Translated when shown, not when raised: settings may not be ready yet at that time.
    """

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message, values)
        self.message = message
        self.values = values

    @property
    def is_disk_full(self) -> bool:
        """Whether the disk is full, which passes when somebody frees space."""
        return self.message == _FULL

    def __str__(self) -> str:
        try:
            text = gettext(self.message)
        except Exception:  # settings failed to load: English is better than a traceback
            text = self.message
        return text % self.values


def folder_error(error: OSError, folder: Path) -> EmbeddedPostgresError:
    """The error for what the operating system refused in the data folder."""
    message = _BY_ERRNO.get(error.errno or 0, _OTHERWISE)
    return EmbeddedPostgresError(message, folder=folder, reason=error.strerror or error)


def output_error(output: str, folder: Path, *, home: Path | None = None) -> EmbeddedPostgresError:
    """The error for the output of a PostgreSQL program that failed.

    On a full disk the program cannot write its log, so the free space of `home` counts too.
    """
    if "No space left on device" in output or _is_full(home or folder):
        return EmbeddedPostgresError(_FULL, folder=folder)
    return EmbeddedPostgresError(
        gettext_noop("The database in %(folder)s could not be started: %(reason)s."),
        folder=folder,
        reason=_last_complaint(output),
    )


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _ROOM
    except OSError:
        return False


def _last_complaint(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    complaints = [line for line in lines if "FATAL" in line or "PANIC" in line or "error" in line.lower()]
    complaint = (complaints or lines or ["?"])[-1]
    return re.sub(r"^.*(FATAL|PANIC):\s*", "", complaint).rstrip(".")
