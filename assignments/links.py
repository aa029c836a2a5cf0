"""Ways from the pages of households and members to the desk; empty where there is none, or it may not be gone."""

from urllib.parse import urlencode

from django.urls import reverse

from assignments.models import Member
from assignments.permissions import ASSIGN_PERMISSION
from households.models import Household, Unit
from households.permissions import EffectivePermissions


def desk_url(member: Member) -> str:
    """The commune's desk with the member's households; an agency of the district has no desk."""
    return _at_commune("desk:unit", member)


def hand_over_url(member: Member, permissions: EffectivePermissions) -> str:
    """Where all households of the member go to others, for who may change a tier there."""
    return (
        _at_commune("desk:hand_over", member)
        if permissions.has_in(member.commune_id, *ASSIGN_PERMISSION.values())
        else ""
    )


def _at_commune(page: str, member: Member) -> str:
    if member.commune is None or member.commune.kind != Unit.Kind.COMMUNE:
        return ""
    return f"{reverse(page, args=[member.commune.pk])}?{urlencode({'member': member.pk})}"


def village_desk_address(household: Household, village: int) -> str:
    """The desk of the village; with the household alone where it has a code: names go into no address."""
    desk = reverse("desk:unit", args=[village])
    return f"{desk}?{urlencode({'q': household.code})}" if household.code else desk
