"""First day, last day and tier of the assignment that a row asks for."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from assignments.models import Tier
from assignments.rosters.matching.bodies import BodyIndex
from assignments.rosters.matching.context import RosterContext
from assignments.rosters.matching.known_members import KnownMember
from assignments.rosters.matching.rows import AssignmentRow
from assignments.rosters.planning.dates import is_whole_day, whole_day
from assignments.rosters.rows import Values, error


def first_day(row: AssignmentRow, context: RosterContext) -> date | None:
    """The first day in the row, else in its title, else the day of the decision or of the document.

    None if there is none, or after adding a problem to a row whose first day is only partly known.
    """
    text = row.values.get("starts_on")
    if text and not is_whole_day(text):
        message = _("Enter the whole first day, for example 01/11/2018.")
        row.add_problem(error("starts_on", "start_incomplete", message))
        return None
    return whole_day(text or _day_in_title(context.title(row)))


def _day_in_title(title: Values) -> str | None:
    days = (title.get("starts_on"), (title.get("decision") or {}).get("issued_on"), title.get("document_date"))
    return next(filter(None, days), None)


def end(row: AssignmentRow, start: date) -> date | None:
    """The day after the last day in the row. None without one, or after adding a problem to the row."""
    text = row.values.get("ends_on")
    if not text:
        return None
    if not is_whole_day(text):
        message = _("Enter the whole last day, for example 31/12/2019.")
        row.add_problem(error("ends_on", "end_incomplete", message))
        return None
    day_after = date.fromisoformat(text) + timedelta(days=1)
    if day_after <= start:
        row.add_problem(error("ends_on", "ends_before_start", _("The last day comes before the first day.")))
        return None
    return day_after


def tier(row: AssignmentRow, member: KnownMember, context: RosterContext, bodies: BodyIndex) -> str:
    """The tier in the row, else in its title, else that of the member's body."""
    title = context.title(row)
    text = row.values.get("tier") or title.get("tier") or title.get("issuer_tier")
    if text:
        return str(text)
    body = bodies.of_member(member)
    return body.tier if body else Tier.COMMUNE
