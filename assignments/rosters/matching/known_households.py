"""Households fetched once."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from assignments.rosters.rows import error
from assignments.rosters.storage import citizen_ids as sealing
from households.models.scoped import Units, scope_condition_sql, scope_parameter
from lambinh.lib.query_planner import hash_joins_only

FIELDS = {
    "household_code": "code",
    "head_name": "head_name",
    "sex": "head_sex",
    "head_birth_year": "head_birth_year",
    "household_size": "size",
    "ethnicity": "ethnicity",
    "phone": "phone",
    "note": "note",
}
"""A roster's field: the column of the household. A citizen id has three columns: `households.citizen_ids`."""


class KnownHousehold(NamedTuple):
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
        """As the rows of an import keep it."""
        return sealing.kept(self.citizen_id_encrypted, self.citizen_id_last4)


MANY = 2_000
"""With so many codes the households are joined as sets, whatever the planner believes."""


KNOWN = """
    WITH coded AS (
        SELECT coalesce(merged_into_id, id) AS id, code AS called FROM households_household WHERE code = ANY(%(codes)s)
    ), wanted AS (
        SELECT id, called FROM coded
        UNION
        SELECT household_id, NULL FROM households_residence
        WHERE village_id = ANY(%(villages)s) AND during @> %(day)s::date AND household_id NOT IN (SELECT id FROM coded)
    )
    SELECT h.id, coalesce(wanted.called, h.code), h.head_name, h.head_sex, h.head_birth_year, h.size, h.ethnicity,
           h.citizen_id_encrypted, h.citizen_id_digest, h.citizen_id_last4, h.phone, h.note,
           r.village_id, v.name, lower(r.during),
           p.poverty_class, lower(p.during), p.year, h.commune_id
    FROM wanted JOIN households_household h USING (id)
    LEFT JOIN households_residence r ON r.household_id = h.id AND r.during @> %(day)s::date
    LEFT JOIN households_unit v ON v.id = r.village_id
    LEFT JOIN households_povertystatus p ON p.household_id = h.id AND p.during @> %(day)s::date
    WHERE {within}
""".format(within=scope_condition_sql("h.commune_id"))  # noqa: S608 a condition of ours


def known_households(codes: list[str], villages: list[int], day: date, within: Units) -> Iterator[KnownHousehold]:
    """The households of the units `within` with one of `codes` or living in one of `villages` on `day`, as of then."""
    as_sets = len(codes) > MANY
    with connection.cursor() as cursor:
        with hash_joins_only() if as_sets else nullcontext():
            cursor.execute(KNOWN, {"codes": codes, "villages": villages, "day": day, "within": scope_parameter(within)})
        while rows := cursor.fetchmany(5_000):
            yield from map(KnownHousehold._make, rows)


def codes_taken(codes: list[str]) -> set[str]:
    """Those of `codes` that some household has, wherever it is; nothing else is told of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT codes_taken(%s)", [codes])
        return set(cursor.fetchone()[0])


def code_elsewhere(code: str) -> Any:
    """The problem of a row whose household is another unit's."""
    text = _("Household %(code)s belongs to another unit. Correct the code, or let that unit's office import the row.")
    return error("household_code", "household_elsewhere", text, code=code)


def label(household: Any) -> str:
    """A household as one reads it in a list of candidates."""
    parts = (household.code, household.head_birth_year)
    told = ", ".join(str(part) for part in parts if part)
    return f"{household.head_name} ({told})" if told else str(household.head_name)
