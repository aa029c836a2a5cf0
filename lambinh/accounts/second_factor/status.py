"""Who needs a second factor, and who has one."""

import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from lambinh.accounts.models import User
from lambinh.accounts.permissions import SECOND_FACTOR_ROLES
from lambinh.accounts.second_factor.encryption import resealed
from lambinh.lib.encryption.keys import DecryptionError

LOOK_AGAIN_AFTER = 5 * 60
"""Seconds: a role that is given to a person who is signed in counts at the latest then."""

_SEALED = ("secret", "seed")
"""What the sign-in library hands over to be sealed, as it names it."""

_SEEN = "second_factor_seen_at"


def needs_second_factor(user: User) -> bool:
    """Costs a query, except for superusers."""
    if not settings.LAMBINH_SECOND_FACTOR:
        return False
    return user.is_superuser or user.unit_access.filter(role__in=SECOND_FACTOR_ROLES).exists()


def has_second_factor(user: User) -> bool:
    """Costs a query."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def must_set_up_second_factor(request: HttpRequest, user: User) -> bool:
    """Whether `user` has to set one up now; that all is well is remembered in the session for a while."""
    if not settings.LAMBINH_SECOND_FACTOR:
        return False
    seen = request.session.get(_SEEN, 0)
    if isinstance(seen, int | float) and 0 <= time.time() - seen < LOOK_AGAIN_AFTER:
        return False
    if needs_second_factor(user) and not has_second_factor(user):
        return True
    request.session[_SEEN] = time.time()
    return False


def clear_second_factor_cache(sender: object, request: HttpRequest, **kwargs: object) -> None:
    request.session.pop(_SEEN, None)


def recovery_codes_left(user: User) -> int:
    """Costs a query."""
    kept = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(RecoveryCodes(kept).get_unused_codes()) if kept else 0


def opens(data: dict[str, Any]) -> bool:
    """Whether the keys that are set open what a second factor holds."""
    try:
        for name, value in data.items():
            _resealed(name, value)
    except DecryptionError:
        return False
    return True


@transaction.atomic
def reseal() -> int:
    """Seal all second factors with SECRET_KEY; gives how many there are. Raises CannotOpen when a key is gone."""
    found = list(Authenticator.objects.select_for_update().order_by("pk"))
    for one in found:
        one.data = {name: _resealed(name, value) for name, value in one.data.items()}
    Authenticator.objects.bulk_update(found, ["data"], batch_size=500)
    return len(found)


def _resealed(name: str, value: Any) -> Any:
    if name in _SEALED:
        return resealed(value)
    return [resealed(code) for code in value] if name == "migrated_codes" else value
