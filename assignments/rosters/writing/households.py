"""Write the plan of a register of households."""

from collections.abc import Iterator
from datetime import date

from assignments.rosters.matching.known_households import FIELDS
from assignments.rosters.matching.rows import HouseholdRow
from assignments.rosters.planning.plan import HouseholdsPlan
from assignments.rosters.rows import Outcome
from assignments.rosters.storage.citizen_ids import FIELD as CITIZEN_ID
from assignments.rosters.writing.columns import WrittenIds, change_columns, ids_by_position, name_keys, range_from
from assignments.rosters.writing.copy import allocate_ids, copy_rows
from households import citizen_ids
from households.models import Household, PovertyStatus, Residence, Unit
from households.services import dated_bulk
from households.services.units import current_communes, refresh_household_communes

NULLABLE = frozenset({"code", "head_birth_year", "size"})
"""Columns that are NULL and not empty if the row lacks them."""


def write_households(plan: HouseholdsPlan, today: date) -> WrittenIds:
    """Write the rows of `plan`. Returns the id of each row's household."""
    new = plan.with_outcome(Outcome.NEW)
    created = dict(zip(new, allocate_ids(Household, len(new)), strict=True))
    _insert_households(created, today)
    _insert_facts(plan, created)
    known = {row: row.match.pk for row in plan.rows if row.match is not None}
    _change_households(plan, {row: pk for row, pk in known.items() if row.outcome == Outcome.CHANGED}, today)
    return ids_by_position(created, known)


def _insert_households(created: dict[HouseholdRow, int], today: date) -> None:
    villages = {row.village_id for row in created}
    communes = current_communes(Unit.objects.filter(pk__in=villages), today)
    copy_rows(
        Household,
        ("id", *FIELDS.values(), *citizen_ids.COLUMNS, "commune", "search_key", "sort_key"),
        (
            (pk, *_cells(row), communes[row.village_id], *name_keys(row.values["head_name"]))
            for row, pk in created.items()
        ),
    )


def _cells(row: HouseholdRow) -> Iterator[object]:
    for name, column in FIELDS.items():
        yield row.values.get(name, None if column in NULLABLE else "")
    yield from citizen_ids.stored(row.values.get(CITIZEN_ID, ""))


def _insert_facts(plan: HouseholdsPlan, created: dict[HouseholdRow, int]) -> None:
    """Insert residence and poverty status of new households."""
    during = range_from(plan.as_of)
    residences = ((pk, row.village_id, during) for row, pk in created.items())
    copy_rows(Residence, ("household", "village", "during"), residences)
    copy_rows(
        PovertyStatus,
        ("household", "poverty_class", "year", "standard", "during"),
        (
            (pk, row.values["poverty"], _review_year(plan, row), "", during)
            for row, pk in created.items()
            if row.values.get("poverty")
        ),
    )


def _review_year(plan: HouseholdsPlan, row: HouseholdRow) -> int:
    """The year of the review that set the class: the one in the title, else that of the effective date."""
    return int(plan.sources[row.source].context.get("year") or plan.as_of.year)


def _change_households(plan: HouseholdsPlan, changed: dict[HouseholdRow, int], today: date) -> None:
    change_columns(Household, FIELDS, changed, name_field="head_name")
    citizen_ids.store((pk, row.values[CITIZEN_ID]) for row, pk in changed.items() if CITIZEN_ID in row.changes)
    moved = {row: pk for row, pk in changed.items() if "village" in row.changes}
    dated_bulk.start_facts(
        Residence,
        "household_id",
        {"village_id": "bigint"},
        ((pk, row.village_id) for row, pk in moved.items()),
        plan.as_of,
    )
    dated_bulk.start_facts(
        PovertyStatus,
        "household_id",
        {"poverty_class": "text", "year": "smallint", "standard": "text"},
        (
            (pk, row.values["poverty"], _review_year(plan, row), "")
            for row, pk in changed.items()
            if "poverty" in row.changes
        ),
        plan.as_of,
    )
    if moved:
        refresh_household_communes(list(moved.values()), today)
