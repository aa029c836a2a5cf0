"""The list of figures and the conditions that they count by."""

from datetime import date

import pytest

from reports import lists, queries
from reports.figures import BY_SLUG, COLUMNS, FIGURES, GROUPS, MEMBERS, NOT_COVERED, Care
from reports.presenters.links import ReportLinks
from reports.presenters.tables import totals_row
from reports.queries import NO_HOUSEHOLDS, Figures, count_figure, totals

DAY = date(2018, 12, 31)


def test_every_figure_has_a_list_of_its_own() -> None:
    assert len(BY_SLUG) == len(FIGURES)
    assert len({str(figure.list_title) for figure in FIGURES}) == len(FIGURES)
    assert set(lists._CARE_CONDITIONS) == set(Care)


def test_a_derived_figure_is_computed_from_the_counted_ones() -> None:
    assert NOT_COVERED.derive is not None
    assert NOT_COVERED.derive({"households": 5, "covered": 2}) == 3
    assert {NO_HOUSEHOLDS.count(figure) for figure in FIGURES} == {0}


def test_the_average_and_the_coverage_of_nobody_are_unknown() -> None:
    assert NO_HOUSEHOLDS.coverage is None
    assert NO_HOUSEHOLDS.district.households_per_member is None


@pytest.mark.django_db
def test_a_figure_without_a_query_of_its_own_is_read_from_all_figures(territory, households, monkeypatch) -> None:
    units = [village.pk for village in territory.villages]
    alone = {figure.key: count_figure(figure, units, DAY) for figure in FIGURES}

    monkeypatch.setattr(queries, "_COUNT_QUERIES", {})

    assert {figure.key: count_figure(figure, units, DAY) for figure in FIGURES} == alone
    assert totals(territory.district, DAY).figures == Figures(alone)


@pytest.mark.django_db
def test_the_cards_show_every_column_and_no_zero_is_a_link(territory, households) -> None:
    row = totals_row(territory.district, totals(territory.district, DAY).figures, ReportLinks(DAY))

    assert [card.group for card in row.cards] == list(GROUPS)
    assert {number.figure for card in row.cards for number in card.numbers} == set(COLUMNS)
    assert all(bool(number.url) == bool(number.count) for number in row.numbers.values())
    assert MEMBERS not in COLUMNS
    assert row.number(MEMBERS).count == 2


@pytest.mark.parametrize(("not_covered", "css"), [(0, ""), (1, "warning-text")])
def test_a_shortfall_stands_out_unless_it_is_zero(territory, not_covered: int, css: str) -> None:
    figures = Figures({**NO_HOUSEHOLDS.counts, "not_covered": not_covered})

    assert totals_row(territory.district, figures, ReportLinks(DAY)).number(NOT_COVERED).css == css
