"""Handlers of signals from Django and django-allauth: they record security events."""

from collections.abc import Callable

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import password_changed
from allauth.mfa import signals as second_factor
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models.signals import post_save
from django.http import HttpRequest

from lambinh.accounts.middleware import store_sign_in_time
from lambinh.accounts.models import User
from lambinh.accounts.security.events import note_security
from lambinh.lib.logs.security_events import Event, log_change


def connect() -> None:
    """Connect all handlers; calling it again changes nothing."""
    for signal, listener in (
        (user_logged_in, _signed_in),
        (user_logged_in, store_sign_in_time),
        (user_logged_out, _signed_out),
        (password_changed, _password_changed),
        (second_factor.authentication_failed, _code_refused),
        (second_factor.authenticator_added, _authenticator(Event.SECOND_FACTOR_ADDED)),
        (second_factor.authenticator_removed, _authenticator(Event.SECOND_FACTOR_REMOVED)),
        (second_factor.authenticator_reset, _authenticator(Event.RECOVERY_CODES_RENEWED)),
        (second_factor.authenticator_used, _authenticator_used),
    ):
        signal.connect(listener, weak=False, dispatch_uid=f"security {listener.__name__}")
    post_save.connect(_user_created, sender=User, dispatch_uid="security")


def _signed_in(request: HttpRequest, user: User, **_kwargs: object) -> None:
    methods = {str(record["method"]) for record in get_authentication_records(request, user)}
    note_security(Event.SIGNED_IN, request=request, user=user, method="+".join(sorted(methods)) or "other")


def _signed_out(request: HttpRequest, user: User | None, **_kwargs: object) -> None:
    if user is not None:
        log_change(Event.SIGNED_OUT, account=user.pk)


def _password_changed(user: User, **_kwargs: object) -> None:
    log_change(Event.PASSWORD_CHANGED, account=user.pk)


def _code_refused(request: HttpRequest, user: User, **_kwargs: object) -> None:
    note_security(Event.WRONG_CODE, request=request, user=user)


def _authenticator(event: Event) -> Callable[..., None]:
    def note(user: User, authenticator: Authenticator, **_kwargs: object) -> None:
        log_change(event, account=user.pk, kind=str(authenticator.type))

    return note


def _authenticator_used(user: User, authenticator: Authenticator, **_kwargs: object) -> None:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        log_change(Event.RECOVERY_CODE_USED, account=user.pk)


def _user_created(instance: User, created: bool, **_kwargs: object) -> None:
    if created:
        creator = instance.created_by_id
        log_change(Event.USER_CREATED, account=instance.pk, by=creator, superuser=str(instance.is_superuser).lower())
