"""How members and assignments are written."""

from collections.abc import Sequence
from datetime import date

from django.db import connection

from assignments.models import Body


def refresh_member_communes(members: Sequence[int] | None, today: date) -> None:
    """Set the unit that answers today for `members` (all when None) from the body they sit in today.

    A village answers with the commune it belongs to today, another unit with itself or the successor that is alive
    today. Who sits nowhere today keeps the last body's.
    """
    with connection.cursor() as cursor:
        chosen = None if members is None else list(members)
        cursor.execute("SELECT refresh_member_communes(%s::bigint[], %s)", [chosen, today])


def refresh_communes_of_body(body: Body, today: date) -> None:
    """The same for all who ever sat in `body`, also where the acting user may not see them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT refresh_body_communes(%s, %s)", [body.pk, today])
