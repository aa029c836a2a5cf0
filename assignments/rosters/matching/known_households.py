"""Known households: one query for all that the rows of a roster can be about."""

from collections.abc import Collection, Iterator
from contextlib import nullcontext
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from assignments.rosters.fields import HOUSEHOLDS, column_names
from assignments.rosters.parsing import Problem
from assignments.rosters.rows import error
from assignments.rosters.storage import citizen_ids as stored_citizen_ids
from households.models.scoped import Units, scope_condition_sql, scope_parameter
from lambinh.lib.query_planner import hash_joins_only

FIELDS = column_names(HOUSEHOLDS)
"""A field of a roster, and its column of the household. A citizen id has three columns: `households.citizen_ids`."""


class KnownHousehold(NamedTuple):
    """A household as of one day."""

    pk: int
    code: str | None
    head_name: str
    head_sex: str
    head_birth_year: int | None
    size: int | None
    ethnicity: str
    citizen_id_encrypted: str
    citizen_id_digest: str
    citizen_id_last4: str
    phone: str
    note: str
    village: int | None
    village_name: str | None
    village_since: date | None
    poverty: str | None
    poverty_since: date | None
    poverty_year: int | None
    commune: int | None

    @property
    def citizen_id(self) -> str:
        """The citizen id as stored rows hold it: encrypted."""
        return stored_citizen_ids.stored_value(self.citizen_id_encrypted, self.citizen_id_last4)


class HouseholdResidence(NamedTuple):
    """A household with one of its residences."""

    pk: int
    code: str | None
    head_name: str
    head_birth_year: int | None
    village: int | None
    village_name: str | None
    commune: int | None


_SELECTED = {
    "pk": "h.id",
    "code": "coalesce(wanted.called, h.code)",
    "village": "r.village_id",
    "village_name": "v.name",
    "village_since": "lower(r.during)",
    "poverty": "p.poverty_class",
    "poverty_since": "lower(p.during)",
    "poverty_year": "p.year",
    "commune": "h.commune_id",
}
"""Attributes that are not a column of the household of the same name."""
MANY = 2_000
"""From this number of codes, hash joins are forced: PostgreSQL's planner underestimates the arrays."""

_AS_OF_DAY = """
    WITH coded AS (
        SELECT coalesce(merged_into_id, id) AS id, code AS called FROM households_household WHERE code = ANY(%(codes)s)
    ), wanted AS (
        SELECT id, called FROM coded
        UNION
        SELECT household_id, NULL FROM households_residence
        WHERE village_id = ANY(%(villages)s) AND during @> %(day)s::date AND household_id NOT IN (SELECT id FROM coded)
    )
    SELECT {selected}
    FROM wanted JOIN households_household h USING (id)
    LEFT JOIN households_residence r ON r.household_id = h.id AND r.during @> %(day)s::date
    LEFT JOIN households_unit v ON v.id = r.village_id
    LEFT JOIN households_povertystatus p ON p.household_id = h.id AND p.during @> %(day)s::date
    WHERE {within}
""".format(  # noqa: S608 columns and a condition of ours
    selected=", ".join(_SELECTED.get(name, f"h.{name}") for name in KnownHousehold._fields),
    within=scope_condition_sql("h.commune_id"),
)


_RESIDENCES = """
    WITH wanted AS (
        SELECT coalesce(merged_into_id, id) AS id, code FROM households_household WHERE code = ANY(%(codes)s)
        UNION
        SELECT id, code FROM households_household WHERE search_key = ANY(%(names)s) AND merged_into_id IS NULL
    )
    SELECT h.id, wanted.code, h.head_name, h.head_birth_year, r.village_id, v.name, h.commune_id
    FROM wanted JOIN households_household h USING (id)
    LEFT JOIN households_residence r ON r.household_id = h.id
    LEFT JOIN households_unit v ON v.id = r.village_id
    WHERE {within}
    ORDER BY h.id
""".format(within=scope_condition_sql("h.commune_id"))  # noqa: S608 a condition of ours


def known_households(codes: list[str], villages: list[int], day: date, units: Units) -> Iterator[KnownHousehold]:
    """Households of `units` that have one of `codes` or live in one of `villages` on `day`, as of that day."""
    is_large = len(codes) > MANY
    with connection.cursor() as cursor:
        with hash_joins_only() if is_large else nullcontext():
            within = scope_parameter(units)
            cursor.execute(_AS_OF_DAY, {"codes": codes, "villages": villages, "day": day, "within": within})
        while rows := cursor.fetchmany(5_000):
            yield from map(KnownHousehold._make, rows)


def household_residences(codes: set[str], names: set[str], units: Units) -> list[HouseholdResidence]:
    """Households of `units` with one of `codes` or one of `names` (folded), once for each of their residences."""
    with connection.cursor() as cursor:
        params = {"codes": sorted(codes), "names": sorted(names), "within": scope_parameter(units)}
        cursor.execute(_RESIDENCES, params)
        return list(map(HouseholdResidence._make, cursor.fetchall()))


def codes_elsewhere(codes: Collection[str], units: Units) -> set[str]:
    """Those of `codes` that households outside the user's `units` have; nothing else about them is revealed."""
    if not codes or units is None:
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT codes_taken(%s)", [list(codes)])
        return set(cursor.fetchone()[0])


def household_elsewhere(code: str) -> Problem:
    """The problem of a row whose household belongs to another unit."""
    text = _("Household %(code)s belongs to another unit. Correct the code, or let that unit's office import the row.")
    return error("household_code", "household_elsewhere", text, code=code)


def household_label(household: KnownHousehold | HouseholdResidence) -> str:
    """A household in a list of candidates: "Giàng A Páo (LB01, 1975)"."""
    details = ", ".join(str(part) for part in (household.code, household.head_birth_year) if part)
    return f"{household.head_name} ({details})" if details else household.head_name
