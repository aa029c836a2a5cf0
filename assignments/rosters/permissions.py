"""Permissions for rosters: where a user may import, and which imports a user may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assignments.models import Decision, Tier
from assignments.record_permissions import KEEPING_BODIES, own_office
from assignments.rosters.models import RosterImport
from households.models import Unit, UnitAccess
from households.permissions import permissions_for
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Permission


@dataclass(frozen=True)
class ImportPermissions:
    """The units in which a user may do each part of an import; None stands for all units."""

    import_units: frozenset[int] | None
    change_units: frozenset[int] | None
    """Units whose stored records an import may change."""
    read_units: frozenset[int] | None
    """Units whose records an import is compared with; others are ignored as if they did not exist."""
    district_assignment_units: frozenset[int] | None
    """Units whose households may be assigned to members of the district tier."""
    decision_units: frozenset[int] | None
    """Units whose decisions may be entered."""
    district_body_units: frozenset[int] | None
    office_id: int | None = None
    """The unit of new decisions whose issuer names no known unit."""

    @property
    def can_import(self) -> bool:
        return self.import_units is None or bool(self.import_units)

    def can_enter(self, decision: Decision) -> bool:
        """Whether a new decision of the file may be entered: its unit is the issuer's, or else the own office."""
        return self.decision_units is None or decision.unit_id in self.decision_units

    def can_undo(self, communes: Iterable[int]) -> bool:
        """Whether an import of these communes may be undone, which changes stored records."""
        return self.change_units is None or set(communes) <= self.change_units


ALL = ImportPermissions(None, None, None, None, None, None)


def import_permissions(user: User, today: date) -> ImportPermissions:
    """The units in which `user` may import rosters, and change stored records with them."""
    permissions = permissions_for(user, today)
    if permissions.is_system:
        return ALL
    return ImportPermissions(
        permissions.units_for(Permission.IMPORT_ROSTERS),
        permissions.units_for(Permission.CHANGE_RECORDS),
        permissions.readable_units,
        permissions.units_for(Permission.ASSIGN_DISTRICT_TIER),
        permissions.units_for(Permission.CHANGE_DECISIONS),
        permissions.units_for(*KEEPING_BODIES[Tier.DISTRICT]),
        own_office(user),
    )


def is_visible_to(user: User, roster_import: RosterImport) -> bool:
    """Whether `user` may see an import with its present, perhaps unsaved values.

    The same rule as `visible_to`, which asks about stored imports.
    """
    permissions = permissions_for(user)
    if permissions.is_system:
        return True
    units, named = permissions.units_for(Permission.IMPORT_ROSTERS), roster_import.units_named
    is_own = roster_import.checked_by_id == user.pk and units.issuperset(roster_import.units_compared)
    return is_own or (bool(named) and units.issuperset(named))


def office_for(user: User) -> Unit | None:
    """The unit for which `user` imports; its users share the remembered headings."""
    access = UnitAccess.objects.filter(user=user).select_related("unit").order_by("pk").first()
    return access.unit if access else None
