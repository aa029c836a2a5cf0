"""What the writing of all kinds of rows has in common."""

from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection

from assignments.rosters.rows import PlannedRow
from lambinh.lib.vietnamese import search_key, sort_key

WrittenIds = dict[PlannedRow, int]
"""The id of the household, member or assignment that each row is about."""


def days_from(day: date, end: date | None = None) -> str:
    """The days from `day` up to, not including, `end`, as PostgreSQL writes a range."""
    return f"[{day},{end or ''})"


@lru_cache(maxsize=20_000)
def name_keys(name: str) -> tuple[str, str]:
    return search_key(name), sort_key(name)


def change_columns(model: Any, fields: dict[str, str], rows: list[PlannedRow], *, name_field: str) -> None:
    """Set the plain columns that differ, one statement for each column."""
    table = connection.ops.quote_name(model._meta.db_table)
    for said, column in fields.items():
        pairs = [(row.found.pk, row.values[said]) for row in rows if said in row.changes]
        if not pairs or column == "position":
            continue
        kind = model._meta.get_field(column).db_type(connection).split("(")[0]
        columns, values = [column], list(zip(*pairs, strict=True))
        if column == name_field:
            columns += ["search_key", "sort_key"]
            values += list(zip(*map(name_keys, values[1]), strict=True))
        sets = ", ".join(f"{name} = s.{name}" for name in columns)
        arrays = ", ".join([f"%s::{kind}[]", *["%s::text[]"] * (len(columns) - 1)])
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} t SET {sets} FROM unnest(%s::bigint[], {arrays}) "  # noqa: S608 names of our models
                f"AS s(id, {', '.join(columns)}) WHERE t.id = s.id",
                [list(value) for value in values],
            )
