"""My account: language, password, second factor and sessions."""

from allauth.account.internal.stagekit import clear_login
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from lambinh.accounts.second_factor.status import has_second_factor, needs_second_factor, recovery_codes_left
from lambinh.accounts.security.user_agents import describe_user_agent
from lambinh.accounts.services import end_sessions
from lambinh.lib.decorators import post_only


def my_account(request: HttpRequest) -> HttpResponse:
    user = request.user
    assert user.is_authenticated
    is_protected = has_second_factor(user)
    sessions = UserSession.objects.purge_and_list(user)
    current = request.session.session_key
    rows = [
        {
            "session": session,
            "device": describe_user_agent(session.user_agent),
            "is_this": session.session_key == current,
        }
        for session in sorted(
            sessions, key=lambda session: (session.session_key != current, -session.last_seen_at.timestamp())
        )
    ]
    context = {
        "has_second_factor": is_protected,
        "needs_second_factor": needs_second_factor(user),
        "codes_left": recovery_codes_left(user) if is_protected else 0,
        "sessions": rows,
        "others": sum(not row["is_this"] for row in rows),
    }
    return render(request, "account/my_account.html", context)


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
    messages.success(request, _("You have been signed out everywhere else."))
    return redirect("accounts:my_account")


@login_not_required
@post_only(back_to=lambda request: redirect("account_login"))
def sign_in_as_another_user(request: HttpRequest) -> HttpResponse:
    """Cancel a sign-in that has passed the password and waits for the code."""
    clear_login(request)
    return redirect("account_login")
