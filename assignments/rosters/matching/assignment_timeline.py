"""Assignments of households over time, and the one that a new assignment would end."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from lambinh.lib.dates.ranges import last_day_before, overlap


@dataclass(eq=False)
class AssignmentSpan:
    """An assignment in charge, from `start` up to but not including `end`. Without `pk` it is planned."""

    member: int
    member_name: str
    start: date
    end: date | None
    tier: str
    pk: int | None = None
    is_replaced: bool = False
    """Whether it ends because another member takes over."""
    stored_end: date | None = None
    """Its end in the data, before the plan."""

    def overlaps(self, start: date, end: date | None) -> bool:
        return overlap((self.start, self.end), (start, end))

    @property
    def last_day(self) -> date | None:
        return last_day_before(self.end)


@dataclass(slots=True)
class ResolvedAssignment:
    """The assignment that a row's names and dates stand for."""

    household: int
    new: AssignmentSpan
    decision: int | None = None
    """Index of the table whose decision covers the assignment."""
    commune: int | None = None
    """The commune that is responsible for the household today."""
    ends: AssignmentSpan | None = None
    """The assignment that the new one ends."""


class OverlapError(Exception):
    """The planned assignment overlaps `other`; `code` is the code of the problem to report."""

    def __init__(self, code: str, other: AssignmentSpan) -> None:
        self.code, self.other = code, other
        super().__init__(code)


class AssignmentTimeline:
    """The assignments in charge of some households: those in the data, and those planned so far."""

    def __init__(self, households: Iterable[int]) -> None:
        self._spans: dict[int, list[AssignmentSpan]] = defaultdict(list)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT a.household_id, a.member_id, coalesce(m.full_name, assignee_name(a.id)),"
                " coalesce(lower(a.during), '0001-01-01'::date),"
                " upper(a.during), a.tier, a.id"
                " FROM assignments_assignment a LEFT JOIN assignments_member m ON m.id = a.member_id"
                " WHERE a.household_id = ANY(%s) AND a.role = 'in_charge' ORDER BY lower(a.during)",
                [list(households)],
            )
            for household, member, name, start, end, tier, pk in cursor.fetchall():
                self._spans[household].append(AssignmentSpan(member, name, start, end, tier, pk, stored_end=end))

    def stored_ids(self, households: Iterable[int]) -> list[int]:
        """Ids of the assignments of `households` that are in the data."""
        return [span.pk for household in households for span in self._spans[household] if span.pk]

    def find_same(self, household: int, new: AssignmentSpan, *, has_own_start: bool) -> AssignmentSpan | None:
        """The assignment by which the same member is in charge of the household in that tier already.

        It has to cover the first day of `new`. If that day comes from the title and not from the row
        (not `has_own_start`), a later assignment counts as well.
        """
        end = new.start + timedelta(days=1) if has_own_start else new.end
        return next(
            (
                span
                for span in self._spans[household]
                if (span.member, span.tier) == (new.member, new.tier) and span.overlaps(new.start, end)
            ),
            None,
        )

    def add(self, household: int, new: AssignmentSpan) -> AssignmentSpan | None:
        """Add `new`, and return the assignment of that tier that ends the day before.

        Raises OverlapError if another assignment starts on the same day or later, or if the member is in charge of
        the household already.
        """
        ended = None
        for other in self._spans[household]:
            if not other.overlaps(new.start, new.end):
                continue
            if other.member == new.member:
                raise OverlapError("same_member_overlaps", other)
            if other.tier != new.tier:
                continue
            if other.start >= new.start:
                raise OverlapError("other_starts_later", other)
            ended = other
        if ended is not None:
            ended.end, ended.is_replaced = new.start, True
        self._spans[household].append(new)
        return ended
