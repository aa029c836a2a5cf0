"""The origin of log events: the request, its user and its address."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from logging import LogRecord

from django.http import HttpRequest
from django.utils.functional import LazyObject


@dataclass(frozen=True)
class Origin:
    """The request of an event, and its client address."""

    request: HttpRequest
    address: str

    @property
    def user(self) -> int | None:
        """The key of the user if the request has loaded it already: a log line must not cost a query."""
        user = getattr(self.request, "_cached_user", None) or self.request.__dict__.get("user")
        return None if user is None or isinstance(user, LazyObject) else user.pk


_current: ContextVar[Origin | None] = ContextVar("origin", default=None)
_KEY = "lambinh.origin"


@contextmanager
def origin(request: HttpRequest, address: str) -> Iterator[None]:
    """Attribute the events of this block to `request`."""
    current_origin = Origin(request, address)
    request.META[_KEY] = current_origin  # Django logs some responses later, with the request in the record
    token = _current.set(current_origin)
    try:
        yield
    finally:
        _current.reset(token)


def current() -> Origin | None:
    """The current origin; None outside requests."""
    return _current.get()


def origin_of(record: LogRecord) -> Origin | None:
    """The origin of a log record."""
    request = getattr(record, "request", None)
    named: Origin | None = getattr(request, "META", {}).get(_KEY)
    return named or current()
