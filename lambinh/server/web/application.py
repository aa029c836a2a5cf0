"""What stands between the server and Django: headers that anybody could forge, and the question whether all is well."""

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, parse_cookie

from lambinh.server.listen_address import READY
from lambinh.server.web.connection import REFUSAL

Environment = dict[str, Any]
Application = Callable[[Environment, Any], Iterable[bytes]]

_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO")
_NEVER = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT", "HTTP_X_FORWARDED_BY", "HTTP_X_REAL_IP")
_READY_HEADERS = [("Content-Type", "text/plain"), ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]


def guarded(django: Application) -> Application:
    """The application as the server calls it: one address tells, for any name of the host, whether all works."""

    def application(environ: Environment, start_response: Any) -> Iterable[bytes]:
        drop_forged(environ)
        if environ["PATH_INFO"] == READY:
            return _tell_ready(environ, start_response)
        return django(environ, start_response)

    return application


def drop_forged(environ: Environment) -> None:
    """Believe what a web server in front says of the person's address and of https, and nobody else."""
    is_ours = settings.ALLAUTH_TRUSTED_PROXY_COUNT and environ["REMOTE_ADDR"] in settings.LAMBINH_PROXY_ADDRESSES
    for name in _NEVER if is_ours else _NEVER + _FORWARDED:
        environ.pop(name, None)


def _tell_ready(environ: Environment, start_response: Any) -> Iterable[bytes]:
    is_ready = environ.get(REFUSAL) is None and _database_answers()
    start_response("200 OK" if is_ready else "503 Service Unavailable", _READY_HEADERS)
    return [b"ready\n" if is_ready else b"not ready\n"]


def _database_answers() -> bool:
    try:
        connection.close_if_unusable_or_obsolete()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return False
    return True


def has_signed_in(cookie_header: str) -> bool:
    """Whether the session of a cookie header is that of somebody who has signed in. Raises DatabaseError."""
    key = parse_cookie(cookie_header).get(settings.SESSION_COOKIE_NAME)
    connection.close_if_unusable_or_obsolete()
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    return bool(get_user(request).is_authenticated)
