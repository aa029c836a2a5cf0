"""What the background worker does for rosters, and what becomes of it when a worker dies."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet

from assignments.rosters import clock, removing, services, undo, working
from lambinh.accounts.models import User
from lambinh.lib.logs import without_contents


class NotDone(Exception):
    """Background work ended early; the text, which is stored and logged, holds nothing of what the work was about."""


@task()
def apply_import(roster_import: int, by: int) -> None:
    """Apply a checked import."""
    with _without_contents():
        release_stale(timezone.now())
        services.apply_checked(roster_import, by=User.objects.get(pk=by), now=timezone.now())


@task()
def undo_import(roster_import: int, by: int) -> None:
    """Take an applied import back."""
    with _without_contents():
        release_stale(timezone.now())
        undo.undo_import(roster_import, by=User.objects.get(pk=by), now=timezone.now())


@contextmanager
def _without_contents() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise NotDone(without_contents(error)).with_traceback(error.__traceback__) from None


def release_stale(now: datetime) -> list[int]:
    """Put back what no living worker works at or will, and end the records of that work; gives the imports' ids."""
    released = working.release_stale(now)
    _end_lost_records(now)
    return released + working.release_dropped(now, awaited=_awaited())


def tidy(now: datetime) -> None:
    """What is to be done once a day: nothing is left over of dead workers, nor files and records for too long."""
    release_stale(now)
    sure = clock.latest_sure(now)
    if sure is not None:
        removing.remove_old(now, sure=sure)
        kept_for = timedelta(days=settings.LAMBINH_ROSTER_KEPT_DAYS)
        _records().filter(finished_at__lt=sure - kept_for).delete()


def _records() -> DBTaskResultQuerySet:
    ours = [apply_import.module_path, undo_import.module_path]
    records: DBTaskResultQuerySet = DBTaskResult.objects.filter(task_path__in=ours)
    return records


def _import_of(record: DBTaskResult[Any, Any]) -> int:
    return int(record.args_kwargs["args"][0])


def _end_lost_records(now: datetime) -> None:
    """A worker claims an import as soon as it begins: work begun long ago whose import has no living worker is over."""
    begun = _records().running().filter(working.is_long_ago("started_at", now))
    alive = working.alive(now) if begun else ()
    lost = [record.pk for record in begun if _import_of(record) not in alive]
    if lost:
        path = f"{NotDone.__module__}.{NotDone.__qualname__}"
        ended = {"status": TaskResultStatus.FAILED, "finished_at": now, "exception_class_path": path}
        _records().running().filter(pk__in=lost).update(**ended, traceback="The worker gave no sign of life.")


def _awaited() -> set[int]:
    """The imports of which some worker will still hear, or has just heard."""
    waiting = _records().filter(status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING])
    return {_import_of(record) for record in waiting}
