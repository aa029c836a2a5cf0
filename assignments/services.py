"""How members and assignments are written."""

from collections.abc import Sequence
from datetime import date

from django.db import connection

_REFRESH = """
    WITH RECURSIVE line AS (
        SELECT id AS began_as, id, during, successor_id FROM households_unit WHERE kind = 'commune'
        UNION
        SELECT line.began_as, unit.id, unit.during, unit.successor_id
        FROM line JOIN households_unit unit ON unit.id = line.successor_id
        WHERE upper(line.during) <= %(today)s
    ), alive AS (
        SELECT began_as, id FROM line WHERE upper(during) IS NULL OR upper(during) > %(today)s
    ), now AS (
        SELECT DISTINCT ON (seat.member_id) seat.member_id, coalesce(place.parent_id, alive.id) AS commune
        FROM assignments_membership seat
        JOIN assignments_body body ON body.id = seat.body_id
        LEFT JOIN households_placement place ON place.unit_id = body.unit_id
            AND place.during @> %(today)s::date
            AND EXISTS (SELECT FROM households_unit c WHERE c.id = place.parent_id AND c.kind = 'commune')
        LEFT JOIN alive ON alive.began_as = body.unit_id
        ORDER BY seat.member_id, seat.during @> %(today)s::date DESC,
            coalesce(lower(seat.during) > %(today)s, false), lower(seat.during) DESC NULLS LAST
    )
    UPDATE assignments_member member SET commune_id = now.commune
    FROM now
    WHERE now.member_id = member.id AND member.commune_id IS DISTINCT FROM now.commune
        AND (%(ids)s::bigint[] IS NULL OR member.id = ANY(%(ids)s::bigint[]))
"""


def refresh_member_communes(members: Sequence[int] | None, today: date) -> None:
    """Set the commune that answers today for `members` (all when None) from the body they sit in today.

    A village answers with the commune it belongs to today, a commune with itself or the successor that is
    alive today, a district or an agency of it with none. Who sits nowhere today keeps the last body's.
    """
    with connection.cursor() as cursor:
        cursor.execute(_REFRESH, {"today": today, "ids": None if members is None else list(members)})
