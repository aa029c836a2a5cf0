"""The household that a row of a register is about."""

from collections import defaultdict
from collections.abc import Collection

from django.utils.translation import gettext as _

from assignments.rosters.matching.context import RosterContext
from assignments.rosters.matching.known_households import (
    KnownHousehold,
    codes_elsewhere,
    household_elsewhere,
    household_label,
    known_households,
)
from assignments.rosters.matching.rows import HouseholdRow
from assignments.rosters.matching.units import Village, commune_of, several_villages
from assignments.rosters.parsing import Problem
from assignments.rosters.rows import Values, error
from lambinh.lib.name_matching import spelling_key

RowKey = int | str | tuple[str, int, int | None]


class RegisterHouseholdMatcher:
    """Matches rows to households by code, else by village, head's name and birth year."""

    def __init__(self, rows: Collection[HouseholdRow], context: RosterContext) -> None:
        self._context = context
        self._villages = {row: self._possible_villages(row) for row in rows}
        self._by_code: dict[str, KnownHousehold] = {}
        self._by_name: dict[tuple[str, int], list[KnownHousehold]] = defaultdict(list)
        self._first_rows: dict[RowKey, HouseholdRow] = {}
        self._load(rows)

    def match(self, row: HouseholdRow) -> None:
        """Set the match and the village of `row`, or add a problem."""
        villages = self._villages[row]
        row.match = self._household(row, villages)
        self._reject_duplicate(row, villages)
        row.village = _village(row, villages)

    def _possible_villages(self, row: HouseholdRow) -> list[Village]:
        """The villages that the row may mean. A village that is not known is added to those that are created."""
        unit_index, name = self._context.unit_index, row.values.get("village")
        commune = commune_of(row, unit_index)
        if commune is None:
            return []
        if not name:
            row.add_problem(error("village", "village_missing", _("Enter the village.")))
            return []
        return unit_index.villages_or_new(name, commune, row.values.get("village_prefix", ""))

    def _load(self, rows: Collection[HouseholdRow]) -> None:
        codes = [code for row in rows if (code := row.values.get("household_code"))]
        village_ids = {v.pk for villages in self._villages.values() for v in villages if v.pk is not None}
        needs_names = len(codes) < len(rows)
        units = self._context.readable_units
        for household in known_households(codes, sorted(village_ids), self._context.as_of, units):
            self._add(household, needs_names=needs_names)
        self._elsewhere = codes_elsewhere([code for code in codes if code not in self._by_code], units)

    def _add(self, household: KnownHousehold, *, needs_names: bool) -> None:
        if household.code:
            self._by_code[household.code] = household
        # With a code in every row, only households without a code are looked up by name.
        if household.village and (needs_names or household.code is None):
            self._by_name[spelling_key(household.head_name), household.village].append(household)

    def _household(self, row: HouseholdRow, villages: list[Village]) -> KnownHousehold | None:
        code = row.values.get("household_code")
        if code in self._by_code:
            return self._by_code[code]
        if code in self._elsewhere:
            row.add_problem(household_elsewhere(code))
            return None
        namesakes = self._namesakes(row.values, villages)
        # A household with another code is another household.
        candidates = [household for household in namesakes if not code or household.code is None]
        if len(candidates) > 1:
            row.add_problem(_several_households(candidates))
        return candidates[0] if len(candidates) == 1 else None

    def _namesakes(self, values: Values, villages: list[Village]) -> list[KnownHousehold]:
        """Households in one of `villages` whose head has the same name, and birth year as far as it is known."""
        key, year = spelling_key(values.get("head_name", "")), values.get("head_birth_year")
        return [
            household
            for village in villages
            if village.pk is not None
            for household in self._by_name.get((key, village.pk), ())
            if None in (year, household.head_birth_year) or year == household.head_birth_year
        ]

    def _reject_duplicate(self, row: HouseholdRow, villages: list[Village]) -> None:
        key = _row_key(row, villages)
        if key is None:
            return
        first = self._first_rows.setdefault(key, row)
        if first is not row and not any(problem.code == "same_code" for problem in row.problems):
            row.add_problem(
                error(
                    "head_name",
                    "twice_in_file",
                    _("Row %(row)d has the same household. Remove one of the two rows."),
                    row=first.number,
                )
            )


def _row_key(row: HouseholdRow, villages: list[Village]) -> RowKey | None:
    """The key under which two rows about the same household meet; None if the row does not identify one."""
    if row.match is not None:
        return row.match.pk
    values = row.values
    if code := values.get("household_code"):
        return str(code)
    if villages:
        return spelling_key(values.get("head_name", "")), id(villages[0]), values.get("head_birth_year")
    return None


def _village(row: HouseholdRow, villages: list[Village]) -> Village | None:
    """The only village, or among namesakes the one in which the household is known to live."""
    if len(villages) < 2:
        return villages[0] if villages else None
    current = [v for v in villages if row.match is not None and v.pk == row.match.village]
    if len(current) == 1:
        return current[0]
    row.add_problem(several_villages(row.values["village"], villages))
    return None


def _several_households(households: list[KnownHousehold]) -> Problem:
    return error(
        "head_name",
        "household_ambiguous",
        _("More than one household fits: %(candidates)s. Enter the household code."),
        candidates="; ".join(map(household_label, households)),
    )
