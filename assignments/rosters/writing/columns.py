"""Column updates that all kinds of rows share."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import TypeVar

from django.db import connection, models

from assignments.rosters.rows import PlannedRow
from lambinh.lib.vietnamese import search_key, sort_key

Row = TypeVar("Row", bound=PlannedRow)

WrittenIds = dict[int, int]
"""The id of the household, member or assignment of each row, by the row's position."""


def range_from(day: date, end: date | None = None) -> str:
    """The days from `day` up to but not including `end`, as a range of PostgreSQL."""
    return f"[{day},{end or ''})"


def ids_by_position(*ids: Mapping[Row, int]) -> WrittenIds:
    return {row.position: pk for by_row in ids for row, pk in by_row.items()}


@lru_cache(maxsize=20_000)
def name_keys(name: str) -> tuple[str, str]:
    return search_key(name), sort_key(name)


def change_columns(
    model: type[models.Model], fields: Mapping[str, str], changed: Mapping[Row, int], *, name_field: str
) -> None:
    """Update the columns that differ with one statement for each column. `changed`: the id of each row's record."""
    for name, column in fields.items():
        values = [(pk, row.values[name]) for row, pk in changed.items() if name in row.changes]
        if values:
            _update_column(model, column, values, has_keys=column == name_field)


def _update_column(model: type[models.Model], column: str, values: list[tuple[int, object]], *, has_keys: bool) -> None:
    """Set `column` for each id of `values`, and with it the keys of a name (`has_keys`)."""
    quote, field = connection.ops.quote_name, model._meta.get_field(column)
    kind = str(field.db_type(connection)).split("(")[0]  # type: ignore[union-attr]
    ids, texts = zip(*values, strict=True)
    columns, arrays = [column], [list(ids), list(texts)]
    if has_keys:
        columns += ["search_key", "sort_key"]
        arrays += map(list, zip(*(name_keys(str(text)) for text in texts), strict=True))
    sets = ", ".join(f"{name} = s.{name}" for name in columns)
    types = ", ".join([f"%s::{kind}[]", *["%s::text[]"] * (len(columns) - 1)])
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(model._meta.db_table)} t SET {sets} FROM unnest(%s::bigint[], {types}) "  # noqa: S608 names of our models
            f"AS s(id, {', '.join(columns)}) WHERE t.id = s.id",
            arrays,
        )
