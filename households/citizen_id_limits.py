"""The limits on opening citizen ids: enough for normal work, too few to copy a commune."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from lambinh.accounts.models import User
from lambinh.audit.models import AccessEvent


def opens_again(user: User) -> tuple[int, timedelta, datetime] | None:
    """The limit that `user` has reached: its number, its period, and when the next one may be opened; otherwise None.

    It counts the entries of the journal. Other requests of the same user wait until this transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"citizen ids {user.pk}"])
    now = timezone.now()
    looks = AccessEvent.objects.filter(by=user.pk, kind=AccessEvent.Kind.CITIZEN_ID)
    for most, seconds in settings.LAMBINH_CITIZEN_ID_LIMITS:
        window = timedelta(seconds=seconds)
        times = list(looks.filter(at__gt=now - window).values_list("at", flat=True)[:most])
        if len(times) == most:
            return most, window, times[-1] + window
    return None
