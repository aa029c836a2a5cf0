"""Who is in charge of a household in a tier, through time: what a new assignment would end."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from lambinh.lib.dates.ranges import last_day_before, overlap


@dataclass(eq=False)
class AssignmentSpan:
    """An assignment in charge: days from `start` up to, not including, `end`. Without `pk` it is planned."""

    member: int
    member_name: str
    start: date
    end: date | None
    tier: str
    pk: int | None = None
    replaced: bool = False
    """Whether it ends because another member takes over."""
    was_end: date | None = None
    """Its end in the data, before the plan."""

    def overlaps(self, start: date, end: date | None) -> bool:
        return overlap((self.start, self.end), (start, end))

    @property
    def last_day(self) -> date | None:
        return last_day_before(self.end)


class OverlapError(Exception):
    """The planned assignment cannot stand beside one that is there; its text names which."""

    def __init__(self, code: str, other: AssignmentSpan) -> None:
        self.code, self.other = code, other
        super().__init__(code)


class AssignmentTimeline:
    """The assignments in charge of some households, as they are and as the plan would leave them."""

    def __init__(self, households: Iterable[int]) -> None:
        self.of: dict[int, list[AssignmentSpan]] = defaultdict(list)
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
                self.of[household].append(AssignmentSpan(member, name, start, end, tier, pk, was_end=end))

    def same(self, household: int, new: AssignmentSpan, *, start_is_said: bool) -> AssignmentSpan | None:
        """The stretch in which the same member already has the household in that tier.

        It holds on the first day of `new`; where that day was not said but taken from the title, later counts too.
        """
        end = new.start + timedelta(days=1) if start_is_said else new.end
        return next(
            (
                stretch
                for stretch in self.of[household]
                if (stretch.member, stretch.tier) == (new.member, new.tier) and stretch.overlaps(new.start, end)
            ),
            None,
        )

    def put(self, household: int, new: AssignmentSpan) -> AssignmentSpan | None:
        """Add `new`; whoever was in charge in that tier ends the day before, and is returned.

        Raises Clash where another assignment starts on the same day or later, or the pair is there already.
        """
        ended = None
        for other in self.of[household]:
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
            ended.end, ended.replaced = new.start, True
        self.of[household].append(new)
        return ended
