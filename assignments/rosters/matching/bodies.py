"""Which cell or agency a name in a roster means."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from assignments.models import Body, Tier
from assignments.rosters.matching.units import UnitIndex, nearest
from households.models import Placement, Unit
from lambinh.lib.name_matching import spelling_key
from lambinh.lib.vietnamese import fold

CELL = re.compile(r"^(chi bo|cb)\b")
CELL_WORDS = re.compile(r"^(chi bộ|cb)\s+((thôn|xóm|khu|tdp|tổ dân phố)\s+)?", re.IGNORECASE)


def is_cell(name: str) -> bool:
    return bool(CELL.match(fold(name)))


def body_key(name: str) -> str:
    """Cells are written with or without "thôn": "Chi bộ thôn Nà Khà" and "Chi bộ Nà Khà" are one."""
    return "chi bộ " + spelling_key(CELL_WORDS.sub("", name, count=1)) if is_cell(name) else spelling_key(name)


@dataclass(frozen=True)
class KnownBody:
    pk: int
    name: str
    kind: str
    tier: str
    unit: int
    communes: frozenset[int]
    """The communes that its unit is or ever belonged to; none for a body of the district."""


class BodyIndex:
    """All cells and agencies, fetched once."""

    def __init__(self, geography: UnitIndex) -> None:
        self.geography = geography
        communes = _communes_of_units()
        self.by_key: dict[str, list[KnownBody]] = defaultdict(list)
        self.by_pk: dict[int, KnownBody] = {}
        for pk, name, kind, tier, unit in Body.objects.values_list("pk", "name", "kind", "tier", "unit_id"):
            body = KnownBody(pk, name, kind, tier, unit, frozenset(communes.get(unit, ())))
            self.by_key[body_key(name)].append(body)
            self.by_pk[pk] = body

    def called(self, name: str, commune: Unit | None) -> list[KnownBody]:
        """The bodies called `name`: those of `commune` when it is known, bodies of the district always."""
        same = self.by_key.get(body_key(name), [])
        if commune is None:
            return same
        return [body for body in same if commune.pk in body.communes or body.tier == Tier.DISTRICT]

    def nearest(self, name: str) -> str:
        return nearest(name, [body.name for body in self.by_pk.values()])


def _communes_of_units() -> dict[int, set[int]]:
    communes: dict[int, set[int]] = defaultdict(set)
    for pk in Unit.objects.filter(kind=Unit.Kind.COMMUNE).values_list("pk", flat=True):
        communes[pk].add(pk)
    placed = Placement.objects.filter(unit__kind=Unit.Kind.VILLAGE).values_list("unit_id", "parent_id")
    for village, commune in placed:
        communes[village].add(commune)
    return communes


def district_of(communes: list[Unit], name: str | None, day: date) -> Unit | None:
    """The district that a roster speaks of: the one it names, or the one that all its communes belong to."""
    alive = Unit.objects.on(day).filter(kind=Unit.Kind.DISTRICT)
    if name:
        return alive.named(name).first()
    if communes:
        alive = alive.filter(children__unit__in=communes, children__during__contains=day).distinct()
    found = list(alive[:2])
    return found[0] if len(found) == 1 else None
