"""Assertions about responses that say why a page did not do what a test expects."""

from collections.abc import Iterator
from typing import Any

from django.contrib.messages import get_messages


def redirects(response: Any) -> str:
    """Assert that a post succeeded with a redirect, and return its address.

    The failure names the status, the errors of every form and formset on the page, and the messages of the request.
    """
    if response.status_code == 302:
        return str(response["Location"])
    reasons = [f"status {response.status_code} instead of a redirect", *_form_errors(response), *_messages(response)]
    raise AssertionError("; ".join(reasons))


def _form_errors(response: Any) -> Iterator[str]:
    for layer in response.context or ():
        values = layer.values() if hasattr(layer, "values") else ()
        for value in values:
            errors = getattr(value, "errors", None)
            if errors and hasattr(value, "is_bound"):
                yield f"{type(value).__name__}: {errors.as_json() if hasattr(errors, 'as_json') else errors}"


def _messages(response: Any) -> Iterator[str]:
    request = getattr(response, "wsgi_request", None)
    if request is not None:
        yield from (f"message: {message}" for message in get_messages(request))
