"""What happens to every request."""

from collections.abc import Callable
from typing import NoReturn

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.shortcuts import render

from lambinh.error_handlers import unavailable
from lambinh.lib import request_size
from lambinh.lib.encryption import DecryptionError

Answer = Callable[[HttpRequest], HttpResponse]

READING = {"GET", "HEAD", "OPTIONS"}
"""Requests that change no register, so that the database need not be told where one may."""

MOST_DIGITS = 20
"""Of a length in bytes; Python turns no number of thousands of digits into one."""
NOT_NEEDED = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"


def security_headers_middleware(get_response: Answer) -> Answer:
    """Other sites may not take in what is here, and no page asks for the camera or the place."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", NOT_NEEDED)
        return response

    return middleware


def no_store_middleware(get_response: Answer) -> Answer:
    """Pages hold personal data and many people share a PC: browsers keep no copy. Static files are not touched."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers["Cache-Control"] = "no-store, private"
        return response

    return middleware


def default_language_middleware(get_response: Answer) -> Answer:
    """The language is Vietnamese until a person chooses English.

    What the browser asks for does not count: on most of these PCs it is the English of the operating system.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        return get_response(request)

    return middleware


class Readable:
    """A request that is no text goes no further (400): no page of ours sends it, and the database takes none of it.

    A cookie of that kind is left out instead, because the browser would send it for ever. A form is read before
    anything else looks at it: the page of a refusal looks once more, and must not be refused as well.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _has_plain_head(request):
            _refuse(request)
        if _has_nul(request.GET):
            _refuse(request)
        cookies = {name: value for name, value in request.COOKIES.items() if "\0" not in name + value}
        request.COOKIES = cookies  # type: ignore[misc]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        try:
            nul = _has_nul(request.POST)
        except (BadRequest, SuspiciousOperation):
            _forget_form(request)
            raise
        except UnreadablePostError:
            _forget_form(request)  # the browser has gone; a form without its token is refused
            return
        if nul:
            _refuse(request)


def _has_plain_head(request: HttpRequest) -> bool:
    """Whether the headers and the path are text, and the length is a number."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    has_nul = any("\0" in value for value in request.META.values() if isinstance(value, str))
    return not has_nul and length.isascii() and length.isdecimal() and len(length) < MOST_DIGITS


def _has_nul(said: QueryDict) -> bool:
    return any("\0" in text for name, values in said.lists() for text in (name, *map(str, values)))


def _refuse(request: HttpRequest) -> NoReturn:
    _forget_form(request)
    raise BadRequest


def _forget_form(request: HttpRequest) -> None:
    """As Django does with a form whose parts cannot be told apart."""
    request._mark_post_parse_error()  # type: ignore[attr-defined]


def method_not_allowed_page_middleware(get_response: Answer) -> Answer:
    """Who asks an address for what it does not do (405) is told so on a page; the answer of views is empty."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 405 or response.streaming or response.content:
            return response
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = response.headers["Allow"]
        # in the log the answer that it replaces may stand already
        page._has_been_logged = getattr(response, "_has_been_logged", False)  # type: ignore[attr-defined]
        return page

    return middleware


def bodies_within_limits(get_response: Answer) -> Answer:
    """Refuse a request that brings more than its page takes, before anything of it is read.

    The program's own web server refuses by itself, while it reads, and leaves the page to this. Only people who have
    signed in send files; whoever brings little is not looked up.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        refusal = request.META.get("lambinh.refusal") or _refusal(request)
        if refusal == "closed":
            return unavailable(request)
        if refusal:
            return render(request, "413.html", {"refusal": refusal}, status=507 if refusal == "no room" else 413)
        return get_response(request)

    return middleware


def _refusal(request: HttpRequest) -> str:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) <= request_size.ordinary():
        return ""
    if int(length) > request_size.most_bytes(request.path_info):
        return "too large"
    return "" if request.user.is_authenticated else "signed out"


class ClosedInWords:
    """Who meets what is sealed with a key that is missing reads what to do, on a page; nothing was changed."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DecryptionError):
            return render(request, "unavailable.html", {"reason": str(exception)}, status=503)
        return None
