"""Who has an import in hand: a lease with a heartbeat, so that none is left "being applied" by a worker that died.

A worker claims an import, gives a sign of life every `beat` from a connection of its own, and at the end of its
transaction sees whether the import is still its own. An import without a sign of life for the `lease` goes back to
where it was, which is true: its transaction has either ended with the database's word or never will.
"""

import logging
import threading
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, connections, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.rosters.models import RosterImport
from assignments.rosters.querysets import RosterImportQuerySet
from lambinh.lib.sealing import CannotOpen

State = RosterImport.State
UNCLAIMED = timedelta(minutes=10)
"""So long an import waits for a worker before the person may start it again."""
AHEAD = timedelta(minutes=10)
"""So far the clocks of two machines may differ."""
BACK_TO = {State.APPLYING: State.CHECKED, State.UNDOING: State.APPLIED}

_NO_ROOM = "53100"
"""What PostgreSQL says when its disk is full."""

_log = logging.getLogger("lambinh.rosters")


def lease() -> timedelta:
    """Without a sign of life for so long a worker is taken for dead."""
    return timedelta(seconds=settings.LAMBINH_ROSTER_LEASE_SECONDS)


def is_long_ago(moment: str, now: datetime, than: timedelta | None = None) -> Q:
    """Whether a moment is further back than the lease (or `than`), or ahead because the clock was set back."""
    return Q(**{f"{moment}__lt": now - (than or lease())}) | Q(**{f"{moment}__gt": now + AHEAD})


def beat() -> float:
    """So often, in seconds, a worker gives a sign of life."""
    return min(2.0, lease().total_seconds() / 5)


class Cancelled(Exception):
    """The person does not want it any more."""


class NoLongerOurs(Exception):
    """The import was taken from this worker because it gave no sign of life."""


def start(roster_import: RosterImport, working: State, *, now: datetime) -> bool:
    """Ask for an import to be applied or undone; False when it is not in the state for it (any more)."""
    ready = RosterImport.objects.filter(pk=roster_import.pk, state=BACK_TO[working])
    if working == State.APPLYING:
        ready = ready.filter(invalid=0)
    return bool(ready.update(state=working, asked_at=now, progress=0, is_cancelled=False))


def cancel(roster_import: RosterImport) -> None:
    """Stop an import that is being applied or undone: at once if nobody has it in hand, else as soon as may be."""
    waiting = RosterImport.objects.filter(pk=roster_import.pk, state__in=BACK_TO)
    for working, before in BACK_TO.items():
        waiting.filter(state=working, attempt=None).update(state=before, asked_at=None)
    waiting.update(is_cancelled=True)


def alive(now: datetime) -> set[int]:
    """The imports that a living worker has in hand."""
    return set(
        RosterImport.objects.filter(~Q(heartbeat_at=None) & ~is_long_ago("heartbeat_at", now)).values_list(
            "pk", flat=True
        )
    )


def release_stale(now: datetime) -> list[int]:
    """Put imports whose worker died, or that no worker ever took, back to where they were; gives their ids."""
    return _release(is_long_ago("heartbeat_at", now), "") + _release(
        Q(attempt=None) & is_long_ago("asked_at", now, UNCLAIMED), _never_taken()
    )


def release_dropped(now: datetime, awaited: Collection[int]) -> list[int]:
    """Put imports back that were asked for, that nobody has in hand and that are not among those still `awaited`."""
    return _release(Q(attempt=None) & is_long_ago("asked_at", now) & ~Q(pk__in=awaited), "")


def _release(which: Q, note: str) -> list[int]:
    released = []
    with transaction.atomic():
        # A row that is locked is just being brought to its end.
        free = RosterImport.objects.select_for_update(skip_locked=True, no_key=True)
        for one in free.filter(which, state__in=BACK_TO):
            working = State(one.state)
            if _put_back(RosterImport.objects.filter(pk=one.pk), working, note or _interrupted(working)):
                released.append(one.pk)
    return released


def has_no_room(error: Exception | None) -> bool:
    """Whether the database refused to write because its disk is full."""
    return getattr(getattr(error, "__cause__", None), "pgcode", None) == _NO_ROOM


def _interrupted(working: State, error: Exception | None = None) -> str:
    if isinstance(error, CannotOpen):
        return str(error)
    no_room = has_no_room(error)
    if working == State.APPLYING:
        if no_room:
            return _("The database has no room left: nothing was stored. Tell the administrator, then try again.")
        return _("Applying was interrupted: nothing was stored. Apply it again.")
    if no_room:
        return _("The database has no room left: everything is still stored. Tell the administrator, then try again.")
    return _("Taking back was interrupted: everything is still stored. Take it back again.")


def _never_taken() -> str:
    return _("The program's background worker did not answer. Try again; if it stays so, tell the administrator.")


def _put_back(imports: RosterImportQuerySet, working: State, note: str) -> bool:
    found = imports.filter(state=working).first()
    if found is None:
        return False
    notes = [note, *(other for other in found.notes if other != note)]
    free = {"attempt": None, "heartbeat_at": None, "asked_at": None, "progress": 0}
    return bool(imports.update(state=BACK_TO[working], notes=notes, **free))


class Work:
    """An import in the hand of this worker."""

    def __init__(self, pk: int, attempt: uuid.UUID) -> None:
        self.pk, self.attempt = pk, attempt
        self.done = 0.0
        self._over, self._cancelled, self._lost = threading.Event(), threading.Event(), threading.Event()
        self._heart = threading.Thread(target=self._live, name=f"heartbeat of import {pk}", daemon=True)

    def reached(self, part: float) -> None:
        """Note that `part` (0 to 1) is done. Raises Cancelled or NoLongerOurs."""
        self.done = max(self.done, min(part, 1.0))
        if self._cancelled.is_set():
            raise Cancelled
        if self._lost.is_set():
            raise NoLongerOurs

    def take_for_good(self) -> RosterImport:
        """The import, locked until the transaction ends. Raises Cancelled or NoLongerOurs."""
        self.rest()  # its next sign of life would wait for the lock
        found: RosterImport | None = (
            RosterImport.objects.select_for_update().filter(pk=self.pk, attempt=self.attempt).first()
        )
        if found is None:
            raise NoLongerOurs
        if found.is_cancelled:
            raise Cancelled
        return found

    def begin(self) -> None:
        if not connection.in_atomic_block:  # else nobody could see the signs of life
            self._heart.start()

    def rest(self) -> None:
        self._over.set()
        if self._heart.is_alive():
            self._heart.join()

    def _live(self) -> None:
        mine = RosterImport.objects.filter(pk=self.pk, attempt=self.attempt)
        while not self._over.wait(beat()):
            try:
                if not mine.update(heartbeat_at=timezone.now(), progress=self.done):
                    self._lost.set()
                elif mine.filter(is_cancelled=True).exists():
                    self._cancelled.set()
            except (DatabaseError, InterfaceError):  # the work itself will notice what there is to notice
                _log.warning("no sign of life of import %s: the database does not answer", self.pk)
                connection.close()
        connections.close_all()  # those of this thread


@contextmanager
def in_hand(pk: int, working: State, *, now: datetime) -> Iterator[Work | None]:
    """Claim an import and keep it while working; None when it is not to be had.

    Whatever ends the work early puts the import back to where it was, with a note for the person.
    """
    attempt = uuid.uuid4()
    dead = Q(attempt=None) | is_long_ago("heartbeat_at", now)
    claim = RosterImport.objects.filter(dead, pk=pk, state=working)
    begun = timezone.now()
    if not claim.update(attempt=attempt, begun_at=begun, heartbeat_at=begun, progress=0):
        yield None
        return
    work = Work(pk, attempt)
    work.begin()
    try:
        yield work
    except Cancelled:
        _end_early(work, working, _("It was cancelled: nothing was changed."))
    except NoLongerOurs:
        _log.warning("import %s was taken from this worker", pk)
    except Exception as error:
        _end_early(work, working, _interrupted(working, error))
        raise
    finally:
        work.rest()


def _end_early(work: Work, working: State, note: str) -> None:
    """Put the import back; when the database does not answer, its lease ends by itself."""
    work.rest()
    for pause in (0, 1, 3, 9):
        threading.Event().wait(pause)
        try:
            _put_back(RosterImport.objects.filter(pk=work.pk, attempt=work.attempt), working, note)
            return
        except (DatabaseError, InterfaceError):
            if connection.in_atomic_block:
                return
            connection.close()
