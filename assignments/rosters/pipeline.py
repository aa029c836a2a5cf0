"""The stages of an import, in their order. The command and the background worker both run them.

    read → parse → split by kind          a file becomes rows of members, households and assignments
    → effective date → match and compare  each row finds its record in the data, and what it would change
    → check permissions → store the plan  the user sees the plan and can correct its rows (`review/`)
    → write → store the rows              the data changes in one transaction; `undo/` reverses it

The command (`bulk_import`) runs all of them in one transaction. For a page, the worker runs them up to the stored plan
(`uploads`), again from matching on after a correction (`review/edit_rows`), and from matching to the end when the user
applies the import (`services`).
"""

from datetime import date, datetime

from django.utils import timezone

from assignments.rosters.matching.context import roster_context
from assignments.rosters.permissions import ImportPermissions, import_permissions
from assignments.rosters.planning.effective_date import effective_date
from assignments.rosters.planning.lengths import check_lengths
from assignments.rosters.planning.permissions import check_permissions
from assignments.rosters.planning.plan import Plan
from assignments.rosters.planning.planned_import import PlannedImport, planned_import
from assignments.rosters.planning.planners import match_and_compare
from assignments.rosters.reader import Headings, ParsedRoster, parse_workbook, read_cells, split_by_kind
from assignments.rosters.rows import PlannedRow, RosterRows
from assignments.rosters.storage.files import RosterFile
from assignments.rosters.writing.apply import store_rows, write
from assignments.rosters.writing.transaction import mark_applied, reject_duplicate_import
from lambinh.accounts.models import User


def read_file(file: RosterFile, *, today: date, headings: Headings) -> list[ParsedRoster]:
    """The rows of each kind in a file, read without questions. Raises UnreadableFile and NothingToImport."""
    workbook = read_cells(file)
    roster = parse_workbook(workbook, today=today, headings=headings)
    return split_by_kind(file, roster)


def plan_roster(roster: ParsedRoster, *, on: date | None, by: User, now: datetime) -> PlannedImport:
    """Compare parsed rows with the data as of `on`, or else as of the effective date of the file."""
    today = timezone.localdate(now)
    as_of = on or effective_date(roster, today)
    plan = plan_rows(roster, as_of, permissions=import_permissions(by, today), today=today)
    return planned_import(roster, plan, by=by, now=now)


def plan_rows(roster: RosterRows, as_of: date, *, permissions: ImportPermissions, today: date) -> Plan[PlannedRow]:
    """Compare rows with the data of this moment, except rows that are left out."""
    included = roster.included
    check_lengths(roster.kind, included)
    context = roster_context(roster.sources, included, as_of, permissions.readable_units)
    plan = match_and_compare(roster.kind, included, context)
    plan.rows = roster.rows
    check_permissions(plan, permissions, today)
    return plan


def write_plan(planned: PlannedImport, *, by: User, now: datetime) -> None:
    """Write a plan and store its rows. Raises AlreadyImported."""
    reject_duplicate_import(planned.roster_import)
    written = write(planned.plan, timezone.localdate(now))
    mark_applied(planned.roster_import, planned.plan, by=by, now=now)
    store_rows(planned.roster_import, planned.plan, written)
