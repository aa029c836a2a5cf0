"""Primary keys in URLs and forms: text that anybody can change."""

from typing import TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)

MAX_DIGITS = 18
"""Every number of this length fits into a database key (bigint)."""


def parse_pk(text: str) -> int | None:
    """The key in `text`, or None if the text is not a key."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS else None


def ordered_keys(rows: QuerySet[Row]) -> list[int]:
    """The keys of `rows` in their order, for counting, for pages and for "select all".

    The database returns one array: thousands of rows would cost more than the rest of the page.
    """
    query, parameters = rows.values_list("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ARRAY({query})", parameters)
        keys: list[int] = cursor.fetchone()[0]
    return keys
