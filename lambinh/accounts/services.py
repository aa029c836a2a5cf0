"""Operations on accounts."""

from lambinh.accounts.models import SYSTEM, User


def system_user() -> User:
    """The account under which commands act when no person is named. Nobody can sign in with it."""
    user, created = User.objects.get_or_create(username=SYSTEM)
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user
