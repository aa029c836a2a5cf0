"""The second factor: roles that need it, setting it up, losing it."""

import re
from typing import Any
from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from django.core import checks
from django.test import Client

from households.users.services import grant_access
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Role
from lambinh.accounts.second_factor.encryption import decrypt
from lambinh.accounts.services import reset_second_factor
from lambinh.audit.models import ChangeEvent
from lambinh.audit.presenters import entry_rows
from tests.accounts.conftest import give_phone, phone_code, sign_in, unused_recovery_codes
from tests.factories import PASSWORD, UnitAccessFactory, UserFactory

pytestmark = pytest.mark.django_db

ON = "/account/second-factor/on/"


def user_with_role(role: Role) -> User:
    return UnitAccessFactory(role=role).user


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.DISTRICT_OFFICE])
def test_administrators_and_the_district_office_need_it(role: Role, client: Client) -> None:
    sign_in(client, user_with_role(role).username)
    assert client.get("/")["Location"] == ON
    assert client.get("/rosters/", headers={"HX-Request": "true"}).headers["HX-Redirect"] == ON


@pytest.mark.parametrize("role", [Role.COMMUNE_SECRETARY, Role.ROSTER_STAFF, Role.VIEWER, Role.MEMBER])
def test_others_do_not_need_it(role: Role, client: Client) -> None:
    sign_in(client, user_with_role(role).username)
    assert client.get("/account/").status_code == 200


def test_who_is_given_such_a_role_while_signed_in_needs_it_soon(person: User, client: Client, monkeypatch: Any) -> None:
    sign_in(client, "lan")
    assert client.get("/account/").status_code == 200
    UnitAccessFactory(user=person, role=Role.DISTRICT_OFFICE)
    monkeypatch.setattr("lambinh.accounts.second_factor.status.CHECK_INTERVAL", 0)

    assert client.get("/")["Location"] == ON


def test_that_all_is_well_costs_no_query_on_every_page(
    administrator: User, client: Client, settings: Any, django_assert_num_queries: Any
) -> None:
    give_phone(administrator)
    client.force_login(administrator)
    client.get("/account/password/")
    settings.USERSESSIONS_TRACK_ACTIVITY = False
    with django_assert_num_queries(6) as capture:  # session, user, the scope
        client.get("/account/password/")
    assert not [query for query in capture.captured_queries if "mfa_authenticator" in query["sql"]]


def test_setting_it_up_ends_with_recovery_codes_that_are_shown_once(administrator: User, client: Client) -> None:
    sign_in(client, "quantri")
    page = client.get(ON)
    secret = page.context["form"].secret
    assert page.context["form"].secret_in_groups.replace(" ", "") == secret
    assert page.context["form"].secret_in_groups in page.content.decode()
    assert "data:image/svg+xml" in page.content.decode()

    answer = client.post(ON, {"code": phone_code(secret)})
    assert answer["Location"] == "/account/recovery-codes/"
    first_page = client.get("/account/recovery-codes/").content.decode()
    codes = unused_recovery_codes(administrator)
    assert len(codes) == 10
    assert all(f"<code>{code[:4]} {code[4:]}</code>" in first_page for code in codes)

    second_page = client.get("/account/recovery-codes/").content.decode()
    assert not any(code[:4] + " " + code[4:] in second_page for code in codes)
    assert client.get("/").status_code == 200


def test_the_secret_is_sealed_in_the_database(person: User) -> None:
    secret = give_phone(person)
    ciphertext = Authenticator.objects.get(user=person, type="totp").data["secret"]
    assert secret not in ciphertext
    assert decrypt(ciphertext) == secret


def test_a_sealed_secret_outlives_a_new_key_while_the_old_one_is_named(person: User, settings: Any) -> None:
    secret = give_phone(person)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "x" * 60, [settings.SECRET_KEY]
    assert decrypt(Authenticator.objects.get(user=person, type="totp").data["secret"]) == secret


def test_the_password_alone_then_opens_nothing(person: User, client: Client) -> None:
    secret = give_phone(person)
    assert sign_in(client, "lan")["Location"] == "/login/code/"
    assert client.get("/")["Location"].startswith("/login/")
    assert client.get("/login/")["Location"] == "/login/code/"

    assert client.post("/login/code/", {"code": phone_code(secret)})["Location"] == "/"
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize("steps", [-1, 1])
def test_a_clock_that_is_half_a_minute_off_does_not_matter(person: User, client: Client, steps: int) -> None:
    secret = give_phone(person)
    sign_in(client, "lan")
    assert "Location" in client.post("/login/code/", {"code": phone_code(secret, steps)})


def test_a_clock_that_is_minutes_off_does(person: User, client: Client) -> None:
    secret = give_phone(person)
    sign_in(client, "lan")
    assert "Location" not in client.post("/login/code/", {"code": phone_code(secret, 4)})


def test_a_code_opens_once_however_long_it_is_valid(person: User, client: Client, monkeypatch: Any) -> None:
    secret = give_phone(person)
    code = phone_code(secret, 1)
    sign_in(client, "lan")
    assert "Location" in client.post("/login/code/", {"code": code})

    monkeypatch.setattr("allauth.mfa.totp.internal.auth.TOTP._mark_code_used", lambda self, code: True)
    other = Client()
    sign_in(other, "lan")
    assert "Location" not in other.post("/login/code/", {"code": code})


def test_somebody_else_can_sign_in_instead(person: User, client: Client) -> None:
    give_phone(person)
    sign_in(client, "lan")
    assert client.post("/login/other/")["Location"] == "/login/"
    assert client.get("/login/").status_code == 200


def test_a_recovery_code_stands_in_for_a_lost_phone_and_tells_how_many_are_left(person: User, client: Client) -> None:
    give_phone(person)
    code = unused_recovery_codes(person)[0]
    sign_in(client, "lan")
    answer = client.post("/login/code/", {"code": f"{code[:4]} {code[4:]}"}, follow=True)

    assert re.search(r"\b9\b", " ".join(str(message) for message in answer.context["messages"]))
    client.post("/logout/")
    sign_in(client, "lan")
    assert "Location" not in client.post("/login/code/", {"code": code})


def test_a_lost_phone_is_replaced_by_another(administrator: User, client: Client) -> None:
    old = give_phone(administrator)
    sign_in(client, "quantri")
    client.post("/login/code/", {"code": unused_recovery_codes(administrator)[0]})
    client.get("/")
    client.post("/account/second-factor/off/")
    assert client.get("/")["Location"] == ON

    secret = client.get(ON).context["form"].secret
    assert client.post(ON, {"code": phone_code(secret)})["Location"] == "/account/recovery-codes/"
    client.post("/logout/")
    sign_in(client, "quantri")
    assert "Location" not in client.post("/login/code/", {"code": phone_code(old)})
    assert "Location" in client.post("/login/code/", {"code": phone_code(secret)})


def test_what_protects_the_account_asks_for_the_password_once_more(administrator: User, client: Client) -> None:
    client.force_login(administrator)
    address = client.get(ON)["Location"]
    assert unquote(address) == f"/account/confirm/?next={ON}"

    assert client.post(address, {"password": "sai", "next": ON}).status_code == 200
    assert client.post(address, {"password": PASSWORD, "next": ON})["Location"] == ON
    assert client.get(ON).status_code == 200


def test_new_recovery_codes_replace_the_old(person: User, client: Client) -> None:
    secret = give_phone(person)
    old = unused_recovery_codes(person)
    sign_in(client, "lan")
    client.post("/login/code/", {"code": phone_code(secret)})
    assert client.post("/account/recovery-codes/new/")["Location"] == "/account/recovery-codes/"

    assert not set(old) & set(unused_recovery_codes(person))


def test_an_administrator_resets_the_factor_of_who_lost_phone_and_codes(administrator: User) -> None:
    user = user_with_role(Role.DISTRICT_OFFICE)
    secret = give_phone(user)
    client = Client()
    sign_in(client, user.username)
    client.post("/login/code/", {"code": phone_code(secret)})
    reset_second_factor(user, by=administrator)

    assert client.get("/")["Location"].startswith("/login/")
    sign_in(client, user.username)
    assert client.get("/")["Location"] == ON


def test_a_first_password_comes_before_the_second_factor(client: Client) -> None:
    UserFactory(username="moi", is_superuser=True, must_change_password=True)
    sign_in(client, "moi")
    assert client.get(ON)["Location"] == "/account/password/"


def test_the_deployment_check_complains_when_it_is_off(settings: Any) -> None:
    settings.LAMBINH_SECOND_FACTOR = False
    messages = checks.run_checks(tags=[checks.Tags.security], include_deployment_checks=True)
    assert "lambinh.W001" in [message.id for message in messages]


def test_setting_one_up_and_losing_it_stand_in_the_journal_without_the_secret(administrator: User) -> None:
    user = user_with_role(Role.DISTRICT_OFFICE)
    secret = give_phone(user)
    reset_second_factor(user, by=administrator)

    changes = ChangeEvent.objects.filter(table="mfa_authenticator", subject=user.pk).order_by("pk")
    assert [(change.action, change.by) for change in changes][-1] == ("delete", administrator.pk)
    assert {change.action for change in changes} == {"insert", "delete"}
    text = str([(change.before, change.after) for change in changes])
    assert secret not in text and "secret" not in text and "•" in text
    assert all(
        "Authenticator" not in row.summary and not row.details for row in entry_rows(list(changes), administrator)
    )


def test_a_role_that_needs_it_ends_the_session_of_who_has_none(person: User, client: Client) -> None:
    administrator = UserFactory(username="quantri")
    unit = UnitAccessFactory(user=person, role=Role.VIEWER).unit
    sign_in(client, "lan")
    assert client.get("/account/").status_code == 200
    grant_access(user=person, unit=unit, role=Role.DISTRICT_OFFICE, by=administrator)

    assert client.get("/users/")["Location"].startswith("/login/")
    sign_in(client, "lan")
    assert client.get("/users/")["Location"] == ON


def test_what_was_searched_for_goes_into_no_address_of_signing_in(client: Client) -> None:
    answer = client.get("/households/?q=Giàng+A+Páo&page=2")
    assert unquote(answer["Location"]) == "/login/?next=/households/?page=2"
