"""Spans of days, and their differences; an open side is None."""

from datetime import date
from typing import NamedTuple

from django.db.backends.postgresql.psycopg_any import DateRange

from lambinh.lib.dates import ranges


class DateSpan(NamedTuple):
    """The days from `first` up to `end`, which is not included."""

    first: date | None
    end: date | None

    @property
    def range(self) -> DateRange:
        return DateRange(self.first, self.end)

    def intersection(self, other: "DateSpan") -> "DateSpan | None":
        """The days that both have; None if there are none."""
        shared = ranges.intersection(self, other)
        return DateSpan(*shared) if shared else None

    def subtract(self, other: "DateSpan") -> list["DateSpan"]:
        """The days that `other` does not have: the whole span, one or two parts of it, or none."""
        shared = self.intersection(other)
        if shared is None:
            return [self]
        parts = []
        if shared.first is not None and shared.first != self.first:
            parts.append(DateSpan(self.first, shared.first))
        if shared.end is not None and shared.end != self.end:
            parts.append(DateSpan(shared.end, self.end))
        return parts


def span_of(during: DateRange) -> DateSpan:
    return DateSpan(during.lower, during.upper)
