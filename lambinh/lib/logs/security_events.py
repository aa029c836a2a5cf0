"""Security events in the log. They contain the keys of accounts, never names."""

import logging
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac

from lambinh.lib.logs.formatters import fact

_log = logging.getLogger("lambinh.security")


class Event(StrEnum):
    """The kind of a security event."""

    SIGNED_IN = "signed-in"
    SIGNED_OUT = "signed-out"
    SESSION_OVER = "session-over"
    SESSIONS_ENDED = "sessions-ended"
    WRONG_PASSWORD = "wrong-password"  # noqa: S105 a kind of event
    WRONG_CODE = "wrong-code"
    LOCKED_OUT = "locked-out"
    WAIT_LIFTED = "wait-lifted"
    SECOND_FACTOR_ADDED = "second-factor-added"
    SECOND_FACTOR_REMOVED = "second-factor-removed"
    SECOND_FACTOR_RESET = "second-factor-reset"
    RECOVERY_CODE_USED = "recovery-code-used"
    RECOVERY_CODES_RENEWED = "recovery-codes-renewed"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105
    PASSWORD_RESET = "password-reset"  # noqa: S105
    USER_CREATED = "user-created"
    USER_DEACTIVATED = "user-deactivated"
    USER_ACTIVATED = "user-activated"
    ROLE_GRANTED = "role-granted"
    ROLE_REVOKED = "role-revoked"
    EXPORT = "export"
    DOWNLOAD = "download"
    PRINT = "print"
    CITIZEN_ID = "citizen_id"
    """The last four are kinds of accesses (lambinh/audit/models.py)."""
    CITIZEN_ID_LIMIT = "citizen-id-limit"


def log_event(event: Event, *, level: int = logging.INFO, **facts: str | int | None) -> None:
    """Log the event now. `facts` are keys, counts, roles and kinds, never names of persons."""
    text = " ".join([event.replace("_", "-"), *(f"{name}={fact(value)}" for name, value in facts.items())])
    _log.log(level, "%s", text, extra={"event": event, "facts": facts})


def log_change(event: Event, **facts: Any) -> None:
    """Log the event when its transaction is committed."""
    transaction.on_commit(lambda: log_event(event, **facts), robust=True)


def name_digest(name: str) -> str:
    """A digest in place of an unknown user name: the same for the same name, and reveals nothing about it."""
    return salted_hmac("lambinh.security", name).hexdigest()[:10]
