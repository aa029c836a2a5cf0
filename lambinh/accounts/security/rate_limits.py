"""How often a password may be wrong, without one person locking out an office behind one address.

Failures are counted for a user name at an address. A second, wide count over all addresses makes guessing from many
addresses slow; it does not touch those addresses from which the person has signed in before. No count is kept for an
address alone: a whole office shares one. After a few free tries each failure makes the next try wait twice as long,
up to a bound that a person can sit out; what is tried meanwhile is not looked at and makes nobody wait longer.
"""

import hashlib
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit as of_library
from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest

APP = "lambinh.accounts"
KNOWN_FOR = 30 * 24 * 60 * 60
"""Seconds that an address counts as a person's own after signing in from it."""
LIFTED_FOR = 24 * 60 * 60
"""Seconds that a lifting is remembered: no count is kept for longer after its last failure."""


@dataclass(frozen=True)
class Waits:
    """So many failures are free; then the next try waits `first` seconds, twice as long each time, up to `longest`.

    All is forgotten `forgotten` seconds after the last failure.
    """

    free: int
    first: int
    longest: int
    forgotten: int

    def after(self, failures: int) -> int:
        """Seconds to wait after so many failures."""
        doublings = min(failures - self.free, 20)
        return 0 if doublings < 0 else min(self.first << doublings, self.longest)


@dataclass(frozen=True)
class Count:
    """Failures of one kind: how many there were, and until when the next try waits. It lies in the cache."""

    key: str
    waits: Waits

    def consume(self) -> tuple[int, float]:
        """Count a try as failed before it is looked at, so that many at once are not all looked at.

        The seconds to wait instead, if any, and until when a try had to wait before this one.
        """
        with ratelimit.cache_lock(self.key) as locked:
            if not locked:  # too many at once: this one is not looked at
                return 1, 0.0
            failures, until = cache.get(self.key, (0, 0.0))
            # a clock that was put back shortens a wait and never lengthens it
            if 0 < (left := until - time.time()) <= self.waits.longest:
                return math.ceil(left), until
            self._set(failures + 1, time.time() + self.waits.after(failures + 1))
            return 0, until

    def take_back(self, before: float) -> None:
        """One try was none that failed."""
        with ratelimit.cache_lock(self.key) as locked:
            if locked:
                failures, _until = cache.get(self.key, (1, 0.0))
                self._set(max(0, failures - 1), before)

    def wait(self) -> int:
        """Seconds until a try is looked at."""
        _failures, until = cache.get(self.key, (0, 0.0))
        return max(0, math.ceil(float(until) - time.time()))

    def _set(self, failures: int, until: float) -> None:
        cache.set(self.key, (failures, until), self.waits.forgotten)


@dataclass(frozen=True)
class LoginAttempt:
    """A try to sign in that has been counted; one that succeeds is taken back."""

    counts: tuple[tuple[Count, float], ...]
    wait: int = 0
    """Seconds until another try is looked at; 0 when this one is."""

    def take_back(self) -> None:
        for count, before in self.counts:
            count.take_back(before)


def address_of(request: HttpRequest) -> str:
    """The address that a request comes from: behind the proxy the one that the proxy itself added."""
    try:
        return str(get_adapter().get_client_ip(request))
    except (PermissionDenied, ImproperlyConfigured):  # none is named, or fewer proxies than the settings say
        return str(request.META.get("REMOTE_ADDR", ""))


def attempt(request: HttpRequest, username: str) -> LoginAttempt:
    counted: list[tuple[Count, float]] = []
    for count in _counts(request, username):
        wait, before = count.consume()
        if wait:
            LoginAttempt(tuple(counted)).take_back()
            return LoginAttempt((), wait)
        counted.append((count, before))
    return LoginAttempt(tuple(counted))


def succeeded(request: HttpRequest, username: str, counted: LoginAttempt) -> None:
    """Forget what failed at this address, which is the person's own from now on. The wide count stays what it was."""
    counted.take_back()
    cache.delete(_at_address(request, username).key)
    cache.set(_known_key(request, username), 1, KNOWN_FOR)


def wide_wait(username: str) -> int:
    """Seconds that a try with the user name waits at an address that is new to it."""
    return _everywhere(username).wait()


def lift(request: HttpRequest, username: str, pk: int) -> None:
    """Let the person try again at once, password and code, from wherever. Counts of before are found no more."""
    cache.set(_lifted_key(username), time.time(), LIFTED_FOR)
    of_library.clear(request, action="login_failed", key=f"mfa-auth-user-{pk}")


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
