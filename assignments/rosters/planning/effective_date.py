"""The day from which a roster is effective."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from django.conf import settings

from assignments.models import Membership
from assignments.rosters.matching.context import commune_names
from assignments.rosters.matching.units import UnitIndex
from assignments.rosters.models import RosterImport, RosterKind
from assignments.rosters.planning.dates import whole_day
from assignments.rosters.reader import ParsedRoster
from assignments.rosters.rows import PlannedRow, SourceTable
from households.models import Residence, Unit


def effective_date(roster: ParsedRoster, today: date) -> date:
    """The day of an earlier import of the same file, else the day in the file, else the start of records or today.

    See docs/adr/0004-effective-date-of-a-roster.md.
    """
    return (
        _day_of_earlier_import(roster.kind, roster.digest)
        or day_in_file(roster.kind, roster.sources, roster.rows)
        or _default_day(roster.kind, commune_names(roster.rows), today)
    )


def _day_of_earlier_import(kind: RosterKind, digest: str) -> date | None:
    """The day for which this very file was applied before."""
    earlier = RosterImport.objects.applied().filter(digest=digest, kind=kind).first()
    return earlier.as_of if earlier else None


def day_in_file(kind: RosterKind, sources: Sequence[SourceTable], rows: Sequence[PlannedRow]) -> date | None:
    """The latest first day of a list's assignments, else the first of `DAYS_IN_TITLE` that any table has."""
    if kind == RosterKind.ASSIGNMENTS and (day := _latest(row.values.get("starts_on") for row in rows)):
        return day
    days = (_latest(map(read, sources)) for read in DAYS_IN_TITLE)
    return next(filter(None, days), None)


def _document_date(source: SourceTable) -> str | None:
    return source.context.get("document_date")


def _decision_date(source: SourceTable) -> str | None:
    return (source.context.get("decision") or {}).get("issued_on")


def _first_day_of_year(source: SourceTable) -> str | None:
    year = source.context.get("year")
    return date(year, 1, 1).isoformat() if year else None


# The order matters: the date under the letterhead is more exact than the year in the title.
DAYS_IN_TITLE: tuple[Callable[[SourceTable], str | None], ...] = (_document_date, _decision_date, _first_day_of_year)


def _latest(texts: Iterable[str | None]) -> date | None:
    return max(filter(None, map(whole_day, texts)), default=None)


def _default_day(kind: RosterKind, communes: set[str], today: date) -> date:
    """The first register of its communes is effective from the day on which records begin, any other roster today."""
    if kind == RosterKind.ASSIGNMENTS:
        return today
    records_begin = date.fromisoformat(settings.LAMBINH_RECORDS_BEGIN)
    unit_index = UnitIndex(communes, records_begin)
    units = [unit for name in communes if (unit := unit_index.commune(name))]
    if any(_is_formed_after(unit, records_begin) for unit in units):
        return today  # the commune cannot have had its register when records began
    return today if _has_records(kind, units, unit_index) else records_begin


def _is_formed_after(unit: Unit, day: date) -> bool:
    return unit.during.lower is not None and unit.during.lower > day


def _has_records(kind: RosterKind, units: Sequence[Unit], unit_index: UnitIndex) -> bool:
    """Whether a household or member of these communes is in the data, whatever the roster lists."""
    villages = {pk for unit in units for pk in unit_index.villages_of(unit)}
    if kind == RosterKind.HOUSEHOLDS:
        return Residence.objects.filter(village__in=villages).exists()
    return Membership.objects.filter(body__unit__in=villages | {unit.pk for unit in units}).exists()
