"""Forms of the sign-in pages. Their fields come from django-allauth."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from allauth.account import forms as account
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as codes
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from django import forms
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

USED_CODE_SECONDS = 120
"""How long a used code is remembered: longer than it is valid, with the tolerance of one period."""


class ChangePasswordForm(account.ChangePasswordForm):
    def clean_oldpassword(self) -> str:
        try:
            return str(super().clean_oldpassword())
        except ValidationError:
            note_security(Event.WRONG_PASSWORD, request=context.request, user=self.user, at="change")
            raise

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        if self.user.check_password(password):
            raise ValidationError(_("That is your current password. Choose a different one."))
        return password

    def save(self) -> None:
        super().save()
        request = context.request
        end_sessions(self.user, by=self.user, but=request.session.session_key)
        reauthenticate_by_password(request)


if TYPE_CHECKING:

    class CodeForm(forms.Form):
        user: User

        def clean_code(self) -> str: ...

else:
    CodeForm = object


class _SingleUseCodeMixin(CodeForm):
    """Rejects a code that was used already, although it is still valid."""

    def clean_code(self) -> str:
        code = _clean_code(self.user, super().clean_code)
        if not cache.add(f"second-factor:{self.user.pk}:{normalize_user_code(code)}", 1, USED_CODE_SECONDS):
            note_security(Event.WRONG_CODE, request=context.request, user=self.user, why="used")
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(_SingleUseCodeMixin, codes.AuthenticateForm):
    def save(self) -> None:
        super().save()
        _warn_recovery_codes_left(self.authenticator)


class ReauthenticateForm(_SingleUseCodeMixin, codes.ReauthenticateForm):
    def save(self) -> None:
        super().save()
        _warn_recovery_codes_left(self.authenticator)


class ActivateTOTPForm(totp.ActivateTOTPForm):
    def clean_code(self) -> str:
        try:
            return _clean_code(self.user, super().clean_code)
        except ValidationError as error:
            if error.code == "incorrect_code":
                note_security(Event.WRONG_CODE, request=context.request, user=self.user, at="setting-up")
            raise

    @property
    def secret_in_groups(self) -> str:
        return " ".join(self.secret[start : start + 4] for start in range(0, len(self.secret), 4))


def _clean_code(user: User, clean: Callable[[], str]) -> str:
    """The cleaned code. A locked-out user causes a security event."""
    try:
        return str(clean())
    except ValidationError as error:
        if error.code in ("too_many_login_attempts", "rate_limited"):
            note_security(Event.LOCKED_OUT, request=context.request, user=user, at="code")
        raise


def _warn_recovery_codes_left(used: Authenticator) -> None:
    if used.type != Authenticator.Type.RECOVERY_CODES:
        return
    left = recovery_codes_left(used.user)
    text = ngettext(
        "You used a recovery code; %(left)d is left. If your phone is lost, set up another one under “My account”.",
        "You used a recovery code; %(left)d are left. If your phone is lost, set up another one under “My account”.",
        left,
    )
    messages.warning(context.request, text % {"left": left})
