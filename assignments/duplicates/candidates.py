"""Candidate pairs: records that may be duplicates, found by blocking and scored, both in SQL.

Only records of one block are compared: a citizen id, a phone, a name in one village or cell, a name and birth year in
one commune. Every pair with MIN_SCORE points or more shares such a block. A block of more than MAX_BLOCK_SIZE records
(a phone that a whole village gave) is evidence of nothing and is left out, so that the work grows with the rows alone.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from households.models.scoped import scope_condition_sql, scope_parameter
from households.permissions import permissions_for
from lambinh.accounts.permissions import Permission

MIN_SCORE = 55
MAX_BLOCK_SIZE = 30

Kind = Literal["households", "members"]


class Reason(StrEnum):
    """Evidence that two records are the same, or that they are not."""

    CITIZEN_ID = "citizen_id"
    OTHER_CITIZEN_ID = "other_citizen_id"
    PHONE = "phone"
    NAME = "name"
    MARKS_DIFFER = "marks_differ"
    BIRTH_YEAR = "birth_year"
    OTHER_BIRTH_YEAR = "other_birth_year"
    PLACE = "place"
    COMMUNE = "commune"


POINTS = {
    Reason.CITIZEN_ID: 60,
    Reason.OTHER_CITIZEN_ID: -40,
    Reason.PHONE: 25,
    Reason.NAME: 30,
    Reason.MARKS_DIFFER: 10,
    Reason.BIRTH_YEAR: 20,
    Reason.OTHER_BIRTH_YEAR: -20,
    Reason.PLACE: 25,
    Reason.COMMUNE: 10,
}
"""Huấn and Huân are two people: a name that differs in its marks counts little."""


PairRecord = tuple[int, int, int, list[str], *tuple[int, ...]]
"""The keys of a pair, its score and reasons; of a page also the number of all pairs."""


@dataclass(frozen=True)
class Pair:
    """Two candidate records; the lower key comes first."""

    first: int
    second: int
    score: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class CandidatePage:
    """The pairs of one page, and the number of all pairs."""

    pairs: list[Pair]
    number: int


_DIGITS = r"right(regexp_replace({phone}, '\D', '', 'g'), 9)"
PEOPLE = {
    "households": f"""
        SELECT h.id, h.commune_id AS commune, h.search_key AS folded, h.sort_key AS spelt,
            h.head_birth_year::int AS year, nullif(h.citizen_id_digest, '') AS digest, r.village_id AS place,
            {_DIGITS.format(phone="h.phone")} AS phone
        FROM households_household h
        LEFT JOIN households_residence r ON r.household_id = h.id AND r.during @> %(day)s::date
            AND {scope_condition_sql("r.commune_id")}
        WHERE h.merged_into_id IS NULL AND {scope_condition_sql("h.commune_id")}
    """,  # noqa: S608 of ours
    "members": f"""
        SELECT m.id, m.commune_id AS commune, m.search_key AS folded, m.sort_key AS spelt,
            nullif(left(m.birth_date, 4), '')::int AS year, NULL::text AS digest,
            {_DIGITS.format(phone="m.phone")} AS phone, s.body_id AS place
        FROM assignments_member m
        LEFT JOIN assignments_membership s ON s.member_id = m.id AND s.during @> %(day)s::date
            AND {scope_condition_sql("s.commune_id")}
        WHERE m.merged_into_id IS NULL AND {scope_condition_sql("m.commune_id")}
    """,  # noqa: S608 of ours
}
_TESTS = {
    Reason.CITIZEN_ID: "a.digest = b.digest",
    Reason.OTHER_CITIZEN_ID: "a.digest <> b.digest",
    Reason.PHONE: "a.phone = b.phone AND length(a.phone) = 9",
    Reason.NAME: "a.spelt = b.spelt",
    Reason.MARKS_DIFFER: "a.folded = b.folded AND a.spelt <> b.spelt",
    Reason.BIRTH_YEAR: "a.year = b.year",
    Reason.OTHER_BIRTH_YEAR: "a.year <> b.year",
    Reason.PLACE: "a.place = b.place",
    Reason.COMMUNE: "a.commune = b.commune AND (a.place = b.place) IS NOT TRUE",
}
_SCORE = " + ".join(f"CASE WHEN {test} THEN {POINTS[reason]} ELSE 0 END" for reason, test in _TESTS.items())
_REASONS = ", ".join(f"CASE WHEN {test} THEN '{reason}' END" for reason, test in _TESTS.items())
_PAIRS = f"""
    WITH people AS MATERIALIZED ({{people}}), blocks AS (
        SELECT id, 'c' || digest AS shared FROM people WHERE digest IS NOT NULL
        UNION ALL SELECT id, 'p' || phone FROM people WHERE length(phone) = 9
        UNION ALL SELECT id, 'v' || place || ' ' || folded FROM people WHERE place IS NOT NULL
        UNION ALL SELECT id, 'y' || commune || ' ' || year || ' ' || folded FROM people
            WHERE year IS NOT NULL AND commune IS NOT NULL
    ), alike AS (
        SELECT array_agg(id) AS ids FROM blocks GROUP BY shared HAVING count(*) BETWEEN 2 AND {MAX_BLOCK_SIZE}
    ), pairs AS (
        SELECT DISTINCT one AS first, two AS second FROM alike, unnest(ids) one, unnest(ids) two WHERE one < two
    ), weighed AS (
        SELECT pairs.first, pairs.second, {_SCORE} AS score, array_remove(ARRAY[{_REASONS}], NULL) AS reasons
        FROM pairs JOIN people a ON a.id = pairs.first JOIN people b ON b.id = pairs.second
    )
    SELECT first, second, score, reasons, count(*) OVER () FROM weighed
    WHERE score >= {MIN_SCORE} AND NOT EXISTS (
        SELECT FROM duplicates_distinctpair n WHERE n.first_{{one}}_id = first AND n.second_{{one}}_id = second
    )
    ORDER BY score DESC, first, second LIMIT %(limit)s OFFSET %(offset)s
"""  # noqa: S608 of ours
_COMPARED = f"""
    WITH people AS ({{people}})
    SELECT a.id, b.id, {_SCORE}, array_remove(ARRAY[{_REASONS}], NULL)
    FROM people a CROSS JOIN people b WHERE a.id = %(first)s AND b.id = %(second)s
"""  # noqa: S608 of ours


def find_candidates(
    kind: Kind, *, user: AbstractBaseUser | AnonymousUser, day: date, limit: int | None = None, offset: int = 0
) -> CandidatePage:
    """The pairs within the units whose records `user` can see, the highest score first. One query."""
    params = {"day": day, "within": _readable_units(user), "limit": limit, "offset": offset}
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS.format(people=PEOPLE[kind], one=kind[:-1]), params)
        rows = cursor.fetchall()
    return CandidatePage([_pair(row) for row in rows], rows[0][4] if rows else 0)


def compare(kind: Kind, *, first: int, second: int, user: AbstractBaseUser | AnonymousUser, day: date) -> Pair | None:
    """The score of two records, however low; None if the user cannot see both. One query."""
    people = f"{PEOPLE[kind]} AND {kind[0]}.id IN (%(first)s, %(second)s)"
    params = {"day": day, "within": _readable_units(user), "first": first, "second": second}
    with connection.cursor() as cursor:
        cursor.execute(_COMPARED.format(people=people), params)
        row = cursor.fetchone()
    return _pair(row) if row else None


def _pair(record: PairRecord) -> Pair:
    first, second, score, reasons = record[:4]
    return Pair(first, second, score, tuple(map(Reason, reasons)))


def _readable_units(user: AbstractBaseUser | AnonymousUser) -> list[int] | None:
    permissions = permissions_for(user)
    return scope_parameter(None if permissions.is_system else permissions.units_for(Permission.VIEW_RECORDS))
