"""The lease of uploads: the check of one whose worker died is repeated, but not for ever."""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from assignments.rosters.models import RosterUpload
from assignments.rosters.reader import NothingToImport
from assignments.rosters.storage.files import StorageFull, disk_full_message
from assignments.rosters.worker.claims import is_disk_full
from assignments.rosters.worker.lease import UNCLAIMED, Lease
from lambinh.accounts.models import User
from lambinh.lib.encryption.keys import DecryptionError
from lambinh.lib.errors import UserError
from lambinh.lib.spreadsheets.types import UnreadableFile

State, Stage = RosterUpload.State, RosterUpload.Stage
MAX_INTERRUPTIONS = 2
"""A workbook whose check has killed more workers is not checked again."""
_UNCLAIMED = UNCLAIMED | {"stage": ""}


class Unanswered(UserError):
    """The user has not yet chosen the meaning of all columns. The text is for the user."""


class UploadLease(Lease[RosterUpload]):
    """An upload whose check ends early becomes unread, with a message."""

    model = RosterUpload
    states = (State.WAITING,)
    refusals = (UnreadableFile, NothingToImport, StorageFull, DecryptionError, Unanswered)
    started = {"stage": Stage.READING, "is_cancelled": False}
    lost_level = logging.INFO  # a user who stops a check takes it from its worker

    def request_check(self, upload: RosterUpload, *, by: User, now: datetime, **changes: Any) -> bool:
        """Request that an upload is checked, with `changes` of its fields. False if it waits for a check already."""
        request = {"requested_at": now, "requested_by": by, "language": get_language() or ""}
        reset = {"state": State.WAITING, "error": "", "interruptions": 0, "is_cancelled": False}
        ready = RosterUpload.objects.filter(pk=upload.pk).exclude(state=State.WAITING)
        return bool(ready.update(**_UNCLAIMED, **request, **reset, **changes))

    def cancel(self, row: RosterUpload) -> None:
        """Stop a check at once: nothing of it is stored before its end, and its worker finds its claim lost."""
        waiting = RosterUpload.objects.filter(pk=row.pk, state=State.WAITING)
        with transaction.atomic():
            locked = waiting.select_for_update(no_key=True).first()
            if locked is not None:
                waiting.update(**_UNCLAIMED, state=_state_without_check(locked, State.STOPPED), answers={})

    def release(self, row: RosterUpload, now: datetime) -> bool:
        """Free the row, to be queued again; give it up after too many interruptions."""
        rows = RosterUpload.objects.filter(pk=row.pk)
        if row.interruptions < MAX_INTERRUPTIONS:
            return bool(rows.update(**_UNCLAIMED, requested_at=now, interruptions=row.interruptions + 1))
        with override(row.language or None):
            _give_up(rows, row, _interrupted_message(row))
        return False

    def give_back(self, rows: QuerySet[RosterUpload], error: Exception) -> None:
        row = rows.first()
        if row is not None:
            message = str(error) if isinstance(error, self.refusals) else _failed_message(row, error)
            _give_up(rows, row, message)


def _state_without_check(upload: RosterUpload, state: RosterUpload.State) -> RosterUpload.State:
    """`state`, unless the upload has an earlier check that is still valid."""
    return State.CHECKED if upload.answers or upload.imports.exists() else state


def _give_up(rows: QuerySet[RosterUpload], upload: RosterUpload, message: str) -> None:
    rows.update(**_UNCLAIMED, state=_state_without_check(upload, State.UNREAD), error=message)


def _failed_message(upload: RosterUpload, error: Exception) -> str:
    if is_disk_full(error):
        return disk_full_message(upload.file_name)
    text = _("%(file)s could not be checked because of an error in the program. Tell the administrator, and try again.")
    return text % {"file": upload.file_name}


def _interrupted_message(upload: RosterUpload) -> str:
    text = _("%(file)s could not be checked: the check was interrupted several times. Split the file, and try again.")
    return text % {"file": upload.file_name}


upload_lease = UploadLease()
