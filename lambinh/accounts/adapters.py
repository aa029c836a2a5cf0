"""Adapters of django-allauth: sign-in attempts, messages, redirects, and encryption of second factors."""

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

from lambinh.accounts.models import User
from lambinh.accounts.second_factor import encryption
from lambinh.accounts.security import rate_limits
from lambinh.accounts.security.events import note_security
from lambinh.lib.logs.security_events import Event, name_digest

MESSAGES = {
    "account/messages/logged_out.txt": _("You have signed out."),
    "account/messages/password_changed.txt": _("Your password has been changed. All your other sessions have ended."),
    "mfa/messages/totp_activated.txt": _("From now on you also need a code from your phone to sign in."),
    "mfa/messages/totp_deactivated.txt": _("You no longer need a code from your phone to sign in."),
}
"""Our texts of the library's messages. Messages that are not listed are not shown."""

TOO_MANY_CODES = _(
    "Too many wrong codes. Try again in 15 minutes, or ask the office that gave you the account to let you in at once."
)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("The user name or password is not correct."),
        "incorrect_password": _("The password is not correct."),
        "enter_current_password": _("That is not your current password."),
        "incorrect_code": _("The code is not correct. Enter the code that your phone shows now."),
        "too_many_login_attempts": TOO_MANY_CODES,
        "rate_limited": TOO_MANY_CODES,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        try:
            return bool(super().is_safe_url(url))
        except ValueError:  # not a URL, for example "http://["
            return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        username = str(credentials.get("username", ""))
        attempt = rate_limits.start_attempt(request, username)
        if attempt.wait:
            _note_attempt(Event.LOCKED_OUT, request, username, wait=attempt.wait)
            raise _too_many_attempts(attempt.wait)
        user: User | None = super().authenticate(request, **credentials)
        if user:
            rate_limits.record_success(request, username, attempt)
        else:
            _note_attempt(Event.WRONG_PASSWORD, request, username)
        return user

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Skip the library's own rate limit: `rate_limits` replaces it."""

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Record the sign-in as an authentication, so that no page asks for the password again at once."""
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


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("The code is not correct. Enter the code that your phone shows now."),
        "cannot_generate_recovery_codes": _("Turn on the second factor first."),
    }

    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return encryption.decrypt(encrypted_text)


def _note_attempt(event: Event, request: HttpRequest, username: str, **facts: Any) -> None:
    # An unknown user name is logged only as a digest: it may be a password typed into the wrong field.
    user = User.objects.filter(username=username).first()
    if user is None:
        facts["name"] = name_digest(username)
    note_security(event, request=request, user=user, **facts)


def _too_many_attempts(seconds: int) -> ValidationError:
    minutes = math.ceil(seconds / 60)
    text = ngettext(
        "Too many failed attempts with this user name. Try again in %(minutes)d minute, or ask the "
        "office that gave you the account to let you in at once.",
        "Too many failed attempts with this user name. Try again in %(minutes)d minutes, or ask the "
        "office that gave you the account to let you in at once.",
        minutes,
    )
    return ValidationError(text % {"minutes": minutes}, code="too_many_login_attempts")
