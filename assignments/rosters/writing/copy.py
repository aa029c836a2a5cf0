"""Writing many rows at once: PostgreSQL's COPY, and ids taken before the rows are written."""

import csv
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models
from psycopg2 import Error

from assignments.rosters.progress import ROWS_A_PIECE, _watcher

ROWS_A_STATEMENT = 500
PIECE = 1 << 16


def copy_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write `rows`, values in the order of `fields`, into the table of `model` with its constraints on.

    None is NULL where the field may be null; a text that may not be null keeps its emptiness.
    """
    quote, meta = connection.ops.quote_name, model._meta
    columns = {name: meta.get_field(name) for name in fields}
    names = [quote(field.column) for field in columns.values()]  # type: ignore[union-attr,arg-type]
    never_null = [name for name, field in zip(names, columns.values(), strict=True) if not field.null]
    write = _insert_into if _is_locked(quote(meta.db_table)) else copy_into
    write(quote(meta.db_table), names, rows, never_null)


def copy_into(
    table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], never_null: Sequence[str] = ()
) -> None:
    """Write `rows` into the columns of `table`, all quoted by the caller. An empty text is NULL but in `never_null`."""
    forced = f", FORCE_NOT_NULL ({', '.join(never_null)})" if never_null else ""
    sql = f"COPY {table} ({', '.join(columns)}) FROM STDIN WITH (FORMAT csv{forced})"
    lines = _Lines(rows)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        try:
            cursor.copy_expert(sql, lines, PIECE)  # by position: the cursor of DEBUG knows no names
        except Error as error:
            raise lines.error or error from None  # the driver tells an error of the rows as one of the server


def _is_locked(table: str) -> bool:
    """Whether the acting role reads and writes `table` row by row: PostgreSQL knows no COPY into it then."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_security_active(%s)", [table])
        return bool(cursor.fetchone()[0])


def _insert_into(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], never_null: Sequence[str]) -> None:
    """The same for a table whose rows are locked; texts are read as those of COPY are."""
    required = [name in never_null for name in columns]
    start = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "  # noqa: S608
    one = f"({', '.join(['%s'] * len(columns))})"
    waiting = iter(rows)
    with connection.cursor() as cursor:
        while piece := list(islice(waiting, ROWS_A_STATEMENT)):
            cells = (cell for row in piece for cell in zip(row, required, strict=True))
            cursor.execute(start + ", ".join([one] * len(piece)), [_text(*cell) for cell in cells])
            if tell := _watcher.get():
                tell(len(piece))


def _text(cell: Any, is_required: bool) -> str | None:
    text = "" if cell is None else str(cell)
    return text if text or is_required else None


class _Lines:
    """Rows as a file of CSV, made piece by piece while the server writes the piece before."""

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self._rows = iter(rows)
        self._line = csv.writer(self, lineterminator="\n").writerow
        self._waiting: list[str] = []
        self._rest = b""
        self.error: Exception | None = None

    def write(self, line: str) -> None:
        """Take a line of the writer."""
        self._waiting.append(line)

    def read(self, size: int) -> bytes:
        """At most `size` bytes, none at the end."""
        if not self._rest:
            try:
                self._fill()
            except Exception as error:
                self.error = error
                raise
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece

    def _fill(self) -> None:
        for row in islice(self._rows, ROWS_A_PIECE):
            self._line(row)
        if self._waiting and (tell := _watcher.get()):
            tell(len(self._waiting))
        self._rest = "".join(self._waiting).encode()
        self._waiting.clear()


def allocate_ids(model: type[models.Model], count: int) -> list[int]:
    """Draw `count` fresh ids of `model`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH sequence AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS name) "
            "SELECT coalesce(array_agg(nextval(name)), '{}') FROM sequence, generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return list(cursor.fetchone()[0])
