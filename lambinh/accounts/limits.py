"""How often a password may be wrong, without one person locking out an office behind one address.

Failures are counted for a user name at an address. A second, wide count over all addresses makes guessing from many
addresses slow; it does not touch those addresses from which the person has signed in before. No count is kept for an
address alone: a whole office shares one.
"""

import hashlib
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest

APP = "lambinh.accounts"
KNOWN_FOR = 30 * 24 * 60 * 60
"""Seconds that an address counts as a person's own after signing in from it."""


@dataclass(frozen=True)
class Limit:
    action: str
    key: str

    @property
    def config(self) -> dict[str, str]:
        return {self.action: settings.LAMBINH_SIGN_IN_LIMITS[self.action]}


@dataclass(frozen=True)
class Attempt:
    """A try to sign in that has been counted; one that succeeds is taken back."""

    usages: tuple[ratelimit.RateLimitUsage, ...]
    wait: int = 0
    """Seconds until another try is looked at; 0 when this one is."""

    def take_back(self) -> None:
        for usage in self.usages:
            usage.rollback()


def address_of(request: HttpRequest) -> str:
    """The address that a request comes from: behind the proxy the one that the proxy itself added."""
    try:
        return str(get_adapter().get_client_ip(request))
    except (PermissionDenied, ImproperlyConfigured):  # none is named, or fewer proxies than the settings say
        return str(request.META.get("REMOTE_ADDR", ""))


def attempt(request: HttpRequest, username: str) -> Attempt:
    usages: list[ratelimit.RateLimitUsage] = []
    for limit in _limits(request, username):
        usage = ratelimit.consume(request, app=APP, action=limit.action, config=limit.config, key=limit.key)
        if usage is None:
            refused = Attempt(tuple(usages), wait=_wait(request, limit))
            refused.take_back()
            return refused
        usages.append(usage)
    return Attempt(tuple(usages))


def remember_address(request: HttpRequest, username: str) -> None:
    cache.set(_known_key(request, username), 1, KNOWN_FOR)


def _limits(request: HttpRequest, username: str) -> Iterator[Limit]:
    yield Limit("name_and_address", f"{username} {ratelimit.get_ip(request)}")
    if not cache.get(_known_key(request, username)):
        yield Limit("name", username)


def _known_key(request: HttpRequest, username: str) -> str:
    known = hashlib.sha256(f"{username} {ratelimit.get_ip(request)}".encode()).hexdigest()
    return f"{APP}:signed-in:{known}"


def _wait(request: HttpRequest, limit: Limit) -> int:
    (rate,) = ratelimit.get_rates(app=APP, action=limit.action, config=limit.config)
    kept = ratelimit.get_cache_key(request, app=APP, action=limit.action, rate=rate, key=limit.key)
    history: list[float] = cache.get(kept) or [time.time()]
    return max(1, math.ceil(history[-1] + float(rate.duration) - time.time()))
