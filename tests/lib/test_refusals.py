"""Refusals become messages on the page; other errors pass."""

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import RequestFactory

from lambinh.lib.encryption.keys import DecryptionError
from lambinh.lib.errors import CommandFailed, UserError
from lambinh.lib.refusals import catch_refusal, refusal_as_message, refusal_on_form


class NameForm(forms.Form):
    name = forms.CharField()


def test_a_refusal_is_an_error_of_the_form() -> None:
    form = NameForm({"name": "Pao"})
    with refusal_on_form(form):
        raise UserError("Not today.")
    assert form.non_field_errors() == ["Not today."]


def test_a_refusal_is_an_error_of_a_field() -> None:
    form = NameForm({"name": "Pao"})
    with refusal_on_form(form, "name"):
        raise UserError("Not today.")
    assert form.errors == {"name": ["Not today."]}


def test_a_refusal_is_a_message_of_the_next_page() -> None:
    request = RequestFactory().get("/")
    request.session = {}
    request._messages = FallbackStorage(request)
    with refusal_as_message(request):
        raise CommandFailed("Not today.")
    assert [str(message) for message in get_messages(request)] == ["Not today."]


def test_without_a_refusal_nothing_is_shown() -> None:
    form = NameForm({"name": "Pao"})
    with catch_refusal() as refusal, refusal_on_form(form):
        pass
    assert refusal.message == ""
    assert form.is_valid()


@pytest.mark.parametrize("error", [ValueError, DecryptionError, KeyboardInterrupt])
def test_other_errors_pass(error: type[BaseException]) -> None:
    with pytest.raises(error), catch_refusal():
        raise error
