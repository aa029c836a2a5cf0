"""What happens to every request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]

NOT_NEEDED = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"


def kept_to_ourselves(get_response: Answer) -> Answer:
    """Other sites may not take in what is here, and no page asks for the camera or the place."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", NOT_NEEDED)
        return response

    return middleware


def not_stored(get_response: Answer) -> Answer:
    """Pages hold personal data and many people share a PC: browsers keep no copy. Static files are not touched."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers["Cache-Control"] = "no-store, private"
        return response

    return middleware


def vietnamese_first(get_response: Answer) -> Answer:
    """The language is Vietnamese until a person chooses English.

    What the browser asks for does not count: on most of these PCs it is the English of the operating system.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        return get_response(request)

    return middleware
