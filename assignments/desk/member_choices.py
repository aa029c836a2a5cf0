"""The members that the desk shows and offers, with cell and load of the day. A fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Count, QuerySet

from assignments.desk.context import DeskContext
from assignments.models import Tier
from assignments.queries import search

ROWS_A_PAGE = 50
FOUND = 50
"""So many members at most are offered for a name."""


@dataclass(frozen=True)
class MemberRow:
    """A member with the cell and load of the day."""

    pk: int
    name: str
    cell: str
    is_own: bool
    is_exempt: bool
    commune: int
    district: int

    @property
    def load(self) -> int:
        return self.commune + self.district


@dataclass(frozen=True)
class Choice:
    """The members of a page: one page of those who sit here, and all whom its form offers at once.

    A commune has hundreds of members: the form offers the page's own, those of a name and who is chosen already. The
    rest is fetched when somebody begins to type (`desk_members`).
    """

    page: Page[Any]
    listed: list[MemberRow]
    offered: list[MemberRow]
    named: list[MemberRow]

    def of(self, pk: int | None) -> MemberRow | None:
        return next((row for row in self.offered if row.pk == pk), None)


def choice(place: DeskContext, *, page: str | None = None, keep: Iterable[int | None] = (), name: str = "") -> Choice:
    """Page number `page` of those who sit here, with those called `name` and those to `keep`. Four queries at most."""
    shown = Paginator(_here(place), ROWS_A_PAGE).get_page(page)
    named = _keys(search(place.members(), name))[:FOUND] if name.strip() else []
    here = shown.object_list
    wanted = {pk for pk in keep if pk is not None}.difference(named, here)
    kept = _keys(place.members().filter(pk__in=wanted)) if wanted else []
    found = {row.pk: row for row in _rows([*named, *kept, *here], place)}
    offered = [found[pk] for pk in dict.fromkeys([*named, *kept, *here]) if pk in found]
    return Choice(shown, [found[pk] for pk in here], offered, [found[pk] for pk in named])


# By hand too, both answers at once: whether a commune has members of its own is known when they are read.
_HERE = """
WITH choice AS MATERIALIZED (
    SELECT m.id, m.sort_key, m.id IN (
        SELECT s.member_id FROM assignments_membership s JOIN assignments_body b ON b.id = s.body_id
        WHERE s.during @> %(day)s::date AND s.commune_id = ANY(%(units)s) AND {ours} = %(ours)s
    ) AS is_here
    FROM assignments_member m
    WHERE m.commune_id = ANY(%(units)s) AND m.merged_into_id IS NULL AND (m.commune_id = %(commune)s OR {elsewhere})
)
SELECT ARRAY(SELECT id FROM choice WHERE is_here ORDER BY sort_key, id),
    ARRAY(SELECT id FROM choice WHERE NOT %(is_village)s ORDER BY sort_key, id)
"""
_OF_AGENCIES = """m.id IN (
    SELECT s.member_id FROM assignments_membership s JOIN assignments_body b ON b.id = s.body_id
    WHERE s.during @> %(day)s::date AND b.tier = 'district'
)"""


def _here(place: DeskContext) -> list[int]:
    """Who sits in the cell, or in a body of the unit; where a commune has none of its own, all of its members."""
    ours, column = _ours(place)
    given: dict[str, Any] = {"day": place.day, "units": place.seen_units, "ours": ours}
    given |= {"commune": place.commune, "is_village": place.is_village}
    elsewhere = _OF_AGENCIES if Tier.DISTRICT in place.tiers else "false"
    with connection.cursor() as cursor:
        cursor.execute(_HERE.format(ours=column, elsewhere=elsewhere), given)
        own, everybody = cursor.fetchone()
    return list(own or everybody)


def _ours(place: DeskContext) -> tuple[int, str]:
    """What tells the place's own bodies, and the column in which it stands."""
    return (place.cell.pk, "b.id") if place.cell else (place.unit.pk, "b.unit_id")


def _keys(members: QuerySet[Any]) -> list[int]:
    return [pk for pk, _order in members.order_by("sort_key", "pk").values_list("pk", "sort_key")]


def member_rows(place: DeskContext) -> list[MemberRow]:
    """Who can be put in charge, own village or cell first, then by given name. Two queries."""
    return sorted(_rows(_keys(place.members()), place), key=lambda row: not row.is_own)


# By hand, as the rows of households are.
_ROWS = """
SELECT m.id, m.full_name, coalesce(b.name, ''), coalesce({ours} = %(ours)s, false), coalesce(s.is_exempt, false),
    coalesce(load.commune, 0), coalesce(load.district, 0)
FROM assignments_member m
LEFT JOIN assignments_membership s
    ON s.member_id = m.id AND s.during @> %(day)s::date AND s.commune_id = ANY(%(units)s)
LEFT JOIN assignments_body b ON b.id = s.body_id
LEFT JOIN (
    SELECT member_id, count(DISTINCT household_id) FILTER (WHERE tier = 'commune') AS commune,
        count(DISTINCT household_id) FILTER (WHERE tier = 'district') AS district
    FROM assignments_assignment
    WHERE member_id = ANY(%(keys)s) AND during @> %(day)s::date AND commune_id = ANY(%(units)s) AND role = 'in_charge'
    GROUP BY member_id
) load ON load.member_id = m.id
WHERE m.id = ANY(%(keys)s) AND m.commune_id = ANY(%(units)s) AND m.merged_into_id IS NULL
ORDER BY m.sort_key, m.id
"""


def _rows(keys: list[int], place: DeskContext) -> list[MemberRow]:
    """These members with cell and load, by given name. One query."""
    ours, column = _ours(place)
    given: dict[str, Any] = {"keys": keys, "units": place.seen_units, "day": place.day, "ours": ours}
    with connection.cursor() as cursor:
        cursor.execute(_ROWS.format(ours=column), given)
        return [MemberRow(*row) for row in cursor.fetchall()]


def loads(members: Iterable[int], place: DeskContext) -> dict[int, dict[str, int]]:
    """For each member and tier the households in the member's charge on the day."""
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    held = place.in_charge().filter(member__in=list(members)).order_by()
    for member, tier, number in held.values_list("member", "tier").annotate(n=Count("household", distinct=True)):
        found[member][tier] = number
    return found
