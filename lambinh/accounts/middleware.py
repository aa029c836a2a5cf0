"""Middleware of accounts: origin of log lines, end of sessions, mandatory set-up, session activity."""

import math
import time
from collections.abc import Callable

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
ACTIVITY_INTERVAL = 60
"""Seconds between two records of a session's activity."""

SIGNED_IN_AT = "signed_in_at"
_RECORDED_AT = "seen_at"
"""The session keys of the sign-in, and of the last recorded activity."""

GetResponse = Callable[[HttpRequest], HttpResponse]


def log_origin_middleware(get_response: GetResponse) -> GetResponse:
    """Add the user and the address of the request to every log line."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with origin(request, address_of(request)):
            return get_response(request)

    return middleware


def session_lifetime_middleware(get_response: GetResponse) -> GetResponse:
    """End sessions that are too old, however active: otherwise somebody could use a stolen cookie for ever."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session:
            _check_age(request)
        return get_response(request)

    return middleware


def _check_age(request: HttpRequest) -> None:
    now = time.time()
    signed_in_at = request.session.get(SIGNED_IN_AT, math.inf)
    if signed_in_at > now:  # the session has no time of sign-in, or the clock was set back
        request.session[SIGNED_IN_AT] = now
    elif now - signed_in_at > settings.LAMBINH_SESSION_HOURS * 60 * 60:
        log_event(Event.SESSION_OVER, account=request.user.pk)
        request.session.flush()
        request.user = AnonymousUser()


def store_sign_in_time(request: HttpRequest, **_kwargs: object) -> None:
    """Store the time of the sign-in in the session."""
    request.session[SIGNED_IN_AT] = time.time()


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Redirects to the sign-in page, and back afterwards. Drops the search term from the URL: it may be a name."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., object]) -> HttpResponseRedirect:
        parameters = request.GET.copy()
        parameters.pop("q", None)
        page = f"{request.path}?{parameters.urlencode()}" if parameters else request.path
        return redirect_to_login(page, resolve_url(settings.LOGIN_URL))


class MandatorySetupMiddleware:
    """Makes users change their first password and set up a second factor before they open other pages."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        page = request.resolver_match.view_name if request.resolver_match else ""
        if not request.user.is_authenticated or page in ALWAYS_OPEN:
            return None
        if request.user.must_change_password:
            return None if page in PASSWORD_FIRST else redirect_to_page(request, "account_change_password")
        if page not in SECOND_FACTOR_FIRST and must_set_up_second_factor(request, request.user):
            return redirect_to_page(request, "mfa_activate_totp")
        return None


def redirect_to_page(request: HttpRequest, name: str) -> HttpResponse:
    """Redirect the browser to the page `name`, also if a script sent the request."""
    url = reverse(name)
    if request.headers.get("HX-Request"):
        # The status is no success, so that a script that ignores the header does not use the response.
        return HttpResponse(status=403, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def session_activity_middleware(get_response: GetResponse) -> GetResponse:
    """Record the time and address of a session once a minute: for each page it would cost four more queries."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if app_settings.TRACK_ACTIVITY and request.user.is_authenticated:
            _record_activity(request)
        return get_response(request)

    return middleware


def _record_activity(request: HttpRequest) -> None:
    match request.session.get(_RECORDED_AT):
        case [key, int() | float() as recorded_at] if key == request.session.session_key:
            if 0 <= time.time() - recorded_at < ACTIVITY_INTERVAL:
                return
    UserSession.objects.create_from_request(request)
    request.session[_RECORDED_AT] = (request.session.session_key, time.time())
