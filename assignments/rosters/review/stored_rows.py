"""The rows of an import as they are kept: written with a plan, read again for the next plan, changed in between."""

from contextlib import closing
from datetime import datetime
from typing import Any

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
from assignments.rosters.rows import Outcome, PlannedRow, SourceTable
from assignments.rosters.storage.citizen_ids import decrypted
from assignments.rosters.writing.apply import StoredProblem, as_json, problems_as_data
from lambinh.accounts.models import User

RowResult = tuple[str, dict[str, Any], list[StoredProblem]]
"""What a plan says of a row: outcome, changes and problems."""


def load_rows(roster_import: RosterImport) -> list[PlannedRow]:
    """The rows as they were read and mended, to be planned again; problems of the file stay with them.

    Raises `lambinh.lib.encryption.keys.DecryptionError` when a citizen id among them cannot be opened.
    """
    rows = roster_import.rows.order_by("position").values_list(
        "position", "source", "number", "values", "problems", "outcome", "original_values"
    )
    with closing(rows.iterator(chunk_size=5_000)) as found:  # type: ignore[type-var]
        row_type = ROW_TYPES[RosterKind(roster_import.kind)]
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
            for position, source, number, values, problems, outcome, originals in found
        ]


def stored_results(roster_import: RosterImport) -> dict[int, RowResult]:
    """What was shown of each row, by position."""
    rows = roster_import.rows.values_list("position", "outcome", "changes", "problems")
    return {position: (outcome, changes, problems) for position, outcome, changes, problems in rows}


def row_result(row: PlannedRow) -> RowResult:
    return str(row.outcome), row.changes, problems_as_data(row)


def replan(roster_import: RosterImport, rows: list[PlannedRow], *, by: User, now: datetime) -> Plan[PlannedRow]:
    """The plan of kept rows against the data of this moment, within the rights of `by`."""
    today = timezone.localdate(now)
    sources = [SourceTable(**source) for source in roster_import.mapping]
    kind = RosterKind(roster_import.kind)
    return plan_rows(kind, sources, rows, roster_import.as_of, permissions=import_permissions(by, today), today=today)


def store_plan(
    roster_import: RosterImport, plan: Plan[PlannedRow], before: dict[int, RowResult], *, now: datetime
) -> None:
    """Keep a new plan in the import and in those rows of which it differs from `before`."""
    summarise(roster_import, plan, now=now)
    roster_import.save()
    rewrite_rows(plan, before, roster_import)


def note_seen_plan(roster_import: RosterImport, plan: Plan[PlannedRow], *, by: User, now: datetime) -> None:
    """Note a new plan in the import, unsaved.

    Raises NotMendable where `by` would no longer see the import: the database takes no such row from a person.
    """
    summarise(roster_import, plan, now=now)
    if not is_visible(roster_import, by):
        who = roster_import.checked_by
        text = _("You would no longer see this import: a row would be of no unit of yours. Ask %(who)s to change it.")
        raise NotEditable(text % {"who": who})


def rewrite_rows(plan: Plan[PlannedRow], before: dict[int, RowResult], roster_import: RosterImport) -> None:
    """Keep what a new plan says of the rows of which it says something else than before."""
    told = [(row.position, *now) for row in plan.rows if (now := row_result(row)) != before[row.position]]
    columns: list[list[Any]] = [
        [position for position, _outcome, _changes, _problems in told],
        [outcome for _position, outcome, _changes, _problems in told],
        [as_json(changes) for _position, _outcome, changes, _problems in told],
        [as_json(problems) for _position, _outcome, _changes, problems in told],
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {RosterRow._meta.db_table} r SET outcome = s.outcome, changes = s.changes, problems = s.problems "  # noqa: S608
            "FROM unnest(%s::int[], %s::text[], %s::jsonb[], %s::jsonb[]) AS s(position, outcome, changes, problems) "
            "WHERE r.roster_import_id = %s AND r.position = s.position",
            [*columns, roster_import.pk],
        )
