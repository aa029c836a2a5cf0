"""The figures as the pages print them: each number with the link to the list that it counts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from households.labels import labels
from households.models import Unit
from reports.figures import ALL, COLUMNS, COVERAGE, FIGURES, GROUPS, Figure, FigureGroup, Text
from reports.presenters.links import ReportLinks
from reports.queries import Figures, TierFigures, Totals


@dataclass(frozen=True)
class Number:
    """The value of a figure and the link to its list; a zero has no link."""

    figure: Figure
    count: int
    url: str

    @property
    def label(self) -> Text:
        return self.figure.card_label or self.figure.label

    @property
    def css(self) -> str:
        if self.figure.is_shortfall:
            return "warning-text" if self.count else ""
        return self.figure.emphasis


@dataclass(frozen=True)
class Card:
    """The figures of one group on their card. A card of a tier ends with the average, the other with the coverage."""

    group: FigureGroup
    numbers: tuple[Number, ...]
    tier: TierFigures | None


@dataclass(frozen=True)
class TotalsRow:
    """A row of the table: a unit and its figures."""

    name: str
    code: str
    url: str
    figures: Figures
    numbers: Mapping[str, Number]
    """The number of each figure by the figure's key."""

    def number(self, figure: Figure) -> Number:
        return self.numbers[figure.key]

    @property
    def cards(self) -> list[Card]:
        return [self._card(group) for group in GROUPS]

    def _card(self, group: FigureGroup) -> Card:
        # Figures of the unit as a whole stand with the coverage.
        figures = [figure for figure in COLUMNS if figure.group is group or (group is COVERAGE and figure.group is ALL)]
        tier = self.figures.of_tier(group.tier) if group.tier else None
        return Card(group, tuple(map(self.number, figures)), tier)


def totals_row(unit: Unit, figures: Figures, links: ReportLinks) -> TotalsRow:
    numbers = {}
    for figure in FIGURES:
        count = figures.count(figure)
        numbers[figure.key] = Number(figure, count, links.list_of(unit, figure) if count else "")
    return TotalsRow(str(unit), unit.code, links.unit_page(unit), figures, numbers)


def totals_rows(totals: Totals, links: ReportLinks) -> Iterator[TotalsRow]:
    """A row for each part of the unit; parts of the same name get labels that tell them apart."""
    names = labels(part.unit for part in totals.children)
    for part in totals.children:
        yield replace(totals_row(part.unit, part.figures, links), name=names[part.unit.pk])
