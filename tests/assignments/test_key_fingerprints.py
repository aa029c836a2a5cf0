"""The application notices a lost or changed key before it encrypts anything with a wrong one, and explains it."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.management import call_command
from django.db import DatabaseError
from django.test import Client
from django.utils import translation

from assignments import checks, key_fingerprints
from households.models import Household
from lambinh.accounts.models import KeyFingerprint
from lambinh.accounts.permissions import Role
from lambinh.accounts.second_factor.rekey import can_decrypt
from lambinh.db.roles import ProcessRole
from lambinh.lib.errors import CommandFailed
from lambinh.server import cli
from tests import factories
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db

ONE, TWO = bytes(range(32)), bytes(range(1, 33))
Kind = KeyFingerprint.Kind


@pytest.fixture(autouse=True)
def in_english_with_keys(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.LAMBINH_CITIZEN_ID_KEYS = (ONE,)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "s" * 60, []
    settings.MEDIA_ROOT = settings.LAMBINH_DATA = tmp_path
    with translation.override("en"):
        yield


def seal(kind: str) -> None:
    """Store a value that is encrypted with a key of this kind."""
    if kind == Kind.SECRET:
        TOTP.activate(factories.PersonFactory(), generate_totp_secret())
    else:
        factories.HouseholdFactory(citizen_id="008075001234")


def change(kind: str, settings: Any, *, keep_old: bool = False) -> None:
    if kind == Kind.SECRET:
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY] if keep_old else []
        settings.SECRET_KEY = "t" * 60
    else:
        settings.LAMBINH_CITIZEN_ID_KEYS = (TWO, ONE) if keep_old else (TWO,)


def stored_fingerprints(kind: str) -> set[str]:
    return set(KeyFingerprint.objects.filter(kind=kind).values_list("fingerprint", flat=True))


@pytest.mark.parametrize("kind", key_fingerprints.SEALING)
def test_what_was_sealed_with_another_key_stops_the_start(kind: str, settings: Any) -> None:
    key_fingerprints.require()
    before = stored_fingerprints(kind)
    seal(kind)
    change(kind, settings)

    with pytest.raises(CommandFailed, match=r"LAMBINH_.*KEY.*put"):
        key_fingerprints.require()
    assert stored_fingerprints(kind) == before


@pytest.mark.parametrize("kind", key_fingerprints.SEALING)
def test_where_nothing_is_sealed_another_key_is_taken(kind: str, settings: Any) -> None:
    key_fingerprints.require()
    change(kind, settings)
    key_fingerprints.require()
    seal(kind)
    key_fingerprints.require()


@pytest.mark.parametrize("kind", key_fingerprints.SEALING)
def test_a_key_is_changed_in_three_steps(kind: str, settings: Any) -> None:
    """Add the new key before the old one, encrypt everything again, remove the old key."""
    key_fingerprints.require()
    seal(kind)
    change(kind, settings, keep_old=True)
    key_fingerprints.require()
    assert len(stored_fingerprints(kind)) == 2

    call_command("reseal_citizen_ids" if kind == Kind.CITIZEN_ID else "reseal_second_factors", stdout=StringIO())
    assert stored_fingerprints(kind) == set(key_fingerprints.of_settings(kind)[:1])
    settings.LAMBINH_CITIZEN_ID_KEYS, settings.SECRET_KEY_FALLBACKS = settings.LAMBINH_CITIZEN_ID_KEYS[:1], []
    key_fingerprints.require()
    assert not key_fingerprints.closed(kind)
    assert all(can_decrypt(authenticator.data) for authenticator in Authenticator.objects.all())
    assert all(household.read_citizen_id() == "008075001234" for household in Household.objects.all())


@pytest.mark.parametrize("kind", key_fingerprints.SEALING)
def test_a_key_that_is_lost_for_good_can_be_given_up(kind: str, settings: Any) -> None:
    key_fingerprints.require()
    seal(kind)
    change(kind, settings)
    out = StringIO()

    call_command("keys", stdout=out)
    assert "missing" in out.getvalue()
    call_command("keys", "--forget", stdout=out)

    key_fingerprints.require()


def test_a_fingerprint_does_not_tell_the_key() -> None:
    key = b"k" * 32
    assert key_fingerprints.fingerprint(Kind.SECRET, key) != key_fingerprints.fingerprint(Kind.CITIZEN_ID, key)
    assert key.hex()[:8] not in key_fingerprints.fingerprint(Kind.SECRET, key)


# --- check --deploy ------------------------------------------------------------------------------------


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the check find a database."""
    monkeypatch.setattr("lambinh.db.embedded.is_created", lambda data: True)


def ids() -> list[str]:
    return [str(message.id) for message in checks.keys_are_those_of_the_database(None)]


@pytest.mark.parametrize(("kind", "check_id"), [(Kind.SECRET, "lambinh.E001"), (Kind.CITIZEN_ID, "lambinh.E002")])
def test_the_check_tells_of_a_wrong_key(kind: str, check_id: str, settings: Any, server: None) -> None:
    """The check also works if the database has no fingerprint of the right key yet."""
    seal(kind)
    assert ids() == []
    change(kind, settings)
    assert ids() == [check_id]
    change(kind, settings, keep_old=True)


def test_the_check_tells_of_another_key_for_the_roles(settings: Any, server: None) -> None:
    settings.LAMBINH_ROLE_KEY = "r" * 60
    key_fingerprints.resealed(Kind.ROLE)
    assert ids() == []
    settings.LAMBINH_ROLE_KEY = "q" * 60
    assert ids() == ["lambinh.E003"]


def test_the_check_says_that_it_could_not_ask(monkeypatch: pytest.MonkeyPatch, server: None) -> None:
    def away() -> bool:
        raise DatabaseError

    monkeypatch.setattr(key_fingerprints, "is_ready", away)
    assert ids() == ["lambinh.W002"]


def test_a_role_that_does_not_get_in_is_told_why(settings: Any) -> None:
    reason = 'FATAL:  password authentication failed for user "lambinh_worker"'
    settings.LAMBINH_ROLE_KEY = "r" * 60
    assert "database_roles | psql" in cli._connection_message(ProcessRole.WORKER, reason)
    assert "database_roles" not in cli._connection_message(ProcessRole.OWNER, reason)


# --- pages ---------------------------------------------------------------------------------------------


def test_a_citizen_id_that_cannot_be_opened_is_a_page_with_a_sentence(client: Client, settings: Any) -> None:
    commune = factories.UnitFactory()
    household = factories.HouseholdFactory(village=factories.VillageFactory(commune=commune), citizen_id="008075001234")
    client.force_login(factories.UnitAccessFactory(unit=commune, role=Role.COMMUNE_SECRETARY).user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    change(Kind.CITIZEN_ID, settings)

    response = client.post(f"/households/{household.pk}/citizen-id/", {"reason": "check"})

    assert response.status_code == 503
    assert "not among LAMBINH_CITIZEN_ID_KEYS" in response.content.decode()


def test_a_second_factor_that_cannot_be_opened_is_a_page_with_a_sentence(client: Client, settings: Any) -> None:
    settings.LAMBINH_SECOND_FACTOR = True
    person = factories.UnitAccessFactory(role=Role.DISTRICT_OFFICE).user
    TOTP.activate(person, generate_totp_secret())
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    change(Kind.SECRET, settings)

    client.post("/login/", {"login": person.username, "password": PASSWORD})
    response = client.post("/login/code/", {"code": "123456"})

    assert response.status_code == 503
    assert "second factor cannot be checked" in response.content.decode()
