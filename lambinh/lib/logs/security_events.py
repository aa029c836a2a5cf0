"""What concerns security, as the log tells it: by the keys of accounts, never by names."""

import logging
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac

from lambinh.lib.logs.formatters import fact

_log = logging.getLogger("lambinh.security")


class Event(StrEnum):
    """What happened."""

    SIGNED_IN = "signed-in"
    SIGNED_OUT = "signed-out"
    SESSION_OVER = "session-over"
    SESSIONS_ENDED = "sessions-ended"
    WRONG_PASSWORD = "wrong-password"  # noqa: S105 the name of an event
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
    """The last four are kinds of looks (lambinh/audit/models.py)."""
    CITIZEN_ID_LIMIT = "citizen-id-limit"


def log_event(event: Event, *, level: int = logging.INFO, **facts: str | int | None) -> None:
    """Write a line of the event now; `facts` are keys, counts, roles and kinds, never what a person is called."""
    text = " ".join([event.replace("_", "-"), *(f"{name}={fact(value)}" for name, value in facts.items())])
    _log.log(level, "%s", text, extra={"event": event, "facts": facts})


def log_change(event: Event, **facts: Any) -> None:
    """Write a line of the event once what changed stays: when its transaction ends well."""
    transaction.on_commit(lambda: log_event(event, **facts), robust=True)


def name_digest(name: str) -> str:
    """Stands for a user name that was typed and is nobody's: the same for the same name, and tells nothing of it."""
    return salted_hmac("lambinh.security", name).hexdigest()[:10]
