"""Communes and villages by name. Names are reused over time, so every lookup refers to a day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from assignments.rosters.parsing import Problem
from assignments.rosters.rows import PlannedRow, error
from households.models import Placement, Unit
from lambinh.lib.dates.ranges import bounds, contains
from lambinh.lib.name_matching import spelling_key
from lambinh.lib.vietnamese import fold

NEAR = 70
"""Minimum similarity (0–100) of a known name that is suggested for an unknown one."""
MAX_LISTED_COMMUNES = 30


@dataclass(eq=False)
class Village:
    """A village of the data, or one that the import creates (then without `pk`)."""

    name: str
    commune: Unit
    prefix: str = ""
    pk: int | None = None
    nearest: str = ""
    placements: list[tuple[int, date | None, date | None]] = field(default_factory=list)

    def in_commune(self, commune: int, day: date) -> bool:
        return any(parent == commune and contains((lower, upper), day) for parent, lower, upper in self.placements)

    @property
    def label(self) -> str:
        return f"{self.name}, {self.commune.name}"


class UnitIndex:
    """All communes and villages, fetched once, and the villages that the import creates."""

    def __init__(self, commune_names: Iterable[str], as_of: date) -> None:
        self.new_villages: list[Village] = []
        self._communes: dict[str, list[Unit]] = defaultdict(list)
        for unit in Unit.objects.filter(kind=Unit.Kind.COMMUNE):
            self._communes[spelling_key(unit.name)].append(unit)
        self.commune_keys = {key for name in commune_names if (key := spelling_key(name)) in self._communes}
        self.units_on = _latest_common_day([self._communes[key] for key in self.commune_keys], as_of)
        # Every row asks for its commune.
        self._commune_by_key = {key: self._only_commune(units) for key, units in self._communes.items()}
        self._villages: dict[str, list[Village]] = defaultdict(list)
        self._lookups: dict[tuple[str, int], list[Village]] = {}
        self._load_villages()

    def _load_villages(self) -> None:
        communes = {unit.pk: unit for units in self._communes.values() for unit in units}
        rows = Placement.objects.filter(unit__kind=Unit.Kind.VILLAGE, parent__in=communes).values_list(
            "unit_id", "unit__name", "unit__prefix", "parent_id", "during"
        )
        known: dict[int, Village] = {}
        for pk, name, prefix, parent, during in rows:
            village = known.get(pk)
            if village is None:
                village = known[pk] = Village(name, communes[parent], prefix, pk)
                self._villages[spelling_key(name)].append(village)
            village.placements.append((parent, during.lower, during.upper))
            if contains(bounds(during), self.units_on):
                village.commune = communes[parent]

    def commune(self, name: str) -> Unit | None:
        """The commune named `name` that existed on `units_on`, else the only one that ever had this name."""
        return self._commune_by_key.get(spelling_key(name))

    def _only_commune(self, units: list[Unit]) -> Unit | None:
        existing = [unit for unit in units if unit.holds_on(self.units_on)]
        candidates = existing or units
        return candidates[0] if len(candidates) == 1 else None

    def commune_names(self) -> list[str]:
        return sorted({unit.name for units in self._communes.values() for unit in units})

    def named_communes(self) -> list[Unit]:
        """The communes that the roster names, in a stable order."""
        return [commune for key in sorted(self.commune_keys) if (commune := self.commune(key))]

    def villages(self, name: str, commune: Unit | None) -> list[Village]:
        """The villages named `name`, of `commune` if it is given: on `units_on`, else at any time."""
        key = (name, commune.pk if commune else 0)
        villages = self._lookups.get(key)
        if villages is None:
            villages = self._lookups[key] = self._look_up(name, commune)
        return villages

    def _look_up(self, name: str, commune: Unit | None) -> list[Village]:
        namesakes = self._villages.get(spelling_key(name), [])
        if commune is None:
            return list(namesakes)
        current = [v for v in namesakes if v.in_commune(commune.pk, self.units_on) or v.commune is commune]
        return current or [v for v in namesakes if any(parent == commune.pk for parent, _, _ in v.placements)]

    def villages_or_new(self, name: str, commune: Unit, prefix: str) -> list[Village]:
        """The villages named `name` of `commune`; a new one if there is none."""
        return self.villages(name, commune) or [self._add(name, commune, prefix)]

    def _add(self, name: str, commune: Unit, prefix: str) -> Village:
        village = Village(name, commune, prefix, nearest=nearest(name, self.village_names(commune)))
        self._villages[spelling_key(name)].append(village)
        self._lookups.clear()
        self.new_villages.append(village)
        return village

    def villages_of(self, commune: Unit) -> set[int]:
        """Ids of the villages of `commune` on `units_on`."""
        villages = (v for namesakes in self._villages.values() for v in namesakes)
        return {v.pk for v in villages if v.pk is not None and v.in_commune(commune.pk, self.units_on)}

    def village_names(self, commune: Unit | None) -> list[str]:
        villages = (v for namesakes in self._villages.values() for v in namesakes)
        return [v.name for v in villages if commune is None or v.commune.pk == commune.pk]


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name most similar to `name`, or '' if none is similar enough."""
    by_fold = {fold(other): other for other in known}
    best = process.extractOne(fold(name), by_fold.keys(), scorer=fuzz.ratio, score_cutoff=NEAR)
    return by_fold[best[0]] if best else ""


def _any_exists_on(units: list[Unit], day: date) -> bool:
    return any(unit.holds_on(day) for unit in units)


def _latest_common_day(communes: list[list[Unit]], as_of: date) -> date:
    """The last day up to `as_of` on which a commune of each name existed: the roster refers to the units of that day.

    `communes` holds the namesakes of each name. `as_of` if there is no such day.
    """
    ends = {unit.during.upper for namesakes in communes for unit in namesakes if unit.during.upper}
    last_days = {end - timedelta(days=1) for end in ends}
    days = {as_of} | {day for day in last_days if day < as_of}
    for day in sorted(days, reverse=True):
        if all(_any_exists_on(namesakes, day) for namesakes in communes):
            return day
    return as_of


def commune_of(row: PlannedRow, unit_index: UnitIndex) -> Unit | None:
    """The commune that the row names. Adds a problem to the row if it names none, or an unknown one."""
    name = row.values.get("commune")
    if not name:
        row.add_problem(error("commune", "commune_missing", _("Enter the commune.")))
        return None
    commune = unit_index.commune(name)
    if commune is None:
        row.add_problem(
            error(
                "commune",
                "commune_unknown",
                _("There is no commune “%(name)s”. Enter one of: %(known)s."),
                name=name,
                known=", ".join(unit_index.commune_names()[:MAX_LISTED_COMMUNES]),
            )
        )
    return commune


def several_villages(name: str, villages: Iterable[Village]) -> Problem:
    return error(
        "village",
        "village_ambiguous",
        _("More than one village “%(name)s” fits: %(candidates)s. Import the file as of a day with only one of them."),
        name=name,
        candidates="; ".join(village.label for village in villages),
    )
