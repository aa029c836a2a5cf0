"""A clock that removal by age can trust."""

import logging
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Max

from assignments.models import DeskAction
from assignments.rosters.models import RosterImport, RosterUpload
from lambinh.accounts.models import User

LONG_PAUSE = timedelta(days=30)
"""A pause in everybody's work that is logged: it may be a holiday, or a wrong clock."""

# Actions of users only: a record that the program writes at its start follows a wrong clock at once.
_USER_ACTIONS = (
    (User, "last_login"),
    (RosterUpload, "uploaded_at"),
    (RosterImport, "checked_at"),
    (DeskAction, "at"),
)

_log = logging.getLogger("lambinh.rosters")


def latest_action() -> datetime | None:
    """The last moment at which anybody signed in, uploaded, checked an import or assigned households; None if never."""
    moments = [model._default_manager.aggregate(latest=Max(field))["latest"] for model, field in _USER_ACTIONS]
    return max(filter(None, moments), default=None)


def latest_sure(now: datetime) -> datetime | None:
    """The moment that the clock, the database's clock and the users' actions have all reached; ages count up to it.

    None if there are no actions: that is a wrong database rather than a folder full of old files.
    """
    action = latest_action()
    if action is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        database_now: datetime = cursor.fetchone()[0]
    _log_differences(now, action)
    return min(now, action, database_now)


def _log_differences(now: datetime, action: datetime) -> None:
    if now - action > LONG_PAUSE:
        text = (
            "the clock says %s, nobody has worked since %s: nothing is removed for its age until somebody works again"
        )
        _log.warning(text, now.date(), action.date())
    elif action - now > timedelta(days=1):
        _log.warning("the clock says %s, but somebody worked on %s: was the clock set back?", now.date(), action.date())
