"""Mark rows outside the user's units."""

from datetime import date

from django.utils.translation import gettext as _

from assignments.decision_issuers import unit_of_issuer
from assignments.models import Tier
from assignments.record_permissions import fitting
from assignments.rosters.matching.bodies import KnownBody
from assignments.rosters.matching.units import Village
from assignments.rosters.parsing import Problem
from assignments.rosters.permissions import ALL, ImportPermissions
from assignments.rosters.planning.assignments import ResolvedAssignment
from assignments.rosters.planning.plan import UNKNOWN_UNIT, NewBody, Plan
from assignments.rosters.rows import Outcome, PlannedRow, error
from households.models import Unit
from households.services.units import current_communes


def check_units(plan: Plan, rights: ImportPermissions, today: date) -> None:
    """Note the units of the plan's rows as they are today; a row beyond `rights` gets a problem that says so."""
    units = {row: _units(row) for row in plan.rows if row.outcome != Outcome.LEFT_OUT}
    named = {unit for of_row in units.values() for unit in of_row}
    now = current_communes(Unit.objects.filter(pk__in=named).select_related("successor"), today)
    plan.communes = sorted({commune for unit in named if (commune := now.get(unit))})
    _note_sight(plan, rights, is_known=len(units) == len(plan.rows) and all(units.values()))
    _settle_decisions(plan, rights)
    if rights == ALL:
        return
    plan.leave_out_new_decisions(unless=rights.can_enter)
    for row, of_row in units.items():
        answering = {now.get(unit) or unit for unit in of_row}
        if beyond := _beyond(row, answering, rights):
            row.add(beyond)
            row.conclude()


def _settle_decisions(plan: Plan, rights: ImportPermissions) -> None:
    """Give new decisions the unit of their issuer; "huyện" alone is the district that the table speaks of."""
    for source, decision in plan.decisions.items():
        if decision.pk is None:
            context = plan.sources[source].context
            names = {kind: context[kind] for kind in (Unit.Kind.DISTRICT, Unit.Kind.COMMUNE) if context.get(kind)}
            named = unit_of_issuer(decision.issuer, decision.issued_on, names)
            decision.unit_id = named or decision.unit_id or fitting(decision)(rights.office_id)


def _note_sight(plan: Plan, rights: ImportPermissions, *, is_known: bool) -> None:
    """Note what others must hold to see the import, and what who made it must still hold.

    A row that is left out is not looked at, and one with a misspelt commune may be anybody's: where there is such a
    row (not `is_known`) its names are for nobody else, and it may have been compared with all that could be read.
    """
    read = rights.read_units or frozenset()
    plan.units_named = plan.communes if is_known else [UNKNOWN_UNIT, *plan.communes]
    plan.units_compared = sorted(read.intersection(plan.communes) if is_known else read)


def _beyond(row: PlannedRow, units: set[int], rights: ImportPermissions) -> Problem | None:
    if rights.import_units is not None and not units <= rights.import_units:
        text = _("This row is of a unit that is not yours: untick it, or let the office of that unit import it.")
        return error(None, "not_your_unit", text)
    of_district = isinstance(row.place, ResolvedAssignment) and row.place.new.tier == Tier.DISTRICT
    writes = row.outcome in (Outcome.NEW, Outcome.CHANGED)
    allowed = rights.district_assignment_units
    if of_district and writes and allowed is not None and not units <= allowed:
        text = _("Only the district office puts members of the district tier in charge: untick this row.")
        return error(None, "not_your_tier", text)
    new_body = isinstance(row.place, NewBody) and row.place.tier == Tier.DISTRICT
    making = rights.district_body_units
    if new_body and writes and making is not None and not units <= making:
        text = _("Only the district office enters cells and agencies of the district tier: untick this row.")
        return error(None, "not_your_body", text)
    changes = row.outcome == Outcome.CHANGED
    if changes and rights.change_units is not None and not units <= rights.change_units:
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
    elif isinstance(place, ResolvedAssignment):
        units |= {place.commune} if place.commune else set()
    return units
