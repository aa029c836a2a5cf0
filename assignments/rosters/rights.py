"""What a person may do with rosters: asked here and nowhere else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from assignments.rosters.bodies import KnownBody
from assignments.rosters.geography import Village
from assignments.rosters.plan import NewBody, Outcome, Plan, PlannedRow, error
from assignments.rosters.plan_assignments import Settled
from assignments.rosters.reading import Problem
from households.models import Placement, Unit, UnitAccess
from households.services import commune_today
from lambinh.accounts.models import User
from lambinh.accounts.permissions import MAY, Permission, Role


@dataclass(frozen=True)
class Rights:
    """What somebody may import: None stands for all units, an empty set for none."""

    may_import_in: frozenset[int] | None
    may_change_in: frozenset[int] | None

    @property
    def may_import(self) -> bool:
        return self.may_import_in is None or bool(self.may_import_in)

    def may_undo(self, units: Iterable[int]) -> bool:
        """Whether an import of these communes may be taken back: it changes what is stored."""
        return self.may_change_in is None or set(units) <= self.may_change_in


ALL = Rights(None, None)


def rights_of(user: User, today: date) -> Rights:
    """The units in which `user` may import rosters, and change what is in the data already.

    An account to which no unit was given yet is bound to none: it may import everywhere.
    """
    granted = [(access.unit_id, MAY[Role(access.role)]) for access in UnitAccess.objects.filter(user=user)]
    if not granted:
        return ALL
    return Rights(
        _with_all_below({unit for unit, may in granted if Permission.IMPORT_ROSTERS in may}, today),
        _with_all_below({unit for unit, may in granted if Permission.CHANGE_RECORDS in may}, today),
    )


def office_of(user: User) -> Unit | None:
    """The unit for which `user` imports: what it calls its columns is remembered for all of its people."""
    access = UnitAccess.objects.filter(user=user).select_related("unit").order_by("pk").first()
    return access.unit if access else None


def _with_all_below(units: set[int], today: date) -> frozenset[int]:
    """`units` with the districts and communes below them today; villages are asked about by their commune."""
    found, fresh = set(units), set(units)
    while fresh:
        below = Placement.objects.on(today).filter(parent__in=fresh).exclude(unit__kind=Unit.Kind.VILLAGE)
        fresh = set(below.values_list("unit_id", flat=True)) - found
        found |= fresh
    return frozenset(found)


def settle_units(plan: Plan, rights: Rights, today: date) -> None:
    """Note the units of the plan's rows as they are today; a row beyond `rights` gets a problem that says so."""
    units = {row: _units(row) for row in plan.rows if row.outcome != Outcome.LEFT_OUT}
    named = {unit for of_row in units.values() for unit in of_row}
    now = commune_today(Unit.objects.filter(pk__in=named).select_related("successor"), today)
    plan.communes = sorted({commune for unit in named if (commune := now.get(unit))})
    if rights == ALL:
        return
    for row, of_row in units.items():
        answering = {now.get(unit) or unit for unit in of_row}
        if beyond := _beyond(row, answering, rights):
            row.add(beyond)
            row.conclude()


def _beyond(row: PlannedRow, units: set[int], rights: Rights) -> Problem | None:
    if rights.may_import_in is not None and not units <= rights.may_import_in:
        text = _("This row is of a unit that is not yours: untick it, or let the office of that unit import it.")
        return error(None, "not_your_unit", text)
    changes = row.outcome == Outcome.CHANGED
    if changes and rights.may_change_in is not None and not units <= rights.may_change_in:
        text = _("You may add rows and not change what is stored already: untick this row, or ask the office.")
        return error(None, "may_not_change", text)
    return None


def _units(row: PlannedRow) -> set[int]:
    """The communes (or the district, for its own bodies) that a row's records belong to."""
    place = row.place
    known = getattr(row.found, "commune", None)
    units = {known} if known else set()
    if isinstance(place, Village):
        units.add(place.commune.pk)
    elif isinstance(place, KnownBody):
        units.add(place.unit)
    elif isinstance(place, NewBody):
        units.add(place.unit.commune.pk if isinstance(place.unit, Village) else place.unit.pk)
    elif isinstance(place, Settled):
        units |= {place.commune} if place.commune else set()
    return units
