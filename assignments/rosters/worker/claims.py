"""A worker's claim on something: signs of life while it works, and what the claim is worth at the end.

See docs/adr/0005-import-leases.md.
"""

import logging
import threading
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, connections, models
from django.db.models import Q
from django.utils import timezone

_NO_ROOM = "53100"
"""What PostgreSQL says when its disk is full."""
AHEAD = timedelta(minutes=10)
"""The clocks of two machines may differ by so much."""
_PAUSES = (0, 1, 3, 9)

_log = logging.getLogger("lambinh.rosters")


def lease() -> timedelta:
    """Without a sign of life for so long a worker is taken for dead."""
    return timedelta(seconds=settings.LAMBINH_ROSTER_LEASE_SECONDS)


def is_long_ago(moment: str, now: datetime, than: timedelta | None = None) -> Q:
    """Whether a moment is further back than the lease (or `than`), or ahead because the clock was set back."""
    return Q(**{f"{moment}__lt": now - (than or lease())}) | Q(**{f"{moment}__gt": now + AHEAD})


def is_claimed(now: datetime) -> Q:
    """Whether a living worker has the row."""
    return ~Q(heartbeat_at=None) & ~is_long_ago("heartbeat_at", now)


def is_free(now: datetime) -> Q:
    """Whether a worker may claim the row: none has it, or the one that has it is dead."""
    return Q(attempt=None) | is_long_ago("heartbeat_at", now)


def heartbeat_interval() -> float:
    """So often, in seconds, a worker gives a sign of life."""
    return min(2.0, lease().total_seconds() / 5)


def has_no_room(error: Exception | None) -> bool:
    """Whether the database refused to write because its disk is full."""
    return getattr(getattr(error, "__cause__", None), "pgcode", None) == _NO_ROOM


class Cancelled(Exception):
    """The person does not want it any more."""


class LeaseLost(Exception):
    """The work was taken from this worker because it gave no sign of life."""


class ClaimedJob:
    """Something in the hand of this worker."""

    def __init__(self, model: type[models.Model], pk: int, attempt: uuid.UUID) -> None:
        self.model, self.pk, self.attempt = model, pk, attempt
        self.done = 0.0
        self._facts: dict[str, Any] = {}
        self._over, self._cancelled, self._lost = threading.Event(), threading.Event(), threading.Event()
        self._stir = threading.Event()
        self._heart = threading.Thread(target=self._live, name=f"heartbeat of {model.__name__} {pk}", daemon=True)

    @property
    def claim(self) -> "models.QuerySet[Any]":
        """The row of the work as long as this worker has it in hand."""
        return self.model._default_manager.filter(pk=self.pk, attempt=self.attempt)

    def reached(self, part: float) -> None:
        """Note that `part` (0 to 1) is done. Raises Cancelled or NoLongerOurs."""
        self.done = max(self.done, min(part, 1.0))
        if self._cancelled.is_set():
            raise Cancelled
        if self._lost.is_set():
            raise LeaseLost

    def note(self, **facts: Any) -> None:
        """Let people see these facts of the row at once, before the transaction ends."""
        self._facts = self._facts | facts  # a new one: the other thread may be reading the old one
        self._stir.set()

    def take_for_good(self) -> Any:
        """The row, locked until the transaction ends. Raises Cancelled or NoLongerOurs."""
        self.rest()  # its next sign of life would wait for the lock
        found: Any = self.claim.select_for_update().first()
        if found is None:
            raise LeaseLost
        if found.is_cancelled:
            raise Cancelled
        return found

    def begin(self) -> None:
        if not connection.in_atomic_block:  # else nobody could see the signs of life
            self._heart.start()

    def rest(self) -> None:
        self._over.set()
        self._stir.set()
        if self._heart.is_alive():
            self._heart.join()

    def _live(self) -> None:
        while not self._is_over():
            try:
                if not self.claim.update(heartbeat_at=timezone.now(), progress=self.done, **self._facts):
                    self._lost.set()
                elif self.claim.filter(is_cancelled=True).exists():
                    self._cancelled.set()
            except (DatabaseError, InterfaceError):  # the work itself will notice what there is to notice
                _log.warning("no sign of life of %s %s: no database", self.model._meta.model_name, self.pk)
                connection.close()
        connections.close_all()  # those of this thread

    def _is_over(self) -> bool:
        self._stir.wait(heartbeat_interval())
        self._stir.clear()
        return self._over.is_set()


def end_early(work: ClaimedJob, put_back: Callable[["models.QuerySet[Any]"], object]) -> None:
    """Put the row back by `put_back`; when the database does not answer, the lease ends by itself."""
    work.rest()
    for pause in _PAUSES:
        threading.Event().wait(pause)
        try:
            put_back(work.claim)
            return
        except (DatabaseError, InterfaceError):
            if connection.in_atomic_block:
                return
            connection.close()
