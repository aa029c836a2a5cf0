"""Suggestions for the names of a row without a single match."""

from collections.abc import Callable

from rapidfuzz import fuzz, process

from assignments.models import Member
from assignments.rosters.matching.units import UnitIndex
from assignments.rosters.models import RosterImport, RosterRow
from households.models import Household
from lambinh.accounts.models import User
from lambinh.accounts.permissions import PERSON_READ_PERMISSIONS
from lambinh.lib.vietnamese import fold

MAX_SUGGESTIONS = 8
NEAR = 60
"""Minimum similarity (0–100) of a suggestion."""


def suggestions(roster_import: RosterImport, row: RosterRow, user: User) -> dict[str, list[str]]:
    """Names that `user` may see for each field with an error, the most similar first."""
    fields = {problem["field"] for problem in row.problems if problem["level"] == "error"} & SOURCES.keys()
    if not fields:
        return {}
    commune = _Commune(roster_import, row, user)
    return {field: _nearest(row.values.get(field, ""), SOURCES[field](commune)) for field in fields}


class _Commune:
    """The commune that a row names, with its villages and people."""

    def __init__(self, roster_import: RosterImport, row: RosterRow, user: User) -> None:
        self._user = user
        self._unit_index = UnitIndex([], roster_import.units_on)
        name = row.values.get("member_commune") or row.values.get("commune")
        self._unit = self._unit_index.commune(name) if name else None

    def names(self) -> list[str]:
        return self._unit_index.commune_names()

    def village_names(self) -> list[str]:
        return self._unit_index.village_names(self._unit)

    def _villages(self) -> set[int]:
        return self._unit_index.villages_of(self._unit) if self._unit else set()

    def members(self) -> list[str]:
        """Members of the commune's cells, with their birth year if it is known: the reader understands that."""
        units = self._villages() | ({self._unit.pk} if self._unit else set())
        members = (
            Member.objects.permitted(self._user, *PERSON_READ_PERMISSIONS)
            .filter(memberships__body__unit__in=units)
            .distinct()
            .values_list("full_name", "birth_date")
        )
        return [_with_year(name, birth_date[:4]) for name, birth_date in members]

    def heads(self) -> list[str]:
        visible = Household.objects.permitted(self._user, *PERSON_READ_PERMISSIONS)
        households = visible.filter(residences__village__in=self._villages()).distinct()
        return [_with_year(name, year) for name, year in households.values_list("head_name", "head_birth_year")]


SOURCES: dict[str, Callable[[_Commune], list[str]]] = {
    "commune": _Commune.names,
    "village": _Commune.village_names,
    "member_name": _Commune.members,
    "head_name": _Commune.heads,
}
"""Known names for each field that has suggestions."""


def _with_year(name: str, year: object) -> str:
    return f"{name} ({year})" if year else name


def _nearest(value: object, names: list[str]) -> list[str]:
    by_fold: dict[str, list[str]] = {}
    for name in names:
        by_fold.setdefault(fold(name.partition(" (")[0]), []).append(name)
    text, limit = fold(str(value)), MAX_SUGGESTIONS
    best = process.extract(text, by_fold.keys(), scorer=fuzz.ratio, score_cutoff=NEAR, limit=limit)
    return [name for folded, _score, _index in best for name in sorted(by_fold[folded])][:limit]
