"""A worker's claim on a job: its heartbeat while it works, and the check at the end that the claim still holds.

See docs/adr/0005-import-leases.md.
"""

import logging
import threading
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, connections, models
from django.db.models import Q
from django.utils import timezone

from assignments.rosters.models.uploads import InHand

_DISK_FULL = "53100"
"""SQLSTATE of PostgreSQL."""
CLOCK_TOLERANCE = timedelta(minutes=10)
"""Maximum difference between the clocks of two machines."""
_RETRY_PAUSES = (0, 1, 3, 9)
"""Seconds before each attempt to give a job back."""

_log = logging.getLogger("lambinh.rosters")


def lease() -> timedelta:
    """Time without a heartbeat after which a worker counts as dead."""
    return timedelta(seconds=settings.LAMBINH_ROSTER_LEASE_SECONDS)


def heartbeat_interval() -> float:
    """Seconds between heartbeats."""
    return min(2.0, lease().total_seconds() / 5)


def is_long_ago(field: str, now: datetime, age: timedelta | None = None) -> Q:
    """Whether the moment in `field` is older than `age` (default: the lease), or ahead after a clock change."""
    return Q(**{f"{field}__lt": now - (age or lease())}) | Q(**{f"{field}__gt": now + CLOCK_TOLERANCE})


def is_claimed(now: datetime) -> Q:
    """Whether a living worker has the row."""
    return ~Q(heartbeat_at=None) & ~is_long_ago("heartbeat_at", now)


def is_free(now: datetime) -> Q:
    """Whether a worker may claim the row: nobody has it, or its worker is dead."""
    return Q(attempt=None) | is_long_ago("heartbeat_at", now)


def is_disk_full(error: Exception | None) -> bool:
    """Whether the database refused to write because its disk is full."""
    return getattr(getattr(error, "__cause__", None), "pgcode", None) == _DISK_FULL


class Cancelled(Exception):
    """The user has stopped the job."""


class LeaseLost(Exception):
    """The job was released because this worker sent no heartbeat, or because the user stopped it."""


Job = TypeVar("Job", bound=InHand)


class ClaimedJob(Generic[Job]):
    """A row that this worker has claimed."""

    def __init__(self, model: type[Job], pk: int, attempt: uuid.UUID) -> None:
        self.model, self.pk, self.attempt = model, pk, attempt
        self._progress = 0.0
        self._published: dict[str, Any] = {}
        self._is_over, self._is_cancelled, self._is_lost = threading.Event(), threading.Event(), threading.Event()
        self._wake = threading.Event()
        name = f"heartbeat of {model.__name__} {pk}"
        self._heartbeat = threading.Thread(target=self._heartbeat_loop, name=name, daemon=True)

    @property
    def claim(self) -> "models.QuerySet[Job]":
        """The row of the job, as long as this worker's claim holds."""
        return self.model._default_manager.filter(pk=self.pk, attempt=self.attempt)

    def report_progress(self, share: float) -> None:
        """Record that `share` (0 to 1) is done. Raises Cancelled or LeaseLost."""
        self._progress = max(self._progress, min(share, 1.0))
        if self._is_cancelled.is_set():
            raise Cancelled
        if self._is_lost.is_set():
            raise LeaseLost

    def publish(self, **fields: Any) -> None:
        """Show these fields of the row to others at once, before the transaction ends."""
        self._published = self._published | fields  # a new dictionary: the other thread may be reading the old one
        self._wake.set()

    def lock_for_commit(self) -> Job:
        """The row, locked until the transaction ends. Raises Cancelled or LeaseLost."""
        self.stop_heartbeat()  # its next update would wait for the lock
        row = self.claim.select_for_update().first()
        if row is None:
            raise LeaseLost
        if row.is_cancelled:
            raise Cancelled
        return row

    def start_heartbeat(self) -> None:
        if not connection.in_atomic_block:  # otherwise nobody could see the heartbeats
            self._heartbeat.start()

    def stop_heartbeat(self) -> None:
        self._is_over.set()
        self._wake.set()
        if self._heartbeat.is_alive():
            self._heartbeat.join()

    def _heartbeat_loop(self) -> None:
        while not self._wait():
            try:
                if not self.claim.update(heartbeat_at=timezone.now(), progress=self._progress, **self._published):
                    self._is_lost.set()
                elif self.claim.filter(is_cancelled=True).exists():
                    self._is_cancelled.set()
            except (DatabaseError, InterfaceError):  # the job itself reports what is wrong
                _log.warning("no sign of life of %s %s: no database", self.model._meta.model_name, self.pk)
                connection.close()
        connections.close_all()  # those of this thread

    def _wait(self) -> bool:
        """Wait for the next heartbeat. Returns whether the job is over."""
        self._wake.wait(heartbeat_interval())
        self._wake.clear()
        return self._is_over.is_set()


def end_early(job: ClaimedJob[Job], give_back: Callable[["models.QuerySet[Job]"], object]) -> None:
    """Give the row back with `give_back`. If the database does not answer, the lease runs out instead."""
    job.stop_heartbeat()
    for pause in _RETRY_PAUSES:
        threading.Event().wait(pause)
        try:
            give_back(job.claim)
            return
        except (DatabaseError, InterfaceError):
            if connection.in_atomic_block:
                return
            connection.close()
