"""My account: language, password, second factor, and where one is signed in."""

from allauth.account.internal.stagekit import clear_login
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from lambinh.accounts.second_factor import has_second_factor, needs_second_factor, recovery_codes_left
from lambinh.accounts.services import end_sessions
from lambinh.accounts.user_agents import describe_user_agent
from lambinh.lib.decorators import post_only


def my_account(request: HttpRequest) -> HttpResponse:
    user = request.user
    assert user.is_authenticated
    has = has_second_factor(user)
    sessions = UserSession.objects.purge_and_list(user)
    here = request.session.session_key
    rows = [
        {"session": session, "device": describe_user_agent(session.user_agent), "is_this": session.session_key == here}
        for session in sorted(sessions, key=lambda one: (one.session_key != here, -one.last_seen_at.timestamp()))
    ]
    page = {
        "has_second_factor": has,
        "needs_second_factor": needs_second_factor(user),
        "codes_left": recovery_codes_left(user) if has else 0,
        "sessions": rows,
        "others": sum(not row["is_this"] for row in rows),
    }
    return render(request, "account/my_account.html", page)


@post_only(back_to=lambda request, pk: redirect("accounts:my_account"))
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    user = request.user
    assert user.is_authenticated
    session = get_object_or_404(UserSession.objects.filter(user=user), pk=pk)
    if session.session_key == request.session.session_key:
        session.end()
        logout(request)
        return redirect("account_login")
    session.end()
    messages.success(request, _("That session has ended."))
    return redirect("accounts:my_account")


@post_only(back_to=lambda request: redirect("accounts:my_account"))
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    user = request.user
    assert user.is_authenticated
    end_sessions(user, by=user, but=request.session.session_key)
    messages.success(request, _("You are signed in here only."))
    return redirect("accounts:my_account")


@login_not_required
@post_only(back_to=lambda request: redirect("account_login"))
def sign_in_as_somebody_else(request: HttpRequest) -> HttpResponse:
    """Forget the password that was right, instead of asking for the code that belongs to it."""
    clear_login(request)
    return redirect("account_login")
