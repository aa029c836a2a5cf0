"""Which member of the Party an account belongs to: that member's households are what its owner sees."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assignments.models import Member
from households.permissions import reach_of, units_of
from households.users.delegation import may_manage
from households.users.services import AccessRefused, NotYourPerson
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Role
from lambinh.accounts.scope import signed


class MemberElsewhere(AccessRefused):
    """The member belongs to a unit in which the person has no role of a member."""

    def __init__(self, member: Member) -> None:
        text = _("%(member)s is not of a unit in which this user has the role of a member.")
        super().__init__(text % {"member": member})


class MemberTaken(AccessRefused):
    """Another account is this member's already."""

    def __init__(self, member: Member) -> None:
        super().__init__(_("Another account belongs to %(member)s already.") % {"member": member})


class AccountTaken(AccessRefused):
    """The account belongs to a member whom the acting user cannot see."""

    def __init__(self) -> None:
        super().__init__(_("This account belongs to a member of another unit already."))


@signed
def link_member(*, person: User, member: Member, by: User) -> None:
    """Let `person` see the households of `member`."""
    if not may_manage(by, person):
        raise NotYourPerson
    if member.commune_id not in member_units(person, by):
        raise MemberElsewhere(member)
    held = Member.objects.select_for_update().get(pk=member.pk)
    if held.user_id not in (None, person.pk):
        raise MemberTaken(member)
    Member.objects.filter(user=person).exclude(pk=member.pk).update(user=None)
    held.user = person
    try:
        with transaction.atomic():
            held.save(update_fields=["user"])
    except IntegrityError:
        raise AccountTaken from None


@signed
def unlink_member(*, person: User, by: User) -> None:
    """Let the account be no member's."""
    if not may_manage(by, person):
        raise NotYourPerson
    Member.objects.filter(user=person).update(user=None)


def member_units(person: User, by: User) -> frozenset[int]:
    """The units in which `person` has the role of a member, and all below."""
    granted = set(person.unit_access.filter(role=Role.MEMBER).values_list("unit_id", flat=True))
    return units_of({Role.MEMBER: granted}, reach_of(by).day)[Role.MEMBER] if granted else frozenset()
