"""The accounts that a user may manage."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from households.models import Unit
from households.users.delegation import can_grant, can_manage, grantable_roles, manageable, units_for_grants
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Role
from lambinh.accounts.services import system_user
from tests.factories import DistrictFactory, PersonFactory, UnitAccessFactory, UnitFactory, VillageFactory, days

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> SimpleNamespace:
    """A province with two communes, and a province beside it."""
    province = UnitFactory(kind=Unit.Kind.PROVINCE, name="Tuyên Quang")
    beside = UnitFactory(kind=Unit.Kind.PROVINCE, name="Lào Cai")
    return SimpleNamespace(
        province=province,
        beside=beside,
        here=UnitFactory(name="Lâm Bình", parent=province),
        near=UnitFactory(name="Bình An", parent=province),
        far=UnitFactory(name="Bắc Hà", parent=beside),
    )


def holder(role: Role, *units: Unit) -> User:
    person = PersonFactory()
    for unit in units:
        UnitAccessFactory(user=person, unit=unit, role=role)
    return person


def office(*units: Unit) -> User:
    return holder(Role.DISTRICT_OFFICE, *units)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_the_office_looks_after_everybody_of_its_communes(place: SimpleNamespace, role: Role) -> None:
    assert can_manage(office(place.province), holder(role, place.here))


def test_the_office_does_not_look_after_an_administrator(place: SimpleNamespace) -> None:
    assert not can_manage(office(place.province), holder(Role.ADMINISTRATOR, place.here))


def test_an_administrator_looks_after_administrators_below(place: SimpleNamespace) -> None:
    administrator = holder(Role.ADMINISTRATOR, place.province)

    assert can_manage(administrator, holder(Role.ADMINISTRATOR, place.here))
    assert can_manage(administrator, office(place.province))


def test_nobody_looks_after_people_of_another_province(place: SimpleNamespace) -> None:
    assert not can_manage(office(place.province), holder(Role.VIEWER, place.far))


def test_nobody_looks_after_people_of_the_unit_above(place: SimpleNamespace) -> None:
    assert not can_manage(office(place.here), holder(Role.VIEWER, place.province))
    assert not can_manage(office(place.here), holder(Role.VIEWER, place.near))


def test_one_grant_elsewhere_keeps_an_account_out_of_ones_hands(place: SimpleNamespace) -> None:
    """A user who resets the password of an account gains all its access."""
    both = holder(Role.VIEWER, place.here, place.far)

    assert not can_manage(office(place.province), both)
    assert can_manage(office(place.province, place.beside), both)


def test_each_role_counts_in_its_own_units(place: SimpleNamespace) -> None:
    """A user with the administrator's role in one province grants it only there."""
    manager = holder(Role.ADMINISTRATOR, place.province)
    UnitAccessFactory(user=manager, unit=place.beside, role=Role.DISTRICT_OFFICE)

    assert can_manage(manager, holder(Role.ADMINISTRATOR, place.here))
    assert not can_manage(manager, holder(Role.ADMINISTRATOR, place.far))
    assert can_manage(manager, holder(Role.VIEWER, place.far))


@pytest.mark.parametrize("role", [Role.COMMUNE_SECRETARY, Role.ROSTER_STAFF, Role.VIEWER, Role.MEMBER])
def test_other_roles_look_after_nobody(place: SimpleNamespace, role: Role) -> None:
    manager = holder(role, place.province)
    created = PersonFactory(created_by=manager)

    assert not can_manage(manager, holder(Role.VIEWER, place.here))
    assert not can_manage(manager, created)
    assert grantable_roles(manager) == []
    assert list(units_for_grants(manager)) == []


def test_nobody_looks_after_the_own_account(place: SimpleNamespace) -> None:
    manager, boss = office(place.province), PersonFactory(is_superuser=True)

    assert not can_manage(manager, manager)
    assert not can_manage(boss, boss)


def test_only_a_superuser_looks_after_a_superuser(place: SimpleNamespace) -> None:
    boss = PersonFactory(is_superuser=True)
    UnitAccessFactory(user=boss, unit=place.here, role=Role.VIEWER)

    assert not can_manage(holder(Role.ADMINISTRATOR, place.province), boss)
    assert can_manage(PersonFactory(is_superuser=True), boss)


def test_nobody_looks_after_the_account_of_the_program(place: SimpleNamespace) -> None:
    program = system_user()
    UnitAccessFactory(user=program, unit=place.here, role=Role.VIEWER)

    assert not can_manage(holder(Role.ADMINISTRATOR, place.province), program)
    assert not can_manage(PersonFactory(is_superuser=True), program)


def test_rights_of_another_kind_are_a_superusers_affair(place: SimpleNamespace) -> None:
    by_group, by_right = holder(Role.VIEWER, place.here), holder(Role.VIEWER, place.here)
    by_group.groups.add(Group.objects.create(name="Nhóm"))
    by_right.user_permissions.add(Permission.objects.all()[0])
    manager = holder(Role.ADMINISTRATOR, place.province)

    assert not can_manage(manager, by_group)
    assert not can_manage(manager, by_right)
    assert can_manage(PersonFactory(is_superuser=True), by_right)


def test_an_account_without_grants_is_looked_after_by_who_created_it(place: SimpleNamespace) -> None:
    manager = office(place.province)
    created = PersonFactory(created_by=manager)

    assert can_manage(manager, created)
    assert not can_manage(office(place.province), created)
    assert can_manage(PersonFactory(is_superuser=True), created)
    assert not can_manage(manager, PersonFactory())


def test_having_created_an_account_does_not_help_when_it_was_given_more(place: SimpleNamespace) -> None:
    manager = office(place.here)
    created = PersonFactory(created_by=manager)
    UnitAccessFactory(user=created, unit=place.province, role=Role.VIEWER)

    assert not can_manage(manager, created)


def test_who_was_deactivated_looks_after_nobody(place: SimpleNamespace) -> None:
    manager = office(place.province)
    manager.is_active = False
    manager.save()

    assert not can_manage(manager, holder(Role.VIEWER, place.here))


def test_grants_in_units_that_ended_are_looked_after_with_what_they_became(place: SimpleNamespace) -> None:
    old = UnitFactory(during=days("2011-01-28", "2025-07-01"), parent=place.province, successor=place.here)

    assert can_manage(office(place.here), holder(Role.VIEWER, old))


def test_a_role_may_be_given_where_it_is_held_and_below(place: SimpleNamespace) -> None:
    manager = office(place.province)

    assert can_grant(manager, Role.COMMUNE_SECRETARY, place.here)
    assert can_grant(manager, Role.DISTRICT_OFFICE, place.province)
    assert not can_grant(manager, Role.ADMINISTRATOR, place.here)
    assert not can_grant(manager, Role.VIEWER, place.far)
    assert not can_grant(office(place.here), Role.VIEWER, place.province)
    assert can_grant(PersonFactory(is_superuser=True), Role.ADMINISTRATOR, place.far)


def test_units_of_today_are_offered_and_no_villages(place: SimpleNamespace) -> None:
    DistrictFactory(during=days("2011-01-28", "2025-07-01"), parent=place.province)
    VillageFactory(commune=place.here)

    assert set(units_for_grants(office(place.province))) == {place.province, place.here, place.near}
    assert place.far in units_for_grants(PersonFactory(is_superuser=True))


@pytest.mark.parametrize("many", [1, 30])
def test_the_people_cost_the_same_queries_however_many_they_are(place: SimpleNamespace, many: int) -> None:
    manager = office(place.province)
    for _ in range(many):
        holder(Role.VIEWER, place.here, place.near)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(list(manageable(manager))) == many

    assert len(queries) == 2  # grants with units, people
