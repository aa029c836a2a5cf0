"""Entering cells, agencies and decisions, and describing them: neither has days of its own."""

from collections.abc import Iterable

from django.utils import timezone

from assignments.keeping import check_body, check_decision, settle_unit
from assignments.models import Body, Decision
from assignments.services import refresh_communes_of_body
from lambinh.accounts.models import User
from lambinh.accounts.scope import signed


@signed
def add_body(*, body: Body, by: User) -> Body:
    """Enter a cell or agency. Raises ValidationError where its unit has one of the name, and NotYourBody."""
    body.full_clean()
    check_body(body, by)
    body.save()
    return body


@signed
def describe_body(*, body: Body, changed: Iterable[str], by: User) -> None:
    """Save those fields of `body` that a person has changed. Of another unit, its members answer to that at once."""
    names = set(changed)
    body.full_clean()
    check_body(body, by)
    body.save(update_fields=sorted(names))
    if "unit" in names:
        refresh_communes_of_body(body, timezone.localdate())


@signed
def add_decision(*, decision: Decision, by: User) -> Decision:
    """Enter a decision of the issuer's unit. Raises ValidationError where it is there already, and NotYourDecision."""
    decision.full_clean()
    settle_unit(decision, by)
    check_decision(decision, by)
    decision.save()
    return decision


@signed
def describe_decision(*, decision: Decision, changed: Iterable[str], by: User) -> None:
    """Save those fields of `decision` that a person has changed, and the unit that its issuer is of then."""
    decision.full_clean()
    settle_unit(decision, by)
    check_decision(decision, by)
    decision.save(update_fields=sorted({*changed, "unit"}))
