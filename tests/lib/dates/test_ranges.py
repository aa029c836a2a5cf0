"""Ranges of days, and the format of days and ranges."""

from datetime import UTC, date, datetime

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import translation

from lambinh.lib.dates.formatting import format_day, format_moment, format_range, format_range_in_words
from lambinh.lib.dates.ranges import contains, inclusive_range, intersection, last_day_of, overlap

FIRST, SECOND, THIRD, FOURTH = (date(2018, 11, day) for day in (1, 2, 3, 4))


def test_the_end_of_a_range_is_the_day_after_its_last_day() -> None:
    assert inclusive_range(FIRST, SECOND) == DateRange(FIRST, THIRD)
    assert last_day_of(inclusive_range(FIRST, SECOND)) == SECOND
    assert last_day_of(inclusive_range(FIRST, None)) is None
    assert inclusive_range(None, FIRST) == DateRange(None, SECOND)


@pytest.mark.parametrize(
    ("first", "end", "day", "expected"),
    [
        (SECOND, FOURTH, FIRST, False),
        (SECOND, FOURTH, SECOND, True),
        (SECOND, FOURTH, THIRD, True),
        (SECOND, FOURTH, FOURTH, False),
        (None, SECOND, FIRST, True),
        (SECOND, None, FOURTH, True),
        (None, None, FIRST, True),
    ],
)
def test_a_range_contains_its_first_day_and_not_its_end(
    first: date | None, end: date | None, day: date, expected: bool
) -> None:
    assert contains((first, end), day) is expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((FIRST, SECOND), (SECOND, THIRD), None),
        ((FIRST, THIRD), (SECOND, FOURTH), (SECOND, THIRD)),
        ((FIRST, FOURTH), (SECOND, THIRD), (SECOND, THIRD)),
        ((None, SECOND), (FIRST, None), (FIRST, SECOND)),
        ((None, SECOND), (SECOND, None), None),
        ((None, None), (None, None), (None, None)),
        ((None, FIRST), (None, SECOND), (None, FIRST)),
    ],
)
def test_ranges_overlap_on_the_days_of_both(first, second, expected) -> None:
    assert intersection(first, second) == intersection(second, first) == expected
    assert overlap(first, second) is overlap(second, first) is (expected is not None)


def test_days_and_ranges_are_shown_as_day_month_year() -> None:
    assert format_day(FIRST) == "01/11/2018"
    assert format_day(None) == "…"
    assert format_range(DateRange(FIRST, SECOND)) == "01/11/2018 – 01/11/2018"
    assert format_range(DateRange(FIRST, None)) == "01/11/2018 – …"
    assert format_range(DateRange(None, THIRD)) == "… – 02/11/2018"


def test_a_moment_is_shown_in_local_time() -> None:
    assert format_moment(datetime(2018, 11, 1, 20, 30, tzinfo=UTC)) == "03:30 02/11/2018"


@pytest.mark.parametrize(
    ("first", "end", "text"),
    [
        (FIRST, FOURTH, "from 01/11/2018 to 03/11/2018"),
        (FIRST, None, "since 01/11/2018"),
        (None, FOURTH, "until 03/11/2018"),
        (None, None, "without a first or last day"),
    ],
)
def test_a_range_in_words_leaves_out_its_open_sides(first: date | None, end: date | None, text: str) -> None:
    with translation.override("en"):
        assert format_range_in_words(DateRange(first, end)) == text
