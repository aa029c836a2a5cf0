"""The stages of an import, in their order. The command and the background worker both run them.

    read → parse → split by kind          a file becomes rows of members, households and assignments
    → effective date → match and compare  each row finds its record in the data, and what it would change
    → check permissions → store the plan  the user sees the plan and can correct its rows (`review/`)
    → write → store the rows              the data changes in one transaction; `undo/` reverses it

The command (`bulk_import`) runs all of them in one transaction. For a page, the worker runs them up to the stored plan
(`uploads`), again from matching on after a correction (`review/edit_rows`), and from matching to the end when the user
applies the import (`services`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TypeVar

from django.utils import timezone

from assignments.rosters.matching.context import RosterContext
from assignments.rosters.matching.rows import AssignmentRow, HouseholdRow, MemberRow
from assignments.rosters.matching.units import UnitIndex
from assignments.rosters.models import RosterImport, RosterKind
from assignments.rosters.permissions import ImportPermissions, import_permissions
from assignments.rosters.planning.assignments import plan_assignments
from assignments.rosters.planning.effective_date import commune_names, effective_date
from assignments.rosters.planning.households import plan_households
from assignments.rosters.planning.lengths import check_lengths
from assignments.rosters.planning.members import plan_members
from assignments.rosters.planning.permissions import check_permissions
from assignments.rosters.planning.plan import Plan, summarise
from assignments.rosters.reader import ParsedRoster, parse_workbook, read_cells, split_by_kind
from assignments.rosters.rows import Outcome, PlannedRow, SourceTable
from assignments.rosters.storage.files import RosterFile
from assignments.rosters.writing.apply import store_rows, write
from assignments.rosters.writing.transaction import mark_applied, reject_duplicate_import
from lambinh.accounts.models import User


@dataclass(frozen=True)
class PlannedImport:
    """An import with its plan, neither of them stored."""

    roster_import: RosterImport
    plan: Plan[PlannedRow]


def read_file(file: RosterFile, *, today: date, headings: Mapping[str, str | None]) -> list[ParsedRoster]:
    """The rows of each kind in a file, read without questions. `headings`: those that the user's office confirmed.

    Raises UnreadableFile and NothingToImport.
    """
    workbook = read_cells(file)
    roster = parse_workbook(workbook, today=today, headings=headings)
    return split_by_kind(file, roster)


def plan_roster(roster: ParsedRoster, *, on: date | None, by: User, now: datetime) -> PlannedImport:
    """Compare parsed rows with the data as of `on`, or else as of the effective date of the file."""
    today = timezone.localdate(now)
    as_of = on or effective_date(roster, today)
    permissions = import_permissions(by, today)
    plan = plan_rows(roster.kind, roster.sources, roster.rows, as_of, permissions=permissions, today=today)
    roster_import = RosterImport(
        kind=roster.kind,
        file_name=roster.file.name,
        digest=roster.digest,
        as_of=as_of,
        mapping=[asdict(source) for source in roster.sources],
        checked_by=by,
    )
    summarise(roster_import, plan, now=now)
    return PlannedImport(roster_import, plan)


def plan_rows(
    kind: RosterKind,
    sources: Sequence[SourceTable],
    rows: Sequence[PlannedRow],
    as_of: date,
    *,
    permissions: ImportPermissions,
    today: date,
) -> Plan[PlannedRow]:
    """Compare `rows` with the data of this moment, except rows that are left out."""
    included = [row for row in rows if row.outcome != Outcome.LEFT_OUT]
    check_lengths(kind, included)
    unit_index = UnitIndex(commune_names(included), as_of)
    context = RosterContext(sources, unit_index, as_of, permissions.readable_units)
    plan = _MATCH_AND_COMPARE[kind](included, context)
    plan.rows = rows
    check_permissions(plan, permissions, today)
    return plan


def store_plan(planned: PlannedImport) -> None:
    """Store a plan for the user to look at."""
    planned.roster_import.save()
    store_rows(planned.roster_import, planned.plan, {})


def write_plan(planned: PlannedImport, *, by: User, now: datetime) -> None:
    """Write a plan and store its rows. A plan that changes nothing leaves no trace. Raises AlreadyImported."""
    roster_import, plan = planned.roster_import, planned.plan
    if plan.changes_nothing:
        return
    reject_duplicate_import(roster_import)
    written = write(plan, timezone.localdate(now))
    mark_applied(roster_import, plan, by=by, now=now)
    store_rows(roster_import, plan, written)


def write_stored_plan(roster_import: RosterImport, plan: Plan[PlannedRow], *, now: datetime) -> None:
    """Write the plan of a stored import and replace its rows. The caller checks its claim before `mark_applied`."""
    written = write(plan, timezone.localdate(now))
    roster_import.rows.all().delete()
    store_rows(roster_import, plan, written)


Row = TypeVar("Row", bound=PlannedRow)
Planner = Callable[[Sequence[PlannedRow], RosterContext], Plan[PlannedRow]]


def _planner(row_type: type[Row], plan: Callable[[list[Row], RosterContext], Plan[Row]]) -> Planner:
    return lambda rows, context: plan([row for row in rows if isinstance(row, row_type)], context)


_MATCH_AND_COMPARE: dict[RosterKind, Planner] = {
    RosterKind.MEMBERS: _planner(MemberRow, plan_members),
    RosterKind.HOUSEHOLDS: _planner(HouseholdRow, plan_households),
    RosterKind.ASSIGNMENTS: _planner(AssignmentRow, plan_assignments),
}
