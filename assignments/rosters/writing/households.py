"""Writing the plan of a register of households."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from assignments.rosters.matching.known_households import FIELDS as HOUSEHOLD_FIELDS
from assignments.rosters.planning.plan import Plan
from assignments.rosters.rows import Outcome, PlannedRow
from assignments.rosters.storage.citizen_ids import FIELD as CITIZEN_ID
from assignments.rosters.writing.columns import WrittenIds, change_columns, days_from, name_keys
from assignments.rosters.writing.copy import allocate_ids, copy_rows
from households import citizen_ids
from households.models import Household, PovertyStatus, Residence, Unit
from households.services import dated_bulk
from households.services.units import current_communes, refresh_household_communes


def write_households(plan: Plan, today: date) -> WrittenIds:
    new = plan.of(Outcome.NEW)
    written = dict(zip(new, allocate_ids(Household, len(new)), strict=True))
    villages = {row.place.pk for row in new}
    communes = current_communes(Unit.objects.filter(pk__in=villages), today)
    names = tuple(HOUSEHOLD_FIELDS.values())
    copy_rows(
        Household,
        ("id", *names, *citizen_ids.COLUMNS, "commune", "search_key", "sort_key"),
        (
            (pk, *_household_cells(row), communes[row.place.pk], *name_keys(row.values["head_name"]))
            for row, pk in written.items()
        ),
    )
    since = days_from(plan.as_of)
    copy_rows(
        Residence,
        ("household", "village", "during"),
        ((pk, row.place.pk, since) for row, pk in written.items()),
    )
    copy_rows(
        PovertyStatus,
        ("household", "poverty_class", "year", "standard", "during"),
        (
            (pk, row.values["poverty"], _year(plan, row), "", since)
            for row, pk in written.items()
            if row.values.get("poverty")
        ),
    )
    _change_households(plan, today)
    return written | {row: row.found.pk for row in plan.rows if row.found is not None}


def _household_cells(row: PlannedRow) -> Iterator[Any]:
    for name, column in HOUSEHOLD_FIELDS.items():
        empty = None if column in ("code", "head_birth_year", "size") else ""
        yield row.values.get(name, empty)
    yield from citizen_ids.stored(row.values.get(CITIZEN_ID, ""))


def _year(plan: Plan, row: PlannedRow) -> int:
    """The year of the review that gave the class: what the title says, else that of the day."""
    return int(plan.sources[row.source].context.get("year") or plan.as_of.year)


def _change_households(plan: Plan, today: date) -> None:
    changed = plan.of(Outcome.CHANGED)
    change_columns(Household, HOUSEHOLD_FIELDS, changed, name_field="head_name")
    citizen_ids.store((row.found.pk, row.values[CITIZEN_ID]) for row in changed if CITIZEN_ID in row.changes)
    moved = [row for row in changed if "village" in row.changes]
    dated_bulk.start_facts(
        Residence,
        "household_id",
        {"village_id": "bigint"},
        ((row.found.pk, row.place.pk) for row in moved),
        plan.as_of,
    )
    dated_bulk.start_facts(
        PovertyStatus,
        "household_id",
        {"poverty_class": "text", "year": "smallint", "standard": "text"},
        ((row.found.pk, row.values["poverty"], _year(plan, row), "") for row in changed if "poverty" in row.changes),
        plan.as_of,
    )
    if moved:
        refresh_household_communes([row.found.pk for row in moved], today)
