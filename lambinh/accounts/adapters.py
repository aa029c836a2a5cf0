"""What the sign-in library asks us: who may, how often, in which words, and where to go next."""

import math
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lambinh.accounts import encryption, rate_limits
from lambinh.accounts.models import User
from lambinh.accounts.security_events import note_security
from lambinh.lib.logs.security_events import Event, mark_of

MESSAGES = {
    "account/messages/logged_out.txt": _("You have signed out."),
    "account/messages/password_changed.txt": _(
        "Your password has been changed. Wherever else you were signed in, you are signed out."
    ),
    "mfa/messages/totp_activated.txt": _("From now on signing in asks for a code of your phone too."),
    "mfa/messages/totp_deactivated.txt": _("Signing in no longer asks for a code of your phone."),
}
"""The library's messages in our words; those that are not here are not shown."""

TOO_MANY_CODES = _(
    "Too many wrong codes. Try again in 15 minutes, or ask the office that gave you the account to let you in at once."
)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("The user name or the password is not right."),
        "incorrect_password": _("The password is not right."),
        "enter_current_password": _("This is not your password until now."),
        "incorrect_code": _("The code is not right. Enter the one that the phone shows now."),
        "too_many_login_attempts": TOO_MANY_CODES,
        "rate_limited": TOO_MANY_CODES,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        try:
            return bool(super().is_safe_url(url))
        except ValueError:  # it cannot be taken apart, as "http://["
            return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        username = str(credentials.get("username", ""))
        attempt = rate_limits.attempt(request, username)
        if attempt.wait:
            _note(Event.LOCKED_OUT, request, username, wait=attempt.wait)
            raise _too_often(attempt.wait)
        user: User | None = super().authenticate(request, **credentials)
        if user:
            rate_limits.succeeded(request, username, attempt)
        else:
            _note(Event.WRONG_PASSWORD, request, username)
        return user

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """The library's own limit is replaced by ours."""

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Who has just signed in is not asked for the password again at once."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        record_authentication(request, user, method="password", reauthenticated=True)
        return response

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        return redirect("account_login")

    def set_password(self, user: User, password: str) -> None:
        context.request.was_first_password = user.must_change_password
        user.must_change_password = False
        super().set_password(user, password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("reports:totals" if getattr(request, "was_first_password", False) else "accounts:my_account")

    def add_message(self, request: HttpRequest, level: int, message_template: str = "", *args: Any, **kw: Any) -> None:
        if message := MESSAGES.get(message_template):
            kw["message"] = str(message)
        if kw.get("message"):
            super().add_message(request, level, None, *args, **kw)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("The code is not right. Enter the one that the phone shows now."),
        "cannot_generate_recovery_codes": _("Turn on the second factor first."),
    }

    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return encryption.unseal(encrypted_text)


def _note(event: Event, request: HttpRequest, username: str, **facts: Any) -> None:
    """Nobody's user name is told by its mark: what was typed may be a password that went into the wrong field."""
    user = User.objects.filter(username=username).first()
    mark: dict[str, Any] = {} if user else {"name": mark_of(username)}
    note_security(event, request=request, user=user, **facts, **mark)


def _too_often(seconds: int) -> ValidationError:
    minutes = math.ceil(seconds / 60)
    sentence = ngettext(
        "Too many failed tries with this user name. Try again in %(minutes)d minute, or ask the office that gave you "
        "the account to let you in at once.",
        "Too many failed tries with this user name. Try again in %(minutes)d minutes, or ask the office that gave you "
        "the account to let you in at once.",
        minutes,
    )
    return ValidationError(sentence % {"minutes": minutes}, code="too_many_login_attempts")
