"""Whose account somebody manages."""

from households.access import reach_of
from households.models import UnitAccess
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Permission


def may_manage(manager: User, person: User) -> bool:
    """Whether all that was given to `person` lies where `manager` manages users; a superuser manages everybody."""
    if manager.is_superuser:
        return True
    reach = reach_of(manager)
    given = UnitAccess.objects.filter(user=person).values_list("unit", flat=True)
    return not person.is_superuser and bool(given) and all(reach.may_in(u, Permission.MANAGE_USERS) for u in given)
