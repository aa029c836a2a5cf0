"""Add and update decisions."""

from collections.abc import Iterable

from assignments.models import Decision
from assignments.record_permissions import check_decision, set_unit
from lambinh.accounts.models import User
from lambinh.accounts.scope import audited


@audited
def add_decision(*, decision: Decision, by: User) -> Decision:
    """Add a decision in the unit of its issuer. Raises ValidationError if it exists, and DecisionNotPermitted."""
    decision.full_clean()
    set_unit(decision, by)
    check_decision(decision, by)
    decision.save()
    return decision


@audited
def update_decision(*, decision: Decision, changed: Iterable[str], by: User) -> None:
    """Save the fields of `decision` that the user changed, and the unit of its issuer."""
    decision.full_clean()
    set_unit(decision, by)
    check_decision(decision, by)
    decision.save(update_fields=sorted({*changed, "unit"}))
