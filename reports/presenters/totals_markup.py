"""The rows of the table of totals as markup (`lambinh.lib.table_markup`): eleven cells for every unit of a district."""

from collections.abc import Iterable, Iterator

from django.template.defaultfilters import floatformat
from django.utils.safestring import SafeString

from assignments.presenters.row_markup import grouped
from lambinh.lib import table_markup
from lambinh.lib.table_markup import EMPTY, Column, markup
from reports.figures import ALL, GROUPS, Figure, FigureGroup
from reports.presenters.tables import Number, TotalsRow

_NAME = '<th scope="row"><a href="{}">{}</a>{}</th>'
_BAR = (
    '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="bar-all" '
    'width="100" height="8"/><rect class="bar-part" width="{}" height="8"/></svg><span class="bar-text">{}%</span>'
)
_NO_BAR = SafeString(f'<span class="bar-text">{EMPTY}</span>')


def unit_rows(rows: Iterable[TotalsRow]) -> SafeString:
    return table_markup.rows((_name(row), _figures(row)) for row in rows)


def sum_row(row: TotalsRow, name: str) -> SafeString:
    return table_markup.rows([(markup('<th scope="row">{}</th>', name), _figures(row))])


def _name(row: TotalsRow) -> SafeString:
    code = markup(" <small>{}</small>", row.code) if row.code else ""
    return markup(_NAME, row.url, row.name, code)


def _column_css(figure: Figure) -> str:
    """The first column of a tier has the colour of the tier."""
    is_first_of_tier = figure.group.tier is not None and figure is figure.group.columns[0]
    return f"number {figure.group.key}" if is_first_of_tier else "number"


_COLUMNS = {figure.key: Column(css=_column_css(figure)) for group in (ALL, *GROUPS) for figure in group.columns}
_SHORTFALL, _AVERAGE, _RATE = Column(css="number warning-text"), Column(css="number muted"), Column(css="rate")


def _figures(row: TotalsRow) -> SafeString:
    cells = [_cell(row.number(figure)) for figure in ALL.columns]
    for group in GROUPS:
        cells += _group_cells(row, group)
    return table_markup.joined(cells)


def _group_cells(row: TotalsRow, group: FigureGroup) -> Iterator[SafeString]:
    for figure in group.columns:
        yield _cell(row.number(figure))
    if group.tier is not None:
        yield _AVERAGE.cell(_average(row.figures.of_tier(group.tier).households_per_member))
    else:
        coverage = row.figures.coverage
        yield _RATE.cell(_NO_BAR if coverage is None else _bar(coverage))


def _cell(number: Number) -> SafeString:
    text = grouped(number.count)
    column = _SHORTFALL if number.figure.is_shortfall and number.count else _COLUMNS[number.figure.key]
    return column.cell(markup('<a href="{}">{}</a>', number.url, text) if number.url else text)


def _average(value: float | None) -> str:
    return EMPTY if value is None else floatformat(value, "2g")


def _bar(coverage: float) -> SafeString:
    return markup(_BAR, str(coverage), floatformat(coverage, 1))
