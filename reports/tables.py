"""The table of totals as the page prints it: each number with the address of the list that it counts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from households.labels import labels
from households.models import Unit
from reports.links import ReportLinks
from reports.lists import ListKind
from reports.queries import Figures, Totals


@dataclass(frozen=True)
class Number:
    """A figure and the address of its list; nothing stands behind a zero."""

    count: int
    url: str


@dataclass(frozen=True)
class TotalsRow:
    """A line of the table: a unit, its numbers, and the two quotients."""

    name: str
    code: str
    url: str
    figures: Figures
    households: Number
    covered: Number
    not_covered: Number
    members: Number
    district_members: Number
    district_households: Number
    commune_members: Number
    commune_households: Number


def line(unit: Unit, figures: Figures, addresses: ReportLinks) -> TotalsRow:
    def number(count: int, what: ListKind) -> Number:
        return Number(count, addresses.listed(unit, what) if count else "")

    return TotalsRow(
        name=str(unit),
        code=unit.code,
        url=addresses.opened(unit),
        figures=figures,
        households=number(figures.households, ListKind.HOUSEHOLDS),
        covered=number(figures.covered, ListKind.COVERED),
        not_covered=number(figures.not_covered, ListKind.NOT_COVERED),
        members=number(figures.members, ListKind.MEMBERS),
        district_members=number(figures.district.members, ListKind.DISTRICT_MEMBERS),
        district_households=number(figures.district.households, ListKind.DISTRICT_HOUSEHOLDS),
        commune_members=number(figures.commune.members, ListKind.COMMUNE_MEMBERS),
        commune_households=number(figures.commune.households, ListKind.COMMUNE_HOUSEHOLDS),
    )


def lines(found: Totals, addresses: ReportLinks) -> Iterator[TotalsRow]:
    """The parts of a unit, those of one name told apart."""
    names = labels(part.unit for part in found.children)
    for part in found.children:
        yield replace(line(part.unit, part.figures, addresses), name=names[part.unit.pk])
