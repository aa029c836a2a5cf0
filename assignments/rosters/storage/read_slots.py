"""Limit how many requests read a large workbook at a time, so that other pages stay fast."""

from django.db import connection

SLOTS = 2
_LARGE_WORKBOOKS = 890171
"""The first half of the advisory locks' key. The second half is the number of the slot."""


def take_read_slot() -> bool:
    """Take a slot until the transaction of this request ends. False if all are taken."""
    with connection.cursor() as cursor:
        for slot in range(SLOTS):
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_LARGE_WORKBOOKS, slot])
            if cursor.fetchone()[0]:
                return True
    return False
