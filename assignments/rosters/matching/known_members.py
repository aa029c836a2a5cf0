"""Known members: one query for all that the rows of a roster can name."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from django.db import connection

from assignments.rosters.fields import MEMBERS, column_names
from households.models.scoped import Units, scope_condition_sql, scope_parameter
from lambinh.lib.dates.ranges import contains

FIELDS = column_names(MEMBERS)
"""A field of a roster, and its column of the member or of the membership."""


class KnownMember(NamedTuple):
    """A member with one membership."""

    pk: int
    full_name: str
    sex: str
    birth_date: str
    phone: str
    note: str
    body: int | None
    position: str
    is_exempt: bool
    lower: date | None
    upper: date | None

    def is_member_on(self, day: date) -> bool:
        return contains((self.lower, self.upper), day)


_BY_NAME = """
    SELECT m.id, m.full_name, m.sex, m.birth_date, m.phone, m.note, s.body_id, coalesce(s.position, ''),
           coalesce(s.is_exempt, false), lower(s.during), upper(s.during)
    FROM assignments_member m LEFT JOIN assignments_membership s ON s.member_id = m.id
    WHERE m.search_key = ANY(%(names)s) AND m.merged_into_id IS NULL AND {within}
    ORDER BY m.id, lower(s.during) NULLS FIRST
""".format(within=scope_condition_sql("m.commune_id"))  # noqa: S608 a condition of ours


def known_members(names: set[str], units: Units) -> Iterator[KnownMember]:
    """Members of `units` with one of `names` (folded), once for each of their memberships."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_NAME, {"names": sorted(names), "within": scope_parameter(units)})
        while rows := cursor.fetchmany(5_000):
            yield from map(KnownMember._make, rows)


def prefer(members: list[KnownMember], condition: Callable[[KnownMember], bool]) -> list[KnownMember]:
    """Those of several `members` that meet `condition`; all of them if none does."""
    if len(members) < 2:
        return members
    return [member for member in members if condition(member)] or members
