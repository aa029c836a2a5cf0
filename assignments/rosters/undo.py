"""Taking an import back: everything it wrote, except what somebody changed since, which is named row by row."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from assignments.models import Body, Decision
from assignments.rosters.models import RosterImport, RosterKind, RosterRow
from assignments.rosters.services import one_import_at_a_time
from assignments.rosters.undo_assignments import AssignmentsBack
from assignments.rosters.undo_registers import HouseholdsBack, MembersBack
from households.models import Unit
from lambinh.accounts.models import User

KINDS: dict[RosterKind, type[HouseholdsBack | MembersBack | AssignmentsBack]] = {
    RosterKind.HOUSEHOLDS: HouseholdsBack,
    RosterKind.MEMBERS: MembersBack,
    RosterKind.ASSIGNMENTS: AssignmentsBack,
}


@dataclass(frozen=True)
class Undone:
    """How many rows were taken back, and how many kept because they were changed since."""

    taken_back: int
    kept: int


def undo_import(pk: int, *, by: User, now: datetime) -> Undone | None:
    """Take the import back in one transaction; None when it is not applied (any more)."""
    with one_import_at_a_time():
        roster_import = RosterImport.objects.select_for_update().get(pk=pk)
        if roster_import.state not in (RosterImport.State.APPLIED, RosterImport.State.UNDOING):
            return None
        written = (RosterRow.Outcome.NEW, RosterRow.Outcome.CHANGED)
        rows = list(RosterRow.objects.filter(roster_import=roster_import, outcome__in=written).order_by("position"))
        work = KINDS[RosterKind(roster_import.kind)](roster_import, rows, timezone.localdate(now))
        for row in rows:
            row.kept_because = work.kept_because(row)
        back = [row for row in rows if not row.kept_because]
        work.take_back(back)
        _remove_what_was_made(roster_import)
        kept = [row for row in rows if row.kept_because]
        RosterRow.objects.bulk_update(kept, ["kept_because"], batch_size=1_000)
        roster_import.state = RosterImport.State.UNDONE
        roster_import.undone_at, roster_import.undone_by = now, by
        roster_import.save(update_fields=["state", "undone_at", "undone_by"])
    return Undone(len(back), len(kept))


def _remove_what_was_made(roster_import: RosterImport) -> None:
    """Remove the decisions, bodies and villages that were made for the rows and that nothing stands on."""
    made = roster_import.made
    Decision.objects.filter(pk__in=made.get("decisions", ()), assignments__isnull=True).delete()
    Body.objects.filter(pk__in=made.get("bodies", ()), memberships__isnull=True).delete()
    Unit.objects.filter(
        pk__in=made.get("villages", ()), residences__isnull=True, bodies__isnull=True, access__isnull=True
    ).delete()
