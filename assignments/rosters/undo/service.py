"""Taking an import back: everything it wrote, except what somebody changed since, which is named row by row."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from assignments.models import Body, Decision
from assignments.rosters.models import RosterImport, RosterKind, RosterRow
from assignments.rosters.permissions import ImportPermissions, import_permissions
from assignments.rosters.undo.assignments import AssignmentsUndo
from assignments.rosters.undo.registers import HouseholdsUndo, MembersUndo
from assignments.rosters.worker.claims import ClaimedJob
from assignments.rosters.worker.lease import State, claim
from assignments.rosters.writing.transaction import import_lock
from households.models import Unit
from lambinh.accounts.models import User

KINDS: dict[RosterKind, type[HouseholdsUndo | MembersUndo | AssignmentsUndo]] = {
    RosterKind.HOUSEHOLDS: HouseholdsUndo,
    RosterKind.MEMBERS: MembersUndo,
    RosterKind.ASSIGNMENTS: AssignmentsUndo,
}


@dataclass(frozen=True)
class UndoResult:
    """How many rows were taken back, and how many kept because they were changed since."""

    taken_back: int
    kept: int


def undo_import(pk: int, *, by: User, now: datetime) -> UndoResult | None:
    """Take an import back that `start_undoing` marked, in one transaction; None when it is not to be had."""
    undone = None
    with claim(pk, State.UNDOING, now=now) as work:
        if work is not None:
            with import_lock(by=by, source=f"undo {pk}"):
                undone = _take_back(work, by=by, now=now)
    return undone


def _take_back(work: ClaimedJob, *, by: User, now: datetime) -> UndoResult:
    roster_import: RosterImport = RosterImport.objects.get(pk=work.pk)
    written = (RosterRow.Outcome.NEW, RosterRow.Outcome.CHANGED)
    rows = list(RosterRow.objects.filter(roster_import=roster_import, outcome__in=written).order_by("position"))
    work.reached(0.2)
    back_of = KINDS[RosterKind(roster_import.kind)](roster_import, rows, timezone.localdate(now))
    for row in rows:
        row.undo_blocked_reason = back_of.undo_blocked_reason(row)
    work.reached(0.4)
    back = [row for row in rows if not row.undo_blocked_reason]
    back_of.take_back(back)
    work.reached(0.9)
    _remove_created_records(roster_import, import_permissions(by, timezone.localdate(now)))
    kept = [row for row in rows if row.undo_blocked_reason]
    RosterRow.objects.bulk_update(kept, ["undo_blocked_reason"], batch_size=1_000)
    roster_import = work.take_for_good()
    roster_import.state = State.UNDONE
    roster_import.undone_at, roster_import.undone_by = now, by
    roster_import.attempt = roster_import.heartbeat_at = None
    roster_import.save()
    return UndoResult(len(back), len(kept))


def _remove_created_records(roster_import: RosterImport, rights: ImportPermissions) -> None:
    """Remove the decisions, bodies and villages that were created for the rows and that nothing refers to.

    A decision that the person could not enter stays; it is no harm to others.
    """
    created = roster_import.created_ids
    unused = Decision.objects.filter(pk__in=created.get("decisions", ()), assignments__isnull=True)
    Decision.objects.filter(pk__in=[one.pk for one in unused if rights.can_enter(one)]).delete()
    Body.objects.filter(pk__in=created.get("bodies", ()), memberships__isnull=True).delete()
    Unit.objects.filter(
        pk__in=created.get("villages", ()), residences__isnull=True, bodies__isnull=True, access__isnull=True
    ).delete()
