"""Write many rows at once with PostgreSQL's COPY, and allocate their ids beforehand."""

import csv
from collections.abc import Iterable, Sequence
from itertools import islice

from django.db import connection, models
from psycopg2 import Error

from assignments.rosters.progress import ROWS_A_REPORT, report_rows

ROWS_A_STATEMENT = 500
READ_BYTES = 1 << 16
Cells = Sequence[object]


def copy_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[Cells]) -> None:
    """Write `rows`, values in the order of `fields`, into the table of `model` with its constraints on.

    None is NULL if the field may be null. An empty text stays empty if the field may not be null.
    """
    quote, meta = connection.ops.quote_name, model._meta
    columns = [meta.get_field(name) for name in fields]
    names = [quote(str(getattr(field, "column", ""))) for field in columns]
    not_null = [name for name, field in zip(names, columns, strict=True) if not field.null]
    # PostgreSQL refuses COPY into a table whose policies hold for the acting role.
    write = _insert_into if _has_row_security(quote(meta.db_table)) else copy_into
    write(quote(meta.db_table), names, rows, not_null)


def copy_into(table: str, columns: Sequence[str], rows: Iterable[Cells], not_null: Sequence[str] = ()) -> None:
    """Write `rows` into `columns` of `table`, all quoted by the caller. An empty text is NULL except in `not_null`."""
    forced = f", FORCE_NOT_NULL ({', '.join(not_null)})" if not_null else ""
    sql = f"COPY {table} ({', '.join(columns)}) FROM STDIN WITH (FORMAT csv{forced})"
    lines = _Lines(rows)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        try:
            cursor.copy_expert(sql, lines, READ_BYTES)  # by position: the DEBUG cursor takes no keywords
        except Error as error:
            raise lines.error or error from None  # the driver reports an exception in `rows` as an error of the server


def _has_row_security(table: str) -> bool:
    """Whether policies restrict which rows of `table` the acting role writes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_security_active(%s)", [table])
        return bool(cursor.fetchone()[0])


def _insert_into(table: str, columns: Sequence[str], rows: Iterable[Cells], not_null: Sequence[str]) -> None:
    """The same as `copy_into` with INSERT; texts are read as COPY reads them."""
    is_required = [name in not_null for name in columns]
    start = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "  # noqa: S608
    placeholders = f"({', '.join(['%s'] * len(columns))})"
    remaining = iter(rows)
    with connection.cursor() as cursor:
        while batch := list(islice(remaining, ROWS_A_STATEMENT)):
            cells = (cell for row in batch for cell in zip(row, is_required, strict=True))
            cursor.execute(start + ", ".join([placeholders] * len(batch)), [_text(*cell) for cell in cells])
            report_rows(len(batch))


def _text(cell: object, is_required: bool) -> str | None:
    text = "" if cell is None else str(cell)
    return text if text or is_required else None


class _Lines:
    """Rows as a CSV file that is written while the server reads it."""

    def __init__(self, rows: Iterable[Cells]) -> None:
        self._rows = iter(rows)
        self._write_row = csv.writer(self, lineterminator="\n").writerow
        self._lines: list[str] = []
        self._rest = b""
        self.error: Exception | None = None

    def write(self, line: str) -> None:
        """Take a line of the CSV writer."""
        self._lines.append(line)

    def read(self, size: int) -> bytes:
        """At most `size` bytes, none at the end."""
        if not self._rest:
            try:
                self._fill()
            except Exception as error:
                self.error = error
                raise
        chunk, self._rest = self._rest[:size], self._rest[size:]
        return chunk

    def _fill(self) -> None:
        for row in islice(self._rows, ROWS_A_REPORT):
            self._write_row(row)
        if self._lines:
            report_rows(len(self._lines))
        self._rest = "".join(self._lines).encode()
        self._lines.clear()


def allocate_ids(model: type[models.Model], count: int) -> list[int]:
    """Allocate `count` new ids of `model`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH sequence AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS name) "
            "SELECT coalesce(array_agg(nextval(name)), '{}') FROM sequence, generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return list(cursor.fetchone()[0])
