"""Rate limits of sign-in attempts that do not lock out a whole office behind one address.

Failures are counted per user name and address. A second count per user name, over all addresses, slows down guessing
from many addresses; it does not apply to addresses from which the user has signed in before. There is no count per
address alone, because a whole office shares one. After a few free attempts each failure doubles the wait before the
next attempt, up to a bearable limit. Attempts during the wait are rejected unchecked and do not prolong it.
"""

import hashlib
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit as allauth_limits
from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest

APP = "lambinh.accounts"
KNOWN_ADDRESS_SECONDS = 30 * 24 * 60 * 60
"""How long an address counts as known after a sign-in from it."""
LIFTED_SECONDS = 24 * 60 * 60
"""How long a lifted wait is remembered. No count lives longer after its last failure."""


@dataclass(frozen=True)
class Waits:
    """`free` failures cost nothing. Then the wait is `first` seconds, doubled with each failure up to `longest`.

    The count expires `forgotten` seconds after the last failure.
    """

    free: int
    first: int
    longest: int
    forgotten: int

    def after(self, failures: int) -> int:
        """The wait in seconds after so many failures."""
        doublings = min(failures - self.free, 20)
        return 0 if doublings < 0 else min(self.first << doublings, self.longest)


@dataclass(frozen=True)
class Count:
    """A count of failures in the cache, with the end of the current wait."""

    key: str
    waits: Waits

    def consume(self) -> tuple[int, float]:
        """Count an attempt as failed before it is checked, so that parallel attempts do not pass the limit.

        Return the seconds to wait instead of trying, if any, and the end of the wait before this attempt.
        """
        with ratelimit.cache_lock(self.key) as locked:
            if not locked:  # too many parallel attempts: reject this one unchecked
                return 1, 0.0
            failures, until = cache.get(self.key, (0, 0.0))
            # A clock that was set back can shorten a wait, but not prolong it.
            if 0 < (left := until - time.time()) <= self.waits.longest:
                return math.ceil(left), until
            self._set(failures + 1, time.time() + self.waits.after(failures + 1))
            return 0, until

    def undo(self, before: float) -> None:
        """Remove a failure: the attempt was successful."""
        with ratelimit.cache_lock(self.key) as locked:
            if locked:
                failures, _until = cache.get(self.key, (1, 0.0))
                self._set(max(0, failures - 1), before)

    def wait(self) -> int:
        """The seconds until the next attempt is allowed."""
        _failures, until = cache.get(self.key, (0, 0.0))
        return max(0, math.ceil(float(until) - time.time()))

    def _set(self, failures: int, until: float) -> None:
        cache.set(self.key, (failures, until), self.waits.forgotten)


@dataclass(frozen=True)
class LoginAttempt:
    """A counted sign-in attempt. After a success it is removed from the counts."""

    counts: tuple[tuple[Count, float], ...]
    wait: int = 0
    """The seconds until the next attempt is allowed; 0 if this one is."""

    def undo(self) -> None:
        for count, before in self.counts:
            count.undo(before)


def address_of(request: HttpRequest) -> str:
    """The client address of a request: behind a proxy, the one that the proxy added."""
    try:
        return str(get_adapter().get_client_ip(request))
    except (PermissionDenied, ImproperlyConfigured):  # no address in the header, or fewer proxies than in the settings
        return str(request.META.get("REMOTE_ADDR", ""))


def start_attempt(request: HttpRequest, username: str) -> LoginAttempt:
    """Count an attempt, and return whether it must wait."""
    counted: list[tuple[Count, float]] = []
    for count in _counts(request, username):
        wait, before = count.consume()
        if wait:
            LoginAttempt(tuple(counted)).undo()
            return LoginAttempt((), wait)
        counted.append((count, before))
    return LoginAttempt(tuple(counted))


def record_success(request: HttpRequest, username: str, attempt: LoginAttempt) -> None:
    """Clear the failures at this address, which is known from now on. The count over all addresses stays."""
    attempt.undo()
    cache.delete(_at_address(request, username).key)
    cache.set(_known_key(request, username), 1, KNOWN_ADDRESS_SECONDS)


def wide_wait(username: str) -> int:
    """The wait in seconds for a user name at an unknown address."""
    return _everywhere(username).wait()


def lift(request: HttpRequest, username: str, pk: int) -> None:
    """Lift all waits of a user, for password and code, at all addresses: the key of the old counts changes."""
    cache.set(_lifted_key(username), time.time(), LIFTED_SECONDS)
    allauth_limits.clear(request, action="login_failed", key=f"mfa-auth-user-{pk}")


def _counts(request: HttpRequest, username: str) -> Iterator[Count]:
    yield _at_address(request, username)
    if not cache.get(_known_key(request, username)):
        yield _everywhere(username)


def _at_address(request: HttpRequest, username: str) -> Count:
    return _count("name_and_address", username, ratelimit.get_ip(request))


def _everywhere(username: str) -> Count:
    return _count("name", username, "")


def _count(kind: str, username: str, address: str) -> Count:
    lifted = cache.get(_lifted_key(username), "")
    waits = Waits(*settings.LAMBINH_SIGN_IN_WAITS[kind])
    return Count(f"{APP}:failures:{kind}:{_digest(username, address, str(lifted))}", waits)


def _known_key(request: HttpRequest, username: str) -> str:
    return f"{APP}:signed-in:{_digest(username, ratelimit.get_ip(request))}"


def _lifted_key(username: str) -> str:
    return f"{APP}:lifted:{_digest(username)}"


def _digest(*parts: str) -> str:
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()
