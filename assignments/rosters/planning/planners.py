"""The planner of each kind of roster."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from assignments.rosters.matching.context import RosterContext
from assignments.rosters.matching.rows import AssignmentRow, HouseholdRow, MemberRow
from assignments.rosters.models import RosterKind
from assignments.rosters.planning.assignments import plan_assignments
from assignments.rosters.planning.households import plan_households
from assignments.rosters.planning.members import plan_members
from assignments.rosters.planning.plan import Plan
from assignments.rosters.rows import PlannedRow

Row = TypeVar("Row", bound=PlannedRow)
Planner = Callable[[Sequence[PlannedRow], RosterContext], Plan[PlannedRow]]


def match_and_compare(kind: RosterKind, rows: Sequence[PlannedRow], context: RosterContext) -> Plan[PlannedRow]:
    """Find the record of each row in the data, and the changes that the row would make to it."""
    return _PLANNERS[kind](rows, context)


def _planner(row_type: type[Row], plan: Callable[[list[Row], RosterContext], Plan[Row]]) -> Planner:
    return lambda rows, context: plan([row for row in rows if isinstance(row, row_type)], context)


_PLANNERS: dict[RosterKind, Planner] = {
    RosterKind.MEMBERS: _planner(MemberRow, plan_members),
    RosterKind.HOUSEHOLDS: _planner(HouseholdRow, plan_households),
    RosterKind.ASSIGNMENTS: _planner(AssignmentRow, plan_assignments),
}
