"""Who has an import in hand: a lease with a heartbeat, so that none is left "being applied" by a worker that died.

A worker claims an import, gives a sign of life every `beat` from a connection of its own, and at the end of its
transaction sees whether the import is still its own. An import without a sign of life for the `lease` goes back to
where it was, which is true: its transaction has either ended with the database's word or never will.
"""

import logging
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.rosters.errors import NotEditable
from assignments.rosters.models import RosterImport
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
from lambinh.lib.encryption.keys import DecryptionError

State = RosterImport.State
CLAIM_TIMEOUT = timedelta(minutes=10)
"""So long an import waits for a worker before the person may start it again."""
PREVIOUS_STATE = {State.CHECKING: State.CHECKED, State.APPLYING: State.CHECKED, State.UNDOING: State.APPLIED}

_log = logging.getLogger("lambinh.rosters")


def start(
    roster_import: RosterImport, working: State, *, now: datetime, pending_edit: dict[str, Any] | None = None
) -> bool:
    """Ask for an import to be checked again, applied or undone; False when it is not in the state for it."""
    ready = RosterImport.objects.filter(pk=roster_import.pk, state=PREVIOUS_STATE[working])
    if working == State.APPLYING:
        ready = ready.filter(invalid=0)
    return bool(
        ready.update(state=working, requested_at=now, progress=0, is_cancelled=False, pending_edit=pending_edit or {})
    )


def cancel(roster_import: RosterImport) -> None:
    """Stop what is asked for with an import: at once if nobody has it in hand, else as soon as may be."""
    waiting = RosterImport.objects.filter(pk=roster_import.pk, state__in=PREVIOUS_STATE)
    for working, before in PREVIOUS_STATE.items():
        waiting.filter(state=working, attempt=None).update(state=before, requested_at=None)
    waiting.update(is_cancelled=True)


def claimed_import_ids(now: datetime) -> set[int]:
    """The imports that a living worker has in hand."""
    return set(RosterImport.objects.filter(is_claimed(now)).values_list("pk", flat=True))


def release_stale(now: datetime) -> list[int]:
    """Put imports whose worker died, or that no worker ever took, back to where they were; gives their ids."""
    return _release(is_long_ago("heartbeat_at", now), "") + _release(
        Q(attempt=None) & is_long_ago("requested_at", now, CLAIM_TIMEOUT), _never_taken()
    )


def release_dropped(now: datetime, awaited: Collection[int]) -> list[int]:
    """Put imports back that were asked for, that nobody has in hand and that are not among those still `awaited`."""
    return _release(Q(attempt=None) & is_long_ago("requested_at", now) & ~Q(pk__in=awaited), "")


def _release(which: Q, note: str) -> list[int]:
    released = []
    with transaction.atomic():
        # A row that is locked is just being brought to its end.
        free = RosterImport.objects.select_for_update(skip_locked=True, no_key=True)
        for one in free.filter(which, state__in=PREVIOUS_STATE):
            working = State(one.state)
            if _put_back(RosterImport.objects.filter(pk=one.pk), working, note or _interrupted(working)):
                released.append(one.pk)
    return released


def _interrupted(working: State, error: Exception | None = None) -> str:
    if isinstance(error, DecryptionError):
        return str(error)
    no_room = has_no_room(error)
    if working == State.CHECKING:
        if no_room:
            return _("The database has no room left: nothing was changed. Tell the administrator, then try again.")
        return _("Checking was interrupted: nothing was changed. Do it once more.")
    if working == State.APPLYING:
        if no_room:
            return _("The database has no room left: nothing was stored. Tell the administrator, then try again.")
        return _("Applying was interrupted: nothing was stored. Apply it again.")
    if no_room:
        return _("The database has no room left: everything is still stored. Tell the administrator, then try again.")
    return _("Taking back was interrupted: everything is still stored. Take it back again.")


def _never_taken() -> str:
    return _("The program's background worker did not answer. Try again; if it stays so, tell the administrator.")


def _put_back(imports: QuerySet[Any], working: State, note: str) -> bool:
    found = imports.filter(state=working).first()
    if found is None:
        return False
    notes = [note, *(other for other in found.notes if other != note)]
    free: dict[str, Any] = {
        "attempt": None,
        "heartbeat_at": None,
        "requested_at": None,
        "progress": 0,
        "pending_edit": {},
    }
    return bool(imports.update(state=PREVIOUS_STATE[working], notes=notes, **free))


@contextmanager
def claim(pk: int, working: State, *, now: datetime) -> Iterator[ClaimedJob | None]:
    """Claim an import and keep it while working; None when it is not to be had.

    Whatever ends the work early puts the import back to where it was, with a note for the person.
    """
    attempt = uuid.uuid4()
    claim = RosterImport.objects.filter(is_free(now), pk=pk, state=working)
    begun = timezone.now()
    if not claim.update(attempt=attempt, started_at=begun, heartbeat_at=begun, progress=0):
        yield None
        return
    work = ClaimedJob(RosterImport, pk, attempt)
    work.begin()
    try:
        yield work
    except Cancelled:
        end_early(work, lambda claim: _put_back(claim, working, _("It was cancelled: nothing was changed.")))
    except LeaseLost:
        _log.warning("import %s was taken from this worker", pk)
    except NotEditable as refusal:
        note = str(refusal)
        end_early(work, lambda claim: _put_back(claim, working, note))
    except Exception as error:
        note = _interrupted(working, error)
        end_early(work, lambda claim: _put_back(claim, working, note))
        raise
    finally:
        work.rest()
