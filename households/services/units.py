"""How units and households are written."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange, Range

from households.models import Placement, Unit
from lambinh.lib.dates.ranges import inclusive_range

UNITS_FILE = settings.BASE_DIR / "data" / "units.csv"
PLACEMENTS_FILE = settings.BASE_DIR / "data" / "placements.csv"


@dataclass(frozen=True)
class Loaded:
    """What loading the units did, in rows."""

    units_new: int
    units_changed: int
    placements_new: int


def _range(first: str, last: str) -> DateRange:
    """The days from `first` to `last`, both included; an empty text is open."""
    return inclusive_range(*(date.fromisoformat(day) if day else None for day in (first, last)))


def _days(value: object) -> object:
    """A range as its two days: an open end has different marks on the way in and on the way out."""
    return (value.lower, value.upper) if isinstance(value, Range) else value


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


@transaction.atomic
def load_units(units: Path = UNITS_FILE, placements: Path = PLACEMENTS_FILE) -> Loaded:
    """Bring units and placements to what the two files say. Loading again changes nothing.

    A unit is known again by kind, code and first day; what the files do not name is left alone.
    """
    known: dict[str, Unit] = {}
    new = changed = 0
    rows = _rows(units)
    for row in rows:
        unit, created, differs = _load_unit(row)
        known[row["key"]] = unit
        new, changed = new + created, changed + (differs and not created)
    for row in rows:
        _set_successor(known[row["key"]], known.get(row["successor"]))
    placed = [_place(known[row["unit"]], known[row["parent"]], row) for row in _rows(placements)]
    return Loaded(new, changed, sum(placed))


def _load_unit(row: dict[str, str]) -> tuple[Unit, bool, bool]:
    life = _range(row["valid_from"], row["valid_to"])
    same = Unit.objects.filter(kind=row["kind"], code=row["code"])
    unit = next((u for u in same if u.during.lower == life.lower), None)
    if unit is None:
        unit = Unit(kind=row["kind"], code=row["code"])
    said = {"prefix": row["prefix"], "name": row["name"], "basis": row["basis"], "during": life}
    created = unit.pk is None
    differs = created or any(_days(value) != _days(getattr(unit, field)) for field, value in said.items())
    if differs:
        for field, value in said.items():
            setattr(unit, field, value)
        unit.save()
    return unit, created, differs


def _set_successor(unit: Unit, successor: Unit | None) -> None:
    if unit.successor_id != (successor.pk if successor else None):
        unit.successor = successor
        unit.save(update_fields=["successor"])


def _place(unit: Unit, parent: Unit, row: dict[str, str]) -> bool:
    during = _range(row["from"], row["to"])
    if Placement.objects.filter(unit=unit, parent=parent, during=during).exists():
        return False
    Placement.objects.filter(unit=unit, during__overlap=during).delete()
    Placement.objects.create(unit=unit, parent=parent, during=during)
    return True


def with_successors(unit: Unit) -> list[Unit]:
    """`unit` and what succeeded it, one after the other; a ring of successors is followed once."""
    chain = [unit]
    while (after := chain[-1].successor) is not None and after not in chain:
        chain.append(after)
    return chain


@dataclass(frozen=True)
class NewVillage:
    """A village to be made."""

    name: str
    prefix: str
    commune: Unit


def create_villages(new: Sequence[NewVillage]) -> list[Unit]:
    """Make villages, which follow their communes into the communes' successors.

    Their own first day is not known, so their life is open; placements say where they were on which days.
    """
    villages = [
        Unit(kind=Unit.Kind.VILLAGE, name=village.name, prefix=village.prefix, during=DateRange()) for village in new
    ]
    for village in villages:
        village.set_keys()
    Unit.objects.bulk_create(villages)
    chains = {village.commune.pk: with_successors(village.commune) for village in new}
    Placement.objects.bulk_create(
        Placement(unit=unit, parent=parent, during=parent.during)
        for unit, village in zip(villages, new, strict=True)
        for parent in chains[village.commune.pk]
    )
    return villages


def create_village(*, name: str, prefix: str, commune: Unit) -> Unit:
    """Make one village of `commune`."""
    return create_villages([NewVillage(name, prefix, commune)])[0]


def refresh_household_communes(households: Sequence[int] | None, today: date) -> None:
    """Set the commune that answers today for `households` (all when None) from where they live today.

    Who lives nowhere today keeps the commune of the last village.
    """
    with connection.cursor() as cursor:
        chosen = None if households is None else list(households)
        cursor.execute("SELECT refresh_household_communes(%s::bigint[], %s)", [chosen, today])


def refresh_communes_of_village(village: Unit, today: date) -> None:
    """The same for all who ever lived in `village`, also where the acting user may not see them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT refresh_village_communes(%s, %s)", [village.pk, today])


def current_communes(units: Iterable[Unit], today: date) -> dict[int, int | None]:
    """For each unit what answers for it on `today`: itself, its successor, or of a village the commune."""
    wanted = {unit.pk: unit for unit in units}
    villages = [pk for pk, unit in wanted.items() if unit.kind == Unit.Kind.VILLAGE]
    placed: dict[int, int] = {}
    if villages:  # a query for them alone: communes answer for themselves
        of_communes = Placement.objects.on(today).filter(unit__in=villages, parent__kind=Unit.Kind.COMMUNE)
        placed = dict(of_communes.order_by().values_list("unit_id", "parent_id"))
    return {
        pk: placed.get(pk) if unit.kind == Unit.Kind.VILLAGE else _alive(unit, today) for pk, unit in wanted.items()
    }


def _alive(unit: Unit, today: date) -> int:
    """`unit`, or the successor that is alive on `today`; without one the last."""
    chain = with_successors(unit)
    alive = (u for u in chain if u.during.upper is None or u.during.upper > today)
    return next(alive, chain[-1]).pk
