"""Middleware for every request."""

from collections.abc import Callable
from typing import NoReturn

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.shortcuts import render

from lambinh.error_handlers import service_unavailable
from lambinh.lib.encryption.keys import DecryptionError
from lambinh.lib.uploads import request_size

GetResponse = Callable[[HttpRequest], HttpResponse]

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
"""Requests with these change no registers, so the database needs no write permissions for them."""

MAX_LENGTH_DIGITS = 20
"""Digits of a length in bytes. Python refuses to parse thousands of digits."""
PERMISSIONS_POLICY = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"


def security_headers_middleware(get_response: GetResponse) -> GetResponse:
    """Set Cross-Origin-Resource-Policy and Permissions-Policy."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

    return middleware


def no_store_middleware(get_response: GetResponse) -> GetResponse:
    """Forbid browsers to cache pages: they contain personal data, and many users share a PC. Excludes static files."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers["Cache-Control"] = "no-store, private"
        return response

    return middleware


def default_language_middleware(get_response: GetResponse) -> GetResponse:
    """Use Vietnamese until a user selects English.

    The language of the browser is ignored: on most of these PCs it is English, like the operating system.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        return get_response(request)

    return middleware


class RejectNulMiddleware:
    """Rejects requests with NUL characters and malformed headers (400): PostgreSQL accepts no NUL in texts.

    A cookie with NUL is ignored instead, because the browser would send it for ever. The form is parsed here first:
    the error page accesses it again, and must not fail as well.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _has_valid_headers(request):
            _reject(request)
        if _has_nul(request.GET):
            _reject(request)
        for name in [name for name, value in request.COOKIES.items() if "\0" in name + value]:
            del request.COOKIES[name]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        try:
            has_nul = _has_nul(request.POST)
        except (BadRequest, SuspiciousOperation):
            _drop_form(request)
            raise
        except UnreadablePostError:
            _drop_form(request)  # the browser has gone; the CSRF check rejects the empty form
            return
        if has_nul:
            _reject(request)


def _has_valid_headers(request: HttpRequest) -> bool:
    """Whether headers and path contain no NUL, and the length is a number."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    has_nul = any("\0" in value for value in request.META.values() if isinstance(value, str))
    return not has_nul and length.isascii() and length.isdecimal() and len(length) < MAX_LENGTH_DIGITS


def _has_nul(data: QueryDict) -> bool:
    return any("\0" in text for name, values in data.lists() for text in (name, *map(str, values)))


def _reject(request: HttpRequest) -> NoReturn:
    _drop_form(request)
    raise BadRequest


def _drop_form(request: HttpRequest) -> None:
    """Empty the form, as Django does with a malformed multipart form."""
    request._mark_post_parse_error()  # type: ignore[attr-defined]


def method_not_allowed_page_middleware(get_response: GetResponse) -> GetResponse:
    """Show a page for status 405: the response of the view is empty."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 405 or response.streaming or response.content:
            return response
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = response.headers["Allow"]
        # The replaced response may be in the log already.
        page._has_been_logged = getattr(response, "_has_been_logged", False)  # type: ignore[attr-defined]
        return page

    return middleware


def request_size_middleware(get_response: GetResponse) -> GetResponse:
    """Reject a request that is larger than its page accepts, before its body is read.

    Our own web server rejects requests itself, and passes the reason in the environ for the page. Only signed-in users
    may upload files. For small requests the user is not loaded.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        refusal = request.META.get("lambinh.refusal") or _refusal(request)
        if refusal == "closed":
            return service_unavailable(request)
        if refusal:
            return render(request, "413.html", {"refusal": refusal}, status=507 if refusal == "no room" else 413)
        return get_response(request)

    return middleware


def _refusal(request: HttpRequest) -> str:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) <= request_size.default_limit():
        return ""
    if int(length) > request_size.limit_of_path(request.path_info):
        return "too large"
    return "" if request.user.is_authenticated else "signed out"


class DecryptionErrorMiddleware:
    """Shows a page if data cannot be decrypted because a key is missing. Nothing was changed."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DecryptionError):
            return render(request, "unavailable.html", {"reason": str(exception)}, status=503)
        return None
