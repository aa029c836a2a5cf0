"""How many citizen ids somebody may open: as many as work needs, and not a commune's at once."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from lambinh.accounts.models import User
from lambinh.audit.models import AccessEvent


def opens_again(user: User) -> tuple[int, timedelta, datetime] | None:
    """How many were opened in what time, and when the next one may be; None when it may be now.

    The journal is what is counted: nobody empties it. Until its transaction ends, others of the same user wait here.
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
