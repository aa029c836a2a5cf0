"""The transaction of an import: one import at a time, and the status that it leaves."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from assignments.rosters.models import RosterImport
from assignments.rosters.planning.plan import Plan
from assignments.rosters.rows import PlannedRow
from assignments.rosters.writing.apply import created_ids
from lambinh.accounts import scope
from lambinh.accounts.models import User
from lambinh.lib.dates.formatting import format_moment
from lambinh.lib.errors import UserError

ONE_AT_A_TIME = 8901710
"""The advisory lock of imports that are applied, so that two of them never plan against the same data."""


class AlreadyImported(UserError):
    """The same file was applied before and would change the data again. The text is for the user."""


@contextmanager
def import_lock(*, by: User, source: str) -> Iterator[None]:
    """A transaction during which no other import is applied. Its changes are recorded with `by` and `source`."""
    with transaction.atomic():
        scope.set_actor(user=by.pk, source=source)
        with connection.cursor() as cursor:
            # Waiting for another import may take long. A transaction that does nothing may not block the others.
            cursor.execute("SET LOCAL lock_timeout = 0")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '2min'")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        yield


def mark_applied(roster_import: RosterImport, plan: Plan[PlannedRow], *, by: User, now: datetime) -> None:
    """Set the import to applied, with the ids of the records created beside its rows."""
    roster_import.state = RosterImport.State.APPLIED
    roster_import.applied_at, roster_import.applied_by = now, by
    roster_import.created_ids = created_ids(plan)
    roster_import.attempt = roster_import.heartbeat_at = None
    roster_import.progress = 1
    roster_import.save()


def reject_duplicate_import(roster_import: RosterImport) -> None:
    """Raise AlreadyImported if all rows of the same file are in the data. Rows that were left out may follow."""
    same = RosterImport.objects.applied().filter(digest=roster_import.digest, kind=roster_import.kind, left_out=0)
    earlier = same.exclude(pk=roster_import.pk).first()
    if earlier is not None and not roster_import.left_out:
        raise AlreadyImported(
            _("%(file)s was imported on %(day)s by %(name)s; the data has changed since. Correct the data itself.")
            % {
                "file": roster_import.file_name,
                "day": format_moment(earlier.applied_at),
                "name": earlier.applied_by,
            }
        )
