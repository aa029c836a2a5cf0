"""How far the clock may be believed when something is removed for its age."""

import logging
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Max

from assignments.models import DeskAction
from assignments.rosters.models import RosterImport, RosterUpload
from lambinh.accounts.models import User

FAR = timedelta(days=30)
"""So long without anybody's work is told; it may be a holiday, or the clock."""

# What people do, and only that: what the program itself writes at its start follows a wrong clock at once.
_WORK = (
    (User, "last_login"),
    (RosterUpload, "uploaded_at"),
    (RosterImport, "checked_at"),
    (DeskAction, "at"),
)

_log = logging.getLogger("lambinh.rosters")


def newest_work() -> datetime | None:
    """When somebody last signed in, uploaded, checked an import or acted on the desk; None: never."""
    moments = [model._default_manager.aggregate(newest=Max(moment))["newest"] for model, moment in _WORK]
    return max(filter(None, moments), default=None)


def latest_sure(now: datetime) -> datetime | None:
    """The moment up to which ages are counted: the clock, the database's clock and people's work have all reached it.

    None where nobody has ever worked: then it is the wrong database rather than a folder full of old files.
    """
    newest = newest_work()
    if newest is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        of_database: datetime = cursor.fetchone()[0]
    _tell(now, newest)
    return min(now, newest, of_database)


def _tell(now: datetime, newest: datetime) -> None:
    if now - newest > FAR:
        text = (
            "the clock says %s, nobody has worked since %s: nothing is removed for its age until somebody works again"
        )
        _log.warning(text, now.date(), newest.date())
    elif newest - now > timedelta(days=1):
        _log.warning("the clock says %s, but somebody worked on %s: was the clock set back?", now.date(), newest.date())
