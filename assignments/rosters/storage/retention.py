"""When kept workbooks are removed: after their time, and after days on which that was seen again and again.

A clock that jumps makes every file old at once. So a file is first noted as over its time, the register and the log
tell it, and only the days that the daily look itself has counted since then bring it to its end.
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

# From one look to the next: what is longer or runs backwards is a jump of the clock, or the program was not running.
_SHORTEST_DAY, _LONGEST_DAY = timedelta(hours=20), timedelta(days=3)
_IN_TIME = {"overdue_since": None, "overdue_seen_at": None, "overdue_days": 0}
_YOUNGEST_PIECE = timedelta(days=1)
_NOTHING_CAME = (RosterUpload.State.UNREAD, RosterUpload.State.STOPPED)

_log = logging.getLogger("lambinh.rosters")


def remove_old(now: datetime, *, sure: datetime) -> int:
    """Remove the files that are over their time since long enough; gives of how many uploads.

    Ages are counted up to `sure`. Uploads without a check and files without an upload are removed after a day.
    """
    uploaded_before = sure - timedelta(days=settings.LAMBINH_ROSTER_KEPT_DAYS)
    _note_overdue(now, uploaded_before)
    unchecked = RosterUpload.objects.filter(state__in=_NOTHING_CAME, imports=None)
    unchecked.filter(uploaded_at__lt=sure - _YOUNGEST_PIECE).delete()
    kept = RosterUpload.objects.filter(is_kept=True)
    ripe = kept.filter(uploaded_at__lt=uploaded_before, overdue_days__gte=GRACE_DAYS)
    needed = set(kept.exclude(pk__in=ripe).values_list("digest", flat=True))
    for file in folder().iterdir():
        if file.name not in needed:
            _remove(file, unless_after=sure - _YOUNGEST_PIECE)
    removed = int(ripe.exclude(digest__in=needed).update(is_kept=False, **_IN_TIME))
    if removed:
        _log.warning("%d kept workbooks were removed after their time", removed)
    return removed


def _note_overdue(now: datetime, uploaded_before: datetime) -> None:
    kept = RosterUpload.objects.filter(is_kept=True)
    # They were noted while the clock ran ahead.
    kept.exclude(overdue_since=None).filter(uploaded_at__gte=uploaded_before).update(**_IN_TIME)
    overdue = kept.filter(uploaded_at__lt=uploaded_before)
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
