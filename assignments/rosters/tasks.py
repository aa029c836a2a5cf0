"""Background tasks of rosters, and the recovery of those whose worker died."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone, translation
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet

from assignments.rosters import services, uploads
from assignments.rosters.models import RosterUpload
from assignments.rosters.review import edit_rows
from assignments.rosters.storage import clock, files, retention
from assignments.rosters.undo import service
from assignments.rosters.worker.claims import is_long_ago
from assignments.rosters.worker.imports import import_lease
from assignments.rosters.worker.uploads import upload_lease
from lambinh.accounts.models import User
from lambinh.lib.logs import redacted

QUICK = "quick"
"""The queue of small workbooks. It has a worker of its own, so that they never wait behind a large one."""
SMALL_BYTES = 128 * 1024
"""About the size of a workbook with 2,000 rows."""
APPLYING, SMALL = 60, 20
"""Priorities above the checks of large workbooks, for the worker of all queues."""
_MAX_DELAY = 50
"""The lowest priority is the negative of this."""


class TaskFailed(Exception):
    """A task ended early. The text is stored and logged, so it contains no data of the task."""


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
    """Change the rows of an import and plan it again."""
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
    """Undo an applied import."""
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
    """Queue the check of an upload: a small one in the quick queue, a user's second large one behind other users'."""
    by = upload.requested_by_id or upload.uploaded_by_id
    path = files.path_of(upload.digest)
    if path.exists() and path.stat().st_size <= SMALL_BYTES:
        check_upload.using(queue_name=QUICK, priority=SMALL).enqueue(upload.pk, by)
        return
    others = RosterUpload.objects.filter(state=RosterUpload.State.WAITING, requested_by=by).exclude(pk=upload.pk)
    check_upload.using(priority=-min(others.count(), _MAX_DELAY)).enqueue(upload.pk, by)


def release_stale(now: datetime) -> list[int]:
    """Release the imports and uploads of dead workers, and end the records of their tasks. Returns the imports' ids.

    Uploads are queued again.
    """
    _end_lost_records(now)
    uploads_to_repeat = upload_lease.release_stale(now, _awaited(*_OF_UPLOADS))
    for upload in RosterUpload.objects.filter(pk__in=uploads_to_repeat):
        enqueue_check(upload)
    return import_lease.release_stale(now, _awaited(*_OF_IMPORTS))


def daily_cleanup(now: datetime) -> None:
    """Release the jobs of dead workers, and remove files and task records that are past their time."""
    release_stale(now)
    sure = clock.latest_sure(now)
    if sure is not None:
        retention.remove_old(now, sure=sure)
        retention_time = timedelta(days=settings.LAMBINH_ROSTER_KEPT_DAYS)
        _records().filter(finished_at__lt=sure - retention_time).delete()


_OF_UPLOADS = (check_upload.module_path,)
_OF_IMPORTS = (check_import.module_path, apply_import.module_path, undo_import.module_path)


def _records() -> DBTaskResultQuerySet:
    records: DBTaskResultQuerySet = DBTaskResult.objects.filter(task_path__in=[*_OF_IMPORTS, *_OF_UPLOADS])
    return records


def _subject_of(record: DBTaskResult[..., object]) -> int:
    """The id of the import or upload."""
    return int(record.args_kwargs["args"][0])


def _end_lost_records(now: datetime) -> None:
    """End records that started long ago and whose subject no living worker has: workers claim it at the start."""
    started = list(_records().running().filter(is_long_ago("started_at", now)))
    if not started:
        return
    alive = dict.fromkeys(_OF_UPLOADS, upload_lease.claimed_ids(now))
    alive |= dict.fromkeys(_OF_IMPORTS, import_lease.claimed_ids(now))
    lost = [record.pk for record in started if _subject_of(record) not in alive[record.task_path]]
    if lost:
        path = f"{TaskFailed.__module__}.{TaskFailed.__qualname__}"
        ended = {"status": TaskResultStatus.FAILED, "finished_at": now, "exception_class_path": path}
        _records().running().filter(pk__in=lost).update(**ended, traceback="The worker gave no sign of life.")


def _awaited(*paths: str) -> set[int]:
    """The imports or uploads in the queue, and those that a worker has just taken from it."""
    queued = _records().filter(task_path__in=paths, status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING])
    return {_subject_of(record) for record in queued}
