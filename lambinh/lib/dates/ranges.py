"""Ranges of days: the first day belongs to a range, the end does not, and None is an open side."""

from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange, Range

Bounds = tuple[date | None, date | None]
"""The first day of a range, and its end: the first day after it."""


def bounds(during: Range) -> Bounds:
    return during.lower, during.upper


def inclusive_range(first: date | None, last: date | None) -> DateRange:
    """The range from `first` to `last`, both included."""
    return DateRange(first, last + timedelta(days=1) if last else None)


def last_day_of(during: Range) -> date | None:
    """The last day of the range `during`; None if it is open."""
    return last_day_before(during.upper)


def last_day_before(end: date | None) -> date | None:
    """The last day of a range that ends before `end`; None if it is open."""
    return end - timedelta(days=1) if end else None


def contains(days: Bounds, day: date) -> bool:
    """Return whether `day` belongs to the range."""
    first, end = days
    return (first is None or first <= day) and (end is None or day < end)


def is_within(inner: Bounds, outer: Bounds) -> bool:
    """Return whether every day of `inner` belongs to `outer`."""
    return intersection(inner, outer) == inner


def intersection(first: Bounds, second: Bounds) -> Bounds | None:
    """The days that belong to both ranges; None if there are none."""
    start = max((day for day in (first[0], second[0]) if day), default=None)
    end = min((day for day in (first[1], second[1]) if day), default=None)
    return (start, end) if start is None or end is None or start < end else None


def overlap(first: Bounds, second: Bounds) -> bool:
    """Return whether any day belongs to both ranges."""
    return intersection(first, second) is not None
