"""Apply and undo imports from the pages.

A page stores an upload; a worker checks it (`uploads`) and stores an import for each kind of list in it. The user
corrects its rows (`review/edit_rows`) and has a worker apply it.
"""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.rosters.models import RosterImport, RosterKind
from assignments.rosters.planning.plan import Plan
from assignments.rosters.progress import report_progress_to
from assignments.rosters.review.stored_rows import RowResult, load_rows, replan, row_result, store_plan, stored_results
from assignments.rosters.rows import Outcome, PlannedRow
from assignments.rosters.worker.claims import ClaimedJob
from assignments.rosters.worker.imports import State, import_lease
from assignments.rosters.writing.apply import store_rows, write
from assignments.rosters.writing.transaction import (
    AlreadyImported,
    import_lock,
    mark_applied,
    reject_duplicate_import,
)
from lambinh.accounts.models import User


def start_applying(roster_import: RosterImport, *, now: datetime | None = None) -> bool:
    """Request that an import is applied. False if it has invalid rows, or is not checked (any more)."""
    return import_lease.start(roster_import, State.APPLYING, now=now or timezone.now())


def start_undoing(roster_import: RosterImport, *, now: datetime | None = None) -> bool:
    """Request that an import is undone. False if it is not applied (any more)."""
    return import_lease.start(roster_import, State.UNDOING, now=now or timezone.now())


def apply_checked(pk: int, *, by: User, now: datetime) -> RosterImport:
    """Apply the stored rows of an import, if they still give the plan that the user saw.

    If the data has changed so that they do not, nothing is written and the user sees the new plan.
    """
    with import_lease.claim(pk, State.APPLYING, now=now) as job:
        if job is not None:
            try:
                with import_lock(by=by, source=f"import {pk}"):
                    _apply_stored(job, by=by, now=now)
            except AlreadyImported as refusal:
                job.claim.update(state=State.REFUSED, notes=[str(refusal)], attempt=None, heartbeat_at=None)
    return RosterImport.objects.get(pk=pk)


PLANNING_SHARE = 0.2
"""The share of planning in the progress; the rest is writing."""


def _apply_stored(job: ClaimedJob[RosterImport], *, by: User, now: datetime) -> None:
    roster_import: RosterImport = RosterImport.objects.get(pk=job.pk)
    reject_duplicate_import(roster_import)
    expected = stored_results(roster_import)
    job.report_progress(PLANNING_SHARE / 2)
    plan = replan(roster_import, load_rows(roster_import), by=by, now=now)
    job.report_progress(PLANNING_SHARE)
    if any(row_result(row)[:2] != expected[row.position][:2] for row in plan.rows):
        _show_again(job, plan, expected, now=now)
        return
    _write(job, roster_import, plan, now=now)
    mark_applied(job.lock_for_commit(), plan, by=by, now=now)


def _write(
    job: ClaimedJob[RosterImport], roster_import: RosterImport, plan: Plan[PlannedRow], *, now: datetime
) -> None:
    total = _rows_to_write(plan)
    with report_progress_to(lambda rows: job.report_progress(PLANNING_SHARE + (1 - PLANNING_SHARE) * rows / total)):
        written = write(plan, timezone.localdate(now))
        roster_import.rows.all().delete()
        store_rows(roster_import, plan, written)


def _show_again(
    job: ClaimedJob[RosterImport], plan: Plan[PlannedRow], expected: dict[int, RowResult], *, now: datetime
) -> None:
    roster_import = job.lock_for_commit()
    roster_import.state, roster_import.attempt, roster_import.heartbeat_at = State.CHECKED, None, None
    store_plan(roster_import, plan, expected, now=now)
    roster_import.notes.insert(0, _("The data has changed since you saw this plan. Check it again, then apply it."))
    roster_import.save(update_fields=["notes"])


TABLES = {RosterKind.HOUSEHOLDS: 3, RosterKind.MEMBERS: 2, RosterKind.ASSIGNMENTS: 1}
"""Number of tables that get a row for each new record."""


def _rows_to_write(plan: Plan[PlannedRow]) -> int:
    """The number of rows that writing the plan reports: those of the import, and those of new records; at least 1."""
    return len(plan.rows) + TABLES[plan.kind] * len(plan.with_outcome(Outcome.NEW)) + 1
