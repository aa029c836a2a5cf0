"""What a person may do with rosters: asked here and nowhere else."""

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


@dataclass(frozen=True)
class ImportPermissions:
    """What somebody may import: None stands for all units, an empty set for none."""

    may_import_in: frozenset[int] | None
    may_change_in: frozenset[int] | None
    may_read_in: frozenset[int] | None
    """Whose rows an import is compared with; what lies beyond is as if it were not there."""
    may_assign_district_in: frozenset[int] | None
    """Whose households may be put in the charge of members of the district tier."""
    may_decide_in: frozenset[int] | None
    """The units whose decisions may be entered."""
    may_make_district_bodies_in: frozenset[int] | None
    office: int | None = None
    """The unit of decisions whose issuer no unit is known by."""

    @property
    def may_import(self) -> bool:
        return self.may_import_in is None or bool(self.may_import_in)

    def may_enter(self, decision: Decision) -> bool:
        """Whether a new decision of the file may be entered: of its issuer's unit, else of the own office."""
        return self.may_decide_in is None or decision.unit_id in self.may_decide_in

    def may_undo(self, units: Iterable[int]) -> bool:
        """Whether an import of these communes may be taken back: it changes what is stored."""
        return self.may_change_in is None or set(units) <= self.may_change_in


ALL = ImportPermissions(None, None, None, None, None, None)


def import_permissions(user: User, today: date) -> ImportPermissions:
    """The units in which `user` may import rosters, and change what is in the data already."""
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


def is_seen(roster_import: RosterImport, user: User) -> bool:
    """Whether `user` sees an import as it stands here, stored or not: what `visible_to` asks of stored ones."""
    permissions = permissions_for(user)
    if permissions.is_system:
        return True
    units, named = permissions.units_for(Permission.IMPORT_ROSTERS), roster_import.units_named
    is_own = roster_import.checked_by_id == user.pk and units.issuperset(roster_import.units_compared)
    return is_own or (bool(named) and units.issuperset(named))


def office_for(user: User) -> Unit | None:
    """The unit for which `user` imports: what it calls its columns is remembered for all of its people."""
    access = UnitAccess.objects.filter(user=user).select_related("unit").order_by("pk").first()
    return access.unit if access else None
