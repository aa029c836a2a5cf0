"""Write a plan, and store the rows of its import. The caller holds the transaction."""

import json
from datetime import date
from typing import TypedDict

from assignments.rosters.matching.units import Village
from assignments.rosters.models import RosterImport, RosterRow
from assignments.rosters.planning.plan import AssignmentsPlan, HouseholdsPlan, MembersPlan, Plan
from assignments.rosters.rows import PlannedRow
from assignments.rosters.storage.citizen_ids import encrypted
from assignments.rosters.writing.assignments import write_assignments
from assignments.rosters.writing.columns import WrittenIds
from assignments.rosters.writing.copy import copy_rows
from assignments.rosters.writing.households import write_households
from assignments.rosters.writing.members import write_members
from households.services.units import NewVillage, create_villages

as_json = json.JSONEncoder(ensure_ascii=False, default=str).encode
"""The stored form of a row's values."""


class StoredProblem(TypedDict):
    """A problem as `RosterRow.problems` holds it."""

    field: str | None
    code: str
    message: str
    level: str
    in_file: bool
    """Whether the file alone shows it, so that it stays when the row is planned again."""


def write(plan: Plan[PlannedRow], today: date) -> WrittenIds:
    """Write `plan` into the data. Returns the id of each row's record."""
    _create_villages(plan.new_villages)
    match plan:
        case HouseholdsPlan():
            return write_households(plan, today)
        case MembersPlan():
            return write_members(plan, today)
        case AssignmentsPlan():
            return write_assignments(plan)
    raise TypeError(f"a plan of {type(plan).__name__} has no writer")


def _create_villages(villages: list[Village]) -> None:
    units = create_villages([NewVillage(village.name, village.prefix, village.commune) for village in villages])
    for village, unit in zip(villages, units, strict=True):
        village.pk = unit.pk


def store_rows(roster_import: RosterImport, plan: Plan[PlannedRow], written: WrittenIds) -> None:
    """Store each row of the import with its problems, its changes and its outcome."""
    sheets = [source.sheet for source in plan.sources]
    copy_rows(
        RosterRow,
        (
            "roster_import", "position", "source", "sheet", "number", "values", "problems", "changes", "outcome",
            "record", "before", "original_values",
        ),
        (
            (
                roster_import.pk,
                row.position,
                row.source,
                sheets[row.source],
                row.number,
                as_json(encrypted(row.values)),
                as_json(problems_as_data(row)) if row.all_problems else "[]",
                as_json(row.changes) if row.changes else "{}",
                str(row.outcome),
                written.get(row.position),
                as_json(previous) if (previous := row.previous_values()) else None,
                as_json(encrypted(row.original_values)) if row.original_values else "{}",
            )
            for row in plan.rows
        ),
    )  # fmt: skip


def created_ids(plan: Plan[PlannedRow]) -> dict[str, list[int | None]]:
    """Ids of the records that a written plan created beside its rows."""
    return {
        "villages": [village.pk for village in plan.new_villages],
        "bodies": [body.pk for body in plan.new_bodies],
        "decisions": [decision.pk for decision in plan.new_decisions],
    }


def problems_as_data(row: PlannedRow) -> list[StoredProblem]:
    return [
        {"field": p.field, "code": p.code, "message": p.message, "level": p.level, "in_file": p in row.problems}
        for p in row.all_problems
    ]
