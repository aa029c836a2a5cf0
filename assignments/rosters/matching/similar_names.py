"""Whom a name that fits nobody may have meant: the nearest names of the place, for a person to choose from."""

from collections.abc import Sequence

from django.db import connection
from rapidfuzz import fuzz, process

from households.models.scoped import Units, scope_condition_sql, scope_parameter
from lambinh.lib.vietnamese import fold

NEAR = 80
"""From this likeness (0–100) on a name is shown as a candidate."""
SHOWN = 3

HEADS = """
    SELECT DISTINCT h.head_name, h.code, h.head_birth_year, v.name
    FROM households_residence r
    JOIN households_household h ON h.id = r.household_id
    JOIN households_unit v ON v.id = r.village_id
    WHERE r.village_id = ANY(%(places)s) AND {within}
""".format(within=scope_condition_sql("h.commune_id"))  # noqa: S608 a condition of ours
MEMBERS = """
    SELECT DISTINCT m.full_name, left(m.birth_date, 4), s.position, b.name
    FROM assignments_membership s
    JOIN assignments_member m ON m.id = s.member_id
    JOIN assignments_body b ON b.id = s.body_id
    WHERE s.body_id = ANY(%(places)s) AND {within}
""".format(within=scope_condition_sql("m.commune_id"))  # noqa: S608 a condition of ours


class SimilarNames:
    """The names of villages and bodies, fetched only when somebody is not found there."""

    def __init__(self, within: Units) -> None:
        self._within = within
        self._names: dict[tuple[str, frozenset[int]], dict[str, list[str]]] = {}

    def heads(self, name: str, villages: set[int]) -> str:
        """The heads of household in `villages` with a name like `name`."""
        return self._nearest(name, HEADS, villages)

    def members(self, name: str, bodies: set[int]) -> str:
        """The members of `bodies` with a name like `name`."""
        return self._nearest(name, MEMBERS, bodies)

    def _nearest(self, name: str, sql: str, places: set[int]) -> str:
        key = (sql, frozenset(places))
        if key not in self._names:
            self._names[key] = _told_by_fold(sql, places, self._within)
        known = self._names[key]
        found = process.extract(fold(name), known.keys(), scorer=fuzz.ratio, score_cutoff=NEAR, limit=SHOWN)
        return "; ".join(told for folded, _score, _place in found for told in known[folded])


def _told_by_fold(sql: str, places: set[int], within: Units) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, {"places": sorted(places), "within": scope_parameter(within)})
        for row in cursor.fetchall():
            told.setdefault(fold(row[0]), []).append(_told(row))
    return told


def _told(row: Sequence[object]) -> str:
    more = ", ".join(str(part) for part in row[1:] if part)
    return f"{row[0]} ({more})" if more else str(row[0])
