"""The journal also names the user of an operation that no page called (a command, a task, a shell)."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from assignments.desk.services import assign_households
from assignments.duplicates.services import merge_households, merge_members
from assignments.models import Tier
from assignments.services.decisions import add_decision
from assignments.services.members import exempt_member, move_member, update_member_details
from households.services.households import change_poverty_class, move_household, update_household_details
from households.users.services import grant_access
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Role
from lambinh.accounts.services import set_first_password
from lambinh.audit.models import ChangeEvent
from tests import factories

pytestmark = pytest.mark.django_db
DAY = date(2020, 1, 1)


def village_of_today() -> Any:
    return factories.VillageFactory(commune=factories.UnitFactory())


def change_residence(household: Any, member: Any, by: User) -> None:
    move_household(household=household, village=village_of_today(), on=DAY, by=by)


def change_class(household: Any, member: Any, by: User) -> None:
    change_poverty_class(household=household, poverty_class="poor", year=2020, standard="", on=DAY, by=by)


def change_details(household: Any, member: Any, by: User) -> None:
    household.size = 9
    update_household_details(household=household, changed=["size"], by=by)
    member.note = "x"
    update_member_details(member=member, changed=["note"], by=by)


def change_membership(household: Any, member: Any, by: User) -> None:
    move_member(member=member, body=factories.BodyFactory(unit=village_of_today()), position="", on=DAY, by=by)


def exempt(household: Any, member: Any, by: User) -> None:
    exempt_member(member=member, on=DAY, last=None, by=by)


def assign(household: Any, member: Any, by: User) -> None:
    params = {"households": [household.pk], "member": member, "tier": Tier.COMMUNE, "on": DAY, "decision": None}
    assign_households(**params, by=by, key=uuid4(), expected={household.pk: None}, confirmation="đúng")


def merge(household: Any, member: Any, by: User) -> None:
    village = household.residences.get().village
    merge_households(keep=household, other=factories.HouseholdFactory(village=village), by=by)
    merge_members(keep=member, other=factories.MemberFactory(body=member.memberships.get().body), by=by)


def enter_decision(household: Any, member: Any, by: User) -> None:
    add_decision(decision=factories.DecisionFactory.build(issuer="Ban Tổ chức"), by=by)


def grant(household: Any, member: Any, by: User) -> None:
    person, unit = factories.PersonFactory(created_by=by), by.unit_access.filter(role=Role.ADMINISTRATOR).first().unit
    grant_access(user=person, unit=unit, role=Role.VIEWER, by=by)


def set_password(household: Any, member: Any, by: User) -> None:
    set_first_password(factories.PersonFactory(), by=by)


OPERATIONS = [
    change_residence,
    change_class,
    change_details,
    change_membership,
    exempt,
    assign,
    merge,
    enter_decision,
    grant,
    set_password,
]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.__name__)
def test_what_an_operation_wrote_is_recorded_under_the_one_who_acts(operation: Callable[..., None]) -> None:
    village = village_of_today()
    household = factories.HouseholdFactory(village=village)
    member = factories.MemberFactory(body=factories.BodyFactory(unit=village))
    by = factories.UserFactory(username="truong-phong")
    newest_pk = ChangeEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    operation(household, member, by)

    last = ChangeEvent.objects.filter(pk__gt=newest_pk).order_by("-pk").first()
    assert last is not None
    assert last.by == by.pk
