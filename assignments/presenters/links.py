"""URLs from the pages of households and members to the desk; empty if there is none, or the user may not open it."""

from urllib.parse import urlencode

from django.urls import reverse

from assignments.models import Member
from assignments.permissions import ASSIGN_PERMISSION
from households.models import Household, Unit
from households.permissions import EffectivePermissions


def desk_url(member: Member) -> str:
    """The desk of the commune with the member's households; an agency of the district has no desk."""
    return _at_commune("desk:unit", member)


def hand_over_url(member: Member, permissions: EffectivePermissions) -> str:
    """The page that hands over all households of the member, for users who may assign there."""
    can_assign = permissions.has_in(member.commune_id, *ASSIGN_PERMISSION.values())
    return _at_commune("desk:hand_over", member) if can_assign else ""


def _at_commune(url_name: str, member: Member) -> str:
    if member.commune is None or member.commune.kind != Unit.Kind.COMMUNE:
        return ""
    return f"{reverse(url_name, args=[member.commune.pk])}?{urlencode({'member': member.pk})}"


def village_desk_url(household: Household, village: int) -> str:
    """The desk of the village, filtered by the household's code if it has one: a URL must not contain names."""
    desk = reverse("desk:unit", args=[village])
    return f"{desk}?{urlencode({'q': household.code})}" if household.code else desk
