"""Keys of rows as an address or a form brings them: text that anybody can change."""

from typing import Any

from django.db import connection
from django.db.models import QuerySet

DIGITS = 18
"""As many as every number of that length fits into a key of the database (bigint)."""


def parse_pk(text: str) -> int | None:
    """The key that `text` writes in plain digits; None where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= DIGITS else None


def ordered_keys(rows: QuerySet[Any]) -> list[int]:
    """The keys of `rows`, in their order: what counts them, what a page is cut from, all that can be chosen at once.

    The database hands over one array: thousands of rows would cost more than all the rest of a page.
    """
    wanted, parameters = rows.values_list("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ARRAY({wanted})", parameters)
        keys: list[int] = cursor.fetchone()[0]
    return keys
