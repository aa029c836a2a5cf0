"""Addresses that only do something: for the press of a button, and what they answer when opened as a page."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed

View = Callable[..., HttpResponseBase]
READING = ("GET", "HEAD")


def post_only(back_to: View) -> Callable[[View], View]:
    """A view that is posted to; opened it gives the answer of `back_to`, which leads to the page with its button.

    Signing in anew leads here where the session had ended when the button was pressed, and so does another language.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if request.method == "POST":
                return view(request, *args, **kwargs)
            if request.method in READING:
                return back_to(request, *args, **kwargs)
            return HttpResponseNotAllowed([*READING, "POST"])

        return guarded

    return guard
