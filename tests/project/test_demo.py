"""The demo's accounts: one for each role, each with the rows that the role works with."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone, translation

from assignments.demo_accounts import ACCOUNTS, PASSWORD, create_accounts
from assignments.queries.visibility import own_households
from households.models import Unit
from households.permissions import permissions_for
from households.services.units import load_units
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Role
from lambinh.lib.errors import CommandFailed
from tests.factories import AssignmentFactory, BodyFactory, HouseholdFactory, MemberFactory, VillageFactory, days

pytestmark = pytest.mark.django_db


@pytest.fixture
def accounts() -> None:
    """A member with a household in xã Lâm Bình, and the accounts."""
    load_units()
    today = timezone.localdate()
    commune = Unit.objects.on(today).get(kind=Unit.Kind.COMMUNE, name="Lâm Bình")
    village = VillageFactory(commune=commune)
    member = MemberFactory(full_name="Ma Thị Hòa", body=BodyFactory(unit=commune))
    AssignmentFactory(member=member, household=HouseholdFactory(village=village), during=days("2018-11-01"))
    create_accounts(today)


def test_there_is_one_account_for_each_role_in_two_communes(accounts: None) -> None:
    assert {account.role for account in ACCOUNTS} == set(Role)
    for account in ACCOUNTS:
        person = User.objects.get(username=account.username)
        assert Client().login(username=account.username, password=PASSWORD)
        assert account.role in permissions_for(person).units
    communes = {account.unit_key for account in ACCOUNTS if account.role == Role.COMMUNE_SECRETARY}
    assert len(communes) == 2


def test_only_the_administrator_looks_after_the_installation_and_nobody_enters_the_registers(accounts: None) -> None:
    assert list(User.objects.filter(is_superuser=True).values_list("username", flat=True)) == ["quantri"]
    assert not User.objects.filter(is_staff=True).exists()


def test_the_member_has_households_today(accounts: None) -> None:
    person = User.objects.get(username="dangvien")

    assert str(person) == "Ma Thị Hòa"
    assert own_households(person, timezone.localdate()) == 1


def test_made_again_accounts_stay_as_they_are(accounts: None) -> None:
    person = User.objects.get(username="bithu1")
    person.unit_access.all().delete()
    person.set_password("mat-khau-da-doi-2026")
    person.save()

    create_accounts(timezone.localdate())

    assert person.unit_access.count() == 0
    assert Client().login(username="bithu1", password="mat-khau-da-doi-2026")


def test_the_code_of_this_minute_is_printed() -> None:
    out = StringIO()

    call_command("demo_code", stdout=out)

    assert len(out.getvalue().strip()) == 6


@pytest.mark.parametrize("command", ["load_demo", "demo_code"])
def test_there_is_no_demo_in_production(command: str, settings: Any) -> None:
    """The command would create an administrator whose password is in the source code."""
    settings.PRODUCTION = True
    out = StringIO()

    with translation.override("en"), pytest.raises(CommandFailed, match="LAMBINH_HOSTS"):
        call_command(command, stdout=out)

    assert (out.getvalue(), User.objects.exists(), Unit.objects.exists()) == ("", False, False)
