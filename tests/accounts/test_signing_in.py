"""Signing in and out, first passwords, and the single sign-in page."""

from urllib.parse import unquote

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse

from lambinh.accounts.models import User
from tests.accounts.conftest import sign_in
from tests.factories import PASSWORD, UserFactory
from tests.support.responses import redirects

pytestmark = pytest.mark.django_db

NEW = "con trâu đi trước cái cày"


def change(client: Client, new: str = NEW, old: str = PASSWORD) -> object:
    return client.post("/account/password/", {"oldpassword": old, "password1": new, "password2": new})


@pytest.fixture
def newcomer() -> User:
    return UserFactory(username="moi", must_change_password=True)


def test_the_right_password_opens_the_totals(person: User, client: Client) -> None:
    assert sign_in(client, "lan")["Location"] == "/"
    assert client.get("/account/").status_code == 200


def test_a_user_name_is_taken_as_it_is_stored(person: User, client: Client) -> None:
    assert "Location" not in sign_in(client, "LAN")
    assert "Location" in sign_in(client, " lan ")


def test_signing_out_takes_a_press_of_a_button(person: User, client: Client) -> None:
    sign_in(client, "lan")
    assert client.get("/logout/").status_code == 200
    assert client.get("/account/").status_code == 200

    assert client.post("/logout/")["Location"] == "/login/"
    redirects(client.get("/account/"))


def test_who_was_shut_out_cannot_sign_in(client: Client) -> None:
    UserFactory(username="cu", is_active=False)
    assert "Location" not in sign_in(client, "cu")


def test_nobody_signs_up(client: Client) -> None:
    assert client.get("/signup/").status_code == 404
    assert client.get("/accounts/signup/").status_code == 404


def test_the_registers_have_no_door_of_their_own(person: User, client: Client) -> None:
    assert unquote(client.get("/admin/", follow=True).redirect_chain[-1][0]) == "/login/?next=/admin/"
    answer = client.post("/admin/login/", {"username": "lan", "password": PASSWORD})
    assert answer["Location"].startswith("/login/")
    assert "_auth_user_id" not in client.session


def test_who_may_not_open_the_registers_is_told_so(person: User, client: Client) -> None:
    sign_in(client, "lan")
    assert client.get("/admin/login/").status_code == 403


def test_the_password_page_of_the_registers_is_ours(administrator: User, client: Client, settings) -> None:
    settings.LAMBINH_SECOND_FACTOR = False
    sign_in(client, "quantri")
    assert client.get("/admin/password_change/")["Location"] == "/account/password/"


@pytest.mark.parametrize("address", ["/", "/rosters/", "/account/", "/admin/", "/account/second-factor/on/"])
def test_nothing_opens_before_the_first_password_is_changed(newcomer: User, client: Client, address: str) -> None:
    sign_in(client, "moi")
    assert client.get(address)["Location"] == reverse("account_change_password")


def test_a_newcomer_can_sign_out_and_choose_the_language(newcomer: User, client: Client) -> None:
    sign_in(client, "moi")
    redirects(client.post("/language/", {"language": "en", "next": "/account/password/"}))
    assert client.post("/logout/")["Location"] == "/login/"


def test_a_script_is_led_there_too(newcomer: User, client: Client) -> None:
    sign_in(client, "moi")
    answer = client.get("/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/account/password/"
    assert answer.content == b""


def test_after_the_first_change_the_program_opens(newcomer: User, client: Client) -> None:
    sign_in(client, "moi")
    assert change(client)["Location"] == "/"  # type: ignore[index]

    newcomer.refresh_from_db()
    assert not newcomer.must_change_password
    assert newcomer.check_password(NEW)
    assert client.get("/account/").status_code == 200


def test_the_password_that_was_given_is_not_an_own_one(newcomer: User, client: Client) -> None:
    sign_in(client, "moi")
    assert change(client, new=PASSWORD).status_code == 200  # type: ignore[attr-defined]

    newcomer.refresh_from_db()
    assert newcomer.must_change_password


def test_an_old_hash_is_made_anew_at_sign_in(client: Client) -> None:
    old = make_password(PASSWORD, hasher="pbkdf2_sha256")
    user = UserFactory(username="lau", password=old)
    assert "Location" in sign_in(client, "lau")

    user.refresh_from_db()
    assert user.password.startswith("argon2$argon2id$")
