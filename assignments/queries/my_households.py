"""The households assigned to the signed-in member."""

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
    """A household assigned to the member, as it is on a day."""

    assignment: Assignment
    village: str
    poverty: PovertyStatus | None


def own_households(user: User, day: date) -> list[OwnHousehold]:
    """The households assigned on `day` to the member whose account `user` is, by the heads' given names."""
    with member_role():
        return [_row(assignment) for assignment in _assignments(user, day)]


def _assignments(user: User, day: date) -> Any:
    # The role of this page may read these columns and no others (lambinh/db/privileges.py).
    residences = Residence.objects.on(day).select_related("village")
    residences = residences.only("household", "village__kind", "village__prefix", "village__name")
    classes = PovertyStatus.objects.on(day).only("household", "poverty_class")
    return (
        Assignment.objects.on(day)
        .filter(member__user=user)
        .select_related("household")
        .only("tier", "during", "member", "household__code", "household__head_name", "household__size")
        .prefetch_related(
            Prefetch("household__residences", residences, to_attr="homes_then"),
            Prefetch("household__poverty_statuses", classes, to_attr="classes_then"),
        )
        .order_by("household__sort_key", "household", "tier")
    )


def _row(assignment: Any) -> OwnHousehold:
    household = assignment.household
    residence = next(iter(household.homes_then), None)
    return OwnHousehold(
        assignment, str(residence.village) if residence else "", next(iter(household.classes_then), None)
    )
