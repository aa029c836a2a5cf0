"""Log each role that is granted or revoked, by a page, a command or a shell."""

from typing import Any

from django.db.models.signals import post_delete, post_save

from households.models import UnitAccess
from lambinh.lib.logs.security_events import Event, log_change


def connect() -> None:
    """Connect the handlers; calling it twice connects them once."""
    post_save.connect(_saved, sender=UnitAccess, dispatch_uid="security role granted")
    post_delete.connect(_deleted, sender=UnitAccess, dispatch_uid="security role revoked")


def _saved(instance: UnitAccess, **_kwargs: Any) -> None:
    _log(Event.ROLE_GRANTED, instance)


def _deleted(instance: UnitAccess, **_kwargs: Any) -> None:
    _log(Event.ROLE_REVOKED, instance)


def _log(event: Event, access: UnitAccess) -> None:
    log_change(event, account=access.user_id, role=str(access.role), unit=access.unit_id)
