"""What a member of the Party sees: the households in their charge."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch

from assignments.models import Assignment
from households.models import PovertyStatus, Residence
from lambinh.accounts.models import User
from lambinh.accounts.scope import member_role


@dataclass(frozen=True)
class OwnHousehold:
    """A household in somebody's own charge, as it is on a day."""

    assignment: Assignment
    village: str
    poverty: PovertyStatus | None


def own_households(user: User, day: date) -> list[OwnHousehold]:
    """The households that the member of the Party behind `user` takes care of on `day`, by the heads' given names."""
    with member_role():
        return [_row(assignment) for assignment in _held(user, day)]


def _held(user: User, day: date) -> Any:
    # The role of this page may read these columns and no others (lambinh/db/privileges.py).
    homes = Residence.objects.on(day).select_related("village")
    homes = homes.only("household", "village__kind", "village__prefix", "village__name")
    classes = PovertyStatus.objects.on(day).only("household", "poverty_class")
    return (
        Assignment.objects.on(day)
        .filter(member__user=user)
        .select_related("household")
        .only("tier", "during", "member", "household__code", "household__head_name", "household__size")
        .prefetch_related(
            Prefetch("household__residences", homes, to_attr="homes_then"),
            Prefetch("household__poverty_statuses", classes, to_attr="classes_then"),
        )
        .order_by("household__sort_key", "household", "tier")
    )


def _row(assignment: Any) -> OwnHousehold:
    household = assignment.household
    home = next(iter(household.homes_then), None)
    return OwnHousehold(assignment, str(home.village) if home else "", next(iter(household.classes_then), None))
