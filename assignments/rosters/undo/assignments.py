"""Taking back what an assignment list wrote."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from assignments.models import Assignment
from assignments.rosters.models import RosterImport, RosterRow
from assignments.rosters.planning.assignments import TEXT_FIELDS
from assignments.services.assignments import AssignmentEnd, change_ends, delete_assignments


class AssignmentsUndo:
    """One list being taken back: asks of each row whether it can be, then does so for all that can."""

    def __init__(self, roster_import: RosterImport, rows: Sequence[RosterRow], today: date) -> None:
        befores = [row.before or {} for row in rows]
        ended = {before["assignment"] for before in befores if before.get("assignment")}
        self.current = Assignment.objects.in_bulk({*(row.record for row in rows if row.record), *ended})

    def undo_blocked_reason(self, row: RosterRow) -> str:
        """Why the row cannot be taken back; empty when it can."""
        before = row.before or {}
        written = self.current.get(row.record or 0)
        if written is None:
            return _("It has been deleted since.")
        if not _as_written(written, row):
            return _("The assignment has been changed since.")
        ended = self.current.get(before.get("assignment") or 0)
        if (
            _replaced(row)
            and before.get("assignment")
            and (ended is None or ended.during.upper != written.during.lower)
        ):
            return _("The assignment before it has been changed since.")
        return ""

    def take_back(self, rows: Sequence[RosterRow]) -> None:
        """Take back `rows`, all of which can be."""
        gone = [row for row in rows if row.outcome == RosterRow.Outcome.NEW or _replaced(row)]
        delete_assignments([row.record for row in gone if row.record])
        reopened = [row.before for row in rows if row.before and row.before.get("assignment") and _reopens(row)]
        change_ends(AssignmentEnd(before["assignment"], before["end"], "") for before in reopened)
        for row in rows:
            if row not in gone and TEXT_FIELDS.keys() & row.changes.keys():
                old = {TEXT_FIELDS[name]: row.changes[name][0] for name in TEXT_FIELDS if name in row.changes}
                Assignment.objects.filter(pk=row.record or 0).update(**old)


def _replaced(row: RosterRow) -> bool:
    """Whether the row put another member in charge."""
    return "member_name" in row.changes


def _reopens(row: RosterRow) -> bool:
    """Whether the row moved the end of the assignment that it found."""
    return "ends_on" in row.changes


def _as_written(assignment: Any, row: RosterRow) -> bool:
    start, end = (row.before or {})["wrote"]
    found = assignment.during
    if row.outcome == RosterRow.Outcome.NEW or _replaced(row):
        same_days = (found.lower.isoformat(), found.upper and found.upper.isoformat()) == (start, end)
    else:
        same_days = "ends_on" not in row.changes or (found.upper and found.upper.isoformat()) == end
    return same_days and all(
        getattr(assignment, column) == row.values.get(name, "")
        for name, column in TEXT_FIELDS.items()
        if row.outcome == RosterRow.Outcome.NEW or name in row.changes or _replaced(row)
    )
