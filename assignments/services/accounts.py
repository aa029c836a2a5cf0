"""Which member of the Party an account belongs to: that member's households are what its owner sees."""

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
    """The member belongs to a unit in which the person has no role of a member."""

    def __init__(self, member: Member) -> None:
        text = _("%(member)s is not of a unit in which this user has the role of a member.")
        super().__init__(text % {"member": member})


class MemberAlreadyLinked(AccessDenied):
    """Another account is this member's already."""

    def __init__(self, member: Member) -> None:
        super().__init__(_("Another account belongs to %(member)s already.") % {"member": member})


class AccountAlreadyLinked(AccessDenied):
    """The account belongs to a member whom the acting user cannot see."""

    def __init__(self) -> None:
        super().__init__(_("This account belongs to a member of another unit already."))


@audited
def link_member(*, person: User, member: Member, by: User) -> None:
    """Let `person` see the households of `member`."""
    if not can_manage(by, person):
        raise UserNotManageable
    if member.commune_id not in member_units(person, by):
        raise MemberElsewhere(member)
    held = Member.objects.select_for_update().get(pk=member.pk)
    if held.user_id not in (None, person.pk):
        raise MemberAlreadyLinked(member)
    Member.objects.filter(user=person).exclude(pk=member.pk).update(user=None)
    held.user = person
    try:
        with transaction.atomic():
            held.save(update_fields=["user"])
    except IntegrityError:
        raise AccountAlreadyLinked from None


@audited
def unlink_member(*, person: User, by: User) -> None:
    """Let the account be no member's."""
    if not can_manage(by, person):
        raise UserNotManageable
    Member.objects.filter(user=person).update(user=None)


def member_units(person: User, by: User) -> frozenset[int]:
    """The units in which `person` has the role of a member, and all below."""
    granted = set(person.unit_access.filter(role=Role.MEMBER).values_list("unit_id", flat=True))
    return units_by_role({Role.MEMBER: granted}, permissions_for(by).day)[Role.MEMBER] if granted else frozenset()
