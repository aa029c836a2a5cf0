"""Correct and withdraw memberships and assignments."""

from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from assignments.models import Assignment, Body, Decision, Membership
from assignments.services.communes import refresh_member_communes
from assignments.services.members import _answering
from households.services.dated import (
    correct,
    delete_fact,
    siblings,
)
from lambinh.accounts.models import User
from lambinh.accounts.scope import audited


@audited
def correct_membership(
    *, membership: Membership, body: Body, position: str, is_exempt: bool, during: DateRange, by: User, reason: str
) -> None:
    _answering(body)
    siblings(membership, "member")
    said = {"body": body, "position": position, "is_exempt": is_exempt, "during": during}
    correct(membership, by=by, reason=reason, **said)
    refresh_member_communes([membership.member_id], timezone.localdate())


@audited
def delete_membership(*, membership: Membership, by: User, reason: str, goes_on: bool) -> None:
    member = membership.member_id
    delete_fact(membership, owner="member", by=by, reason=reason, goes_on=goes_on)
    refresh_member_communes([member], timezone.localdate())


@audited
def correct_assignment(
    *, assignment: Assignment, decision: Decision | None, during: DateRange, by: User, reason: str, **said: Any
) -> None:
    """Put right the days, the decision and the words of an assignment; who and whom it was about stays."""
    siblings(assignment, "household")
    correct(assignment, by=by, reason=reason, decision=decision, during=during, **said)


@audited
def delete_assignment(*, assignment: Assignment, by: User, reason: str) -> None:
    """Take out an assignment that never was."""
    delete_fact(assignment, owner="household", by=by, reason=reason, goes_on=False)
