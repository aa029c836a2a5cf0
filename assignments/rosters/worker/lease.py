"""The lease of background jobs: a worker claims a row, and a row without a heartbeat is released.

A worker sends a heartbeat from a connection of its own while it works, and at the end of its transaction locks the row
if the claim still holds. A row without a heartbeat for the time of the lease goes back to its previous state. This is
safe, because the transaction of its worker has either committed, or can no longer commit.

`imports` and `uploads` say what each kind of job does when it ends early.
"""

import logging
import uuid
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, Generic

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from assignments.rosters.worker.claims import (
    Cancelled,
    ClaimedJob,
    Job,
    LeaseLost,
    end_early,
    is_claimed,
    is_free,
    is_long_ago,
)

UNCLAIMED: dict[str, Any] = {"attempt": None, "heartbeat_at": None, "progress": 0}

_log = logging.getLogger("lambinh.rosters")


class Lease(ABC, Generic[Job]):
    """The rules by which rows of one model are claimed and released."""

    model: type[Job]
    states: ClassVar[Collection[str]]
    """States of a row that a worker has, or that waits for one."""
    refusals: ClassVar[tuple[type[Exception], ...]]
    """Errors whose text is for the user. They do not fail the task."""
    started: ClassVar[dict[str, Any]] = {}
    """Fields to set with a claim."""
    lost_level: ClassVar[int] = logging.WARNING
    """Level of the log line if a worker loses its claim."""

    @contextmanager
    def claim(self, pk: int, state: str, *, now: datetime) -> Iterator[ClaimedJob[Job] | None]:
        """Claim a row in `state` and keep it alive; None if it is not available.

        If the work ends early, the row is given back with a message for the user.
        """
        attempt, begun = uuid.uuid4(), timezone.now()
        rows = self._rows.filter(is_free(now), pk=pk, state=state)
        if not rows.update(attempt=attempt, started_at=begun, heartbeat_at=begun, progress=0, **self.started):
            yield None
            return
        job = ClaimedJob(self.model, pk, attempt)
        job.start_heartbeat()
        try:
            yield job
        except LeaseLost:
            _log.log(self.lost_level, "%s %s was taken from this worker", self.model._meta.model_name, pk)
        except Exception as error:
            end_early(job, partial(self.give_back, error=error))
            if not isinstance(error, (Cancelled, *self.refusals)):
                raise
        finally:
            job.stop_heartbeat()

    def claimed_ids(self, now: datetime) -> set[int]:
        """Ids of the rows that living workers have."""
        return set(self._rows.filter(is_claimed(now)).values_list("pk", flat=True))

    def release_stale(self, now: datetime, awaited: Collection[int]) -> list[int]:
        """Release rows whose worker died, and rows that no worker will claim; return the ids that `release` accepts.

        `awaited`: ids of the rows in the task queue.
        """
        is_dead = is_long_ago("heartbeat_at", now)
        is_dropped = Q(attempt=None) & is_long_ago("requested_at", now) & ~Q(pk__in=awaited)
        with transaction.atomic():
            # A locked row is being finished at this moment.
            rows = self._rows.select_for_update(skip_locked=True, no_key=True).filter(state__in=self.states)
            stale = rows.filter(is_dead | is_dropped | self.is_overdue(now))
            return [row.pk for row in stale if self.release(row, now)]

    def is_overdue(self, now: datetime) -> Q:
        """Whether a row has waited too long for a worker, even if it is in the queue."""
        return Q(pk=None)

    @property
    def _rows(self) -> "QuerySet[Job]":
        return self.model._default_manager.all()

    @abstractmethod
    def give_back(self, rows: "QuerySet[Job]", error: Exception) -> None:
        """Bring the row of `rows` (none if the claim is lost) to the state that follows from `error`."""

    @abstractmethod
    def release(self, row: Job, now: datetime) -> bool:
        """Bring a locked, stale row to the state that follows from the loss of its worker."""

    @abstractmethod
    def cancel(self, row: Job) -> None:
        """Stop the job of a row at the user's request."""
