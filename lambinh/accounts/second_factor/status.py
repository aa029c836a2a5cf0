"""Checks whether users need a second factor, and whether they have one."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.http import HttpRequest

from lambinh.accounts.models import User
from lambinh.accounts.permissions import SECOND_FACTOR_ROLES

CHECK_INTERVAL = 5 * 60
"""Seconds after which a role that was granted to a signed-in user takes effect at the latest."""

_CHECKED_AT = "second_factor_seen_at"
"""The session key under which the time of the last check is stored."""


def needs_second_factor(user: User) -> bool:
    """Costs a query, except for superusers."""
    if not settings.LAMBINH_SECOND_FACTOR:
        return False
    return user.is_superuser or user.unit_access.filter(role__in=SECOND_FACTOR_ROLES).exists()


def has_second_factor(user: User) -> bool:
    """Costs a query."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def must_set_up_second_factor(request: HttpRequest, user: User) -> bool:
    """Whether `user` has to set one up now. A negative answer is remembered in the session for `CHECK_INTERVAL`."""
    if not settings.LAMBINH_SECOND_FACTOR:
        return False
    checked_at = request.session.get(_CHECKED_AT, 0)
    if isinstance(checked_at, int | float) and 0 <= time.time() - checked_at < CHECK_INTERVAL:
        return False
    if needs_second_factor(user) and not has_second_factor(user):
        return True
    request.session[_CHECKED_AT] = time.time()
    return False


def clear_second_factor_cache(sender: object, request: HttpRequest, **kwargs: object) -> None:
    request.session.pop(_CHECKED_AT, None)


def recovery_codes_left(user: User) -> int:
    """Costs a query."""
    codes = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(RecoveryCodes(codes).get_unused_codes()) if codes else 0
