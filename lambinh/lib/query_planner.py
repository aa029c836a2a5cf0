"""Hints for PostgreSQL's planner, for the rest of a block."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def hash_joins_only() -> Iterator[None]:
    """Plan joins by hashing: for queries of which the planner believes far too small numbers. Within a transaction.

    A filter and the lock that ask for the same units count twice in its estimate, and fresh rows not at all.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield
        cursor.execute("SET LOCAL enable_nestloop = on")
