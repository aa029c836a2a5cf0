"""The pages of user accounts: status codes and contents."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from households.models import Unit, UnitAccess
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Role
from lambinh.db.roles import quoted
from lambinh.db.sql import roles_of
from tests.factories import (
    PASSWORD,
    AssignmentFactory,
    BodyFactory,
    HouseholdFactory,
    MemberFactory,
    PersonFactory,
    UnitAccessFactory,
    UnitFactory,
    VillageFactory,
    days,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> SimpleNamespace:
    """A province of two communes, its office, users of the first commune, and a viewer outside the province."""
    province = UnitFactory(kind=Unit.Kind.PROVINCE, prefix="Tỉnh", name="Tuyên Quang")
    here = UnitFactory(name="Lâm Bình", parent=province)
    near = UnitFactory(name="Bình An", parent=province)
    household = HouseholdFactory(village=VillageFactory(commune=here))
    return SimpleNamespace(
        province=province,
        here=here,
        near=near,
        household=household,
        beside=HouseholdFactory(village=VillageFactory(commune=near)),
        office=user_with(Role.DISTRICT_OFFICE, province),
        administrator=user_with(Role.ADMINISTRATOR, province),
        secretary=user_with(Role.COMMUNE_SECRETARY, here, last_name="Nông Văn", first_name="Huấn"),
        staff=user_with(Role.ROSTER_STAFF, here),
        viewer=user_with(Role.VIEWER, here, last_name="Đặng Thị", first_name="Én"),
        stranger=user_with(Role.VIEWER, UnitFactory(name="Bắc Hà")),
    )


def user_with(role: Role, unit: Unit, **person: str) -> User:
    return UnitAccessFactory(user=PersonFactory(**person), unit=unit, role=role).user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def office(place: SimpleNamespace) -> Client:
    return signed_in(place.office)


# --- status codes --------------------------------------------------------------------------------------

SHOWN = ["/users/", "/users/new/"]
SHOWN_OF = ["/users/{}/", "/users/{}/visibility/", "/users/{}/member/"]
DONE_TO = ["slip", "deactivate", "activate", "sign-out", "second-factor"]


@pytest.mark.parametrize("path", SHOWN + SHOWN_OF)
def test_a_page_opens_for_the_office_and_the_administrator(place: SimpleNamespace, path: str) -> None:
    for user in (place.office, place.administrator):
        assert signed_in(user).get(path.format(place.viewer.pk)).status_code == 200


@pytest.mark.parametrize("path", SHOWN + SHOWN_OF)
def test_a_page_is_closed_to_other_roles(place: SimpleNamespace, path: str) -> None:
    for user in (place.secretary, place.staff, place.viewer, user_with(Role.MEMBER, place.here), PersonFactory()):
        assert signed_in(user).get(path.format(place.viewer.pk)).status_code == 403


@pytest.mark.parametrize("path", SHOWN_OF)
def test_the_page_of_somebody_beyond_ones_reach_is_not_there(place: SimpleNamespace, office: Client, path: str) -> None:
    for person in (place.stranger.pk, place.administrator.pk, place.office.pk, 987654321):
        assert office.get(path.format(person)).status_code == 404


@pytest.mark.parametrize("path", ["/users/", *SHOWN_OF[1:2]])
def test_a_page_that_only_shows_takes_no_post(place: SimpleNamespace, office: Client, path: str) -> None:
    assert office.post(path.format(place.viewer.pk)).status_code == 405


@pytest.mark.parametrize("act", DONE_TO)
def test_what_is_done_to_an_account_has_its_ladder(place: SimpleNamespace, office: Client, act: str) -> None:
    assert office.get(f"/users/{place.viewer.pk}/{act}/")["Location"] == f"/users/{place.viewer.pk}/"
    assert office.get(f"/users/{place.stranger.pk}/{act}/", follow=True).status_code == 404
    assert office.put(f"/users/{place.viewer.pk}/{act}/").status_code == 405
    assert office.post(f"/users/{place.stranger.pk}/{act}/").status_code == 404
    assert office.post(f"/users/{place.administrator.pk}/{act}/").status_code == 404
    assert office.post(f"/users/{place.office.pk}/{act}/").status_code == 404
    assert office.post("/users/987654321/slip/").status_code == 404
    assert signed_in(place.secretary).post(f"/users/{place.viewer.pk}/{act}/").status_code == 403
    assert office.post(f"/users/{place.viewer.pk}/{act}/").status_code in (200, 302)


def test_nothing_is_done_without_the_token_of_the_form(place: SimpleNamespace) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(place.office)

    assert client.post(f"/users/{place.viewer.pk}/deactivate/").status_code == 403
    assert User.objects.get(pk=place.viewer.pk).is_active


# --- the list of users ---------------------------------------------------------------------------------


def names(page: object) -> list[str]:
    return [str(person) for person in page.context["page_obj"]]  # type: ignore[attr-defined]


def test_people_are_found_without_marks_and_sorted_by_given_name(place: SimpleNamespace, office: Client) -> None:
    assert names(office.get("/users/", {"q": "dang en"})) == ["Đặng Thị Én"]
    assert names(office.get("/users/", {"q": "NÔNG"})) == ["Nông Văn Huấn"]
    full_names = [name for name in names(office.get("/users/")) if " " in name]
    assert full_names == ["Đặng Thị Én", "Nông Văn Huấn"]


def test_people_of_a_unit_are_those_with_a_role_in_it_or_below(place: SimpleNamespace, office: Client) -> None:
    assert len(names(office.get("/users/", {"unit": place.province.pk}))) == 3
    assert len(names(office.get("/users/", {"unit": place.here.pk}))) == 3
    assert names(office.get("/users/", {"unit": place.near.pk})) == []


def test_deactivated_accounts_are_listed_when_asked_for(place: SimpleNamespace, office: Client) -> None:
    office.post(f"/users/{place.viewer.pk}/deactivate/")

    assert "Đặng Thị Én" not in names(office.get("/users/"))
    assert names(office.get("/users/", {"state": "off"})) == ["Đặng Thị Én"]
    assert len(names(office.get("/users/", {"state": "all"}))) == 3


def test_the_entry_in_the_navigation_is_for_those_who_may(place: SimpleNamespace, office: Client) -> None:
    assert 'href="/users/"' in office.get("/users/").content.decode()
    assert 'href="/users/"' not in signed_in(place.viewer).get("/rosters/").content.decode()


def cost(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_a_page_costs_the_same_for_few_and_for_many(place: SimpleNamespace, office: Client) -> None:
    paths = [
        "/users/",
        f"/users/?unit={place.here.pk}",
        f"/users/{place.viewer.pk}/",
        f"/users/{place.viewer.pk}/visibility/",
        f"/households/{place.household.pk}/viewers/",
        f"/users/{place.viewer.pk}/member/?q=ma",
    ]
    UnitAccess.objects.create(user=place.viewer, unit=place.here, role=Role.MEMBER)
    AssignmentFactory(household=place.household, member=member_with_account(place), during=days("2018-11-01"))
    few = [cost(office, path) for path in paths]
    for _ in range(29):
        member = member_with_account(place)
        AssignmentFactory(household=place.household, member=member, role="helper", during=days("2018-11-01"))
        user_with(Role.VIEWER, place.here)
        user_with(Role.COMMUNE_SECRETARY, place.here)
        UnitAccess.objects.create(
            user=place.viewer, unit=UnitFactory(parent=place.province), role=Role.COMMUNE_SECRETARY
        )

    assert [cost(office, path) for path in paths] == few


def member_with_account(place: SimpleNamespace) -> object:
    account = user_with(Role.MEMBER, place.here)
    return MemberFactory(body=BodyFactory(unit=place.here), user=account)


# --- new users -----------------------------------------------------------------------------------------


def new(place: SimpleNamespace, **fields: object) -> dict[str, object]:
    defaults = {
        "last_name": "Ma Thị",
        "first_name": "Hòa",
        "username": "hoa.ma",
        "role": "viewer",
        "unit": place.here.pk,
    }
    return defaults | fields


def test_a_new_user_gets_a_slip_whose_password_opens_the_program(place: SimpleNamespace, office: Client) -> None:
    response = office.post("/users/new/", new(place))

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    page = response.content.decode()
    password = response.context["password"]
    for text in ("http://testserver/", "hoa.ma", password, "Ma Thị Hòa"):
        assert text in page
    assert Client().login(username="hoa.ma", password=password)


def test_the_form_offers_only_what_may_be_given(place: SimpleNamespace, office: Client) -> None:
    fields = office.get("/users/new/").context["form"].fields

    assert Role.ADMINISTRATOR not in dict(fields["role"].choices)
    assert set(fields["unit"].queryset) == {place.province, place.here, place.near}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"role": "administrator"}, "role"),
        ({"unit": 987654321}, "unit"),
        ({"username": "Hoà Mã"}, "username"),
        ({"last_name": ""}, "last_name"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    place: SimpleNamespace, office: Client, fields: dict[str, object], field: str
) -> None:
    response = office.post("/users/new/", new(place, **fields))

    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not User.objects.filter(first_name="Hòa").exists()


def test_a_user_name_that_is_taken_is_a_sentence(place: SimpleNamespace, office: Client) -> None:
    PersonFactory(username="hoa.ma")

    assert office.post("/users/new/", new(place)).context["form"].non_field_errors()


def test_a_role_that_is_held_elsewhere_only_is_not_given_here(place: SimpleNamespace) -> None:
    """The form offers both choices, because each is allowed in some unit, and refuses their combination."""
    manager = user_with(Role.ADMINISTRATOR, place.near)
    UnitAccessFactory(user=manager, unit=place.here, role=Role.DISTRICT_OFFICE)

    response = signed_in(manager).post("/users/new/", new(place, role="administrator"))

    assert response.context["form"].non_field_errors()
    assert not User.objects.filter(username="hoa.ma").exists()


# --- accounts ------------------------------------------------------------------------------------------


def test_a_reset_shows_a_slip_and_the_old_password_no_longer_works(place: SimpleNamespace, office: Client) -> None:
    response = office.post(f"/users/{place.viewer.pk}/slip/")

    assert Client().login(username=place.viewer.username, password=response.context["password"])
    assert not Client().login(username=place.viewer.username, password=PASSWORD)
    assert "no-store" in response["Cache-Control"]


def test_access_is_given_on_the_page_of_the_user(place: SimpleNamespace, office: Client) -> None:
    address = f"/users/{place.viewer.pk}/"

    response = office.post(address, {"role": "roster_staff", "unit": place.near.pk})

    assert response["Location"] == address
    assert place.viewer.unit_access.filter(role=Role.ROSTER_STAFF, unit=place.near).exists()
    assert office.post(address, {"role": "roster_staff", "unit": place.near.pk}).context["form"].non_field_errors()


def test_access_that_ended_is_gone_with_the_next_click(place: SimpleNamespace, office: Client) -> None:
    secretary = signed_in(place.secretary)
    url = f"/households/{place.household.pk}/viewers/"
    assert secretary.get(url).status_code == 200

    response = office.post(f"/users/{place.secretary.pk}/access/{place.secretary.unit_access.get().pk}/end/")

    assert response["Location"] == "/users/"  # without a grant the account is its creator's
    assert secretary.get(url).status_code == 403


def test_ending_access_has_its_ladder(place: SimpleNamespace, office: Client) -> None:
    access = place.viewer.unit_access.get().pk
    other = place.stranger.unit_access.get().pk

    assert office.get(f"/users/{place.viewer.pk}/access/{access}/end/")["Location"] == f"/users/{place.viewer.pk}/"
    assert office.post(f"/users/{place.viewer.pk}/access/{other}/end/").status_code == 404
    assert office.post(f"/users/{place.stranger.pk}/access/{other}/end/").status_code == 404
    assert signed_in(place.secretary).post(f"/users/{place.viewer.pk}/access/{access}/end/").status_code == 403
    assert place.viewer.unit_access.exists()


# --- members of accounts -------------------------------------------------------------------------------


@pytest.fixture
def member(place: SimpleNamespace) -> SimpleNamespace:
    """An account with the role of a member; a member of its commune, and one of the commune beside it."""
    return SimpleNamespace(
        account=user_with(Role.MEMBER, place.here, last_name="Ma Thị", first_name="Hòa"),
        here=MemberFactory(full_name="Ma Thị Hòa", body=BodyFactory(unit=place.here)),
        near=MemberFactory(full_name="Ma Thị Hòa", body=BodyFactory(unit=place.near)),
    )


def test_the_member_is_found_by_name_within_the_unit_of_the_role(member: SimpleNamespace, office: Client) -> None:
    address = f"/users/{member.account.pk}/member/"

    assert list(office.get(address).context["found"]) == [member.here]
    assert list(office.get(address, {"q": "hoa"}).context["found"]) == [member.here]
    assert list(office.get(address, {"q": "páo"}).context["found"]) == []

    assert office.post(address, {"member": member.here.pk})["Location"] == f"/users/{member.account.pk}/"
    member.here.refresh_from_db()
    assert member.here.user == member.account
    assert "Ma Thị Hòa" in office.get(f"/users/{member.account.pk}/").content.decode()


def test_a_member_of_another_unit_or_with_another_account_is_refused(
    place: SimpleNamespace, member: SimpleNamespace, office: Client
) -> None:
    address = f"/users/{member.account.pk}/member/"
    linked_member = MemberFactory(body=BodyFactory(unit=place.here), user=PersonFactory())

    for other in (member.near, linked_member):
        assert office.post(address, {"member": other.pk})["Location"] == address
    for nonsense in ("987654321", "x"):
        assert office.post(address, {"member": nonsense}).status_code == 404

    assert not hasattr(User.objects.get(pk=member.account.pk), "member")


def test_another_choice_replaces_the_first_and_none_takes_it_back(
    place: SimpleNamespace, member: SimpleNamespace, office: Client
) -> None:
    address = f"/users/{member.account.pk}/member/"
    second = MemberFactory(body=BodyFactory(unit=place.here))

    office.post(address, {"member": member.here.pk})
    office.post(address, {"member": second.pk})
    assert User.objects.get(pk=member.account.pk).member == second

    office.post(address, {"member": ""})
    assert not hasattr(User.objects.get(pk=member.account.pk), "member")


def test_who_sees_no_persons_is_shown_no_members(place: SimpleNamespace, member: SimpleNamespace) -> None:
    client = signed_in(place.administrator)
    address = f"/users/{member.account.pk}/member/"

    page = client.get(address)

    assert not page.context["can_see_members"]
    assert list(page.context["found"]) == []
    assert client.post(address, {"member": member.here.pk}).status_code == 404


# --- visibility of records -----------------------------------------------------------------------------


def test_what_a_secretary_sees_is_told_in_numbers_also_to_who_sees_no_persons(place: SimpleNamespace) -> None:
    carer = MemberFactory(body=BodyFactory(unit=place.here))
    AssignmentFactory(household=place.household, member=carer, during=days("2018-11-01"))
    AssignmentFactory(
        household=HouseholdFactory(village=VillageFactory(commune=place.here)),
        member=carer,
        during=days("", "2020-01-01"),
    )

    page = signed_in(place.administrator).get(f"/users/{place.secretary.pk}/visibility/")

    counts = page.context["counts"]
    assert (counts.households, counts.members, counts.assignments) == (2, 1, 1)
    (role,) = page.context["roles"]
    assert role.given_in == role.reaches == [place.here]


def test_a_viewer_sees_no_household_and_a_member_the_own_ones(place: SimpleNamespace, office: Client) -> None:
    account = user_with(Role.MEMBER, place.here)
    AssignmentFactory(household=place.household, member=MemberFactory(user=account), during=days("2018-11-01"))

    viewer = office.get(f"/users/{place.viewer.pk}/visibility/").context
    member = office.get(f"/users/{account.pk}/visibility/").context

    assert (viewer["counts"].households, viewer["own"]) == (0, None)
    assert (member["counts"].households, member["own"]) == (0, 1)


def test_a_deactivated_account_shows_nothing(place: SimpleNamespace, office: Client) -> None:
    office.post(f"/users/{place.secretary.pk}/deactivate/")

    page = office.get(f"/users/{place.secretary.pk}/visibility/")

    assert page.context["roles"] == []
    assert page.context["counts"].households == 0


def test_the_units_that_a_grant_above_reaches_are_named(place: SimpleNamespace) -> None:
    other = user_with(Role.DISTRICT_OFFICE, place.province)

    (role,) = signed_in(place.administrator).get(f"/users/{other.pk}/visibility/").context["roles"]

    assert role.given_in == [place.province]
    assert set(role.reaches) == {place.province, place.here, place.near}


# --- viewers of a household ----------------------------------------------------------------------------


def test_who_can_see_a_household_is_named_with_role_and_unit(place: SimpleNamespace, office: Client) -> None:
    account = user_with(Role.MEMBER, place.here)
    AssignmentFactory(household=place.household, member=MemberFactory(user=account), during=days("2018-11-01"))
    user_with(Role.MEMBER, place.here)

    viewers = office.get(f"/households/{place.household.pk}/viewers/").context["seen"]

    grants = {(seer.user, seer.role, seer.through) for seer in viewers.with_names}
    assert grants == {
        (place.office, Role.DISTRICT_OFFICE, place.province),
        (place.secretary, Role.COMMUNE_SECRETARY, place.here),
    }
    assert [seer.user for seer in viewers.by_importing] == [place.staff]
    assert viewers.in_charge == [account]
    assert viewers.in_totals == 2  # the viewer and the administrator


def test_who_was_deactivated_sees_no_household(place: SimpleNamespace, office: Client) -> None:
    office.post(f"/users/{place.secretary.pk}/deactivate/")

    viewers = office.get(f"/households/{place.household.pk}/viewers/").context["seen"]

    assert [seer.user for seer in viewers.with_names] == [place.office]


def test_a_merged_commune_is_seen_by_who_reached_all_that_it_was_made_of(
    place: SimpleNamespace, office: Client
) -> None:
    old = days("2011-01-28", "2025-07-01")
    first, second = (UnitFactory(during=old, parent=place.province, successor=place.here) for _ in range(2))
    both, first_only = user_with(Role.COMMUNE_SECRETARY, first), user_with(Role.COMMUNE_SECRETARY, first)
    UnitAccess.objects.create(user=both, unit=second, role=Role.COMMUNE_SECRETARY)

    viewers = office.get(f"/households/{place.household.pk}/viewers/").context["seen"]

    users = {seer.user for seer in viewers.with_names}
    assert both in users
    assert first_only not in users


def test_only_the_units_that_open_a_household_are_named(place: SimpleNamespace, office: Client) -> None:
    """A grant in one of two merged communes opens nothing in their successor."""
    former, _other = (UnitFactory(during=days("2011-01-28", "2025-07-01"), successor=place.province) for _ in range(2))
    UnitAccess.objects.create(user=place.secretary, unit=former, role=Role.COMMUNE_SECRETARY)

    viewers = office.get(f"/households/{place.household.pk}/viewers/").context["seen"]

    assert [seer.through for seer in viewers.with_names if seer.user == place.secretary] == [place.here]


def test_who_sees_a_household_has_its_ladder(place: SimpleNamespace, office: Client) -> None:
    address = f"/households/{place.household.pk}/viewers/"

    assert signed_in(place.secretary).get(address).status_code == 200
    assert signed_in(place.secretary).get(f"/households/{place.beside.pk}/viewers/").status_code == 404
    assert office.get("/households/987654321/viewers/").status_code == 404
    assert office.post(address).status_code == 405
    for user in (place.administrator, place.staff, place.viewer, user_with(Role.MEMBER, place.here)):
        assert signed_in(user).get(address).status_code == 403


def test_the_day_is_that_of_viet_nam(place: SimpleNamespace, office: Client) -> None:
    assert office.get(f"/users/{place.viewer.pk}/visibility/").context["day"] == timezone.localdate()


# --- row level security --------------------------------------------------------------------------------


@pytest.fixture
def as_web(place: SimpleNamespace, member: SimpleNamespace) -> None:
    become_web()


def become_web() -> None:
    """Switch to the web server's role, which reads rows about persons only in the units of the request."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {quoted(roles_of(connection).web)}")


def test_all_of_it_works_as_the_web_server(
    place: SimpleNamespace, member: SimpleNamespace, office: Client, as_web: None
) -> None:
    account = member.account.pk
    for path in SHOWN + SHOWN_OF:
        assert office.get(path.format(account)).status_code == 200
    assert office.post("/users/new/", new(place)).context["password"]
    assert office.post(f"/users/{account}/member/", {"member": member.here.pk})["Location"] == f"/users/{account}/"
    assert office.get(f"/users/{account}/").context["member"] == member.here
    for act in DONE_TO:
        assert office.post(f"/users/{account}/{act}/").status_code in (200, 302)
    assert office.get(f"/households/{place.household.pk}/viewers/").status_code == 200


def test_an_account_of_a_member_whom_one_cannot_see_is_given_to_no_other(
    place: SimpleNamespace, member: SimpleNamespace
) -> None:
    near = signed_in(user_with(Role.DISTRICT_OFFICE, place.near))
    signed_in(place.office).post(f"/users/{member.account.pk}/member/", {"member": member.here.pk})
    UnitAccess.objects.filter(user=member.account).update(unit=place.near)
    become_web()

    response = near.post(f"/users/{member.account.pk}/member/", {"member": member.near.pk}, follow=True)

    assert [message.level_tag for message in response.context["messages"]] == ["error"]
