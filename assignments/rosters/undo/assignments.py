"""Undo the rows of a list of assignments."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _

from assignments.models import Assignment
from assignments.rosters.models import RosterImport, RosterRow
from assignments.rosters.planning.assignments import TEXT_FIELDS
from assignments.services.assignments import AssignmentEnd, change_ends, delete_assignments


class AssignmentsUndo:
    """Finds the rows of a list that cannot be undone, and undoes the others."""

    def __init__(self, roster_import: RosterImport, rows: Sequence[RosterRow], today: date) -> None:
        records = {row.record for row in rows if row.record}
        ended = {pk for row in rows if (pk := _ended_id(row))}
        self._current: dict[int, Assignment] = Assignment.objects.in_bulk(records | ended)

    def blocked_reason(self, row: RosterRow) -> str:
        """Why the row cannot be undone; empty if it can."""
        written = self._current.get(row.record or 0)
        if written is None:
            return _("It has been deleted since.")
        if not _is_as_written(written, row):
            return _("The assignment has been changed since.")
        if _is_replacement(row) and self._is_ended_changed(row, written):
            return _("The assignment before it has been changed since.")
        return ""

    def _is_ended_changed(self, row: RosterRow, written: Assignment) -> bool:
        """Whether the assignment that the row ended no longer ends where the written one starts."""
        pk = _ended_id(row)
        if pk is None:
            return False
        ended = self._current.get(pk)
        return ended is None or ended.during.upper != written.during.lower

    def undo(self, rows: Sequence[RosterRow]) -> None:
        """Undo `rows`, none of which is blocked."""
        created = [row for row in rows if _is_new(row) or _is_replacement(row)]
        delete_assignments([row.record for row in created if row.record])
        change_ends(_former_ends(rows))
        for row in set(rows).difference(created):
            _restore_texts(row)


def _former_ends(rows: Sequence[RosterRow]) -> Iterator[AssignmentEnd]:
    """The former ends of the stored assignments whose end the rows changed."""
    for row in rows:
        pk = _ended_id(row)
        if pk and "ends_on" in row.changes:
            yield AssignmentEnd(pk, (row.before or {})["end"], "")


def _restore_texts(row: RosterRow) -> None:
    old = {column: row.changes[name][0] for name, column in TEXT_FIELDS.items() if name in row.changes}
    if old:
        Assignment.objects.filter(pk=row.record or 0).update(**old)


def _ended_id(row: RosterRow) -> int | None:
    """The id of the stored assignment that the row ended or repeated."""
    return (row.before or {}).get("assignment")


def _is_new(row: RosterRow) -> bool:
    return bool(row.outcome == RosterRow.Outcome.NEW)


def _is_replacement(row: RosterRow) -> bool:
    """Whether the row put another member in charge."""
    return "member_name" in row.changes


def _is_as_written(assignment: Assignment, row: RosterRow) -> bool:
    """Whether days and texts are still those that the row wrote."""
    is_created = _is_new(row) or _is_replacement(row)
    return _has_written_days(assignment, row, is_created=is_created) and all(
        getattr(assignment, column) == row.values.get(name, "")
        for name, column in TEXT_FIELDS.items()
        if is_created or name in row.changes
    )


def _has_written_days(assignment: Assignment, row: RosterRow, *, is_created: bool) -> bool:
    start, end = (row.before or {})["wrote"]
    lower, upper = assignment.during.lower, assignment.during.upper
    has_end = (upper and upper.isoformat()) == end
    if is_created:
        return bool(lower.isoformat() == start and has_end)
    return has_end if "ends_on" in row.changes else True
