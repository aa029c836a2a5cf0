"""Load units and placements, create villages, and keep the communes of households up to date."""

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
    """The numbers of rows that `load_units` wrote."""

    units_new: int
    units_changed: int
    placements_new: int


def _range(first: str, last: str) -> DateRange:
    """The range from `first` to `last`, both included; an empty text leaves that side open."""
    return inclusive_range(*(date.fromisoformat(day) if day else None for day in (first, last)))


def _days(value: object) -> object:
    """A range as its two days: PostgreSQL returns other bounds for an open end than we store."""
    return (value.lower, value.upper) if isinstance(value, Range) else value


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


@transaction.atomic
def load_units(units: Path = UNITS_FILE, placements: Path = PLACEMENTS_FILE) -> Loaded:
    """Update units and placements from the two files. Loading the same files again changes nothing.

    Kind, code and first day identify a unit. Units that the files do not contain remain.
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
    are_new = [_place(known[row["unit"]], known[row["parent"]], row) for row in _rows(placements)]
    return Loaded(new, changed, sum(are_new))


def _load_unit(row: dict[str, str]) -> tuple[Unit, bool, bool]:
    life = _range(row["valid_from"], row["valid_to"])
    same = Unit.objects.filter(kind=row["kind"], code=row["code"])
    unit = next((u for u in same if u.during.lower == life.lower), None)
    if unit is None:
        unit = Unit(kind=row["kind"], code=row["code"])
    values = {"prefix": row["prefix"], "name": row["name"], "basis": row["basis"], "during": life}
    created = unit.pk is None
    differs = created or any(_days(value) != _days(getattr(unit, field)) for field, value in values.items())
    if differs:
        for field, value in values.items():
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
    """`unit` and its successors in order; a cycle of successors is followed once."""
    chain = [unit]
    while (after := chain[-1].successor) is not None and after not in chain:
        chain.append(after)
    return chain


@dataclass(frozen=True)
class NewVillage:
    """A village to create."""

    name: str
    prefix: str
    commune: Unit


def create_villages(new: Sequence[NewVillage]) -> list[Unit]:
    """Create villages with placements in their communes and the successors of these.

    Their own first day is not known, so their range is open; the placements have the days.
    """
    villages = [
        Unit(kind=Unit.Kind.VILLAGE, name=village.name, prefix=village.prefix, during=DateRange()) for village in new
    ]
    for village in villages:
        village.update_search_keys()
    Unit.objects.bulk_create(villages)
    chains = {village.commune.pk: with_successors(village.commune) for village in new}
    Placement.objects.bulk_create(
        Placement(unit=unit, parent=parent, during=parent.during)
        for unit, village in zip(villages, new, strict=True)
        for parent in chains[village.commune.pk]
    )
    return villages


def create_village(*, name: str, prefix: str, commune: Unit) -> Unit:
    """Create a village of `commune`."""
    return create_villages([NewVillage(name, prefix, commune)])[0]


def refresh_household_communes(households: Sequence[int] | None, today: date) -> None:
    """Set the commune of `households` (all if None) from the village where they live today.

    A household without a residence today keeps the commune of its last village.
    """
    with connection.cursor() as cursor:
        keys = None if households is None else list(households)
        cursor.execute("SELECT refresh_household_communes(%s::bigint[], %s)", [keys, today])


def refresh_communes_of_village(village: Unit, today: date) -> None:
    """Set the commune of all households that ever lived in `village`, including those the user cannot see."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT refresh_village_communes(%s, %s)", [village.pk, today])


def current_communes(units: Iterable[Unit], today: date) -> dict[int, int | None]:
    """The unit of today for each unit: itself, its successor, or the commune of a village (None if it has none)."""
    by_key = {unit.pk: unit for unit in units}
    villages = [pk for pk, unit in by_key.items() if unit.kind == Unit.Kind.VILLAGE]
    communes: dict[int, int] = {}
    if villages:  # only villages need a query
        placements = Placement.objects.on(today).filter(unit__in=villages, parent__kind=Unit.Kind.COMMUNE)
        communes = dict(placements.order_by().values_list("unit_id", "parent_id"))
    return {
        pk: communes.get(pk) if unit.kind == Unit.Kind.VILLAGE else _unit_today(unit, today)
        for pk, unit in by_key.items()
    }


def _unit_today(unit: Unit, today: date) -> int:
    """`unit` or its first successor that has not ended, otherwise the last successor."""
    chain = with_successors(unit)
    return next((other for other in chain if other.last_day is None or other.last_day >= today), chain[-1]).pk
