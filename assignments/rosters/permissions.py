"""A user's permissions for rosters. No other module derives them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assignments.models import Decision, Tier
from assignments.record_permissions import BODY_PERMISSIONS, first_decision_unit
from assignments.rosters.models import RosterImport
from households.models import Unit, UnitAccess
from households.permissions import permissions_for
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Permission

UnitIds = frozenset[int] | None
"""Units of a permission. None stands for all units, an empty set for none."""


@dataclass(frozen=True)
class ImportPermissions:
    """The units in which a user may import, for each thing that an import can do."""

    import_units: UnitIds
    change_units: UnitIds
    readable_units: UnitIds
    """Units whose records rows are compared with. Records of other units are treated as if they did not exist."""
    district_assignment_units: UnitIds
    """Units whose households may be assigned to members of the district tier."""
    decision_units: UnitIds
    """Units whose decisions may be entered."""
    district_body_units: UnitIds
    """Units in which bodies of the district tier may be created."""
    office: int | None = None
    """The unit of decisions whose issuer is not a known unit."""

    @property
    def can_import(self) -> bool:
        return self.import_units is None or bool(self.import_units)

    def can_enter(self, decision: Decision) -> bool:
        """Whether a new decision of the file may be entered."""
        return self.decision_units is None or decision.unit_id in self.decision_units

    def can_undo(self, units: Iterable[int]) -> bool:
        """Whether an import into these communes may be undone: an undo changes existing records."""
        return self.change_units is None or set(units) <= self.change_units


ALL = ImportPermissions(None, None, None, None, None, None)


def import_permissions(user: User, today: date) -> ImportPermissions:
    permissions = permissions_for(user, today)
    if permissions.is_system:
        return ALL
    return ImportPermissions(
        permissions.units_for(Permission.IMPORT_ROSTERS),
        permissions.units_for(Permission.CHANGE_RECORDS),
        permissions.readable_units,
        permissions.units_for(Permission.ASSIGN_DISTRICT_TIER),
        permissions.units_for(Permission.CHANGE_DECISIONS),
        permissions.units_for(*BODY_PERMISSIONS[Tier.DISTRICT]),
        first_decision_unit(user),
    )


def is_visible(roster_import: RosterImport, user: User) -> bool:
    """Whether `user` may see an import with its present fields, stored or not; `visible_to` does it for stored ones."""
    permissions = permissions_for(user)
    if permissions.is_system:
        return True
    units, named = permissions.units_for(Permission.IMPORT_ROSTERS), roster_import.units_named
    is_own = roster_import.checked_by_id == user.pk and units.issuperset(roster_import.units_compared)
    return is_own or (bool(named) and units.issuperset(named))


def office_for(user: User) -> Unit | None:
    """The unit for which `user` imports. All of its users share the headings that one of them confirmed."""
    access = UnitAccess.objects.filter(user=user).select_related("unit").order_by("pk").first()
    return access.unit if access else None
