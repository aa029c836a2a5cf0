"""The security log records sign-ins, refusals and changes of accounts by key, without names."""

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from households.models import UnitAccess
from households.users.services import create_user, reset_second_factor, revoke_access
from lambinh.accounts.models import SecurityEvent, User
from lambinh.accounts.permissions import Role
from lambinh.accounts.security.events import ADDRESSES_PER_HOUR
from lambinh.accounts.services import set_first_password
from lambinh.audit.models import AccessEvent
from lambinh.audit.services import record_access
from lambinh.lib.logs.formatters import JsonLine, TextLine
from tests import factories
from tests.accounts.conftest import give_phone, phone_code, sign_in, unused_recovery_codes
from tests.accounts.test_signing_in import change
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

OFFICE = "113.160.1.1"
LogLines = Callable[[str], list[str]]


@pytest.fixture(autouse=True)
def _every_change_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run `on_commit` callbacks at once, because the transaction of a test never commits."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda do, using=None, robust=False: do())


@pytest.fixture
def log_lines(caplog: pytest.LogCaptureFixture) -> LogLines:
    """A function that returns the log lines of an event, from its name on."""
    caplog.set_level(logging.DEBUG)

    def lines(event: str) -> list[str]:
        records = [record for record in caplog.records if record.name == "lambinh.security"]
        texts = [TextLine().format(record).partition(" address=")[2].partition(" ")[2] for record in records]
        return [line for line in texts if line.split()[0] == event]

    return lines


def test_signing_in_and_out(person: User, client: Client, log_lines: LogLines) -> None:
    sign_in(client, "lan")
    assert log_lines("signed-in") == [f"signed-in account={person.pk} method=password"]
    client.post("/logout/")
    assert log_lines("signed-out") == [f"signed-out account={person.pk}"]


def test_a_wrong_password_with_the_account_and_its_address(
    person: User, client: Client, log_lines: LogLines, caplog: pytest.LogCaptureFixture
) -> None:
    sign_in(client, "lan", "con-trau-di-truoc", REMOTE_ADDR=OFFICE)
    assert log_lines("wrong-password") == [f"wrong-password account={person.pk}"]
    [record] = [record for record in caplog.records if record.name == "lambinh.security"]
    assert record.levelno == logging.WARNING
    fields = json.loads(JsonLine().format(record))
    assert (fields["event"], fields["account"]) == ("wrong-password", person.pk)
    assert "lan" not in fields.values()
    assert "con-trau" not in caplog.text


def test_a_user_name_that_nobody_has_is_told_by_a_mark_alone(client: Client, log_lines: LogLines) -> None:
    for name in ("mat-khau-cua-toi", "mat-khau-cua-toi", "another"):
        sign_in(client, name, "sai")
    first, second, other = log_lines("wrong-password")
    assert first == second != other
    assert "mat-khau" not in first
    assert "account=- name=" in first


def test_who_is_locked_out_with_the_wait(person: User, client: Client, log_lines: LogLines) -> None:
    for _time in range(6):
        sign_in(client, "lan", "sai")
    assert len(log_lines("wrong-password")) == 5
    [line] = log_lines("locked-out")
    assert line.startswith(f"locked-out account={person.pk} wait=")


def test_codes_that_are_refused_used_up_or_too_many(person: User, client: Client, log_lines: LogLines) -> None:
    secret = give_phone(person)
    code = phone_code(secret)
    sign_in(client, "lan")
    client.post("/login/code/", {"code": code})
    assert log_lines("signed-in") == [f"signed-in account={person.pk} method=mfa+password"]

    sign_in(second_client := Client(), "lan")
    second_client.post("/login/code/", {"code": code})
    assert log_lines("wrong-code") == [f"wrong-code account={person.pk}"]
    for _time in range(7):
        second_client.post("/login/code/", {"code": "000000"})
    assert len(log_lines("wrong-code")) > 3
    assert f"locked-out account={person.pk} at=code" in log_lines("locked-out")


def test_wrong_passwords_of_who_is_signed_in(person: User, client: Client, log_lines: LogLines) -> None:
    client.force_login(person)
    client.post("/account/confirm/", {"password": "sai"})
    client.post("/account/password/", {"oldpassword": "sai", "password1": "a", "password2": "a"})
    assert log_lines("wrong-password") == [
        f"wrong-password account={person.pk}",
        f"wrong-password account={person.pk} at=change",
    ]


def test_passwords_that_change(person: User, administrator: User, client: Client, log_lines: LogLines) -> None:
    sign_in(client, "lan")
    change(client)
    assert log_lines("password-changed") == [f"password-changed account={person.pk}"]
    set_first_password(person, by=administrator)
    assert log_lines("password-reset") == [f"password-reset account={person.pk} by={administrator.pk}"]


def test_second_factors_that_are_set_up_used_and_taken_away(
    person: User, administrator: User, client: Client, log_lines: LogLines
) -> None:
    sign_in(client, "lan")
    client.get("/account/second-factor/on/")
    client.post("/account/second-factor/on/", {"code": "000000"})
    assert log_lines("wrong-code") == [f"wrong-code account={person.pk} at=setting-up"]
    client.post("/account/second-factor/on/", {"code": phone_code(client.session["mfa.totp.secret"])})
    assert f"second-factor-added account={person.pk} kind=totp" in log_lines("second-factor-added")

    sign_in(other := Client(), "lan")
    other.post("/login/code/", {"code": unused_recovery_codes(person)[0]})
    assert log_lines("recovery-code-used") == [f"recovery-code-used account={person.pk}"]
    other.post("/account/recovery-codes/new/")
    assert len(log_lines("recovery-codes-renewed")) == 1
    other.post("/account/second-factor/off/")
    assert f"second-factor-removed account={person.pk} kind=totp" in log_lines("second-factor-removed")

    give_phone(person)
    reset_second_factor(user=person, by=administrator)
    assert log_lines("second-factor-reset") == [f"second-factor-reset account={person.pk} by={administrator.pk}"]


def test_accounts_and_roles_by_a_page_or_a_command(
    administrator: User, client: Client, log_lines: LogLines, settings: Any
) -> None:
    settings.LAMBINH_SECOND_FACTOR = False
    commune = factories.UnitFactory()
    about = {"username": "moi", "last_name": "Ma", "first_name": "Moi", "unit": commune, "role": Role.VIEWER}
    person, _password = create_user(**about, by=administrator)
    assert f"user-created account={person.pk} by={administrator.pk} superuser=false" in log_lines("user-created")
    granted = f"role-granted account={person.pk} role=viewer unit={commune.pk}"
    assert log_lines("role-granted")[-1] == granted

    client.force_login(administrator)
    client.post(reverse("households:user_deactivate", args=[person.pk]))
    client.post(reverse("households:user_activate", args=[person.pk]))
    assert log_lines("user-deactivated") == [f"user-deactivated account={person.pk} by={administrator.pk}"]
    assert log_lines("user-activated") == [f"user-activated account={person.pk} by={administrator.pk}"]
    revoke_access(access=UnitAccess.objects.get(user=person), by=administrator)
    assert log_lines("role-revoked") == [granted.replace("granted", "revoked")]

    call_command("createsuperuser", username="chief", email="", interactive=False)
    chief = User.objects.get(username="chief")
    assert log_lines("user-created")[-1] == f"user-created account={chief.pk} by=- superuser=true"


def test_what_is_taken_out(log_lines: LogLines) -> None:
    record_access(kind=AccessEvent.Kind.EXPORT, target="households.household unit=3 q", reason="check", rows=12)
    record_access(kind=AccessEvent.Kind.CITIZEN_ID, target="households.household 7", reason="check", household=7)
    assert log_lines("export") == ['export what="households.household unit=3 q" rows=12 household=- member=-']
    assert log_lines("citizen-id") == ['citizen-id what="households.household 7" rows=- household=7 member=-']


# --- the page of administrators --------------------------------------------------------------------------------


def test_failures_are_kept_by_the_hour_and_not_by_the_try(person: User, client: Client) -> None:
    for _time in range(4):
        sign_in(client, "lan", "sai", REMOTE_ADDR=OFFICE)
    row = SecurityEvent.objects.get(user=person)
    assert (row.kind, row.address, row.times) == ("wrong-password", OFFICE, 4)


def test_a_thousand_addresses_do_not_fill_the_table(person: User, client: Client) -> None:
    for number in range(ADDRESSES_PER_HOUR + 9):
        sign_in(client, "lan", "sai", REMOTE_ADDR=f"14.225.{number}.1")
    rows = SecurityEvent.objects.filter(user=person, kind="wrong-password")
    assert rows.count() == ADDRESSES_PER_HOUR + 1
    assert rows.get(address="").times == 9
    for number in range(30):
        sign_in(client, f"nobody-{number}", "sai", REMOTE_ADDR=f"14.226.{number}.1")
    assert SecurityEvent.objects.filter(user=None).count() == 1


def test_the_administrator_of_an_account_reads_its_failures(person: User, administrator: User, settings: Any) -> None:
    settings.LAMBINH_SECOND_FACTOR = False
    sign_in(Client(), "lan", "sai", REMOTE_ADDR=OFFICE)
    sign_in(Client(), "lan", PASSWORD, REMOTE_ADDR="14.225.1.1")
    client = Client()
    client.force_login(administrator)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get(reverse("assignments:user_detail", args=[person.pk])).content.decode()
    assert "Wrong password" in page
    assert OFFICE in page
    assert "Signed in" in page
    assert "14.225.1.1" in page


def test_others_do_not(person: User) -> None:
    client = Client()
    client.force_login(UserFactory(username="khac"))
    assert client.get(reverse("assignments:user_detail", args=[person.pk])).status_code in (403, 404)
