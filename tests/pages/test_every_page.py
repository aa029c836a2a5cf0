"""The list of every address of the program. Without signing in, only those of OPEN answer."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.factories import PASSWORD, UserFactory
from tests.support.responses import redirects

OUTSIDE = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//|url\(["']?(?:https?:)?//|@import""")

OPEN = {"account_login", "accounts:sign_in_other", "mfa_authenticate", "set_language"}
"""Addresses that must work before signing in."""

CLOSED: dict[str, dict[str, object]] = {
    "account_logout": {},
    "former_users": {},
    "former_user": {"rest": "1/"},
    "accounts:my_account": {},
    "accounts:end_other_sessions": {},
    "accounts:end_session": {"pk": 1},
    "account_change_password": {},
    "account_reauthenticate": {},
    "mfa_reauthenticate": {},
    "mfa_index": {},
    "mfa_activate_totp": {},
    "mfa_deactivate_totp": {},
    "mfa_view_recovery_codes": {},
    "mfa_generate_recovery_codes": {},
    "reports:totals": {},
    "reports:lists": {},
    "reports:village": {"pk": 1},
    "desk:places": {},
    "desk:unit": {"pk": 1},
    "desk:members": {"pk": 1},
    "desk:hand_over": {"pk": 1},
    "desk:select_page": {"pk": 1},
    "desk:select_all": {"pk": 1},
    "desk:find_member": {"pk": 1},
    "desk:preview": {"pk": 1},
    "desk:assign": {"pk": 1},
    "desk:confirm_end": {"pk": 1},
    "desk:end": {"pk": 1},
    "desk:undo": {"pk": 1},
    "desk:hand_over_preview": {"pk": 1},
    "desk:hand_over_save": {"pk": 1},
    "households:users": {},
    "households:user_new": {},
    "assignments:user_detail": {"pk": 1},
    "households:user_slip": {"pk": 1},
    "households:user_lift_wait": {"pk": 1},
    "households:access_end": {"pk": 1, "access": 1},
    "households:user_deactivate": {"pk": 1},
    "households:user_activate": {"pk": 1},
    "households:user_sign_out": {"pk": 1},
    "households:user_second_factor": {"pk": 1},
    "assignments:user_member": {"pk": 1},
    "assignments:user_visibility": {"pk": 1},
    "assignments:households": {},
    "assignments:household_new": {},
    "assignments:household": {"pk": 1},
    "assignments:household_move": {"pk": 1},
    "assignments:household_class": {"pk": 1},
    "assignments:household_describe": {"pk": 1},
    "assignments:members": {},
    "assignments:member_new": {},
    "assignments:member": {"pk": 1},
    "assignments:member_seat": {"pk": 1},
    "assignments:member_exempt": {"pk": 1},
    "assignments:member_leave": {"pk": 1},
    "assignments:member_describe": {"pk": 1},
    "assignments:bodies": {},
    "assignments:body_new": {},
    "assignments:body": {"pk": 1},
    "assignments:body_describe": {"pk": 1},
    "assignments:decisions": {},
    "assignments:decision_new": {},
    "assignments:decision": {"pk": 1},
    "assignments:decision_describe": {"pk": 1},
    "assignments:fact_correct": {"kind": "residence", "pk": 1},
    "assignments:print_cell": {"pk": 1},
    "assignments:print_member": {"pk": 1},
    "assignments:household_viewers": {"pk": 1},
    "assignments:my_households": {},
    "assignments:household_history": {"pk": 1},
    "assignments:member_history": {"pk": 1},
    "assignments:user_history": {"pk": 1},
    "households:citizen_id": {"pk": 1},
    "duplicates:list": {"kind": "households"},
    "duplicates:decided": {"kind": "households"},
    "duplicates:compare": {"kind": "households", "first": 1, "second": 2},
    "duplicates:keep": {"kind": "households", "first": 1, "second": 2, "keep": 1},
    "duplicates:not_the_same": {"kind": "households", "first": 1, "second": 2},
    "duplicates:undo": {"pk": 1},
    "duplicates:ask_again": {"pk": 1},
    "rosters:list": {},
    "rosters:template": {"kind": "households"},
    "rosters:check": {"pk": 1},
    "rosters:check_state": {"pk": 1},
    "rosters:check_once_more": {"pk": 1},
    "rosters:in_check": {},
    "rosters:stop_check": {"pk": 1},
    "rosters:columns": {"pk": 1},
    "rosters:preview_columns": {"pk": 1},
    "rosters:original": {"pk": 1},
    "rosters:marked": {"pk": 1},
    "rosters:plan": {"pk": 1},
    "rosters:state": {"pk": 1},
    "rosters:row": {"pk": 1, "position": 0},
    "rosters:fill_down": {"pk": 1, "position": 0, "field": "village"},
    "rosters:tick": {"pk": 1},
    "rosters:leave_out_invalid": {"pk": 1},
    "rosters:check_again": {"pk": 1},
    "rosters:cancel": {"pk": 1},
    "rosters:apply": {"pk": 1},
    "rosters:undo": {"pk": 1},
}


def _address_names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}"
        elif pattern.namespace != "admin":
            yield from _address_names(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)


def test_every_address_is_known_here():
    assert set(_address_names(get_resolver())) == OPEN | set(CLOSED)


@pytest.mark.django_db
@pytest.mark.parametrize("name", CLOSED)
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_is_not_signed_in_is_sent_to_sign_in(name, method):
    answer = getattr(Client(), method)(reverse(name, kwargs=CLOSED[name]))

    redirects(answer)
    assert answer["Location"].split("?")[0] == reverse("account_login")


@pytest.mark.django_db
def test_the_former_addresses_of_user_pages_lead_to_the_present_ones():
    client = Client()
    client.force_login(UserFactory())

    assert client.get("/people/")["Location"] == "/users/"
    assert client.get("/people/7/?on=2026-01-01")["Location"] == "/users/7/?on=2026-01-01"


@pytest.mark.django_db
def test_signing_in_leads_to_the_page_that_was_asked_for():
    user = UserFactory()
    client = Client(enforce_csrf_checks=True)
    page = client.get("/login/?next=/%3Fon%3D2018-12-31")

    answer = client.post(
        "/login/",
        {
            "login": user.username,
            "password": PASSWORD,
            "next": "/?on=2018-12-31",
            "csrfmiddlewaretoken": page.cookies["csrftoken"].value,
        },
    )

    assert answer["Location"] == "/?on=2018-12-31"


@pytest.mark.django_db
def test_a_wrong_password_is_a_sentence_and_keeps_the_name():
    answer = Client().post("/login/", {"login": "an.nguyen", "password": "sai"})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'role="alert"' in page
    assert 'value="an.nguyen"' in page


@pytest.mark.django_db
def test_the_language_can_be_changed_and_the_page_says_which_it_is():
    client = Client()
    assert '<html lang="vi">' in client.get("/login/").content.decode()

    client.post("/language/", {"language": "en", "next": "/login/"})

    assert '<html lang="en">' in client.get("/login/").content.decode()


@pytest.mark.django_db
def test_an_unknown_address_is_our_own_page():
    answer = Client().get("/khong-co/")

    assert answer.status_code == 404
    assert 'class="sheet"' in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "address"), [("post", "/"), ("delete", "/users/1/slip/"), ("put", "/login/other/")])
def test_a_method_that_an_address_does_not_know_is_our_own_page(method, address):
    client = Client()
    client.force_login(UserFactory(is_superuser=True))

    answer = getattr(client, method)(address)

    assert answer.status_code == 405
    assert "GET" in answer["Allow"]
    assert 'class="sheet"' in answer.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_token_is_our_own_page():
    answer = Client(enforce_csrf_checks=True).post("/login/", {})

    assert answer.status_code == 403
    assert 'class="sheet"' in answer.content.decode()


@pytest.mark.parametrize("name", ["400.html", "403.html", "405.html", "500.html"])
def test_error_pages_need_neither_a_request_nor_the_database(name):
    page = render_to_string(name)

    assert page.count("<h1>") == 1
    assert f'<html lang="{settings.LANGUAGE_CODE}">' in page


def test_pages_take_nothing_from_other_servers():
    for file in [*settings.BASE_DIR.glob("static/**/*.css"), *settings.BASE_DIR.glob("templates/**/*.html")]:
        text = file.read_text(encoding="utf-8")
        assert not OUTSIDE.search(text), file
