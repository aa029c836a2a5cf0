"""Cells and agencies by name: those in the data, and those that an import creates."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from assignments.models import Body, Tier
from assignments.rosters.matching.known_members import KnownMember
from assignments.rosters.matching.units import Village, nearest
from households.models import Placement, Unit
from lambinh.lib.name_matching import spelling_key
from lambinh.lib.vietnamese import fold

CELL = re.compile(r"^(chi bo|cb)\b")
CELL_WORDS = re.compile(r"^(chi bộ|cb)\s+((thôn|xóm|khu|tdp|tổ dân phố)\s+)?", re.IGNORECASE)


def is_cell(name: str) -> bool:
    return bool(CELL.match(fold(name)))


# A list repeats the few bodies of its commune in every row.
@lru_cache(maxsize=4_096)
def body_key(name: str) -> str:
    """The key under which names of the same body meet: "Chi bộ thôn Nà Khà" and "Chi bộ Nà Khà" are one cell."""
    return "chi bộ " + spelling_key(CELL_WORDS.sub("", name, count=1)) if is_cell(name) else spelling_key(name)


@dataclass(frozen=True)
class KnownBody:
    pk: int
    name: str
    kind: str
    tier: str
    unit: int
    communes: frozenset[int]
    """The communes that its unit is or ever belonged to; empty for a body of the district."""

    @property
    def answering_unit(self) -> int:
        return self.unit


@dataclass
class NewBody:
    """A cell or agency that the import creates."""

    name: str
    kind: Body.Kind
    tier: str
    unit: Unit | Village
    nearest: str = ""
    pk: int | None = None

    @property
    def answering_unit(self) -> int:
        """The commune of a village's cell, else the unit itself."""
        return int(self.unit.commune.pk if isinstance(self.unit, Village) else self.unit.pk)


class BodyIndex:
    """All cells and agencies, fetched once."""

    def __init__(self) -> None:
        communes = _communes_of_units()
        self._by_key: dict[str, list[KnownBody]] = defaultdict(list)
        self.by_pk: dict[int, KnownBody] = {}
        for pk, name, kind, tier, unit in Body.objects.values_list("pk", "name", "kind", "tier", "unit_id"):
            body = KnownBody(pk, name, kind, tier, unit, frozenset(communes.get(unit, ())))
            self._by_key[body_key(name)].append(body)
            self.by_pk[pk] = body

    def by_name(self, name: str, commune: Unit | None) -> list[KnownBody]:
        """The bodies named `name`: those of `commune` if it is given, and those of the district."""
        bodies = self._by_key.get(body_key(name), [])
        if commune is None:
            return bodies
        return [body for body in bodies if commune.pk in body.communes or body.tier == Tier.DISTRICT]

    def of_member(self, member: KnownMember) -> KnownBody | None:
        """The body of this membership."""
        return self.by_pk.get(member.body or 0)

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
    """The district named `name`, or without a name the one that all `communes` belong to."""
    districts = Unit.objects.on(day).filter(kind=Unit.Kind.DISTRICT)
    if name:
        return districts.named(name).first()
    if communes:
        districts = districts.filter(children__unit__in=communes, children__during__contains=day).distinct()
    candidates = list(districts[:2])
    return candidates[0] if len(candidates) == 1 else None
