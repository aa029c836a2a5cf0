"""Where an event comes from: the request during which it happens, its user and address."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from logging import LogRecord

from django.http import HttpRequest
from django.utils.functional import LazyObject


@dataclass(frozen=True)
class Origin:
    """The request of an event and the address that it came from."""

    request: HttpRequest
    address: str

    @property
    def user(self) -> int | None:
        """The key of the account, where the request knows it already: a line of the log costs no query."""
        user = getattr(self.request, "_cached_user", None) or self.request.__dict__.get("user")
        return None if user is None or isinstance(user, LazyObject) else user.pk


_current: ContextVar[Origin | None] = ContextVar("origin", default=None)


@contextmanager
def origin(request: HttpRequest, address: str) -> Iterator[None]:
    """Meanwhile events come from `request`. Django logs some answers afterwards, and names the request then."""
    request.origin = Origin(request, address)  # type: ignore[attr-defined]
    token = _current.set(request.origin)  # type: ignore[attr-defined]
    try:
        yield
    finally:
        _current.reset(token)


def current() -> Origin | None:
    """The origin of what happens now; None outside requests."""
    return _current.get()


def origin_of(record: LogRecord) -> Origin | None:
    """The origin of an event that was logged."""
    named: Origin | None = getattr(getattr(record, "request", None), "origin", None)
    return named or current()
