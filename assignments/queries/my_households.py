"""The households assigned to the signed-in member."""

from datetime import date

from django.db.models import Prefetch

from assignments.models import Assignment
from assignments.models.querysets import AssignmentQuerySet
from assignments.queries.rows import AssignedHousehold, assigned_household
from households.models import PovertyStatus, Residence
from lambinh.accounts.models import User
from lambinh.accounts.scope import member_role


def own_households(user: User, day: date) -> list[AssignedHousehold]:
    """The households assigned on `day` to the member whose account `user` is, by the heads' given names."""
    with member_role():
        return [assigned_household(assignment, assignment.household) for assignment in _assignments(user, day)]


def _assignments(user: User, day: date) -> AssignmentQuerySet:
    # The role of this page may read these columns and no others (lambinh/db/privileges.py).
    residences = Residence.objects.on(day).select_related("village")
    residences = residences.only("household", "village__kind", "village__prefix", "village__name")
    classes = PovertyStatus.objects.on(day).only("household", "poverty_class")
    assignments: AssignmentQuerySet = (
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
    return assignments
