"""The members that the desk lists and offers, with cell and load of the day, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Count, QuerySet

from assignments.desk.context import DeskContext
from assignments.models import Member, Tier
from assignments.queries.lists import search

ROWS_PER_PAGE = 50
MAX_NAMED = 50
"""The largest number of members offered for a name."""


@dataclass(frozen=True)
class MemberRow:
    """A member with the cell and load of the day.

    One SQL query returns its values, for a choice of hundreds: unlike `queries.lists.MemberRow` it has no records.
    """

    pk: int
    name: str
    cell: str
    is_own: bool
    """Whether the cell is the one of the desk, or is of its unit."""
    is_exempt: bool
    commune: int
    district: int

    @property
    def load(self) -> int:
        return self.commune + self.district


@dataclass(frozen=True)
class MemberChoices:
    """One page of the members of the place, and all members whom the page's form offers at once.

    A commune has hundreds of members: the form offers those of the page, those with a name, and the selected one. A
    script fetches the rest when the user begins to type (`desk:members`).
    """

    page: Page[Any]
    listed: list[MemberRow]
    offered: list[MemberRow]
    named: list[MemberRow]

    def get(self, pk: int | None) -> MemberRow | None:
        return next((row for row in self.offered if row.pk == pk), None)


def member_choices(
    desk: DeskContext, *, page: str | None = None, keep: Iterable[int | None] = (), name: str = ""
) -> MemberChoices:
    """Page number `page` of the members of the place; offered are also those called `name` and those to `keep`.

    Four queries at most.
    """
    current_page = Paginator(_keys_here(desk), ROWS_PER_PAGE).get_page(page)
    named = _keys(search(desk.members(), name))[:MAX_NAMED] if name.strip() else []
    of_page = current_page.object_list
    missing = {pk for pk in keep if pk is not None}.difference(named, of_page)
    selected = _keys(desk.members().filter(pk__in=missing)) if missing else []
    keys = [*named, *selected, *of_page]
    rows = {row.pk: row for row in _rows(keys, desk)}
    offered = [rows[pk] for pk in dict.fromkeys(keys) if pk in rows]
    return MemberChoices(current_page, [rows[pk] for pk in of_page], offered, [rows[pk] for pk in named])


# In SQL, both lists at once: whether a commune has members of its own is known only when they are read.
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


def _keys_here(desk: DeskContext) -> list[int]:
    """The members of the cell, or of a body of the unit; of a commune without bodies all members."""
    ours, column = _own_bodies(desk)
    params: dict[str, Any] = {"day": desk.day, "units": desk.readable_units, "ours": ours}
    params |= {"commune": desk.commune, "is_village": desk.is_village}
    elsewhere = _OF_AGENCIES if Tier.DISTRICT in desk.tiers else "false"
    with connection.cursor() as cursor:
        cursor.execute(_HERE.format(ours=column, elsewhere=elsewhere), params)
        own, all_members = cursor.fetchone()
    return list(own or all_members)


def _own_bodies(desk: DeskContext) -> tuple[int, str]:
    """The key by which SQL recognises the bodies of the place, and its column."""
    return (desk.cell.pk, "b.id") if desk.cell else (desk.unit.pk, "b.unit_id")


def _keys(members: QuerySet[Member]) -> list[int]:
    return [pk for pk, _order in members.order_by("sort_key", "pk").values_list("pk", "sort_key")]


def member_rows(desk: DeskContext) -> list[MemberRow]:
    """All members who can be put in charge, own village or cell first, then by given name. Two queries."""
    return sorted(_rows(_keys(desk.members()), desk), key=lambda row: not row.is_own)


# In SQL, as the rows of households are.
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


def _rows(keys: list[int], desk: DeskContext) -> list[MemberRow]:
    """These members with cell and load, by given name. One query."""
    ours, column = _own_bodies(desk)
    params: dict[str, Any] = {"keys": keys, "units": desk.readable_units, "day": desk.day, "ours": ours}
    with connection.cursor() as cursor:
        cursor.execute(_ROWS.format(ours=column), params)
        return [MemberRow(*record) for record in cursor.fetchall()]


def loads(members: Iterable[int], desk: DeskContext) -> dict[int, dict[str, int]]:
    """For each member and tier the number of households of the day."""
    counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = desk.in_charge().filter(member__in=list(members)).order_by()
    for member, tier, number in rows.values_list("member", "tier").annotate(n=Count("household", distinct=True)):
        counts[member][tier] = number
    return counts
