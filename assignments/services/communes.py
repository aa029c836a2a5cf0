"""Keep `commune`, the unit that members and assignments belong to today, up to date."""

from collections.abc import Sequence
from datetime import date

from django.db import connection

from assignments.models import Body


def refresh_member_communes(members: Sequence[int] | None, today: date) -> None:
    """Set the unit of `members` (all members if None) from the body that they belong to today.

    A village counts as its commune of today, and a former unit as its successor. Members without a body today keep
    the unit of their last one.
    """
    with connection.cursor() as cursor:
        keys = None if members is None else list(members)
        cursor.execute("SELECT refresh_member_communes(%s::bigint[], %s)", [keys, today])


def refresh_communes_of_body(body: Body, today: date) -> None:
    """Set the unit of all members who ever belonged to `body`, including those the user cannot see."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT refresh_body_communes(%s, %s)", [body.pk, today])
