"""Add and update cells and agencies."""

from collections.abc import Iterable

from django.utils import timezone

from assignments.models import Body
from assignments.record_permissions import check_body
from assignments.services.communes import refresh_communes_of_body
from lambinh.accounts.models import User
from lambinh.accounts.scope import audited


@audited
def add_body(*, body: Body, by: User) -> Body:
    """Add a cell or agency. Raises ValidationError if its unit has one of this name, and BodyNotPermitted."""
    body.full_clean()
    check_body(body, by)
    body.save()
    return body


@audited
def update_body(*, body: Body, changed: Iterable[str], by: User) -> None:
    """Save the fields of `body` that the user changed. If it moves to another unit, its members move with it."""
    names = set(changed)
    body.full_clean()
    check_body(body, by)
    body.save(update_fields=sorted(names))
    if "unit" in names:
        refresh_communes_of_body(body, timezone.localdate())
