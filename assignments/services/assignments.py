"""Change the ends of many assignments and delete assignments: the desk, roster imports and their undos all call this.

`desk.planning.changes` and the roster import insert new assignments themselves, each in one statement of its own.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from assignments.models import Assignment
from households.services import dated_bulk


class AssignmentEnd(NamedTuple):
    """The first day on which an assignment no longer holds (None: it has no end), and why it ends."""

    assignment: int
    end: date | None
    reason: str


def change_ends(ends: Iterable[AssignmentEnd]) -> None:
    """End assignments, or let them continue. One statement."""
    dated_bulk.change_ends(Assignment, ends, {"end_reason": "text"})


def delete_assignments(keys: Collection[int]) -> None:
    """Delete assignments that an action or an import created, or that would hold on no day. One statement."""
    dated_bulk.delete_rows(Assignment.objects.filter(pk__in=keys))
