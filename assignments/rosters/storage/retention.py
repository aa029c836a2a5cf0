"""Remove stored workbooks some days after they were first noted as overdue.

A clock that jumps makes every file old at once. Therefore a file is first noted as overdue, shown in the admin and
logged, and then removed once the daily run has counted `GRACE_DAYS` days itself.
"""

import logging
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import F, Q

from assignments.rosters.models import RosterUpload
from assignments.rosters.models.uploads import GRACE_DAYS
from assignments.rosters.storage.files import folder

# Between two daily runs. If more time has passed, or less than none, the clock jumped or the program was not running.
_SHORTEST_DAY, _LONGEST_DAY = timedelta(hours=20), timedelta(days=3)
_NOT_OVERDUE = {"overdue_since": None, "overdue_seen_at": None, "overdue_days": 0}
_MIN_AGE = timedelta(days=1)
_WITHOUT_CHECK = (RosterUpload.State.UNREAD, RosterUpload.State.STOPPED)

_log = logging.getLogger("lambinh.rosters")


def remove_old(now: datetime, *, sure: datetime) -> int:
    """Remove files that have been overdue for long enough. Returns the number of their uploads.

    Ages count up to `sure`. Uploads without a check and files without an upload are removed after a day.
    """
    uploaded_before = sure - timedelta(days=settings.LAMBINH_ROSTER_KEPT_DAYS)
    _note_overdue(now, uploaded_before)
    unchecked = RosterUpload.objects.filter(state__in=_WITHOUT_CHECK, imports=None)
    unchecked.filter(uploaded_at__lt=sure - _MIN_AGE).delete()
    stored = RosterUpload.objects.filter(is_kept=True)
    expired = stored.filter(uploaded_at__lt=uploaded_before, overdue_days__gte=GRACE_DAYS)
    needed = set(stored.exclude(pk__in=expired).values_list("digest", flat=True))
    for file in folder().iterdir():
        if file.name not in needed:
            _remove(file, unless_after=sure - _MIN_AGE)
    removed = int(expired.exclude(digest__in=needed).update(is_kept=False, **_NOT_OVERDUE))
    if removed:
        _log.warning("%d kept workbooks were removed after their time", removed)
    return removed


def _note_overdue(now: datetime, uploaded_before: datetime) -> None:
    stored = RosterUpload.objects.filter(is_kept=True)
    # These were noted while the clock was ahead.
    stored.exclude(overdue_since=None).filter(uploaded_at__gte=uploaded_before).update(**_NOT_OVERDUE)
    overdue = stored.filter(uploaded_at__lt=uploaded_before)
    a_day_ago = Q(overdue_seen_at__range=(now - _LONGEST_DAY, now - _SHORTEST_DAY))
    jumped = Q(overdue_seen_at__lt=now - _LONGEST_DAY) | Q(overdue_seen_at__gt=now)
    overdue.filter(jumped).update(overdue_seen_at=now)
    overdue.filter(a_day_ago).update(overdue_seen_at=now, overdue_days=F("overdue_days") + 1)
    noted = overdue.filter(overdue_since=None).update(overdue_since=now, overdue_seen_at=now)
    if noted:
        _log.warning("%d kept workbooks are over their time; they are removed in %d days", noted, GRACE_DAYS)


def _remove(file: Path, *, unless_after: datetime) -> None:
    with suppress(FileNotFoundError):  # another process may do the same
        if file.stat().st_mtime < unless_after.timestamp():
            file.unlink()
