"""What happens to every request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


def vietnamese_first(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The language is Vietnamese until a person chooses English.

    What the browser asks for does not count: on most of these PCs it is the English of the operating system.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        return get_response(request)

    return middleware
