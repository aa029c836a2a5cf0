"""When the database does not answer: a page that says to come back, instead of a fault of the program."""

import logging
import sys
from collections.abc import Iterator

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import server_error

RETRY_AFTER = 10
"""Seconds after which a browser or a script may ask again."""

_AWAY = ("08", "53", "57P", "58")
"""Kinds of PostgreSQL's errors: the connection, resources (such as a full disk), its shutdown, the system."""


def is_about_the_database_itself(error: BaseException | None) -> bool:
    """Whether the database, or the way to it, was away; not what was asked of it."""
    return any(_is_away(each) for each in _chain(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _is_away(error: BaseException) -> bool:
    if isinstance(error, InterfaceError):
        return True
    code = getattr(error.__cause__, "pgcode", None)
    return isinstance(error, OperationalError) and (code is None or code.startswith(_AWAY))


def unavailable(request: HttpRequest) -> HttpResponse:
    """The page that says to come back. It asks nothing of the database."""
    if hasattr(request, "session"):
        del request.session  # it would be saved with the answer, in the database
    page = render(request, "503.html", status=503)
    page.headers["Retry-After"] = str(RETRY_AFTER)
    return page


def failed(request: HttpRequest) -> HttpResponse:
    """The answer to a request whose view, or whatever stands around it, raised an exception."""
    if is_about_the_database_itself(sys.exc_info()[1]):
        return unavailable(request)
    return server_error(request)


class InOneLine(logging.Filter):
    """Leaves the traceback out of what is logged while the database is away: it would be the same for every request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record, those about the database without the traceback."""
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        if is_about_the_database_itself(error):
            record.exc_info = record.exc_text = None
        return True


logging.getLogger("django.request").addFilter(InOneLine())
