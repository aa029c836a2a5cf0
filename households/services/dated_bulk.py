"""Start, end and delete dated facts of many rows at once, in SQL: the counterpart of `dated` for whole lists."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)


def start_facts(
    model: type[models.Model], owner: str, columns: dict[str, str], facts: Iterable[tuple[object, ...]], day: date
) -> None:
    """Let `facts` hold from `day`: tuples of the owner's id and one value for each of `columns`.

    `columns` names each column of the dated `model` with its SQL type. A fact that started on `day` itself is
    corrected in place, a current one ends the day before, and a later one keeps its days.
    """
    rows = list(facts)
    if not rows:
        return
    names = {"table": model._meta.db_table, "owner": owner}
    names["sets"] = ", ".join(f"{name} = f.{name}" for name in columns)
    names["names"] = ", ".join(columns)
    names["values"] = ", ".join(f"f.{name}" for name in columns)
    names["typed"] = ", ".join(f"unnest(%s::{kind}[]) AS {name}" for name, kind in columns.items())
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS new_fact")
        cursor.execute(_CREATE.format(**names), [list(values) for values in zip(*rows, strict=True)])
        for statement in _START:
            cursor.execute(statement.format(**names), {"day": day})
        cursor.execute("DROP TABLE new_fact")


def undo_starts(model: type[models.Model], owner: str, owners: list[int], day: date) -> None:
    """Undo `start_facts` for facts of `owners` that started on `day`: those before them continue without an end."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} WHERE {owner} = ANY(%s) AND lower(during) = %s",  # noqa: S608 names of our models
            [owners, day],
        )
        cursor.execute(
            f"UPDATE {table} SET during = daterange(lower(during), NULL) "  # noqa: S608 names of our models
            f"WHERE {owner} = ANY(%s) AND upper(during) = %s",
            [owners, day],
        )


def change_ends(
    model: type[models.Model], ends: Iterable[tuple[object, ...]], columns: Mapping[str, str] | None = None
) -> None:
    """Let facts end before another day, or continue without an end (None), whatever they did before.

    Each of `ends` has the key of a row, the day, and one value for each of `columns`, which names further columns
    of `model` with their SQL types.
    """
    rows = list(ends)
    if not rows:
        return
    types = {"id": "bigint", "day": "date", **(columns or {})}
    sets = "".join(f", {name} = e.{name}" for name in columns or ())
    values = ", ".join(f"%s::{kind}[]" for kind in types.values())
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {model._meta.db_table} t SET during = daterange(lower(t.during), e.day){sets} "  # noqa: S608 ours
            f"FROM unnest({values}) AS e ({', '.join(types)}) WHERE t.id = e.id",
            [list(column) for column in zip(*rows, strict=True)],
        )


def delete_rows(rows: models.QuerySet[Row]) -> None:
    """Delete rows, on which no other row depends, in one statement."""
    unordered: Any = rows.order_by()  # the stubs do not know _raw_delete
    unordered._raw_delete("default")


# The names put into these statements come from our models, never from a user.
_CREATE = """
    CREATE TEMP TABLE new_fact ON COMMIT DROP AS
    SELECT *, NULL::date AS until FROM (SELECT unnest(%s::bigint[]) AS owner, {typed}) fact
"""
_START = (
    # A fact that started on the same day is corrected in place.
    """
    UPDATE {table} t SET {sets} FROM new_fact f WHERE t.{owner} = f.owner AND lower(t.during) = %(day)s
    """,
    """
    DELETE FROM new_fact f USING {table} t WHERE t.{owner} = f.owner AND lower(t.during) = %(day)s
    """,
    # A new fact lasts as long as the current one would have, or until the next one starts.
    """
    UPDATE new_fact f SET until = coalesce(
        (SELECT upper(t.during) FROM {table} t WHERE t.{owner} = f.owner AND t.during @> %(day)s::date),
        (SELECT min(lower(t.during)) FROM {table} t WHERE t.{owner} = f.owner AND lower(t.during) > %(day)s)
    )
    """,
    # The current fact ends before the new one is inserted: two rows must not overlap.
    """
    UPDATE {table} t SET during = daterange(lower(t.during), %(day)s) FROM new_fact f
    WHERE t.{owner} = f.owner AND t.during @> %(day)s::date
    """,
    """
    INSERT INTO {table} ({owner}, {names}, during)
    SELECT f.owner, {values}, daterange(%(day)s, f.until) FROM new_fact f
    """,
)
