"""An action runs once for each form key, however often the form arrives, and again if another session crossed it.

for attempt in range(ATTEMPTS):
    with unless_crossed(), transaction.atomic():
        return find_earlier(context) or …
raise busy()
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from assignments.desk.planning.requests import ActionContext
from assignments.desk.planning.results import ActionRefused, RuleMessage
from assignments.models import DeskAction
from lambinh.accounts import scope

ATTEMPTS = 4
RETRYABLE_SQLSTATES = {"23P01", "23503", "23505", "40P01", "40001", "55P03"}
"""Another session was faster: exclusion constraint, a key gone or taken, deadlock, serialisation, too long a wait."""


def request_digest(*params: Any) -> str:
    """A digest of what a form requests: the same key with another digest is a mistake, not a second click."""
    return hashlib.sha256(json.dumps(params, default=str, sort_keys=True).encode()).hexdigest()


@contextmanager
def unless_crossed() -> Iterator[None]:
    """Suppress the database error of a transaction that another session crossed: the caller tries again."""
    try:
        yield
    except DatabaseError as error:
        if getattr(error.__cause__, "pgcode", None) not in RETRYABLE_SQLSTATES:
            raise


def find_earlier(context: ActionContext) -> DeskAction | None:
    """The action that ran with this key before; waits for a transaction that runs with the key now.

    Call it first in the transaction: it also sets the user under whose name the changes are recorded. Raises
    ActionRefused if the key was used for something else.
    """
    scope.set_actor(user=context.by.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"desk {context.by.pk} {context.key}"])
    earlier: DeskAction | None = DeskAction.objects.filter(by=context.by, key=context.key).first()
    if earlier is not None and earlier.request_digest != context.digest:
        text = _("This form was already sent with different content. Open the page again and repeat what is missing.")
        raise ActionRefused(RuleMessage.error("key_used", text))
    return earlier


def busy() -> ActionRefused:
    """The refusal after the last attempt."""
    text = _("Other users are changing the same households right now. Nothing was saved. Try again.")
    return ActionRefused(RuleMessage.error("busy", text))
