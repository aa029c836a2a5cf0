"""Decorators of views."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed

View = Callable[..., HttpResponseBase]
SAFE_METHODS = ("GET", "HEAD")


def post_only(back_to: View) -> Callable[[View], View]:
    """Accept only POST. GET returns the response of `back_to`, a redirect to the page with the button.

    GET happens if the session had ended when the user pressed the button: signing in again leads back to this URL.
    Changing the language does so too.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if request.method == "POST":
                return view(request, *args, **kwargs)
            if request.method in SAFE_METHODS:
                return back_to(request, *args, **kwargs)
            return HttpResponseNotAllowed([*SAFE_METHODS, "POST"])

        return wrapper

    return decorate
