"""Noting what concerns the security of an account: a line of the log, and a row that its administrator can read."""

import logging
from datetime import timedelta

from allauth.core.internal.ratelimit import truncate_ip
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from lambinh.accounts.models import SecurityEvent, User
from lambinh.accounts.security.rate_limits import address_of
from lambinh.lib.logs.security_events import Event, log_event

ONE_ROW_FOR = timedelta(hours=1)
KEPT_FOR = timedelta(days=365)
ADDRESSES_AN_HOUR = 20
"""So many addresses of an account's events stand apart; those beyond are one row without an address."""

WARNINGS = frozenset({Event.WRONG_PASSWORD, Event.WRONG_CODE, Event.LOCKED_OUT, Event.CITIZEN_ID_LIMIT})


def note_security(
    event: Event, *, request: HttpRequest, user: User | None, by: User | None = None, **facts: str | int | None
) -> None:
    """Tell the log at once, and keep a row. What happens again from an address within an hour raises the row's count.

    A user name that is nobody's has rows too, one an hour: its refusal takes as long as that of a name that there is.
    """
    level = logging.WARNING if event in WARNINGS else logging.INFO
    names = facts if by is None else facts | {"by": by.pk}
    log_event(event, level=level, account=user.pk if user else None, **names)
    _keep(SecurityEvent(user=user, kind=event, by=by, address=truncate_ip(address_of(request)) if user else ""))


def _keep(event: SecurityEvent) -> None:
    event.first_at = event.last_at = now = timezone.now()
    recent = SecurityEvent.objects.filter(user=event.user, kind=event.kind, by=event.by, last_at__gt=now - ONE_ROW_FOR)
    if _counted(recent.filter(address=event.address).first(), event):
        return
    if event.address and recent.count() >= ADDRESSES_AN_HOUR:
        event.address = ""
        if _counted(recent.filter(address="").first(), event):
            return
    event.save()
    SecurityEvent.objects.filter(user=event.user, last_at__lt=now - KEPT_FOR).delete()


def _counted(row: SecurityEvent | None, event: SecurityEvent) -> bool:
    """Whether `row` stands for `event` from now on."""
    if row is None:
        return False
    SecurityEvent.objects.filter(pk=row.pk).update(times=F("times") + 1, last_at=event.last_at)
    return True
