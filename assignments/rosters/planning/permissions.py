"""Check a plan against the user's import permissions."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from assignments.decision_issuers import unit_of_issuer
from assignments.models import Tier
from assignments.record_permissions import fitting
from assignments.rosters.matching.bodies import NewBody
from assignments.rosters.matching.rows import AssignmentRow, MemberRow
from assignments.rosters.parsing import Problem
from assignments.rosters.permissions import ALL, ImportPermissions, UnitIds
from assignments.rosters.planning.plan import UNKNOWN_UNIT, Plan
from assignments.rosters.rows import WRITTEN, Outcome, PlannedRow, error
from households.models import Unit
from households.services.units import current_communes


@dataclass(frozen=True)
class PermissionRule:
    """Rows that `applies_to` accepts need a permission in all of their units."""

    code: str
    applies_to: Callable[[PlannedRow], bool]
    allowed_units: Callable[[ImportPermissions], UnitIds]
    message: str

    def is_broken_by(self, row: PlannedRow, units: set[int], permissions: ImportPermissions) -> bool:
        allowed = self.allowed_units(permissions)
        return allowed is not None and not units <= allowed and self.applies_to(row)


def _assigns_in_district_tier(row: PlannedRow) -> bool:
    assignment = row.assignment if isinstance(row, AssignmentRow) else None
    return row.outcome in WRITTEN and assignment is not None and assignment.new.tier == Tier.DISTRICT


def _creates_district_body(row: PlannedRow) -> bool:
    body = row.body if isinstance(row, MemberRow) else None
    return row.outcome in WRITTEN and isinstance(body, NewBody) and body.tier == Tier.DISTRICT


# The first rule that a row breaks gives its problem: from the most general one to the most specific.
RULES = (
    PermissionRule(
        "not_your_unit",
        lambda row: True,
        lambda permissions: permissions.import_units,
        _("This row belongs to a unit outside your permissions: untick it, or let that unit's office import it."),
    ),
    PermissionRule(
        "not_your_tier",
        _assigns_in_district_tier,
        lambda permissions: permissions.district_assignment_units,
        _("Only the district office assigns households to members of the district tier: untick this row."),
    ),
    PermissionRule(
        "not_your_body",
        _creates_district_body,
        lambda permissions: permissions.district_body_units,
        _("Only the district office enters cells and agencies of the district tier: untick this row."),
    ),
    PermissionRule(
        "may_not_change",
        lambda row: row.outcome == Outcome.CHANGED,
        lambda permissions: permissions.change_units,
        _("You may add records but not change existing ones: untick this row, or ask the office."),
    ),
)


def check_permissions(plan: Plan[PlannedRow], permissions: ImportPermissions, today: date) -> None:
    """Set the plan's units as of `today`, and add a problem to each row that the user may not import."""
    units_by_row = {row: row.unit_ids for row in plan.rows if row.outcome != Outcome.LEFT_OUT}
    communes = _current_communes(units_by_row, today)
    plan.communes = sorted(set(filter(None, communes.values())))
    is_complete = len(units_by_row) == len(plan.rows) and all(units_by_row.values())
    _set_visibility(plan, permissions, is_complete=is_complete)
    _set_decision_units(plan, permissions)
    if permissions == ALL:
        return
    plan.leave_out_new_decisions(unless=permissions.can_enter)
    for row, units in units_by_row.items():
        _check_row(row, {communes.get(unit) or unit for unit in units}, permissions)


def _current_communes(units_by_row: dict[PlannedRow, set[int]], today: date) -> dict[int, int | None]:
    unit_ids = {unit for units in units_by_row.values() for unit in units}
    return current_communes(Unit.objects.filter(pk__in=unit_ids).select_related("successor"), today)


def _check_row(row: PlannedRow, units: set[int], permissions: ImportPermissions) -> None:
    if problem := first_problem(row, units, permissions):
        row.add_problem(problem)
        row.set_outcome()


def first_problem(row: PlannedRow, units: set[int], permissions: ImportPermissions) -> Problem | None:
    """The problem of the first of `RULES` that the row, whose records belong to `units`, breaks."""
    for rule in RULES:
        if rule.is_broken_by(row, units, permissions):
            return error(None, rule.code, gettext(rule.message))
    return None


def _set_decision_units(plan: Plan[PlannedRow], permissions: ImportPermissions) -> None:
    """Give new decisions the unit of their issuer; "huyện" alone means the district in the table's title."""
    for source, decision in plan.decisions.items():
        if decision.pk is None:
            title = plan.sources[source].context
            names = {kind: title[kind] for kind in (Unit.Kind.DISTRICT, Unit.Kind.COMMUNE) if title.get(kind)}
            issuer_unit = unit_of_issuer(decision.issuer, decision.issued_on, names)
            decision.unit_id = issuer_unit or decision.unit_id or fitting(decision)(permissions.office)


def _set_visibility(plan: Plan[PlannedRow], permissions: ImportPermissions, *, is_complete: bool) -> None:
    """Set the units that other users need to see the import, and those that its author still needs.

    The units of a row that is left out, or that names an unknown commune, are not known. With such a row (not
    `is_complete`) nobody else sees the names in it, and it may have been compared with every record that the author
    can read.
    """
    readable = permissions.readable_units or frozenset()
    plan.units_named = plan.communes if is_complete else [UNKNOWN_UNIT, *plan.communes]
    plan.units_compared = sorted(readable.intersection(plan.communes) if is_complete else readable)
