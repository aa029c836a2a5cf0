"""The household that a row of an assignment list names."""

from collections import defaultdict
from collections.abc import Collection

from django.utils.translation import gettext as _

from assignments.rosters.matching.context import RosterContext
from assignments.rosters.matching.known_households import (
    HouseholdResidence,
    codes_elsewhere,
    household_elsewhere,
    household_label,
    household_residences,
)
from assignments.rosters.matching.rows import AssignmentRow
from assignments.rosters.matching.similar_names import SimilarNames
from assignments.rosters.matching.units import commune_of, nearest
from assignments.rosters.parsing import Problem
from assignments.rosters.rows import error
from households.models import Unit
from lambinh.lib.name_matching import spelling_key
from lambinh.lib.vietnamese import search_key

MAX_CANDIDATES = 5
"""So many candidates are listed in a problem."""


class HouseholdMatcher:
    """All households with a code or a name of the file, fetched once."""

    def __init__(self, rows: Collection[AssignmentRow], context: RosterContext) -> None:
        units = context.readable_units
        self._unit_index, self._similar_names = context.unit_index, SimilarNames(units)
        self._by_code: dict[str, HouseholdResidence] = {}
        self._by_name: dict[str, list[HouseholdResidence]] = defaultdict(list)
        codes = {code for row in rows if (code := row.values.get("household_code"))}
        names = {search_key(row.values.get("head_name", "")) for row in rows if not row.values.get("household_code")}
        for household in household_residences(codes, names, units):
            if household.code:
                self._by_code[household.code] = household
            self._by_name[spelling_key(household.head_name)].append(household)
        self._elsewhere = codes_elsewhere(sorted(codes - self._by_code.keys()), units)

    def match(self, row: AssignmentRow) -> HouseholdResidence | None:
        """The only household that fits the row; None after adding a problem to the row."""
        if code := row.values.get("household_code"):
            return self._with_code(row, code)
        name = row.values.get("head_name")
        if not name:
            return None  # the parser has added a problem
        villages = self._villages(row)
        if villages is None:
            return None
        namesakes = self._by_name.get(spelling_key(name), [])
        candidates = _candidates(row, namesakes, villages)
        if len({household.pk for household in candidates}) == 1:
            return candidates[0]
        row.add_problem(_several(candidates) if candidates else self._not_found(name, namesakes, villages))
        return None

    def _with_code(self, row: AssignmentRow, code: str) -> HouseholdResidence | None:
        household, name = self._by_code.get(code), row.values.get("head_name")
        if code in self._elsewhere:
            row.add_problem(household_elsewhere(code))
        elif household is None:
            text = _("There is no household with the code %(code)s. Correct it, or import the register first.")
            row.add_problem(error("household_code", "household_not_found", text, code=code))
        elif name and spelling_key(name) != spelling_key(household.head_name):
            text = _("Household %(code)s is %(known)s in the data, not %(name)s. Correct the code or the name.")
            known = household.head_name
            row.add_problem(error("head_name", "head_is_another", text, code=code, known=known, name=name))
        return household

    def _villages(self, row: AssignmentRow) -> set[int] | None:
        """The villages that the row may mean: of its name, or all of its commune; empty if it names no place.

        None after adding a problem to the row, if the place is not known.
        """
        name, commune = row.values.get("village"), None
        if row.values.get("commune"):
            commune = commune_of(row, self._unit_index)
            if commune is None:
                return None
        if not name:
            return self._unit_index.villages_of(commune) if commune else set()
        villages = self._unit_index.villages(name, commune)
        if not villages:
            row.add_problem(self._unknown_village(name, commune))
            return None
        return {village.pk for village in villages if village.pk}

    def _unknown_village(self, name: str, commune: Unit | None) -> Problem:
        similar = nearest(name, self._unit_index.village_names(commune))
        if similar:
            text = _("There is no village “%(name)s”; the most similar is “%(near)s”. Correct the name.")
            return error("village", "village_unknown", text, name=name, near=similar)
        text = _(
            "There is no village “%(name)s”. An assignment list does not create villages: import the register first."
        )
        return error("village", "village_unknown", text, name=name)

    def _not_found(self, name: str, namesakes: list[HouseholdResidence], villages: set[int]) -> Problem:
        candidates = self._similar_names.heads(name, villages) or _labels(namesakes)
        if namesakes:
            text = _("No household with the head “%(name)s” fits this row. Candidates: %(candidates)s.")
        elif candidates:
            text = _("No household has the head “%(name)s”. The most similar are: %(candidates)s. Correct the name.")
        else:
            text = _(
                "No household has the head “%(name)s”. Correct the name, or import the register of households first."
            )
        return error("head_name", "household_not_found", text, name=name, candidates=candidates)


def _candidates(
    row: AssignmentRow, namesakes: list[HouseholdResidence], villages: set[int]
) -> list[HouseholdResidence]:
    """Those of `namesakes` who fit the row's birth year and live in one of `villages`; a missing field fits."""
    if year := row.values.get("head_birth_year"):
        namesakes = [household for household in namesakes if household.head_birth_year in (None, year)]
    return [household for household in namesakes if household.village in villages] if villages else namesakes


def _several(households: list[HouseholdResidence]) -> Problem:
    return error(
        "head_name",
        "household_ambiguous",
        _("More than one household fits: %(candidates)s. Enter the household code."),
        candidates=_labels(households),
    )


def _labels(households: list[HouseholdResidence]) -> str:
    return "; ".join(f"{household_label(h)}, {h.village_name or '?'}" for h in households[:MAX_CANDIDATES])
