"""Changing dated facts of many rows at once: what held ends the day before, what is said begins."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection, models


def start_fact(
    model: type[models.Model], owner: str, columns: dict[str, str], facts: Iterable[tuple[Any, ...]], day: date
) -> None:
    """From `day`, let `facts` hold: tuples of the owner's id and one value for each of `columns`.

    `columns` names each column of the dated `model` with its SQL type. A fact that began on `day` itself is
    corrected in place; one that began earlier ends the day before; a later one keeps its days.
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
        cursor.execute("DROP TABLE IF EXISTS begun_fact")
        cursor.execute(MAKE.format(**names), [list(values) for values in zip(*rows, strict=True)])
        for statement in STATEMENTS:
            cursor.execute(statement.format(**names), {"day": day})
        cursor.execute("DROP TABLE begun_fact")


def undo_start(model: type[models.Model], owner: str, owners: list[int], day: date) -> None:
    """Undo `start_fact` for facts of `owners` that began on `day`: what ended the day before goes on without end."""
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


# The names put into these come from this program's models, never from a person.
STATEMENTS = (
    # one that began on the very day is corrected
    """
    UPDATE {table} t SET {sets} FROM begun_fact f WHERE t.{owner} = f.owner AND lower(t.during) = %(day)s
    """,
    """
    DELETE FROM begun_fact f USING {table} t WHERE t.{owner} = f.owner AND lower(t.during) = %(day)s
    """,
    # the new one lasts as long as the old one would have, or until the next begins
    """
    UPDATE begun_fact f SET until = coalesce(
        (SELECT upper(t.during) FROM {table} t WHERE t.{owner} = f.owner AND t.during @> %(day)s::date),
        (SELECT min(lower(t.during)) FROM {table} t WHERE t.{owner} = f.owner AND lower(t.during) > %(day)s)
    )
    """,
    """
    UPDATE {table} t SET during = daterange(lower(t.during), %(day)s) FROM begun_fact f
    WHERE t.{owner} = f.owner AND t.during @> %(day)s::date
    """,
    """
    INSERT INTO {table} ({owner}, {names}, during)
    SELECT f.owner, {values}, daterange(%(day)s, f.until) FROM begun_fact f
    """,
)
MAKE = """
    CREATE TEMP TABLE begun_fact ON COMMIT DROP AS
    SELECT *, NULL::date AS until FROM (SELECT unnest(%s::bigint[]) AS owner, {typed}) said
"""
