"""Link an account to a member, whose households the user then sees."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assignments.models import Member
from households.permissions import permissions_for, units_by_role
from households.users.delegation import can_manage
from households.users.services import AccessDenied, UserNotManageable
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Role
from lambinh.accounts.scope import audited


class MemberElsewhere(AccessDenied):
    """The member belongs to a unit in which the user does not have the role of a member."""

    def __init__(self, member: Member) -> None:
        text = _("%(member)s does not belong to a unit in which this user has the role of a member.")
        super().__init__(text % {"member": member})


class MemberAlreadyLinked(AccessDenied):
    """The member is linked to another account."""

    def __init__(self, member: Member) -> None:
        super().__init__(_("Another account already belongs to %(member)s.") % {"member": member})


class AccountAlreadyLinked(AccessDenied):
    """The account is linked to a member whom the acting user cannot see."""

    def __init__(self) -> None:
        super().__init__(_("This account already belongs to a member of another unit."))


@audited
def link_member(*, user: User, member: Member, by: User) -> None:
    """Let `user` see the households of `member`."""
    if not can_manage(by, user):
        raise UserNotManageable
    if member.commune_id not in member_units(user, by):
        raise MemberElsewhere(member)
    locked = Member.objects.select_for_update().get(pk=member.pk)
    if locked.user_id not in (None, user.pk):
        raise MemberAlreadyLinked(member)
    Member.objects.filter(user=user).exclude(pk=member.pk).update(user=None)
    locked.user = user
    try:
        with transaction.atomic():
            locked.save(update_fields=["user"])
    except IntegrityError:
        raise AccountAlreadyLinked from None


@audited
def unlink_member(*, user: User, by: User) -> None:
    """Remove the link between the account and a member."""
    if not can_manage(by, user):
        raise UserNotManageable
    Member.objects.filter(user=user).update(user=None)


def member_units(user: User, by: User) -> frozenset[int]:
    """The units in which `user` has the role of a member, with the units below them."""
    granted = set(user.unit_access.filter(role=Role.MEMBER).values_list("unit_id", flat=True))
    return units_by_role({Role.MEMBER: granted}, permissions_for(by).day)[Role.MEMBER] if granted else frozenset()
