"""Add and describe decisions."""

from collections.abc import Iterable

from assignments.models import Decision
from assignments.record_permissions import check_decision, settle_unit
from lambinh.accounts.models import User
from lambinh.accounts.scope import audited


@audited
def add_decision(*, decision: Decision, by: User) -> Decision:
    """Enter a decision of the issuer's unit. Raises ValidationError where it is there already, and NotYourDecision."""
    decision.full_clean()
    settle_unit(decision, by)
    check_decision(decision, by)
    decision.save()
    return decision


@audited
def update_decision(*, decision: Decision, changed: Iterable[str], by: User) -> None:
    """Save those fields of `decision` that a person has changed, and the unit that its issuer is of then."""
    decision.full_clean()
    settle_unit(decision, by)
    check_decision(decision, by)
    decision.save(update_fields=sorted({*changed, "unit"}))
