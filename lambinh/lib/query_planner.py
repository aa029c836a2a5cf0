"""Hints for the query planner of PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def hash_joins_only() -> Iterator[None]:
    """Forbid nested loops in this block, for queries whose row counts the planner underestimates. Needs a transaction.

    The planner counts a filter twice if row-level security asks for the same units, and new rows not at all.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield
        cursor.execute("SET LOCAL enable_nestloop = on")
