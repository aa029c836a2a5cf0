"""Who may enter and change bodies and decisions: asked here by pages, registers, rosters and operations alike."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from assignments.decision_issuers import kind_said, unit_of_issuer
from assignments.models import Body, Decision, Tier
from households.models import Unit, UnitAccess
from households.permissions import EffectivePermissions, permissions_for
from households.services.dated import DatedFactError
from households.services.units import current_communes
from households.unit_permissions import KINDS_BELOW
from lambinh.accounts.models import User
from lambinh.accounts.permissions import ROLE_PERMISSIONS, Permission

KEEPING_BODIES = {
    Tier.COMMUNE: (Permission.CHANGE_RECORDS, Permission.MANAGE_UNITS),
    Tier.DISTRICT: (Permission.ASSIGN_DISTRICT_TIER, Permission.MANAGE_UNITS),
}
"""What one must hold in the unit of a body to enter or change it, tier by tier."""


class NotYourBody(DatedFactError):
    """The body is of a unit, or of a tier, that the acting user does not look after."""

    def __init__(self, body: Body) -> None:
        of_district = _("Bodies of the district tier are entered and changed by the district office.")
        elsewhere = _("%(body)s is of a unit that is not yours.") % {"body": body}
        super().__init__(of_district if body.tier == Tier.DISTRICT else elsewhere)


class NotYourDecision(DatedFactError):
    """The decision was issued in a unit in which the acting user has no right to change decisions."""

    def __init__(self, unit: Unit | None) -> None:
        text = _("The issuer is of %(unit)s: only the office of that unit, or one above it, enters and changes this.")
        super().__init__(text % {"unit": unit or _("no unit that is known here")})


def may_keep_body(permissions: EffectivePermissions, body: Body) -> bool:
    """Whether the person may enter the body, or change it as it stands."""
    answers = current_communes([body.unit], permissions.day)[body.unit_id]
    return permissions.has_in(answers, *KEEPING_BODIES[Tier(body.tier)])


def tiers_to_keep(permissions: EffectivePermissions) -> list[Tier]:
    """The tiers of which the person may enter bodies somewhere."""
    return [tier for tier, needed in KEEPING_BODIES.items() if any(map(permissions.has_anywhere, needed))]


def check_body(body: Body, by: User) -> None:
    """Raises NotYourBody where `by` may not have the body so, or not change it as it is stored."""
    stored = Body.objects.select_related("unit").filter(pk=body.pk).first()
    for one in (body, stored):
        if one is not None and not may_keep_body(permissions_for(by), one):
            raise NotYourBody(one)


# --- decisions ----------------------------------------------------------------------------------------------


def may_keep_decision(permissions: EffectivePermissions, unit: int | None) -> bool:
    """Whether the person may enter or change decisions of this unit; where none is known, whoever keeps a province."""
    if unit is not None or permissions.has_everywhere(Permission.CHANGE_DECISIONS):
        return permissions.has_in(unit, Permission.CHANGE_DECISIONS)
    provinces = Unit.objects.on(permissions.day).filter(kind=Unit.Kind.PROVINCE)
    return provinces.filter(pk__in=permissions.units_for(Permission.CHANGE_DECISIONS)).exists()


def settle_unit(decision: Decision, by: User) -> None:
    """Give the decision the unit that its issuer is of; where the name says none, what was chosen, else one's own."""
    named = unit_of_issuer(decision.issuer, decision.issued_on)
    decision.unit_id = named or next(filter(None, map(fitting(decision), (decision.unit_id, own_office(by)))), None)


def fitting(decision: Decision) -> Callable[[int | None], int | None]:
    """Gives a unit back where the issuer's name allows for it: what the district issued is no affair of a commune."""
    said = kind_said(decision.issuer)

    def one(unit: int | None) -> int | None:
        if unit is None or said is None:
            return unit
        kind = Unit.Kind(Unit.objects.values_list("kind", flat=True).get(pk=unit))
        return unit if kind == said or said in KINDS_BELOW[kind] else None

    return one


def check_decision(decision: Decision, by: User) -> None:
    """Raises NotYourDecision where `by` may not have the decision so, or not change it as it is stored."""
    stored = Decision.objects.select_related("unit").filter(pk=decision.pk).first()
    for one in (decision, stored):
        if one is not None and not may_keep_decision(permissions_for(by), one.unit_id):
            raise NotYourDecision(one.unit)


def own_office(user: User) -> int | None:
    """The unit in which `user` was first given the right to enter decisions."""
    roles = [role for role, permissions in ROLE_PERMISSIONS.items() if Permission.CHANGE_DECISIONS in permissions]
    given = UnitAccess.objects.filter(user=user, role__in=roles).order_by("pk")
    unit: int | None = given.values_list("unit", flat=True).first()
    return unit
