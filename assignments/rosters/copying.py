"""Writing many rows at once: PostgreSQL's COPY, and ids taken before the rows are written."""

from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import islice
from typing import Any

from django.db import connection, models

CHUNK = 10_000
ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def copy_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write `rows`, values in the order of `fields`, into the table of `model` with its constraints on."""
    meta = model._meta
    columns = [connection.ops.quote_name(meta.get_field(field).column) for field in fields]  # type: ignore[union-attr,arg-type]
    copy_into(connection.ops.quote_name(meta.db_table), columns, rows)


def copy_into(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write `rows` into the columns of `table`, both quoted by the caller."""
    sql = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
    with connection.cursor() as cursor:
        for lines in _chunks(map(_line, rows)):
            cursor.copy_expert(sql, StringIO("".join(lines)))


def _chunks(lines: Iterator[str]) -> Iterator[list[str]]:
    while chunk := list(islice(lines, CHUNK)):
        yield chunk


def _line(row: Sequence[Any]) -> str:
    return "\t".join(map(_cell, row)) + "\n"


def _cell(value: Any) -> str:
    if value is None:
        return "\\N"
    if value.__class__ is not str:
        return str(value)
    # translate() is slow on long texts, and hardly any has something to escape
    if "\\" in value or "\n" in value or "\t" in value or "\r" in value:
        return str(value.translate(ESCAPES))
    return str(value)


def take_ids(model: type[models.Model], count: int) -> list[int]:
    """Draw `count` fresh ids of `model`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH sequence AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS name) "
            "SELECT coalesce(array_agg(nextval(name)), '{}') FROM sequence, generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return list(cursor.fetchone()[0])
