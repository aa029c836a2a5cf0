"""What the names of a row that nobody or several people fit may have meant, as one would type it."""

from collections.abc import Callable

from rapidfuzz import fuzz, process

from assignments.models import Member
from assignments.rosters.matching.units import UnitIndex
from assignments.rosters.models import RosterImport, RosterRow
from households.models import Household
from lambinh.accounts.models import User
from lambinh.accounts.permissions import PERSON_READ_PERMISSIONS
from lambinh.lib.vietnamese import fold

MOST = 8
NEAR = 60
"""From this likeness (0–100) on a name is offered."""


def suggestions(roster_import: RosterImport, row: RosterRow, user: User) -> dict[str, list[str]]:
    """For each field in which something is wrong what may have been meant, the likeliest first; what `user` may see."""
    wrong = {problem["field"] for problem in row.problems if problem["level"] == "error"} & KNOWN.keys()
    if not wrong:
        return {}
    commune = _Commune(roster_import, row, user)
    return {field: _nearest(row.values.get(field, ""), KNOWN[field](commune)) for field in wrong}


class _Commune:
    """The commune that a row names, on the map of its roster."""

    def __init__(self, roster_import: RosterImport, row: RosterRow, user: User) -> None:
        self.user = user
        self.day = roster_import.as_of
        self.geography = UnitIndex([], roster_import.units_on)
        named = row.values.get("member_commune") or row.values.get("commune")
        self.unit = self.geography.commune(named) if named else None

    def names(self) -> list[str]:
        return self.geography.commune_names()

    def village_names(self) -> list[str]:
        return self.geography.village_names(self.unit)

    def _villages(self) -> set[int]:
        return self.geography.villages_of(self.unit) if self.unit else set()

    def members(self) -> list[str]:
        """The members of the commune's cells, with the year of birth where it is known: so the reader knows them."""
        units = self._villages() | ({self.unit.pk} if self.unit else set())
        found = (
            Member.objects.permitted(self.user, *PERSON_READ_PERMISSIONS)
            .filter(memberships__body__unit__in=units)
            .distinct()
            .values_list("full_name", "birth_date")
        )
        return [_with_year(name, born[:4]) for name, born in found]

    def heads(self) -> list[str]:
        seen = Household.objects.permitted(self.user, *PERSON_READ_PERMISSIONS)
        found = seen.filter(residences__village__in=self._villages()).distinct()
        return [_with_year(name, year) for name, year in found.values_list("head_name", "head_birth_year")]


KNOWN: dict[str, Callable[[_Commune], list[str]]] = {
    "commune": _Commune.names,
    "village": _Commune.village_names,
    "member_name": _Commune.members,
    "head_name": _Commune.heads,
}
"""The fields whose names can be looked up."""


def _with_year(name: str, year: object) -> str:
    return f"{name} ({year})" if year else name


def _nearest(said: object, names: list[str]) -> list[str]:
    by_fold: dict[str, list[str]] = {}
    for name in names:
        by_fold.setdefault(fold(name.partition(" (")[0]), []).append(name)
    scorer = fuzz.ratio
    found = process.extract(fold(str(said)), by_fold.keys(), scorer=scorer, score_cutoff=NEAR, limit=MOST)
    return [name for folded, _score, _place in found for name in sorted(by_fold[folded])][:MOST]
