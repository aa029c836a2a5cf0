"""Recording exports, downloads, prints and opened citizen ids. The database itself records changes."""

from typing import Any

from django.db import connection

from lambinh.audit.models import AccessEvent
from lambinh.lib.logs.security_events import Event, log_change


def record_access(
    *,
    kind: AccessEvent.Kind,
    target: str,
    reason: str,
    rows: int | None = None,
    household: int | None = None,
    member: int | None = None,
) -> None:
    """Record an access under the user of the transaction's scope. `target` holds models, digests and ids, never names.

    Raises IntegrityError if `reason` is empty.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT journal.record_access(%s, %s, %s, %s, %s, %s)",
            [str(kind), target, str(reason), rows, household, member],
        )
    log_change(Event(str(kind)), what=target, rows=rows, household=household, member=member)


def record_export(*, what: str, why: str, rows: int, **_kwargs: Any) -> None:
    """Record an export that the admin reports (lambinh/lib/admin/signals.py)."""
    record_access(kind=AccessEvent.Kind.EXPORT, target=what, reason=why, rows=rows)
