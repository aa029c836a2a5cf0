"""The permissions for changing bodies and decisions, for pages, admin, rosters and services alike."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from assignments.decision_issuers import kind_of_issuer, unit_of_issuer
from assignments.models import Body, Decision, Tier
from households.models import Unit, UnitAccess
from households.permissions import EffectivePermissions, permissions_for
from households.services.dated import DatedFactError
from households.services.units import current_communes
from households.unit_permissions import KINDS_BELOW
from lambinh.accounts.models import User
from lambinh.accounts.permissions import ROLE_PERMISSIONS, Permission

BODY_PERMISSIONS = {
    Tier.COMMUNE: (Permission.CHANGE_RECORDS, Permission.MANAGE_UNITS),
    Tier.DISTRICT: (Permission.ASSIGN_DISTRICT_TIER, Permission.MANAGE_UNITS),
}
"""The permissions, one of which a user needs in the unit of a body to change it, by tier."""


class BodyNotPermitted(DatedFactError):
    """The acting user lacks the permission for the unit or the tier of the body."""

    def __init__(self, body: Body) -> None:
        of_district = _("Bodies of the district tier are entered and changed by the district office.")
        elsewhere = _("%(body)s is of a unit that is not yours.") % {"body": body}
        super().__init__(of_district if body.tier == Tier.DISTRICT else elsewhere)


class DecisionNotPermitted(DatedFactError):
    """The acting user must not change decisions of the unit that issued this one."""

    def __init__(self, unit: Unit | None) -> None:
        text = _("The issuer is of %(unit)s: only the office of that unit, or one above it, enters and changes this.")
        super().__init__(text % {"unit": unit or _("no unit that is known here")})


def can_change_body(permissions: EffectivePermissions, body: Body) -> bool:
    """Whether the user may add the body, or change it as it is stored."""
    commune = current_communes([body.unit], permissions.day)[body.unit_id]
    return permissions.has_in(commune, *BODY_PERMISSIONS[Tier(body.tier)])


def permitted_tiers(permissions: EffectivePermissions) -> list[Tier]:
    """The tiers whose bodies the user may add in some unit."""
    return [tier for tier, needed in BODY_PERMISSIONS.items() if any(map(permissions.has_anywhere, needed))]


def check_body(body: Body, by: User) -> None:
    """Raises BodyNotPermitted if `by` must not save the body with these values, or not change the stored one."""
    stored = Body.objects.select_related("unit").filter(pk=body.pk).first()
    for row in (body, stored):
        if row is not None and not can_change_body(permissions_for(by), row):
            raise BodyNotPermitted(row)


# --- decisions ----------------------------------------------------------------------------------------------


def can_change_decision(permissions: EffectivePermissions, unit: int | None) -> bool:
    """Whether the user may change decisions of this unit; without a unit, only a user of a province may."""
    if unit is not None or permissions.has_everywhere(Permission.CHANGE_DECISIONS):
        return permissions.has_in(unit, Permission.CHANGE_DECISIONS)
    provinces = Unit.objects.on(permissions.day).filter(kind=Unit.Kind.PROVINCE)
    return provinces.filter(pk__in=permissions.units_for(Permission.CHANGE_DECISIONS)).exists()


def set_unit(decision: Decision, by: User) -> None:
    """Set the unit of the decision: by the issuer's name, else the selected one, else the user's own."""
    by_name = unit_of_issuer(decision.issuer, decision.issued_on)
    candidates = (decision.unit_id, first_decision_unit(by))
    decision.unit_id = by_name or next(filter(None, map(fitting(decision), candidates)), None)


def fitting(decision: Decision) -> Callable[[int | None], int | None]:
    """A function that returns a unit if the issuer's name allows it: a commune does not issue what the district did."""
    issuer_kind = kind_of_issuer(decision.issuer)

    def fitting_unit(unit: int | None) -> int | None:
        if unit is None or issuer_kind is None:
            return unit
        kind = Unit.Kind(Unit.objects.values_list("kind", flat=True).get(pk=unit))
        return unit if kind == issuer_kind or issuer_kind in KINDS_BELOW[kind] else None

    return fitting_unit


def check_decision(decision: Decision, by: User) -> None:
    """Raises DecisionNotPermitted if `by` must not save these values, or not change the stored decision."""
    stored = Decision.objects.select_related("unit").filter(pk=decision.pk).first()
    for row in (decision, stored):
        if row is not None and not can_change_decision(permissions_for(by), row.unit_id):
            raise DecisionNotPermitted(row.unit)


def first_decision_unit(user: User) -> int | None:
    """The unit of the user's first grant that includes changing decisions."""
    roles = [role for role, permissions in ROLE_PERMISSIONS.items() if Permission.CHANGE_DECISIONS in permissions]
    grants = UnitAccess.objects.filter(user=user, role__in=roles).order_by("pk")
    unit: int | None = grants.values_list("unit", flat=True).first()
    return unit
