"""Operations on accounts."""

import secrets

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from lambinh.accounts.models import SYSTEM, User
from lambinh.accounts.scope import audited
from lambinh.lib.logs.security_events import Event, log_change

EASY_TO_READ = "abcdefghjkmnpqrstuvwxyz23456789"
"""No 0 and o, no 1, l and i: what is written on paper is typed by somebody else."""


def system_user() -> User:
    """The account under which commands act when no person is named. Nobody can sign in with it."""
    user, created = User.objects.get_or_create(username=SYSTEM)
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


@audited
def set_first_password(user: User, *, by: User) -> str:
    """Give `user` a random password to be changed at once; returns the password, which is kept nowhere."""
    password = "-".join("".join(secrets.choice(EASY_TO_READ) for _letter in range(4)) for _group in range(4))
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    end_sessions(user, by=by)
    log_change(Event.PASSWORD_RESET, account=user.pk, by=by.pk)
    return password


@audited
def reset_second_factor(user: User, *, by: User) -> None:
    """Forget the phone and the recovery codes of `user`, who lost both; signing in again asks for new ones."""
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user, by=by)
    log_change(Event.SECOND_FACTOR_RESET, account=user.pk, by=by.pk)


@audited
def end_sessions(user: User, *, by: User, but: str | None = None) -> int:
    """Sign `user` out everywhere, `but` for one session key; returns how many sessions ended."""
    sessions = list(UserSession.objects.filter(user=user).exclude(session_key=but or ""))
    for session in sessions:
        session.end()
    if sessions:
        log_change(Event.SESSIONS_ENDED, account=user.pk, by=by.pk, sessions=len(sessions))
    return len(sessions)
