"""Correct and delete memberships and assignments."""

from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from assignments.models import Assignment, Body, Decision, Membership
from assignments.services.communes import refresh_member_communes
from assignments.services.members import require_unit_today
from households.services.dated import correct_fact, delete_fact, locked_siblings
from lambinh.accounts.models import User
from lambinh.accounts.scope import audited


@audited
def correct_membership(
    *, membership: Membership, body: Body, position: str, is_exempt: bool, during: DateRange, by: User, reason: str
) -> None:
    require_unit_today(body)
    locked_siblings(membership, "member")
    values = {"body": body, "position": position, "is_exempt": is_exempt, "during": during}
    correct_fact(membership, by=by, reason=reason, **values)
    refresh_member_communes([membership.member_id], timezone.localdate())


@audited
def delete_membership(*, membership: Membership, by: User, reason: str, extend_previous: bool) -> None:
    member = membership.member_id
    delete_fact(membership, owner="member", by=by, reason=reason, extend_previous=extend_previous)
    refresh_member_communes([member], timezone.localdate())


@audited
def correct_assignment(
    *, assignment: Assignment, decision: Decision | None, during: DateRange, by: User, reason: str, **texts: Any
) -> None:
    """Correct the days, the decision and the texts of an assignment; its member, household and tier stay."""
    locked_siblings(assignment, "household")
    correct_fact(assignment, by=by, reason=reason, decision=decision, during=during, **texts)


@audited
def delete_assignment(*, assignment: Assignment, by: User, reason: str) -> None:
    """Delete an assignment that was never true."""
    delete_fact(assignment, owner="household", by=by, reason=reason, extend_previous=False)
