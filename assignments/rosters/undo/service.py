"""Undo an import: all of its rows, except those whose records were changed since."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from assignments.models import Body, Decision
from assignments.rosters.models import RosterImport, RosterKind, RosterRow
from assignments.rosters.permissions import ImportPermissions, import_permissions
from assignments.rosters.rows import WRITTEN
from assignments.rosters.undo.assignments import AssignmentsUndo
from assignments.rosters.undo.registers import HouseholdsUndo, MembersUndo
from assignments.rosters.worker.claims import ClaimedJob
from assignments.rosters.worker.imports import State, import_lease
from assignments.rosters.writing.transaction import import_lock
from households.models import Unit
from lambinh.accounts.models import User

UNDO_TYPES: dict[RosterKind, type[HouseholdsUndo | MembersUndo | AssignmentsUndo]] = {
    RosterKind.HOUSEHOLDS: HouseholdsUndo,
    RosterKind.MEMBERS: MembersUndo,
    RosterKind.ASSIGNMENTS: AssignmentsUndo,
}


@dataclass(frozen=True)
class UndoResult:
    """Number of rows undone, and of rows whose undo is blocked because their records were changed since."""

    undone: int
    blocked: int


def undo_import(pk: int, *, by: User, now: datetime) -> UndoResult | None:
    """Undo an import that `start_undoing` marked, in one transaction; None if it is not available."""
    result = None
    with import_lease.claim(pk, State.UNDOING, now=now) as job:
        if job is not None:
            with import_lock(by=by, source=f"undo {pk}"):
                result = _undo(job, by=by, now=now)
    return result


def _undo(job: ClaimedJob[RosterImport], *, by: User, now: datetime) -> UndoResult:
    roster_import: RosterImport = RosterImport.objects.get(pk=job.pk)
    rows = list(RosterRow.objects.filter(roster_import=roster_import, outcome__in=WRITTEN).order_by("position"))
    job.report_progress(0.2)
    undo = UNDO_TYPES[RosterKind(roster_import.kind)](roster_import, rows, timezone.localdate(now))
    for row in rows:
        row.undo_blocked_reason = undo.blocked_reason(row)
    job.report_progress(0.4)
    blocked = [row for row in rows if row.undo_blocked_reason]
    undo.undo([row for row in rows if not row.undo_blocked_reason])
    job.report_progress(0.9)
    _delete_created(roster_import, import_permissions(by, timezone.localdate(now)))
    RosterRow.objects.bulk_update(blocked, ["undo_blocked_reason"], batch_size=1_000)
    _mark_undone(job.lock_for_commit(), by=by, now=now)
    return UndoResult(len(rows) - len(blocked), len(blocked))


def _mark_undone(roster_import: RosterImport, *, by: User, now: datetime) -> None:
    roster_import.state = State.UNDONE
    roster_import.undone_at, roster_import.undone_by = now, by
    roster_import.attempt = roster_import.heartbeat_at = None
    roster_import.save()


def _delete_created(roster_import: RosterImport, permissions: ImportPermissions) -> None:
    """Delete the decisions, bodies and villages that the import created and that nothing refers to.

    A decision that the user may not enter stays; it does no harm.
    """
    created = roster_import.created_ids
    unused = Decision.objects.filter(pk__in=created.get("decisions", ()), assignments__isnull=True)
    Decision.objects.filter(pk__in=[decision.pk for decision in unused if permissions.can_enter(decision)]).delete()
    Body.objects.filter(pk__in=created.get("bodies", ()), memberships__isnull=True).delete()
    Unit.objects.filter(
        pk__in=created.get("villages", ()), residences__isnull=True, bodies__isnull=True, access__isnull=True
    ).delete()
