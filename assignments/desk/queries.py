"""The households, villages and cells of the desk, in a fixed number of queries."""

from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable

from assignments.desk.context import DeskContext
from assignments.models import Member, Membership, Tier
from assignments.models.querysets import AssignmentQuerySet
from assignments.queries.lists import search
from assignments.queries.rows import HouseholdRow, HouseholdSummary, RowAssignment
from households.labels import labels
from households.models import Household, PovertyStatus, Residence, Unit
from lambinh.lib.primary_keys import ordered_keys
from lambinh.lib.query_planner import hash_joins_only

Record = tuple[Any, ...]
"""A row of the result of `_ROWS`."""


def with_member_state(assignments: AssignmentQuerySet, desk: DeskContext) -> AssignmentQuerySet:
    """With the member's name, and whether the member is exempt (`is_exempt`) or has moved (`is_away`) on the day."""
    memberships = Membership.objects.visible_to(desk.user).on(desk.day).filter(member=OuterRef("member"))
    is_visible = Exists(Member.objects.visible_to(desk.user).filter(pk=OuterRef("member")))
    is_here = Exists(memberships.filter(commune=OuterRef("commune")))
    of_commune = Q(tier=Tier.COMMUNE) & ~is_here
    of_district = Q(tier=Tier.DISTRICT) & is_visible & ~Exists(memberships)
    queryset: AssignmentQuerySet = assignments.with_carer().annotate(
        is_exempt=Exists(memberships.filter(is_exempt=True)), is_away=of_commune | of_district
    )
    return queryset


def filter_households(
    desk: DeskContext, *, who: str = "", poverty: str = "", text: str = "", member: int | None = None
) -> QuerySet[Household]:
    """The households of the place that match the filters, by the heads' given names."""
    households, in_charge = desk.households(), desk.in_charge().filter(household=OuterRef("pk"))
    if who:
        households = households.filter(*_conditions_in_charge(who, in_charge, desk))
    if poverty:
        classes = PovertyStatus.objects.visible_to(desk.user).on(desk.day).filter(poverty_class=poverty)
        households = households.filter(pk__in=classes.values("household"))
    if member is not None:
        households = households.filter(Exists(in_charge.filter(member=member)))
    return search(households, text, "code").order_by("sort_key", "pk")


def _conditions_in_charge(who: str, in_charge: AssignmentQuerySet, desk: DeskContext) -> list[Combinable]:
    """The conditions of the filter "who is in charge"."""
    if who == "nobody":
        return [~Exists(in_charge)]
    if who == "both":
        return [Exists(in_charge.filter(tier=tier)) for tier in Tier]
    return [Exists(with_member_state(in_charge, desk).filter(Q(is_exempt=True) | Q(is_away=True)))]


# One query in SQL: as querysets these rows cost five, and joining those took longer than the rest of the page. `units`
# is the condition of `visible_to`; row-level security holds besides. Dated facts are looked up one household at a
# time: the planner, which counts both conditions twice, would read those of the whole commune.
_ROWS = """
SELECT h.id, h.head_name, h.code, h.size,
    (
        SELECT btrim(v.prefix || ' ' || v.name) FROM households_unit v WHERE v.id = (
            SELECT r.village_id FROM households_residence r
            WHERE r.household_id = h.id AND r.during @> %(day)s::date AND r.commune_id = ANY(%(units)s)
        )
    ),
    (
        SELECT p.poverty_class FROM households_povertystatus p
        WHERE p.household_id = h.id AND p.during @> %(day)s::date AND p.commune_id = ANY(%(units)s)
    ),
    a.id, a.tier, assignee_name(a.id), lower(a.during), upper(a.during) - 1, coalesce(seat.is_exempt, false),
    CASE a.tier WHEN 'commune' THEN seat.is_here IS NOT TRUE ELSE seat.is_here IS NULL AND (
        SELECT m.commune_id = ANY(%(units)s) AND m.merged_into_id IS NULL
        FROM assignments_member m WHERE m.id = a.member_id
    ) IS TRUE END
FROM households_household h
LEFT JOIN assignments_assignment a
    ON a.household_id = h.id AND a.during @> %(day)s::date AND a.commune_id = ANY(%(units)s) AND a.role = 'in_charge'
LEFT JOIN LATERAL (
    SELECT bool_or(s.is_exempt) AS is_exempt, bool_or(s.commune_id = a.commune_id) AS is_here
    FROM assignments_membership s
    WHERE s.member_id = a.member_id AND s.during @> %(day)s::date AND s.commune_id = ANY(%(units)s)
) seat ON true
WHERE h.id = ANY(%(keys)s) AND h.commune_id = ANY(%(units)s) AND h.merged_into_id IS NULL
ORDER BY h.sort_key, h.id
"""


def rows_for(keys: Iterable[int], desk: DeskContext) -> list[HouseholdRow]:
    """The visible households with these keys, wherever they live, by the heads' given names. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, {"keys": list(keys), "units": desk.readable_units, "day": desk.day})
        records = cursor.fetchall()
    return [_household_row(list(group)) for _household, group in groupby(records, key=itemgetter(0))]


def _household_row(records: list[Record]) -> HouseholdRow:
    """The row of one household, from one record for each tier in which a member is in charge of it."""
    pk, head_name, code, size, village, poverty, *_assignment = records[0]
    assignments = {record[7]: RowAssignment(*record[6:]) for record in records if record[6] is not None}
    return HouseholdRow(
        HouseholdSummary(pk, head_name, code, size),
        village or "",
        PovertyStatus.Class(poverty) if poverty else None,
        assignments.get(Tier.DISTRICT),
        assignments.get(Tier.COMMUNE),
    )


def keys_of(households: QuerySet[Household], desk: DeskContext) -> list[int]:
    """The keys of the households, in order. Those of a commune are planned with hash joins."""
    with nullcontext() if desk.is_village else hash_joins_only():
        return ordered_keys(households)


@dataclass(frozen=True)
class VillageChoice:
    """A village with the numbers of its households, and of those that nobody is in charge of."""

    pk: int
    label: str
    households: int
    uncovered: int


@dataclass(frozen=True)
class CellChoice:
    """A cell with the number of its members."""

    pk: int
    unit_id: int
    label: str
    seated: int


@dataclass(frozen=True)
class PlaceChoices:
    """The villages and cells of a commune to choose from, with counts of the day."""

    villages: list[VillageChoice]
    cells: list[CellChoice]


def place_choices(desk: DeskContext) -> PlaceChoices:
    """The villages and cells of a place.

    Five queries, and one more each if villages or cells share a name.
    """
    return PlaceChoices(_villages(desk), _cells(desk))


def _villages(desk: DeskContext) -> list[VillageChoice]:
    residences = desk.residences()
    covered = desk.in_charge().values("household")  # read once, whatever the planner knows of the tables
    households = _counts(residences, "village")
    uncovered = _counts(residences.exclude(household__in=covered), "village")
    villages = list(desk.villages().order_by("sort_key", "pk"))
    names = labels(villages)
    return [
        VillageChoice(pk, names[pk], households.get(pk, 0), uncovered.get(pk, 0))
        for pk in (village.pk for village in villages)
    ]


def _cells(desk: DeskContext) -> list[CellChoice]:
    """The cells with members."""
    cells = list(desk.cells())
    members = _counts(Membership.objects.visible_to(desk.user).on(desk.day).filter(body__in=cells), "body")
    names = labels(cells, unit="unit_id")
    return [
        CellChoice(cell.pk, cell.unit_id, names[cell.pk], members[cell.pk]) for cell in cells if members.get(cell.pk)
    ]


def title(desk: DeskContext) -> str:
    """The name of the place, distinct from others of that name in its commune. One query for villages, or two."""
    name = str(desk.cell or desk.unit)
    if not desk.is_village:
        return name
    namesakes = Unit.objects.below(desk.commune, desk.day).filter(name=desk.unit.name).exclude(pk=desk.unit.pk)
    return name + labels([desk.unit, *namesakes])[desk.unit.pk].removeprefix(str(desk.unit))


def _counts(rows: QuerySet[Residence] | QuerySet[Membership], by: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(by).annotate(n=Count("pk")))
