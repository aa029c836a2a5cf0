"""Errors 500 and 503. If the database is unavailable, the page asks the user to come back later."""

import logging
import sys
from collections.abc import Iterator

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import server_error

RETRY_AFTER = 10
"""Seconds after which a browser or script may try again."""

_UNAVAILABLE_CLASSES = ("08", "53", "57P", "58")
"""Classes of SQLSTATE: connection, resources (such as a full disk), shutdown, system errors."""


def is_database_unavailable(error: BaseException | None) -> bool:
    """Whether the database or its connection failed, and not the query."""
    return any(_is_unavailable(each) for each in _chain(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    visited: set[int] = set()
    while error is not None and id(error) not in visited:
        visited.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _is_unavailable(error: BaseException) -> bool:
    if isinstance(error, InterfaceError):
        return True
    code = getattr(error.__cause__, "pgcode", None)
    return isinstance(error, OperationalError) and (code is None or code.startswith(_UNAVAILABLE_CLASSES))


def service_unavailable(request: HttpRequest) -> HttpResponse:
    """The page with status 503. It needs no database."""
    if hasattr(request, "session"):
        del request.session  # otherwise it is saved with the response, in the database
    page = render(request, "503.html", status=503)
    page.headers["Retry-After"] = str(RETRY_AFTER)
    return page


def server_failed(request: HttpRequest) -> HttpResponse:
    """The response to a request whose view or middleware raised an exception."""
    if is_database_unavailable(sys.exc_info()[1]):
        return service_unavailable(request)
    return server_error(request)


class WithoutRepeatedTraceback(logging.Filter):
    """Omits tracebacks while the database is unavailable: they would be the same for every request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record, but remove the tracebacks of database failures."""
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        if is_database_unavailable(error):
            record.exc_info = record.exc_text = None
        return True


logging.getLogger("django.request").addFilter(WithoutRepeatedTraceback())
