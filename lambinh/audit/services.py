"""Recording that somebody took data out, or opened what is masked. Changes are recorded by the database itself."""

from typing import Any

from django.db import connection

from lambinh.audit.models import AccessEvent
from lambinh.lib.logs.security_events import Event, log_change


def record_access(
    *,
    kind: AccessEvent.Kind,
    what: str,
    why: str,
    rows: int | None = None,
    household: int | None = None,
    member: int | None = None,
) -> None:
    """Record it under the user of the transaction's scope. `what` names registers, digests and numbers, never persons.

    Raises IntegrityError where `why` says nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT journal.record_access(%s, %s, %s, %s, %s, %s)", [str(kind), what, str(why), rows, household, member]
        )
    log_change(Event(str(kind)), what=what, rows=rows, household=household, member=member)


def record_export(*, what: str, why: str, rows: int, **_kwargs: Any) -> None:
    """A register was exported (lambinh/lib/admin/signals.py)."""
    record_access(kind=AccessEvent.Kind.EXPORT, what=what, why=why, rows=rows)
