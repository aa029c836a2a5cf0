"""What a person types to sign in and to change a password; the fields are the sign-in library's."""

from collections.abc import Callable
from typing import Any

from allauth.account import forms as account
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as codes
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lambinh.accounts.models import User
from lambinh.accounts.second_factor.status import recovery_codes_left
from lambinh.accounts.security.events import note_security
from lambinh.accounts.services import end_sessions
from lambinh.lib.logs.security_events import Event

CODE_LIVES = 120
"""Seconds: longer than a code of a phone is valid, its neighbours included."""


class ChangePasswordForm(account.ChangePasswordForm):
    def clean_oldpassword(self) -> str:
        try:
            return str(super().clean_oldpassword())
        except ValidationError:
            note_security(Event.WRONG_PASSWORD, request=context.request, user=self.user, at="change")
            raise

    def clean_password1(self) -> str:
        new: str = self.cleaned_data["password1"]
        if self.user.check_password(new):
            raise ValidationError(_("This is the password that you have now. Choose another one."))
        return new

    def save(self) -> None:
        super().save()
        request = context.request
        end_sessions(self.user, by=self.user, but=request.session.session_key)
        reauthenticate_by_password(request)


class _SingleUseCodeMixin:
    """A code that opened the door does not open it again while it is still valid."""

    user: Any
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        code: str = _noted_when_locked_out(self.user, super().clean_code)  # type: ignore[misc]
        if not cache.add(f"second-factor:{self.user.pk}:{normalize_user_code(code)}", 1, CODE_LIVES):
            note_security(Event.WRONG_CODE, request=context.request, user=self.user, why="used")
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(_SingleUseCodeMixin, codes.AuthenticateForm):
    def save(self) -> None:
        super().save()
        _tell_what_is_left(self.authenticator)


class ReauthenticateForm(_SingleUseCodeMixin, codes.ReauthenticateForm):
    def save(self) -> None:
        super().save()
        _tell_what_is_left(self.authenticator)


class ActivateTOTPForm(totp.ActivateTOTPForm):
    def clean_code(self) -> str:
        try:
            return _noted_when_locked_out(self.user, super().clean_code)
        except ValidationError as refused:
            if refused.code == "incorrect_code":
                note_security(Event.WRONG_CODE, request=context.request, user=self.user, at="setting-up")
            raise

    @property
    def secret_in_groups(self) -> str:
        return " ".join(self.secret[start : start + 4] for start in range(0, len(self.secret), 4))


def _noted_when_locked_out(user: User, check: Callable[[], Any]) -> str:
    try:
        return str(check())
    except ValidationError as refused:
        if refused.code in ("too_many_login_attempts", "rate_limited"):
            note_security(Event.LOCKED_OUT, request=context.request, user=user, at="code")
        raise


def _tell_what_is_left(used: Authenticator) -> None:
    if used.type != Authenticator.Type.RECOVERY_CODES:
        return
    left = recovery_codes_left(used.user)
    sentence = ngettext(
        "You used a recovery code; %(left)d is left. If your phone is lost, set up another one under “My account”.",
        "You used a recovery code; %(left)d are left. If your phone is lost, set up another one under “My account”.",
        left,
    )
    messages.warning(context.request, sentence % {"left": left})
