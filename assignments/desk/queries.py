"""What the desk shows: households with who is in charge, villages and cells. A fixed number of queries."""

from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from assignments.desk.context import DeskContext
from assignments.models import Member, Membership, Tier
from assignments.models.querysets import AssignmentQuerySet
from assignments.queries import search
from households.labels import labels
from households.models import PovertyStatus, Residence, Unit
from lambinh.lib.primary_keys import ordered_keys
from lambinh.lib.query_planner import hash_joins_only


@dataclass(frozen=True)
class Home:
    """A household, as far as a row shows it."""

    pk: int
    head_name: str
    code: str | None
    size: int | None


@dataclass(frozen=True)
class Charge:
    """An assignment of the day, and whether its member is exempt or sits elsewhere that day."""

    pk: int
    tier: str
    carer: str | None
    first: date | None
    last_day: date | None
    is_exempt: bool
    is_away: bool


@dataclass(frozen=True)
class HouseholdRow:
    """A household on the day, and who is in charge of it in each tier."""

    household: Home
    village: str
    poverty: PovertyStatus.Class | None
    district: Charge | None
    commune: Charge | None

    @property
    def carers(self) -> list[Charge]:
        return [one for one in (self.district, self.commune) if one is not None]

    def held(self, tier: str) -> Charge | None:
        return self.district if tier == Tier.DISTRICT else self.commune


def with_state(assignments: AssignmentQuerySet, place: DeskContext) -> AssignmentQuerySet:
    """With the carer's name, and whether the member is exempt (`is_exempt`) or sits elsewhere (`is_away`) that day."""
    seats = Membership.objects.visible_to(place.user).on(place.day).filter(member=OuterRef("member"))
    known = Member.objects.visible_to(place.user).filter(pk=OuterRef("member"))
    here = Exists(seats.filter(commune=OuterRef("commune")))
    of_commune = Q(tier=Tier.COMMUNE) & ~here
    of_district = Q(tier=Tier.DISTRICT) & Exists(known) & ~Exists(seats)
    found: AssignmentQuerySet = assignments.with_carer().annotate(
        is_exempt=Exists(seats.filter(is_exempt=True)), is_away=of_commune | of_district
    )
    return found


def filter_households(
    place: DeskContext, *, who: str = "", poverty: str = "", text: str = "", member: int | None = None
) -> QuerySet[Any]:
    """The households of `place` that a person asked for, by the heads' given names."""
    found = place.households()
    charge = place.in_charge().filter(household=OuterRef("pk"))
    if who == "nobody":
        found = found.filter(~Exists(charge))
    elif who == "both":
        found = found.filter(*(Exists(charge.filter(tier=tier)) for tier in Tier))
    elif who == "attention":
        found = found.filter(Exists(with_state(charge, place).filter(Q(is_exempt=True) | Q(is_away=True))))
    if poverty:
        classes = PovertyStatus.objects.visible_to(place.user).on(place.day).filter(poverty_class=poverty)
        found = found.filter(pk__in=classes.values("household"))
    if member is not None:
        found = found.filter(Exists(charge.filter(member=member)))
    return search(found, text, "code").order_by("sort_key", "pk")


# One query by hand: built of query sets, these rows cost five, and putting those together took longer than all the
# rest of the page. `units` is what `visible_to` says; the database's own lock stands behind it. Facts are looked up one
# household at a time: the planner, which counts both locks twice, would read those of the whole commune.
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


def rows_for(keys: Iterable[int], place: DeskContext) -> list[HouseholdRow]:
    """The households with these keys that the person sees, wherever they live, by the heads' given names. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, {"keys": list(keys), "units": place.seen_units, "day": place.day})
        found = cursor.fetchall()
    return [_household_row(list(lines)) for _household, lines in groupby(found, key=itemgetter(0))]


def _household_row(lines: list[tuple[Any, ...]]) -> HouseholdRow:
    """A row of the lines of one household, one for each tier in which somebody is in charge of it."""
    pk, head_name, code, size, village, poverty, *_charge = lines[0]
    charges = {line[7]: Charge(*line[6:]) for line in lines if line[6] is not None}
    return HouseholdRow(
        Home(pk, head_name, code, size),
        village or "",
        PovertyStatus.Class(poverty) if poverty else None,
        charges.get(Tier.DISTRICT),
        charges.get(Tier.COMMUNE),
    )


def keys_of(households: QuerySet[Any], place: DeskContext) -> list[int]:
    """Their keys, in order. A commune's are planned by hashing."""
    with nullcontext() if place.is_village else hash_joins_only():
        return ordered_keys(households)


@dataclass(frozen=True)
class PlaceChoices:
    """A commune's villages and cells to choose from, with what there is in each on the day."""

    villages: list[Any]
    cells: list[Any]


def place_choices(place: DeskContext) -> PlaceChoices:
    """The villages with `label`, `households` and `uncovered`, the cells with `label` and `seated`.

    Five queries, and one more each where villages or cells share a name.
    """
    day, user = place.day, place.user
    homes = Residence.objects.visible_to(user).on(day)
    charge = place.in_charge().values("household")  # read once, whatever the planner knows of the tables
    numbers = dict(_counts(homes.filter(village__in=place.villages()), "village"))
    bare = dict(_counts(homes.filter(village__in=place.villages()).exclude(household__in=charge), "village"))
    villages = list(place.villages().order_by("sort_key", "pk"))
    names = labels(villages)
    for village in villages:
        village.label = names[village.pk]
        village.households, village.uncovered = numbers.get(village.pk, 0), bare.get(village.pk, 0)
    cells = list(place.cells())
    seats = dict(_counts(Membership.objects.visible_to(user).on(day).filter(body__in=cells), "body"))
    names = labels(cells, unit="unit_id")
    for cell in cells:
        cell.label, cell.seated = names[cell.pk], seats.get(cell.pk, 0)
    return PlaceChoices(villages, [cell for cell in cells if cell.seated])


def title(place: DeskContext) -> str:
    """What the place is called, told apart from others of that name in its commune. One query for villages, or two."""
    name = str(place.cell or place.unit)
    if not place.is_village:
        return name
    alike = Unit.objects.below(place.commune, place.day).filter(name=place.unit.name)
    beside = alike.exclude(pk=place.unit.pk)
    return name + labels([place.unit, *beside])[place.unit.pk].removeprefix(str(place.unit))


def _counts(rows: QuerySet[Any], by: str) -> Iterable[tuple[int, int]]:
    found: Iterable[tuple[int, int]] = rows.order_by().values_list(by).annotate(n=Count("pk"))
    return found
