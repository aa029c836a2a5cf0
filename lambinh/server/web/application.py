"""A wrapper around the Django application: it removes forged headers and answers health checks."""

from collections.abc import Iterable
from importlib import import_module
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.contrib.auth import get_user
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, parse_cookie

from lambinh.server.listen_address import READY_PATH
from lambinh.server.web.connection import REFUSAL

_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO")
_UNTRUSTED = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_BY",
    "HTTP_X_REAL_IP",
)
_READY_HEADERS = [("Content-Type", "text/plain"), ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]


def wrap_application(django: WSGIApplication) -> WSGIApplication:
    """The application for the server. One path, under any host name, reports whether the program works."""

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        remove_forged_headers(environ)
        if environ["PATH_INFO"] == READY_PATH:
            return _health_response(environ, start_response)
        return django(environ, start_response)

    return application


def remove_forged_headers(environ: WSGIEnvironment) -> None:
    """Trust the headers about the client address and https only if a known proxy set them."""
    is_from_proxy = settings.ALLAUTH_TRUSTED_PROXY_COUNT and environ["REMOTE_ADDR"] in settings.LAMBINH_PROXY_ADDRESSES
    for name in _UNTRUSTED if is_from_proxy else _UNTRUSTED + _FORWARDED:
        environ.pop(name, None)


def _health_response(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    is_ready = environ.get(REFUSAL) is None and _is_database_up()
    start_response("200 OK" if is_ready else "503 Service Unavailable", _READY_HEADERS)
    return [b"ready\n" if is_ready else b"not ready\n"]


def _is_database_up() -> bool:
    try:
        connection.close_if_unusable_or_obsolete()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return False
    return True


def is_signed_in(cookie_header: str) -> bool:
    """Whether a cookie header contains the session of a signed-in user. Raises DatabaseError."""
    key = parse_cookie(cookie_header).get(settings.SESSION_COOKIE_NAME)
    connection.close_if_unusable_or_obsolete()
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    return bool(get_user(request).is_authenticated)
