"""Comparing a register of households with the data."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from assignments.rosters.matching.known_households import (
    FIELDS,
    KnownHousehold,
    code_elsewhere,
    codes_taken,
    known_households,
    label,
)
from assignments.rosters.matching.units import UnitIndex, Village, commune_of, several_villages
from assignments.rosters.models import RosterKind
from assignments.rosters.planning.plan import Plan
from assignments.rosters.progress import count_rows
from assignments.rosters.rows import PlannedRow, SourceTable, error, warning
from assignments.rosters.storage import citizen_ids as sealing
from households import citizen_ids
from households.models.scoped import Units
from lambinh.lib.name_matching import spelling_key


def plan_households(
    sources: Sequence[SourceTable], rows: list[PlannedRow], geography: UnitIndex, as_of: date, within: Units
) -> Plan:
    """Say of each row of a register whether its household is new, changed or unchanged as of `as_of`."""
    plan = Plan(RosterKind.HOUSEHOLDS, sources, as_of, geography.units_on, rows)
    candidates = {row: _villages(row, geography, plan) for row in rows}
    index = _Index(rows, candidates, as_of, within)
    for row in count_rows(rows):
        _find(row, candidates[row], index)
        _settle_village(row, candidates[row])
        if row.found is not None:
            _compare(row)
        row.conclude()
    plan.villages = [village for village in plan.villages if village.pk is None]
    return plan


def _villages(row: PlannedRow, geography: UnitIndex, plan: Plan) -> list[Village]:
    """The villages that the row may mean; one that is not known yet is added to the plan."""
    commune = commune_of(row, geography)
    name = row.values.get("village")
    if commune is None:
        return []
    if not name:
        row.add(error("village", "village_missing", _("Enter the village.")))
        return []
    found = geography.villages(name, commune)
    if not found:
        village = geography.add(name, commune, row.values.get("village_prefix", ""))
        plan.villages.append(village)
        found = [village]
    return found


class _Index:
    """The known households by code and by who lives where."""

    def __init__(
        self, rows: list[PlannedRow], villages: dict[PlannedRow, list[Village]], as_of: date, within: Units
    ) -> None:
        self.by_code: dict[str, KnownHousehold] = {}
        self.by_name: dict[tuple[str, int], list[KnownHousehold]] = defaultdict(list)
        self.taken: dict[Any, PlannedRow] = {}
        codes = [code for row in rows if (code := row.values.get("household_code"))]
        pks = {v.pk for row in rows for v in villages[row] if v.pk is not None}
        needs_names = any(not row.values.get("household_code") for row in rows)
        for household in known_households(codes, sorted(pks), as_of, within):
            if household.code:
                self.by_code[household.code] = household
            if household.village and (needs_names or household.code is None):
                self.by_name[spelling_key(household.head_name), household.village].append(household)
        unknown = [code for code in codes if code not in self.by_code]
        self.elsewhere = codes_taken(unknown) if unknown and within is not None else set()

    def named(self, values: dict[str, Any], villages: list[Village]) -> list[KnownHousehold]:
        """The households of the same head's name and birth year in one of `villages`."""
        key, year = spelling_key(values.get("head_name", "")), values.get("head_birth_year")
        return [
            household
            for village in villages
            if village.pk is not None
            for household in self.by_name.get((key, village.pk), ())
            if None in (year, household.head_birth_year) or year == household.head_birth_year
        ]


def _find(row: PlannedRow, villages: list[Village], index: _Index) -> None:
    """Find the household that the row is about: by its code, or by name, village and birth year."""
    code = row.values.get("household_code")
    if code and code in index.by_code:
        row.found = index.by_code[code]
    elif code and code in index.elsewhere:
        row.add(code_elsewhere(code))
    elif villages:
        named = [h for h in index.named(row.values, villages) if not code or h.code is None]
        if len(named) > 1:
            row.add(_several_households(named))
        row.found = named[0] if len(named) == 1 else None
    _refuse_twice(row, villages, index)


def _several_households(found: list[KnownHousehold]) -> Any:
    return error(
        "head_name",
        "household_ambiguous",
        _("More than one household fits: %(candidates)s. Enter the household code."),
        candidates="; ".join(label(household) for household in found),
    )


def _refuse_twice(row: PlannedRow, villages: list[Village], index: _Index) -> None:
    """A household may stand in the file once only."""
    values = row.values
    if row.found is not None:
        key: Any = row.found.pk
    elif values.get("household_code"):
        key = values["household_code"]
    elif villages:
        key = (spelling_key(values.get("head_name", "")), id(villages[0]), values.get("head_birth_year"))
    else:
        return
    first = index.taken.setdefault(key, row)
    if first is not row and not any(problem.code == "same_code" for problem in row.problems):
        row.add(
            error(
                "head_name",
                "twice_in_file",
                _("The same household stands in row %(row)d already. Remove one of the two rows."),
                row=first.number,
            )
        )


def _settle_village(row: PlannedRow, villages: list[Village]) -> None:
    """Of several villages of one name the one where the household is known to live; else a question."""
    at_home = [v for v in villages if row.found is not None and v.pk == row.found.village]
    if len(villages) > 1 and len(at_home) != 1:
        row.add(several_villages(row.values["village"], villages))
    elif villages:
        row.place = (at_home or villages)[0]


def _compare(row: PlannedRow) -> None:
    """Note what the row says otherwise than the data; what the row leaves out stays as it is."""
    known: KnownHousehold = row.found
    for name, column in FIELDS.items():
        said = row.values.get(name)
        old = getattr(known, column)
        if said is None or said == old:
            continue
        if name == "head_name" and spelling_key(said) == spelling_key(old):
            continue
        row.change(name, old, said)
    _compare_citizen_id(row)
    if "head_name" in row.changes and "household_code" in row.values:
        row.add(
            warning(
                "head_name",
                "head_differs",
                _("The data has %(old)s as head of household %(code)s. The new name will be taken."),
                old=known.head_name,
                code=known.code,
            )
        )
    if row.place is not None and row.place.pk != known.village:
        row.change("village", known.village_name, row.place.name)
    if row.values.get("poverty") and row.values["poverty"] != known.poverty:
        row.change("poverty", known.poverty, row.values["poverty"])


def _compare_citizen_id(row: PlannedRow) -> None:
    """By the digests: nothing is opened, and what is told of the change are the last four digits."""
    known: KnownHousehold = row.found
    said = row.values.get(sealing.FIELD)
    if said is not None and known.citizen_id_digest not in citizen_ids.ring().digests(said):
        row.change(sealing.FIELD, known.citizen_id_last4, citizen_ids.last_four(said))
