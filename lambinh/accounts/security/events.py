"""Record security events of accounts: a log line, and a row that the administrator of the account can read."""

import logging
from datetime import timedelta

from allauth.core.internal.ratelimit import truncate_ip
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from lambinh.accounts.models import SecurityEvent, User
from lambinh.accounts.security.rate_limits import address_of
from lambinh.lib.logs.security_events import Event, log_event

COUNTING_PERIOD = timedelta(hours=1)
RETENTION = timedelta(days=365)
ADDRESSES_PER_HOUR = 20
"""Events from more addresses share one row without an address."""

WARNINGS = frozenset({Event.WRONG_PASSWORD, Event.WRONG_CODE, Event.LOCKED_OUT, Event.CITIZEN_ID_LIMIT})


def note_security(
    event: Event, *, request: HttpRequest, user: User | None, by: User | None = None, **facts: str | int | None
) -> None:
    """Log the event at once, and store a row. The same event from the same address within an hour is counted there.

    Unknown user names have rows too, one per hour, so that their rejection takes as long as that of known names.
    """
    level = logging.WARNING if event in WARNINGS else logging.INFO
    by_fact: dict[str, str | int | None] = {} if by is None else {"by": by.pk}
    log_event(event, level=level, account=user.pk if user else None, **facts, **by_fact)
    _store(SecurityEvent(user=user, kind=event, by=by, address=truncate_ip(address_of(request)) if user else ""))


def _store(event: SecurityEvent) -> None:
    event.first_at = event.last_at = now = timezone.now()
    recent = SecurityEvent.objects.filter(
        user=event.user, kind=event.kind, by=event.by, last_at__gt=now - COUNTING_PERIOD
    )
    if _raise_count(recent.filter(address=event.address).first(), event):
        return
    if event.address and recent.count() >= ADDRESSES_PER_HOUR:
        event.address = ""
        if _raise_count(recent.filter(address="").first(), event):
            return
    event.save()
    SecurityEvent.objects.filter(user=event.user, last_at__lt=now - RETENTION).delete()


def _raise_count(row: SecurityEvent | None, event: SecurityEvent) -> bool:
    """Count `event` in `row` if there is one; return whether there is."""
    if row is None:
        return False
    SecurityEvent.objects.filter(pk=row.pk).update(times=F("times") + 1, last_at=event.last_at)
    return True
