"""Writing a plan: everything it says, or nothing. The caller holds the transaction."""

import json
from datetime import date
from typing import Any

from assignments.rosters.matching.known_households import FIELDS as HOUSEHOLD_FIELDS
from assignments.rosters.matching.known_members import FIELDS as MEMBER_FIELDS
from assignments.rosters.matching.units import Village
from assignments.rosters.models import RosterImport, RosterKind, RosterRow
from assignments.rosters.planning.assignments import ResolvedAssignment
from assignments.rosters.planning.plan import Plan
from assignments.rosters.rows import Outcome, PlannedRow
from assignments.rosters.storage.citizen_ids import FIELD as CITIZEN_ID
from assignments.rosters.storage.citizen_ids import sealed
from assignments.rosters.writing.assignments import write_assignments
from assignments.rosters.writing.columns import WrittenIds
from assignments.rosters.writing.copy import copy_rows
from assignments.rosters.writing.households import write_households
from assignments.rosters.writing.members import write_members
from households.services.units import NewVillage, create_villages

as_json = json.JSONEncoder(ensure_ascii=False, default=str).encode
"""A row's values as they are stored."""


def write(plan: Plan, today: date) -> WrittenIds:
    """Write what `plan` says."""
    _make_villages(plan.villages)
    if plan.kind == RosterKind.HOUSEHOLDS:
        return write_households(plan, today)
    if plan.kind == RosterKind.MEMBERS:
        return write_members(plan, today)
    return write_assignments(plan)


def _make_villages(villages: list[Village]) -> None:
    made = create_villages([NewVillage(village.name, village.prefix, village.commune) for village in villages])
    for village, unit in zip(villages, made, strict=True):
        village.pk = unit.pk


def store_rows(roster_import: RosterImport, plan: Plan, written: WrittenIds) -> None:
    """Keep each row of the import: what was read, what was wrong, what became of it."""
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
                as_json(sealed(row.values)),
                as_json(problems_as_data(row)) if row.all_problems else "[]",
                as_json(row.changes) if row.changes else "{}",
                str(row.outcome),
                written.get(row),
                as_json(before) if (before := _before(row)) else None,
                as_json(sealed(row.original_values)) if row.original_values else "{}",
            )
            for row in plan.rows
        ),
    )  # fmt: skip


WRITTEN = {Outcome.NEW, Outcome.CHANGED}
FACTS = {
    "village": ("village", "village_since"),
    "poverty": ("poverty", "poverty_since", "poverty_year"),
    "organisation": ("body", "position", "is_exempt", "lower"),
    "position": ("body", "position", "is_exempt", "lower"),
}
"""A changed field that is a dated fact: what of the old fact is kept, its first day included."""


def _before(row: PlannedRow) -> dict[str, Any]:
    """What the row changes, as it was: ids and days where `changes` has words for people."""
    if row.outcome not in WRITTEN:
        return {}
    if isinstance(row.place, ResolvedAssignment):
        ended = row.place.ends or row.found
        old = {"assignment": ended.pk, "end": ended.was_end} if ended else {}
        return old | {"wrote": [row.place.new.start, row.place.new.end]}
    if not row.changes:
        return {}
    plain = HOUSEHOLD_FIELDS | MEMBER_FIELDS | {CITIZEN_ID: CITIZEN_ID}
    columns = [column for name in row.changes for column in FACTS.get(name, (plain.get(name),)) if column]
    return {column: getattr(row.found, column) for column in columns}


def created_ids(plan: Plan) -> dict[str, list[int | None]]:
    """The ids of what a written plan made beside its rows."""
    return {
        "villages": [village.pk for village in plan.villages],
        "bodies": [body.pk for body in plan.bodies],
        "decisions": [decision.pk for decision in plan.made_decisions],
    }


def problems_as_data(row: PlannedRow) -> list[dict[str, Any]]:
    """The problems of a row as they are stored: those the file alone shows apart from those of the plan."""
    return [
        {"field": p.field, "code": p.code, "message": p.message, "level": p.level, "in_file": p in row.problems}
        for p in row.all_problems
    ]
