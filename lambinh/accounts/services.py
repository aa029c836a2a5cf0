"""Operations on accounts."""

import secrets

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from lambinh.accounts.models import SYSTEM, User
from lambinh.accounts.scope import audited
from lambinh.lib.logs.security_events import Event, log_change

READABLE_CHARACTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without 0 and o, and without 1, l and i: users type the password from paper."""


def system_user() -> User:
    """The account for commands that name no user. Nobody can sign in with it."""
    user, created = User.objects.get_or_create(username=SYSTEM)
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


@audited
def set_first_password(user: User, *, by: User) -> str:
    """Set a random password, which `user` must change at the next sign-in. Return it; it is not stored."""
    password = "-".join("".join(secrets.choice(READABLE_CHARACTERS) for _letter in range(4)) for _group in range(4))
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    end_sessions(user, by=by)
    log_change(Event.PASSWORD_RESET, account=user.pk, by=by.pk)
    return password


@audited
def reset_second_factor(user: User, *, by: User) -> None:
    """Delete the phone and the recovery codes of `user`, who lost both and sets up new ones at the next sign-in."""
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user, by=by)
    log_change(Event.SECOND_FACTOR_RESET, account=user.pk, by=by.pk)


@audited
def end_sessions(user: User, *, by: User, but: str | None = None) -> int:
    """Sign `user` out everywhere, except in the session with the key `but`. Return the number of ended sessions."""
    sessions = list(UserSession.objects.filter(user=user).exclude(session_key=but or ""))
    for session in sessions:
        session.end()
    if sessions:
        log_change(Event.SESSIONS_ENDED, account=user.pk, by=by.pk, sessions=len(sessions))
    return len(sessions)
