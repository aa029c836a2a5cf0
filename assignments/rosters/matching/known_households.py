"""Households fetched once."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from assignments.rosters.fields import HOUSEHOLDS, column_names
from assignments.rosters.rows import error
from assignments.rosters.storage import citizen_ids as sealing
from households.models.scoped import Units, scope_condition_sql, scope_parameter
from lambinh.lib.query_planner import hash_joins_only

FIELDS = column_names(HOUSEHOLDS)
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
