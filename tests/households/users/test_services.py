"""Grant and revoke accounts and access."""

from types import SimpleNamespace

import pytest
from django.test import Client

from households.models import Unit, UnitAccess
from households.users import services
from households.users.services import (
    AccessDenied,
    AlreadyGranted,
    RoleNotGrantable,
    UnitIsVillage,
    UnitNotCurrent,
    UsernameTaken,
    UserNotManageable,
)
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Role
from lambinh.accounts.services import system_user
from tests.factories import PASSWORD, PersonFactory, UnitAccessFactory, UnitFactory, VillageFactory, days
from tests.support.responses import redirects

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> SimpleNamespace:
    """The office of a province with a commune; a clerk of the commune; a province beside it."""
    province = UnitFactory(kind=Unit.Kind.PROVINCE, name="Tuyên Quang")
    commune = UnitFactory(name="Lâm Bình", parent=province)
    return SimpleNamespace(
        province=province,
        commune=commune,
        beside=UnitFactory(kind=Unit.Kind.PROVINCE, name="Lào Cai"),
        office=UnitAccessFactory(unit=province, role=Role.DISTRICT_OFFICE).user,
        clerk=UnitAccessFactory(unit=commune, role=Role.ROSTER_STAFF).user,
    )


def create(place: SimpleNamespace, **changes: object) -> tuple[User, str]:
    known: dict[str, object] = {
        "username": "huan.nong",
        "last_name": "Nông Văn",
        "first_name": "Huấn",
        "unit": place.commune,
        "role": Role.VIEWER,
        "by": place.office,
    }
    return services.create_user(**(known | changes))  # type: ignore[arg-type]


def test_a_new_person_signs_in_with_the_first_password_and_has_the_role(place: SimpleNamespace) -> None:
    person, password = create(place)

    assert Client().login(username="huan.nong", password=password)
    assert str(person) == "Nông Văn Huấn"
    assert person.created_by == place.office
    assert list(person.unit_access.values_list("unit", "role")) == [(place.commune.pk, Role.VIEWER)]


def test_the_first_password_is_kept_nowhere_in_clear(place: SimpleNamespace) -> None:
    person, password = create(place)

    person.refresh_from_db()
    assert all(password not in str(value) for value in vars(person).values())


def test_two_people_do_not_get_names_that_differ_in_case_alone(place: SimpleNamespace) -> None:
    PersonFactory(username="Huan.Nong")

    with pytest.raises(UsernameTaken):
        create(place)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR])
def test_the_office_creates_no_administrator(place: SimpleNamespace, role: Role) -> None:
    with pytest.raises(RoleNotGrantable):
        create(place, role=role)

    assert not User.objects.filter(username="huan.nong").exists()


def test_nobody_creates_people_in_units_beyond_the_own(place: SimpleNamespace) -> None:
    with pytest.raises(RoleNotGrantable):
        create(place, unit=place.beside)
    with pytest.raises(RoleNotGrantable):
        create(place, by=UnitAccessFactory(unit=place.commune, role=Role.DISTRICT_OFFICE).user, unit=place.province)


def test_who_gives_no_roles_creates_nobody(place: SimpleNamespace) -> None:
    with pytest.raises(RoleNotGrantable):
        create(place, by=place.clerk)


def test_the_program_itself_may_create_people(place: SimpleNamespace) -> None:
    assert create(place, by=system_user(), unit=place.beside, role=Role.ADMINISTRATOR)[0].pk


def test_a_unit_that_ended_is_not_given_and_its_successor_is_named(place: SimpleNamespace) -> None:
    old = UnitFactory(
        name="Lăng Can", during=days("2011-01-28", "2025-07-01"), parent=place.province, successor=place.commune
    )

    with pytest.raises(UnitNotCurrent, match="Xã Lâm Bình"):
        create(place, unit=old)


def test_a_unit_that_ended_without_a_successor_is_not_given(place: SimpleNamespace) -> None:
    with pytest.raises(UnitNotCurrent):
        create(place, unit=UnitFactory(during=days("2011-01-28", "2025-07-01"), parent=place.province))


def test_a_village_is_not_given(place: SimpleNamespace) -> None:
    with pytest.raises(UnitIsVillage):
        create(place, unit=VillageFactory(commune=place.commune))


def test_access_is_given_and_ended(place: SimpleNamespace) -> None:
    access = services.grant_access(user=place.clerk, unit=place.commune, role=Role.COMMUNE_SECRETARY, by=place.office)
    with pytest.raises(AlreadyGranted):
        services.grant_access(user=place.clerk, unit=place.commune, role=Role.COMMUNE_SECRETARY, by=place.office)

    services.revoke_access(access=access, by=place.office)

    assert list(place.clerk.unit_access.values_list("role", flat=True)) == [Role.ROSTER_STAFF]


def test_nobody_gives_a_role_that_is_not_theirs_to_give(place: SimpleNamespace) -> None:
    for role, unit in [(Role.ADMINISTRATOR, place.commune), (Role.VIEWER, place.beside)]:
        with pytest.raises(RoleNotGrantable):
            services.grant_access(user=place.clerk, unit=unit, role=role, by=place.office)


def test_nobody_changes_the_own_access(place: SimpleNamespace) -> None:
    with pytest.raises(UserNotManageable):
        services.grant_access(user=place.office, unit=place.commune, role=Role.VIEWER, by=place.office)
    with pytest.raises(UserNotManageable):
        services.revoke_access(access=place.office.unit_access.get(), by=place.office)


OPERATIONS = {
    "reset_password": services.reset_password,
    "end_sessions": services.end_sessions,
    "reset_second_factor": services.reset_second_factor,
    "deactivate": services.deactivate,
    "activate": services.activate,
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_nobody_takes_over_an_account_with_wider_access(place: SimpleNamespace, name: str) -> None:
    secretary = UnitAccessFactory(unit=place.commune, role=Role.COMMUNE_SECRETARY).user
    administrator = UnitAccessFactory(unit=place.commune, role=Role.ADMINISTRATOR).user
    boss = PersonFactory(is_superuser=True)
    for person, by in [
        (place.office, secretary),
        (place.clerk, secretary),
        (administrator, place.office),
        (boss, place.office),
        (system_user(), boss),
        (place.office, place.office),
    ]:
        before = User.objects.values().get(pk=person.pk)

        with pytest.raises(UserNotManageable):
            OPERATIONS[name](user=person, by=by)

        assert User.objects.values().get(pk=person.pk) == before


def test_a_wider_grant_given_meanwhile_stops_the_takeover(place: SimpleNamespace) -> None:
    UnitAccess.objects.create(user=place.clerk, unit=place.beside, role=Role.VIEWER)

    with pytest.raises(UserNotManageable):
        services.reset_password(user=place.clerk, by=place.office)


def test_a_new_password_replaces_the_old_and_ends_sessions(place: SimpleNamespace) -> None:
    client = Client()
    client.force_login(place.clerk)

    password = services.reset_password(user=place.clerk, by=place.office)

    redirects(client.get("/account/"))
    assert not Client().login(username=place.clerk.username, password=PASSWORD)
    assert Client().login(username=place.clerk.username, password=password)


def test_a_deactivated_account_is_signed_out_and_comes_back_with_its_roles(place: SimpleNamespace) -> None:
    client = Client()
    client.force_login(place.clerk)

    services.deactivate(user=place.clerk, by=place.office)
    redirects(client.get("/"))
    assert not Client().login(username=place.clerk.username, password=PASSWORD)

    services.activate(user=place.clerk, by=place.office)
    assert Client().login(username=place.clerk.username, password=PASSWORD)
    assert place.clerk.unit_access.count() == 1


def test_refusals_are_sentences(place: SimpleNamespace) -> None:
    with pytest.raises(AccessDenied) as refusal:
        create(place, unit=place.beside)

    assert str(refusal.value).endswith(".")
