"""Importing rosters: check what a file would do, then apply it, wholly or not at all.

This is the pages' way: a file is kept as an upload and checked (`uploads.py`), what it would do is an import for each
kind of list in it; a person looks at it, mends it (`mending.py`) and has it applied by the background worker.
"""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.rosters.models import RosterImport, RosterKind, RosterRow
from assignments.rosters.planning.plan import Plan
from assignments.rosters.progress import report_progress_to
from assignments.rosters.review.stored_rows import RowResult, load_rows, replan, row_result, store_plan, stored_results
from assignments.rosters.rows import Outcome
from assignments.rosters.worker.claims import ClaimedJob
from assignments.rosters.worker.lease import State, claim, start
from assignments.rosters.writing.apply import store_rows, write
from assignments.rosters.writing.transaction import (
    AlreadyImported,
    import_lock,
    mark_applied,
    reject_duplicate_import,
)
from lambinh.accounts.models import User


def start_applying(roster_import: RosterImport, *, now: datetime | None = None) -> bool:
    """Ask for a checked import to be applied; False when somebody has done so already or it has invalid rows."""
    return start(roster_import, State.APPLYING, now=now or timezone.now())


def start_undoing(roster_import: RosterImport, *, now: datetime | None = None) -> bool:
    """Ask for an applied import to be taken back; False when somebody has done so already."""
    return start(roster_import, State.UNDOING, now=now or timezone.now())


def apply_checked(pk: int, *, by: User, now: datetime) -> RosterImport:
    """Apply the kept rows of an import, if the data still makes the same plan of them.

    When it does not, nothing is written and the import is checked anew, for the person to look at again.
    """
    with claim(pk, State.APPLYING, now=now) as work:
        if work is not None:
            try:
                with import_lock(by=by, source=f"import {pk}"):
                    _apply_kept(work, by=by, now=now)
            except AlreadyImported as told:
                free = {"attempt": None, "heartbeat_at": None}
                RosterImport.objects.filter(pk=pk, attempt=work.attempt).update(
                    state=State.REFUSED, notes=[str(told)], **free
                )
    return RosterImport.objects.get(pk=pk)


PLANNING_SHARE = 0.2
"""So much of the work is done when the plan is made again; the rest is writing."""


def _apply_kept(work: ClaimedJob, *, by: User, now: datetime) -> None:
    roster_import: RosterImport = RosterImport.objects.get(pk=work.pk)
    reject_duplicate_import(roster_import)
    before = stored_results(roster_import)
    work.reached(PLANNING_SHARE / 2)
    plan = replan(roster_import, load_rows(roster_import), by=by, now=now)
    work.reached(PLANNING_SHARE)
    if any(row_result(row)[:2] != before[row.position][:2] for row in plan.rows):
        _show_again(work, plan, before, now=now)
        return
    whole = _rows_to_write(plan)
    with report_progress_to(lambda rows: work.reached(PLANNING_SHARE + (1 - PLANNING_SHARE) * rows / whole)):
        written = write(plan, timezone.localdate(now))
        RosterRow.objects.filter(roster_import=roster_import).delete()
        store_rows(roster_import, plan, written)
    mark_applied(work.take_for_good(), plan, by=by, now=now)


def _show_again(work: ClaimedJob, plan: Plan, before: dict[int, RowResult], *, now: datetime) -> None:
    roster_import = work.take_for_good()
    roster_import.state, roster_import.attempt, roster_import.heartbeat_at = State.CHECKED, None, None
    store_plan(roster_import, plan, before, now=now)
    roster_import.notes.insert(0, _("The data has changed since this was shown. Look at it again, then apply."))
    roster_import.save(update_fields=["notes"])


def _rows_to_write(plan: Plan) -> int:
    """How many rows of all tables a plan is about to write."""
    tables = {RosterKind.HOUSEHOLDS: 3, RosterKind.MEMBERS: 2, RosterKind.ASSIGNMENTS: 1}
    return len(plan.rows) + tables[plan.kind] * len(plan.of(Outcome.NEW)) + 1
