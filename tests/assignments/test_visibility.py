"""The numbers of records that a user can see, counted outside row level security."""

import pytest
from django.db import connection, transaction
from django.utils import timezone

from assignments.models import Member
from assignments.queries.visibility import RecordCounts, counts_in, own_households, viewers_of_household
from lambinh.accounts import scope
from lambinh.accounts.permissions import Role
from lambinh.db.roles import quoted
from lambinh.db.sql import roles_of
from tests.factories import (
    AssignmentFactory,
    BodyFactory,
    HouseholdFactory,
    MemberFactory,
    UnitAccessFactory,
    UnitFactory,
    VillageFactory,
    days,
)

pytestmark = pytest.mark.django_db


def as_web(units: list[int]) -> None:
    """Act as the web server for a user who sees persons in `units`."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {quoted(roles_of(connection).web)}")
    scope.begin_scope(user=None, units=units, source="page")


def test_the_web_server_counts_what_it_may_not_read() -> None:
    today, commune = timezone.localdate(), UnitFactory()
    household = HouseholdFactory(village=VillageFactory(commune=commune))
    account = UnitAccessFactory(unit=commune, role=Role.MEMBER).user
    member = MemberFactory(body=BodyFactory(unit=commune), user=account)
    AssignmentFactory(household=household, member=member, during=days("2018-11-01"))

    with transaction.atomic():
        as_web([])
        assert not Member.objects.exists()
        assert counts_in([commune.pk], today) == RecordCounts(1, 1, 1)
        assert own_households(account, today) == 1
        transaction.set_rollback(True)


def test_whose_charge_a_household_is_in_is_told_to_who_may_see_it() -> None:
    """This holds also for a member of another unit, whose rows the reader does not see."""
    today, commune = timezone.localdate(), UnitFactory()
    household = HouseholdFactory(village=VillageFactory(commune=commune))
    account = UnitAccessFactory(role=Role.MEMBER).user
    member = MemberFactory(body=BodyFactory(), user=account)
    AssignmentFactory(household=household, member=member, during=days("2018-11-01"))

    for units, users in [([commune.pk], [account]), ([], [])]:
        with transaction.atomic():
            as_web(units)
            assert viewers_of_household(household, today).in_charge == users
            transaction.set_rollback(True)
