"""Whose turn it is to read a large workbook within a page: two at a time, so that other pages stay quick."""

from django.db import connection

TURNS = 2
_LARGE_WORKBOOKS = 890171
"""The first half of the advisory locks' key; the second is the number of the turn."""


def turn_to_read() -> bool:
    """Take a turn until the transaction of this request ends; False when all are taken."""
    with connection.cursor() as cursor:
        for turn in range(TURNS):
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_LARGE_WORKBOOKS, turn])
            if cursor.fetchone()[0]:
                return True
    return False
