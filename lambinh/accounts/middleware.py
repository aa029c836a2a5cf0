"""Who asks, what a signed-in person has to do first, and when they were last seen."""

import math
import time
from collections.abc import Callable
from typing import Any

from allauth.usersessions import app_settings
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse

from lambinh.accounts.second_factor.status import must_set_up_second_factor
from lambinh.accounts.security.rate_limits import address_of
from lambinh.lib.logs.origin import origin
from lambinh.lib.logs.security_events import Event, log_event

ALWAYS_OPEN = {"account_logout", "set_language", "admin:jsi18n"}
PASSWORD_FIRST = {"account_change_password"}
SECOND_FACTOR_FIRST = {"mfa_activate_totp", "account_reauthenticate"}
SEEN_EVERY = 60
"""Seconds between two notes of when and where a session was last seen."""

SIGNED_IN_AT = "signed_in_at"
_SEEN = "seen_at"

Answer = Callable[[HttpRequest], HttpResponse]


def origin_in_logs(get_response: Answer) -> Answer:
    """Let every line of the log that a request causes say from which user and address it comes."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with origin(request, address_of(request)):
            return get_response(request)

    return middleware


def sessions_end(get_response: Answer) -> Answer:
    """Who signed in too long ago signs in again: a stolen cookie does not live for as long as somebody uses it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session:
            _end_or_begin(request)
        return get_response(request)

    return middleware


def _end_or_begin(request: HttpRequest) -> None:
    now = time.time()
    begin = request.session.get(SIGNED_IN_AT, math.inf)
    if begin > now:  # it began before there was an end, or the clock was put back
        request.session[SIGNED_IN_AT] = now
    elif now - begin > settings.LAMBINH_SESSION_HOURS * 60 * 60:
        log_event(Event.SESSION_OVER, account=request.user.pk)
        request.session.flush()
        request.user = AnonymousUser()


def session_begins(request: HttpRequest, **_kwargs: Any) -> None:
    """Note when somebody signed in."""
    request.session[SIGNED_IN_AT] = time.time()


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Leads to signing in and back to the page. What was searched for, perhaps a name, goes into no further address."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        asked = request.GET.copy()
        asked.pop("q", None)
        page = f"{request.path}?{asked.urlencode()}" if asked else request.path
        return redirect_to_login(page, resolve_url(self.get_login_url(view_func)))  # type: ignore[no-untyped-call]


class MandatorySetupMiddleware:
    """A first password is changed and a second factor set up before anything else opens."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        here = request.resolver_match.view_name if request.resolver_match else ""
        if not request.user.is_authenticated or here in ALWAYS_OPEN:
            return None
        if request.user.must_change_password:
            return None if here in PASSWORD_FIRST else redirect_to_page(request, "account_change_password")
        if here not in SECOND_FACTOR_FIRST and must_set_up_second_factor(request, request.user):
            return redirect_to_page(request, "mfa_activate_totp")
        return None


def redirect_to_page(request: HttpRequest, name: str) -> HttpResponse:
    """The browser goes to the page `name`, where a script asked too."""
    address = reverse(name)
    if request.headers.get("HX-Request"):
        # not a success: a script that knows nothing of the header does not take this for what it asked for
        return HttpResponse(status=403, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def session_activity_middleware(get_response: Answer) -> Answer:
    """Note when and where a session was last seen, once a minute: each page would cost four queries more."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if app_settings.TRACK_ACTIVITY and request.user.is_authenticated:
            _note(request)
        return get_response(request)

    return middleware


def _note(request: HttpRequest) -> None:
    match request.session.get(_SEEN):
        case [key, int() | float() as seen] if key == request.session.session_key:
            if 0 <= time.time() - seen < SEEN_EVERY:
                return
    UserSession.objects.create_from_request(request)
    request.session[_SEEN] = (request.session.session_key, time.time())
