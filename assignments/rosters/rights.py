"""What a person may do with rosters: asked here and nowhere else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from assignments.issuers import unit_of_issuer
from assignments.keeping import KEEPING_BODIES, fitting, own_office
from assignments.models import Decision, Tier
from assignments.rosters.bodies import KnownBody
from assignments.rosters.geography import Village
from assignments.rosters.models import RosterImport
from assignments.rosters.plan import UNKNOWN_UNIT, NewBody, Outcome, Plan, PlannedRow, error
from assignments.rosters.plan_assignments import Settled
from assignments.rosters.reading import Problem
from households.access import reach_of
from households.models import Unit, UnitAccess
from households.services import commune_today
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Permission


@dataclass(frozen=True)
class Rights:
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


ALL = Rights(None, None, None, None, None, None)


def rights_of(user: User, today: date) -> Rights:
    """The units in which `user` may import rosters, and change what is in the data already."""
    reach = reach_of(user, today)
    if reach.is_everywhere:
        return ALL
    return Rights(
        reach.units_for(Permission.IMPORT_ROSTERS),
        reach.units_for(Permission.CHANGE_RECORDS),
        reach.reading,
        reach.units_for(Permission.ASSIGN_DISTRICT_TIER),
        reach.units_for(Permission.CHANGE_DECISIONS),
        reach.units_for(*KEEPING_BODIES[Tier.DISTRICT]),
        own_office(user),
    )


def is_seen(roster_import: RosterImport, user: User) -> bool:
    """Whether `user` sees an import as it stands here, stored or not: what `visible_to` asks of stored ones."""
    reach = reach_of(user)
    if reach.is_everywhere:
        return True
    units, named = reach.units_for(Permission.IMPORT_ROSTERS), roster_import.units_named
    is_own = roster_import.checked_by_id == user.pk and units.issuperset(roster_import.units_compared)
    return is_own or (bool(named) and units.issuperset(named))


def office_of(user: User) -> Unit | None:
    """The unit for which `user` imports: what it calls its columns is remembered for all of its people."""
    access = UnitAccess.objects.filter(user=user).select_related("unit").order_by("pk").first()
    return access.unit if access else None


def settle_units(plan: Plan, rights: Rights, today: date) -> None:
    """Note the units of the plan's rows as they are today; a row beyond `rights` gets a problem that says so."""
    units = {row: _units(row) for row in plan.rows if row.outcome != Outcome.LEFT_OUT}
    named = {unit for of_row in units.values() for unit in of_row}
    now = commune_today(Unit.objects.filter(pk__in=named).select_related("successor"), today)
    plan.communes = sorted({commune for unit in named if (commune := now.get(unit))})
    _note_sight(plan, rights, is_known=len(units) == len(plan.rows) and all(units.values()))
    _settle_decisions(plan, rights)
    if rights == ALL:
        return
    plan.leave_out_new_decisions(unless=rights.may_enter)
    for row, of_row in units.items():
        answering = {now.get(unit) or unit for unit in of_row}
        if beyond := _beyond(row, answering, rights):
            row.add(beyond)
            row.conclude()


def _settle_decisions(plan: Plan, rights: Rights) -> None:
    """Give new decisions the unit of their issuer; "huyện" alone is the district that the table speaks of."""
    for source, decision in plan.decisions.items():
        if decision.pk is None:
            context = plan.sources[source].context
            names = {kind: context[kind] for kind in (Unit.Kind.DISTRICT, Unit.Kind.COMMUNE) if context.get(kind)}
            named = unit_of_issuer(decision.issuer, decision.issued_on, names)
            decision.unit_id = named or decision.unit_id or fitting(decision)(rights.office)


def _note_sight(plan: Plan, rights: Rights, *, is_known: bool) -> None:
    """Note what others must hold to see the import, and what who made it must still hold.

    A row that is left out is not looked at, and one with a misspelt commune may be anybody's: where there is such a
    row (not `is_known`) its names are for nobody else, and it may have been compared with all that could be read.
    """
    read = rights.may_read_in or frozenset()
    plan.units_named = plan.communes if is_known else [UNKNOWN_UNIT, *plan.communes]
    plan.units_compared = sorted(read.intersection(plan.communes) if is_known else read)


def _beyond(row: PlannedRow, units: set[int], rights: Rights) -> Problem | None:
    if rights.may_import_in is not None and not units <= rights.may_import_in:
        text = _("This row is of a unit that is not yours: untick it, or let the office of that unit import it.")
        return error(None, "not_your_unit", text)
    of_district = isinstance(row.place, Settled) and row.place.new.tier == Tier.DISTRICT
    writes = row.outcome in (Outcome.NEW, Outcome.CHANGED)
    allowed = rights.may_assign_district_in
    if of_district and writes and allowed is not None and not units <= allowed:
        text = _("Only the district office puts members of the district tier in charge: untick this row.")
        return error(None, "not_your_tier", text)
    new_body = isinstance(row.place, NewBody) and row.place.tier == Tier.DISTRICT
    making = rights.may_make_district_bodies_in
    if new_body and writes and making is not None and not units <= making:
        text = _("Only the district office enters cells and agencies of the district tier: untick this row.")
        return error(None, "not_your_body", text)
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
