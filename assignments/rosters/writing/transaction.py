"""Writing a plan and keeping what it did, in one transaction that no other import runs beside."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.rosters.models import RosterImport
from assignments.rosters.planning.build import Planned
from assignments.rosters.planning.plan import Plan
from assignments.rosters.writing.apply import created_ids, store_rows, write
from lambinh.accounts import scope
from lambinh.accounts.models import User
from lambinh.lib.dates.formatting import format_moment
from lambinh.lib.errors import UserError

ONE_AT_A_TIME = 8901710
"""The advisory lock under which imports are applied, so that two of them never plan against the same data."""


class AlreadyImported(UserError):
    """The same file has been applied before and would change something again; the text is for a person."""


@contextmanager
def import_lock(*, by: User, source: str) -> Iterator[None]:
    """A transaction in which no other import is applied; what it changes is recorded under `by`, by `source`."""
    with transaction.atomic():
        scope.set_actor(user=by.pk, source=source)
        with connection.cursor() as cursor:
            # Another import may take its time; one that stands still may not.
            cursor.execute("SET LOCAL lock_timeout = 0")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '2min'")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        yield


def apply_plan(planned: Planned, *, by: User, now: datetime) -> None:
    """Write a plan and the record of its import; a plan that changes nothing leaves only its counts."""
    roster_import, plan = planned.roster_import, planned.plan
    if plan.changes_nothing:
        return
    reject_duplicate_import(roster_import)
    written = write(plan, timezone.localdate(now))
    mark_applied(roster_import, plan, by=by, now=now)
    store_rows(roster_import, plan, written)


def mark_applied(roster_import: RosterImport, plan: Plan, *, by: User, now: datetime) -> None:
    """Set the import to applied, with what was made beside its rows."""
    roster_import.state = RosterImport.State.APPLIED
    roster_import.applied_at, roster_import.applied_by = now, by
    roster_import.created_ids = created_ids(plan)
    roster_import.attempt = roster_import.heartbeat_at = None
    roster_import.progress = 1
    roster_import.save()


def reject_duplicate_import(roster_import: RosterImport) -> None:
    """Raise AlreadyImported when the whole of the same file is in the data; what was left out may follow."""
    same = RosterImport.objects.applied().filter(digest=roster_import.digest, kind=roster_import.kind, left_out=0)
    before = same.exclude(pk=roster_import.pk).first()
    if before is not None and not roster_import.left_out:
        raise AlreadyImported(
            _("%(file)s was imported on %(day)s by %(name)s; the data has changed since. Correct the data itself.")
            % {
                "file": roster_import.file_name,
                "day": format_moment(before.applied_at),
                "name": before.applied_by,
            }
        )
