"""Which unit a name in a roster means. Names are used again over time, so a day goes with every question."""

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
"""From this likeness (0–100) on a known name is shown beside an unknown one."""


@dataclass(eq=False)
class Village:
    """A village of the data, or one that this import will make (then without `pk`)."""

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
    """The communes and villages that a roster can speak of, fetched once."""

    def __init__(self, commune_names: Iterable[str], as_of: date) -> None:
        self._communes: dict[str, list[Unit]] = defaultdict(list)
        for unit in Unit.objects.filter(kind=Unit.Kind.COMMUNE):
            self._communes[spelling_key(unit.name)].append(unit)
        self.named = {key for name in commune_names if (key := spelling_key(name)) in self._communes}
        self.units_on = self._latest_day_of_all(as_of)
        self._villages: dict[str, list[Village]] = defaultdict(list)
        self._answers: dict[tuple[str, int], list[Village]] = {}
        self._load_villages()

    def _latest_day_of_all(self, as_of: date) -> date:
        """The last day up to `as_of` on which all named communes existed: the map the roster was drawn on."""
        lives = [[bounds(u.during) for u in self._communes[key]] for key in self.named]
        last_days = {upper - timedelta(days=1) for life in lives for _, upper in life if upper}
        for day in sorted({day for day in last_days if day < as_of} | {as_of}, reverse=True):
            if all(any(contains(days, day) for days in life) for life in lives):
                return day
        return as_of

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
        """The commune called `name` on the roster's map, or the last one of that name before it."""
        units = self._communes.get(spelling_key(name), [])
        alive = [u for u in units if u.holds_on(self.units_on)]
        if alive:
            return alive[0] if len(alive) == 1 else None
        return units[-1] if len(units) == 1 else None

    def commune_names(self) -> list[str]:
        return sorted({unit.name for units in self._communes.values() for unit in units})

    def villages(self, name: str, commune: Unit | None) -> list[Village]:
        """The villages called `name`, of `commune` where it is known: on the map's day, else at any time."""
        answer = self._answers.get((name, commune.pk if commune else 0))
        if answer is None:
            answer = self._answers[name, commune.pk if commune else 0] = self._look_up(name, commune)
        return answer

    def _look_up(self, name: str, commune: Unit | None) -> list[Village]:
        named = self._villages.get(spelling_key(name), [])
        if commune is None:
            return list(named)
        then = [v for v in named if v.in_commune(commune.pk, self.units_on) or v.commune is commune]
        return then or [v for v in named if any(parent == commune.pk for parent, _, _ in v.placements)]

    def add(self, name: str, commune: Unit, prefix: str) -> Village:
        """A village that is not known yet, with the nearest known name of the commune beside it."""
        near = nearest(name, self.village_names(commune))
        village = Village(name, commune, prefix, nearest=near)
        self._villages[spelling_key(name)].append(village)
        self._answers.clear()
        return village

    def villages_of(self, commune: Unit) -> set[int]:
        """The known villages of `commune` on the map's day."""
        villages = (v for same in self._villages.values() for v in same)
        return {v.pk for v in villages if v.pk is not None and v.in_commune(commune.pk, self.units_on)}

    def village_names(self, commune: Unit | None) -> list[str]:
        villages = (v for same in self._villages.values() for v in same)
        return [v.name for v in villages if commune is None or v.commune.pk == commune.pk]


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name most like `name`, or '' when none is like it."""
    by_fold = {fold(other): other for other in known}
    found = process.extractOne(fold(name), by_fold.keys(), scorer=fuzz.ratio, score_cutoff=NEAR)
    return by_fold[found[0]] if found else ""


def commune_of(row: PlannedRow, geography: UnitIndex) -> Unit | None:
    """The commune that the row names; a problem of the row when it names none that is known."""
    name = row.values.get("commune")
    if not name:
        row.add(error("commune", "commune_missing", _("Enter the commune.")))
        return None
    commune = geography.commune(name)
    if commune is None:
        row.add(
            error(
                "commune",
                "commune_unknown",
                _("There is no commune “%(name)s”. Enter one of: %(known)s."),
                name=name,
                known=", ".join(geography.commune_names()[:30]),
            )
        )
    return commune


def several_villages(name: str, villages: Iterable[Village]) -> Problem:
    return error(
        "village",
        "village_ambiguous",
        _("More than one village “%(name)s” fits: %(candidates)s. Import the file as of a day on which it is clear."),
        name=name,
        candidates="; ".join(village.label for village in villages),
    )
