"""The lines of the table of totals as they stand in the page: eleven cells each, for every unit of a district."""

from collections.abc import Iterable

from django.template.defaultfilters import floatformat
from django.utils.safestring import SafeString

from assignments.presenters.row_markup import grouped
from lambinh.lib import table_markup
from lambinh.lib.table_markup import NOTHING, Column, markup
from reports.tables import Number, TotalsRow

_NAME = '<th scope="row"><a href="{}">{}</a>{}</th>'
_BAR = (
    '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="bar-all" '
    'width="100" height="8"/><rect class="bar-part" width="{}" height="8"/></svg><span class="bar-text">{}%</span>'
)
_NO_BAR = SafeString(f'<span class="bar-text">{NOTHING}</span>')


def unit_rows(lines: Iterable[TotalsRow]) -> SafeString:
    return table_markup.rows((_name(line), _figures(line)) for line in lines)


def sum_row(line: TotalsRow, name: str) -> SafeString:
    return table_markup.rows([(markup('<th scope="row">{}</th>', name), _figures(line))])


def _name(line: TotalsRow) -> SafeString:
    code = markup(" <small>{}</small>", line.code) if line.code else ""
    return markup(_NAME, line.url, line.name, code)


_N, _SOFT, _WANTING, _RATE = Column(css="n"), Column(css="n soft"), Column(css="n wanting"), Column(css="rate")
_DISTRICT, _COMMUNE = Column(css="n district"), Column(css="n commune")


def _figures(line: TotalsRow) -> SafeString:
    figures = line.figures
    return table_markup.joined(
        [
            _N.cell(_number(line.households)),
            _DISTRICT.cell(_number(line.district_members)),
            _N.cell(_number(line.district_households)),
            _SOFT.cell(_average(figures.district.households_a_member)),
            _COMMUNE.cell(_number(line.commune_members)),
            _N.cell(_number(line.commune_households)),
            _SOFT.cell(_average(figures.commune.households_a_member)),
            _N.cell(_number(line.covered)),
            (_WANTING if line.not_covered.count else _N).cell(_number(line.not_covered)),
            _RATE.cell(_NO_BAR if figures.coverage is None else _bar(figures.coverage)),
        ]
    )


def _number(number: Number) -> SafeString | str:
    text = grouped(number.count)
    return markup('<a href="{}">{}</a>', number.url, text) if number.url else text


def _average(value: float | None) -> str:
    return NOTHING if value is None else floatformat(value, "2g")


def _bar(coverage: float) -> SafeString:
    return markup(_BAR, str(coverage), floatformat(coverage, 1))
