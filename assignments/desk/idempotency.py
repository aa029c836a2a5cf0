"""One press of a button is one action, however often it arrives and whoever is at work beside it."""

import hashlib
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from assignments.desk.results import ActionRefused, RuleMessage
from assignments.models import DeskAction
from lambinh.accounts import scope
from lambinh.accounts.models import User

ATTEMPTS = 4
RETRYABLE_SQLSTATES = {"23P01", "23503", "23505", "40P01", "40001", "55P03"}
"""Another session was faster: exclusion constraint, a key gone or taken, deadlock, serialisation, too long a wait."""


def request_digest(*asked: Any) -> str:
    """What a form asked for, as a digest: the same key with another content is a mistake, not a second click."""
    return hashlib.sha256(json.dumps(asked, default=str, sort_keys=True).encode()).hexdigest()


def run_once(work: Callable[[bool], DeskAction], *, by: User, key: UUID, asked: str) -> DeskAction:
    """Do `work` unless it was done with this key; then the first action is given.

    `work` is tried again where another session crossed it, and is told whether it is so. Raises Refused.
    """
    for attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                scope.set_actor(user=by.pk)
                return _first(by, key, asked) or work(attempt > 0)
        except DatabaseError as error:
            if getattr(error.__cause__, "pgcode", None) not in RETRYABLE_SQLSTATES:
                raise
    text = _("Others are working on the same households at this moment. Nothing was saved: try again.")
    raise ActionRefused((RuleMessage("error", "busy", text),))


def _first(by: User, key: UUID, asked: str) -> DeskAction | None:
    """What was done with this key, after whoever is doing it now. Raises Refused where that was something else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"desk {by.pk} {key}"])
    first: DeskAction | None = DeskAction.objects.filter(by=by, key=key).first()
    if first is not None and first.request_digest != asked:
        text = _("This form was already sent with another content. Open the page again and repeat what is missing.")
        raise ActionRefused((RuleMessage("error", "key_used", text),))
    return first
