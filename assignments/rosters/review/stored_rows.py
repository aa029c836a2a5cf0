"""The stored rows of an import: load them, plan them again, store a new plan."""

from collections.abc import Generator
from contextlib import closing
from datetime import datetime
from typing import Any, NamedTuple, cast

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.rosters.errors import NotEditable
from assignments.rosters.matching.rows import ROW_TYPES
from assignments.rosters.models import RosterImport, RosterKind, RosterRow
from assignments.rosters.parsing import Problem
from assignments.rosters.permissions import import_permissions, is_visible
from assignments.rosters.pipeline import plan_rows
from assignments.rosters.planning.plan import Plan, summarise
from assignments.rosters.rows import Outcome, PlannedRow, RosterRows, SourceTable
from assignments.rosters.storage.citizen_ids import decrypted
from assignments.rosters.writing.apply import StoredProblem, as_json, problems_as_data
from lambinh.accounts.models import User


class RowResult(NamedTuple):
    """The result of a plan for one row."""

    outcome: str
    changes: dict[str, Any]
    problems: list[StoredProblem]


def load_rows(roster_import: RosterImport) -> list[PlannedRow]:
    """The rows as they were read and corrected, ready for a new plan; problems of the file stay with them.

    Raises `lambinh.lib.encryption.keys.DecryptionError` when a citizen id among them cannot be opened.
    """
    rows = roster_import.rows.order_by("position").values_list(
        "position", "source", "number", "values", "problems", "outcome", "original_values"
    )
    # Closed in any case: an open cursor of the server would outlive an error.
    iterator = cast(Generator[tuple[Any, ...], None, None], rows.iterator(chunk_size=5_000))
    row_type = ROW_TYPES[RosterKind(roster_import.kind)]
    with closing(iterator) as stored:
        return [
            row_type(
                position,
                source,
                number,
                decrypted(values),
                tuple(Problem(p["field"], p["code"], p["message"], p["level"]) for p in problems if p["in_file"]),
                outcome=Outcome.LEFT_OUT if outcome == Outcome.LEFT_OUT else "",
                original_values=decrypted(originals),
            )
            for position, source, number, values, problems, outcome, originals in stored
        ]


def stored_results(roster_import: RosterImport) -> dict[int, RowResult]:
    """The stored results of the last plan, by position."""
    rows = roster_import.rows.values_list("position", "outcome", "changes", "problems")
    return {position: RowResult(outcome, changes, problems) for position, outcome, changes, problems in rows}


def row_result(row: PlannedRow) -> RowResult:
    return RowResult(str(row.outcome), row.changes, problems_as_data(row))


def replan(roster_import: RosterImport, rows: list[PlannedRow], *, by: User, now: datetime) -> Plan[PlannedRow]:
    """A plan of the stored rows against the present data, within the permissions of `by`."""
    today = timezone.localdate(now)
    sources = [SourceTable(**source) for source in roster_import.mapping]
    roster = RosterRows(RosterKind(roster_import.kind), sources, rows)
    return plan_rows(roster, roster_import.as_of, permissions=import_permissions(by, today), today=today)


def store_plan(
    roster_import: RosterImport, plan: Plan[PlannedRow], before: dict[int, RowResult], *, now: datetime
) -> None:
    """Store a new plan in the import and in the rows whose results differ from `before`."""
    summarise(roster_import, plan, now=now)
    roster_import.save()
    store_results(plan, before, roster_import)


def note_visible_plan(roster_import: RosterImport, plan: Plan[PlannedRow], *, by: User, now: datetime) -> None:
    """Note a new plan in the import without saving it.

    Raises NotEditable if `by` would no longer see the import: the database lets no user write such a row.
    """
    summarise(roster_import, plan, now=now)
    if not is_visible(roster_import, by):
        text = _(
            "You would no longer see this import, because a row would belong to none of your units. "
            "Ask %(user)s to change it."
        )
        raise NotEditable(text % {"user": roster_import.checked_by})


def store_results(plan: Plan[PlannedRow], before: dict[int, RowResult], roster_import: RosterImport) -> None:
    """Store the results of a new plan in the rows whose results differ from `before`."""
    results = {row.position: result for row in plan.rows if (result := row_result(row)) != before[row.position]}
    columns: list[list[Any]] = [
        list(results),
        [result.outcome for result in results.values()],
        [as_json(result.changes) for result in results.values()],
        [as_json(result.problems) for result in results.values()],
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {RosterRow._meta.db_table} r SET outcome = s.outcome, changes = s.changes, problems = s.problems "  # noqa: S608
            "FROM unnest(%s::int[], %s::text[], %s::jsonb[], %s::jsonb[]) AS s(position, outcome, changes, problems) "
            "WHERE r.roster_import_id = %s AND r.position = s.position",
            [*columns, roster_import.pk],
        )
