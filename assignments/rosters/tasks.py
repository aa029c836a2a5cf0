"""What the background workers do for rosters, and what becomes of it when a worker dies."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet

from assignments.rosters import services, uploads
from assignments.rosters.models import RosterUpload
from assignments.rosters.review import edit_rows
from assignments.rosters.storage import clock, files, retention
from assignments.rosters.undo import service
from assignments.rosters.worker import lease, upload_checks
from assignments.rosters.worker.claims import is_long_ago
from lambinh.accounts.models import User
from lambinh.lib.logs import redacted

QUICK = "quick"
"""The queue of small workbooks: a worker of their own never lets them wait behind a large one."""
SMALL_BYTES = 128 * 1024
"""A workbook of 2,000 rows has about as much."""
APPLYING, SMALL = 60, 20
"""What goes before the checks of large workbooks, for the worker that does everything."""
_FAIR = 50


class TaskFailed(Exception):
    """Background work ended early; the text, which is stored and logged, holds nothing of what the work was about."""


@task()
def check_upload(upload: int, by: int) -> None:
    """Check an upload."""
    with _without_contents():
        release_stale(timezone.now())
        language = RosterUpload.objects.values_list("language", flat=True).get(pk=upload)
        with translation.override(language or None):
            uploads.check(upload, by=User.objects.get(pk=by), now=timezone.now())


@task(priority=SMALL)
def check_import(roster_import: int, by: int) -> None:
    """Mend an import and check it again."""
    with _without_contents():
        release_stale(timezone.now())
        edit_rows.run_requested_edit(roster_import, by=User.objects.get(pk=by), now=timezone.now())


@task(priority=APPLYING)
def apply_import(roster_import: int, by: int) -> None:
    """Apply a checked import."""
    with _without_contents():
        release_stale(timezone.now())
        services.apply_checked(roster_import, by=User.objects.get(pk=by), now=timezone.now())


@task(priority=APPLYING)
def undo_import(roster_import: int, by: int) -> None:
    """Take an applied import back."""
    with _without_contents():
        release_stale(timezone.now())
        service.undo_import(roster_import, by=User.objects.get(pk=by), now=timezone.now())


@contextmanager
def _without_contents() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise TaskFailed(redacted(error)).with_traceback(error.__traceback__) from None


def enqueue_check(upload: RosterUpload) -> None:
    """Hand a waiting upload to a worker: small ones to the quick one, a person's second large one after the first."""
    by = upload.requested_by_id or upload.uploaded_by_id
    path = files.path_of(upload.digest)
    if path.exists() and path.stat().st_size <= SMALL_BYTES:
        check_upload.using(queue_name=QUICK, priority=SMALL).enqueue(upload.pk, by)
        return
    waiting = (
        RosterUpload.objects.filter(state=RosterUpload.State.WAITING, requested_by=by).exclude(pk=upload.pk).count()
    )
    check_upload.using(priority=-min(waiting, _FAIR)).enqueue(upload.pk, by)


def release_stale(now: datetime) -> list[int]:
    """Put back what no living worker works at or will, and end the records of that work; gives the imports' ids.

    Uploads are handed to a worker again.
    """
    released = lease.release_stale(now)
    _end_lost_records(now)
    for upload in upload_checks.release_stale(now, _awaited(check_upload.module_path)):
        upload.refresh_from_db()
        enqueue_check(upload)
    return released + lease.release_dropped(now, awaited=_awaited(*_OF_IMPORTS))


def daily_cleanup(now: datetime) -> None:
    """What is to be done once a day: nothing is left over of dead workers, nor files and records for too long."""
    release_stale(now)
    sure = clock.latest_sure(now)
    if sure is not None:
        retention.remove_old(now, sure=sure)
        kept_for = timedelta(days=settings.LAMBINH_ROSTER_KEPT_DAYS)
        _records().filter(finished_at__lt=sure - kept_for).delete()


_OF_IMPORTS = (check_import.module_path, apply_import.module_path, undo_import.module_path)


def _records() -> DBTaskResultQuerySet:
    records: DBTaskResultQuerySet = DBTaskResult.objects.filter(task_path__in=[*_OF_IMPORTS, check_upload.module_path])
    return records


def _subject_of(record: DBTaskResult[Any, Any]) -> int:
    """The id of the import, or of the upload."""
    return int(record.args_kwargs["args"][0])


def _end_lost_records(now: datetime) -> None:
    """A worker claims its subject as soon as it begins: work begun long ago that no living worker has is over."""
    begun = _records().running().filter(is_long_ago("started_at", now))
    alive = {True: upload_checks.alive(now), False: lease.claimed_import_ids(now)} if begun else {}
    lost = [
        record.pk for record in begun if _subject_of(record) not in alive[record.task_path == check_upload.module_path]
    ]
    if lost:
        path = f"{TaskFailed.__module__}.{TaskFailed.__qualname__}"
        ended = {"status": TaskResultStatus.FAILED, "finished_at": now, "exception_class_path": path}
        _records().running().filter(pk__in=lost).update(**ended, traceback="The worker gave no sign of life.")


def _awaited(*paths: str) -> set[int]:
    """The imports or uploads of which some worker will still hear, or has just heard."""
    waiting = _records().filter(task_path__in=paths, status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING])
    return {_subject_of(record) for record in waiting}
