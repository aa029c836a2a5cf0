"""Stretches of days and what is left of one without another; an open end is None."""

from datetime import date
from typing import NamedTuple

from django.db.backends.postgresql.psycopg_any import DateRange

from lambinh.lib.dates.ranges import intersection


class DateSpan(NamedTuple):
    """The days from `first` up to, not including, `end`."""

    first: date | None
    end: date | None

    @property
    def range(self) -> DateRange:
        return DateRange(self.first, self.end)

    def meets(self, other: "DateSpan") -> "DateSpan | None":
        """The days that both have; None where there are none."""
        both = intersection(self, other)
        return DateSpan(*both) if both else None

    def without(self, other: "DateSpan") -> list["DateSpan"]:
        """What is left without the days of `other`: the whole, one or two pieces, or nothing."""
        both = self.meets(other)
        if both is None:
            return [self]
        left = []
        if both.first is not None and both.first != self.first:
            left.append(DateSpan(self.first, both.first))
        if both.end is not None and both.end != self.end:
            left.append(DateSpan(both.end, self.end))
        return left


def span_of(during: DateRange) -> DateSpan:
    return DateSpan(during.lower, during.upper)
