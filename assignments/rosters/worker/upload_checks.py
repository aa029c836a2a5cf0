"""Who has an upload in hand to check it, and what becomes of the check when it ends early.

A check that a dead worker left is taken up again, but not for ever: a workbook that kills workers is told of.
"""

import logging
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from assignments.rosters.models import RosterUpload
from assignments.rosters.reader import NothingToImport
from assignments.rosters.storage.files import StorageFull, no_room
from assignments.rosters.worker.claims import (
    Cancelled,
    ClaimedJob,
    LeaseLost,
    end_early,
    has_no_room,
    is_claimed,
    is_free,
    is_long_ago,
)
from lambinh.accounts.models import User
from lambinh.lib.encryption.keys import DecryptionError
from lambinh.lib.spreadsheets.types import UnreadableFile

State, Stage = RosterUpload.State, RosterUpload.Stage
MOST_INTERRUPTIONS = 2
_FREE: dict[str, Any] = {"attempt": None, "heartbeat_at": None, "stage": "", "progress": 0}

_log = logging.getLogger("lambinh.rosters")


class Unanswered(Exception):
    """The person has not said yet what all columns hold; the text is for them."""


_FOR_A_PERSON = (UnreadableFile, NothingToImport, StorageFull, DecryptionError, Unanswered)


def ask(upload: RosterUpload, *, by: User, now: datetime, **changes: Any) -> bool:
    """Ask for an upload to be checked, with `changes` of its fields; False when it is being checked already."""
    asked = {"requested_at": now, "requested_by": by, "language": get_language() or ""}
    fresh = {"state": State.WAITING, "error": "", "interruptions": 0, "is_cancelled": False}
    return bool(
        RosterUpload.objects.filter(pk=upload.pk)
        .exclude(state=State.WAITING)
        .update(**_FREE, **asked, **fresh, **changes)
    )


def cancel(upload: RosterUpload) -> None:
    """Stop a check at once: nothing of it is stored before its end, and its worker finds it gone."""
    waiting = RosterUpload.objects.filter(pk=upload.pk, state=State.WAITING)
    with transaction.atomic():
        found = waiting.select_for_update(no_key=True).first()
        if found is not None:
            waiting.update(**_FREE, state=_after(found, State.STOPPED), answers={})


def _after(upload: RosterUpload, state: RosterUpload.State) -> RosterUpload.State:
    """An upload that was checked before stays so when it is not read anew."""
    return State.CHECKED if upload.answers or upload.imports.exists() else state


def release_stale(now: datetime, awaited: Collection[int]) -> list[RosterUpload]:
    """Free the uploads whose worker died and those of which none will hear; gives those to be asked for again."""
    dead = is_long_ago("heartbeat_at", now)
    dropped = Q(attempt=None) & is_long_ago("requested_at", now) & ~Q(pk__in=awaited)
    again = []
    with transaction.atomic():
        # A row that is locked is just being brought to its end.
        free = RosterUpload.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
        for one in free.filter(dead | dropped, state=State.WAITING).select_related("requested_by", "uploaded_by"):
            if one.interruptions >= MOST_INTERRUPTIONS:
                with override(one.language or None):
                    _give_up(RosterUpload.objects.filter(pk=one.pk), one, _given_up(one))
            else:
                more = one.interruptions + 1
                RosterUpload.objects.filter(pk=one.pk).update(**_FREE, requested_at=now, interruptions=more)
                again.append(one)
    return again


def alive(now: datetime) -> set[int]:
    """The uploads that a living worker has in hand."""
    return set(RosterUpload.objects.filter(is_claimed(now)).values_list("pk", flat=True))


@contextmanager
def in_hand(pk: int, *, now: datetime) -> Iterator[ClaimedJob | None]:
    """Claim an upload and keep it while checking; None when it is not to be had.

    Whatever ends the check early is told to the person with the upload.
    """
    attempt, begun = uuid.uuid4(), timezone.now()
    claim = RosterUpload.objects.filter(is_free(now), pk=pk, state=State.WAITING)
    if not claim.update(
        attempt=attempt, started_at=begun, heartbeat_at=begun, progress=0, stage=Stage.READING, is_cancelled=False
    ):
        yield None
        return
    work = ClaimedJob(RosterUpload, pk, attempt)
    work.begin()
    try:
        yield work
    except (Cancelled, LeaseLost):
        _log.info("upload %s is no longer to be checked by this worker", pk)
    except _FOR_A_PERSON as trouble:
        _end(work, str(trouble))
    except Exception as error:
        _end(work, "", error)
        raise
    finally:
        work.rest()


def _end(work: ClaimedJob, trouble: str, error: Exception | None = None) -> None:
    def put_back(claim: QuerySet[Any]) -> None:
        if found := claim.first():
            _give_up(claim, found, trouble or _stumbled(found, error))

    end_early(work, put_back)


def _give_up(claim: QuerySet[Any], upload: RosterUpload, trouble: str) -> None:
    claim.update(**_FREE, state=_after(upload, State.UNREAD), error=trouble)


def _stumbled(upload: RosterUpload, error: Exception | None) -> str:
    if has_no_room(error):
        return no_room(upload.file_name)
    return _("%(file)s could not be checked: the program has a fault here. Tell the administrator, and try again.") % {
        "file": upload.file_name
    }


def _given_up(upload: RosterUpload) -> str:
    return _("%(file)s could not be checked: checking it was interrupted again and again. Split it, and try again.") % {
        "file": upload.file_name
    }
