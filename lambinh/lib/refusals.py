"""Refusals on pages: the one place where a `UserError` becomes a message for the user.

    with refusal_on_form(form):
        services.grant_access(...)
        return redirect("assignments:user_detail", pk)
    return render(...)

Only a `UserError` is caught. A `DecryptionError` goes on to the middleware, which answers with status 503.
"""

from types import TracebackType
from typing import Self

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from lambinh.lib.errors import UserError


class Refusal:
    """A context manager that catches a `UserError`. Afterwards `message` is its text, or empty."""

    message = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool:
        if not isinstance(error, UserError):
            return False
        self.message = error.message
        self.show()
        return True

    def show(self) -> None:
        """The caller shows `message` itself."""


class _RefusalOnForm(Refusal):
    def __init__(self, form: forms.BaseForm, field: str | None) -> None:
        self._form, self._field = form, field

    def show(self) -> None:
        self._form.add_error(self._field, self.message)


class _RefusalAsMessage(Refusal):
    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def show(self) -> None:
        messages.error(self._request, self.message)


def catch_refusal() -> Refusal:
    """Keep the refusal for the page."""
    return Refusal()


def refusal_on_form(form: forms.BaseForm, field: str | None = None) -> Refusal:
    """Show the refusal as an error of the form, or of one of its fields."""
    return _RefusalOnForm(form, field)


def refusal_as_message(request: HttpRequest) -> Refusal:
    """Show the refusal at the top of the next page."""
    return _RefusalAsMessage(request)
