"""Known names that are similar to a name without a match, for the problem of its row."""

from collections.abc import Sequence

from django.db import connection
from rapidfuzz import fuzz, process

from households.models.scoped import Units, scope_condition_sql, scope_parameter
from lambinh.lib.vietnamese import fold

NEAR = 80
"""Minimum similarity (0–100) of a candidate."""
MAX_CANDIDATES = 3

_HEADS = """
    SELECT DISTINCT h.head_name, h.code, h.head_birth_year, v.name
    FROM households_residence r
    JOIN households_household h ON h.id = r.household_id
    JOIN households_unit v ON v.id = r.village_id
    WHERE r.village_id = ANY(%(places)s) AND {within}
""".format(within=scope_condition_sql("h.commune_id"))  # noqa: S608 a condition of ours
_MEMBERS = """
    SELECT DISTINCT m.full_name, left(m.birth_date, 4), s.position, b.name
    FROM assignments_membership s
    JOIN assignments_member m ON m.id = s.member_id
    JOIN assignments_body b ON b.id = s.body_id
    WHERE s.body_id = ANY(%(places)s) AND {within}
""".format(within=scope_condition_sql("m.commune_id"))  # noqa: S608 a condition of ours


class SimilarNames:
    """Names in villages and bodies. They are fetched only if a row there has no match."""

    def __init__(self, units: Units) -> None:
        self._units = units
        self._labels: dict[tuple[str, frozenset[int]], dict[str, list[str]]] = {}

    def heads(self, name: str, villages: set[int]) -> str:
        """Heads of household in `villages` with a name like `name`."""
        return self._nearest(name, _HEADS, villages)

    def members(self, name: str, bodies: set[int]) -> str:
        """Members of `bodies` with a name like `name`."""
        return self._nearest(name, _MEMBERS, bodies)

    def _nearest(self, name: str, sql: str, places: set[int]) -> str:
        key = (sql, frozenset(places))
        if key not in self._labels:
            self._labels[key] = _labels_by_fold(sql, places, self._units)
        labels = self._labels[key]
        best = process.extract(fold(name), labels.keys(), scorer=fuzz.ratio, score_cutoff=NEAR, limit=MAX_CANDIDATES)
        return "; ".join(label for folded, _score, _index in best for label in labels[folded])


def _labels_by_fold(sql: str, places: set[int], units: Units) -> dict[str, list[str]]:
    labels: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, {"places": sorted(places), "within": scope_parameter(units)})
        for row in cursor.fetchall():
            labels.setdefault(fold(row[0]), []).append(_label(row))
    return labels


def _label(row: Sequence[object]) -> str:
    details = ", ".join(str(part) for part in row[1:] if part)
    return f"{row[0]} ({details})" if details else str(row[0])
