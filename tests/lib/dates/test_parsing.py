"""Dates as people type them."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambinh.lib.dates.parsing import (
    NoSuchDay,
    NotADate,
    PartialDate,
    expand_two_digit_year,
    from_iso,
    parse_day,
    parse_partial,
    parse_span,
)


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("7/3/1975", "1975-03-07"),
        ("07.03.1975", "1975-03-07"),
        ("13-02-1973", "1973-02-13"),
        (" 7 / 3 / 1975 ", "1975-03-07"),
        ("1975", "1975"),
        (1975, "1975"),
        ("3/1975", "1975-03"),
        ("tháng 3 năm 1975", "1975-03"),
        ("Tháng 3/1975", "1975-03"),
        ("ngày 5 tháng 11 năm 2018", "2018-11-05"),
        ("2018-11-05", "2018-11-05"),
        ("2018-11-05 00:00:00", "2018-11-05"),
        (27395, "1975-01-01"),
        ("27395", "1975-01-01"),
        (11.197, "1970-11"),
        ("7/3/75", "1975-03-07"),
        ("sinh năm 1975", "1975"),
        ("SN: 1975", "1975"),
        ("00/00/1950", "1950"),
        (date(1975, 3, 7), "1975-03-07"),
        (datetime(1975, 3, 7, 12), "1975-03-07"),
    ],
)
def test_a_date_is_read_day_before_month_and_as_far_as_it_is_known(value: object, iso: str) -> None:
    assert parse_partial(value, newest=2026).iso() == iso


@pytest.mark.parametrize("value", ["31/02/1980", "29/2/1999", "02/28/1980", "1/13/1980", "13/1980", "0/0/1500"])
def test_a_day_that_the_calendar_does_not_have_is_never_bent(value: str) -> None:
    with pytest.raises(NoSuchDay):
        parse_partial(value, newest=2026)


@pytest.mark.parametrize("value", ["abc", "", "1/2", 7, True, "12345678901"])
def test_what_is_no_date_is_refused(value: object) -> None:
    with pytest.raises(NotADate):
        parse_partial(value, newest=2026)


def test_a_day_needs_all_three_parts() -> None:
    assert parse_day("7/3/1975", newest=2026) == date(1975, 3, 7)
    with pytest.raises(NotADate):
        parse_day("3/1975", newest=2026)


def test_two_digits_mean_the_latest_year_that_is_possible() -> None:
    assert expand_two_digit_year(75, 2026) == 1975
    assert expand_two_digit_year(26, 2026) == 2026
    assert expand_two_digit_year(27, 2026) == 1927


def test_first_and_last_day_of_what_is_known() -> None:
    assert PartialDate(2020, 2).last_day() == date(2020, 2, 29)
    assert PartialDate(2019).first_day() == date(2019, 1, 1)
    assert PartialDate(2019).last_day() == date(2019, 12, 31)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("01/11/2018 - 31/12/2019", "2018-11-01", "2019-12-31"),
        ("Từ ngày 01.11.2018 đến ngày 31.12.2019", "2018-11-01", "2019-12-31"),
        ("từ 1/11/2018 đến nay", "2018-11-01", None),
        ("2018-2020", "2018", "2020"),
        ("11/2018 – 12/2019", "2018-11", "2019-12"),
        ("đến 31/12/2019", None, "2019-12-31"),
        ("01/11/2018", "2018-11-01", None),
        (date(2018, 11, 1), "2018-11-01", None),
    ],
)
def test_a_stretch_of_time_has_a_start_and_perhaps_an_end(text: object, start: str | None, end: str | None) -> None:
    span = parse_span(text, newest=2026)

    assert (span.start and span.start.iso(), span.end and span.end.iso()) == (start, end)


def test_a_stretch_without_a_date_is_refused() -> None:
    with pytest.raises(NotADate):
        parse_span("lâu dài", newest=2026)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2026, 12, 31)), st.sampled_from("/.-"))
def test_every_day_comes_back_from_every_form(day: date, sign: str) -> None:
    typed = f"{day.day}{sign}{day.month:02d}{sign}{day.year}"

    assert parse_day(typed, newest=2026) == day
    assert from_iso(parse_partial(typed, newest=2026).iso()).first_day() == day
