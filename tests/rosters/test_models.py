"""Database constraints on imports; every constraint of any model has a test."""

from uuid import uuid4

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from assignments.rosters.models import RememberedHeading, RosterImport, RosterRow, RosterUpload
from lambinh.accounts.models import KeyFingerprint, SecurityEvent
from tests import factories
from tests.assignments import test_models as of_assignments
from tests.households import test_models as of_households
from tests.support.constraint_checks import Case, assert_message, assert_refused, constraints_of, names_with_message

pytestmark = pytest.mark.django_db

OURS = ("accounts", "audit", "households", "assignments", "rosters")


def _import(**fields: object) -> RosterImport:
    return factories.RosterImportFactory.build(checked_by=factories.UserFactory(), **fields)


def _applied() -> dict[str, object]:
    return {"state": "applied", "applied_at": timezone.now(), "applied_by": factories.UserFactory()}


def _applied_again() -> models.Model:
    first = factories.RosterImportFactory(**_applied())
    return _import(digest=first.digest, kind=first.kind, **_applied())


def _same_position() -> RosterRow:
    row = factories.RosterRowFactory()
    return factories.RosterRowFactory.build(roster_import=row.roster_import, position=row.position)


def _same_heading() -> RememberedHeading:
    first = factories.RememberedHeadingFactory(office=None)
    return factories.RememberedHeadingFactory.build(heading=first.heading, office=None, decided_by=first.decided_by)


def _same_fingerprint() -> KeyFingerprint:
    first = KeyFingerprint.objects.create(kind="secret", fingerprint="a" * 32)
    return KeyFingerprint(kind=first.kind, fingerprint=first.fingerprint)


def _event_that_never_happened() -> SecurityEvent:
    now = timezone.now()
    return SecurityEvent(kind="signed-in", first_at=now, last_at=now, times=0)


def _upload(**fields: object) -> RosterUpload:
    return factories.RosterUploadFactory.build(uploaded_by=factories.UserFactory(), **fields)


CASES: dict[str, Case] = {
    "key_fingerprint_once": _same_fingerprint,
    "security_event_happened": _event_that_never_happened,
    "roster_upload_overdue_is_dated": lambda: _upload(overdue_days=1),
    "roster_upload_in_hand_while_waiting": lambda: _upload(attempt=uuid4()),
    "remembered_heading_once_an_office": _same_heading,
    "roster_in_hand_while_working": lambda: _import(attempt=uuid4(), heartbeat_at=timezone.now()),
    "roster_applied_once_unless_undone": _applied_again,
    "roster_applied_at_and_by": lambda: _import(applied_at=timezone.now()),
    "roster_undone_at_and_by": lambda: _import(undone_by=factories.UserFactory()),
    "roster_applied_has_a_time": lambda: _import(state="applied"),
    "roster_undone_has_a_time": lambda: _import(**_applied() | {"state": "undone"}),
    "roster_row_position_unique": _same_position,
}


@pytest.mark.parametrize("name", CASES)
def test_the_database_refuses_a_row_that_breaks_a_promise(name: str) -> None:
    assert_refused(name, CASES[name]())


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", names_with_message("rosters"))
def test_a_person_reads_which_promise_a_row_would_break(name: str, language: str) -> None:
    assert_message(name, CASES[name](), language)


def test_every_promise_of_every_model_has_its_bad_row() -> None:
    names = {*of_households.CASES, *of_assignments.CASES, *CASES}
    assert names == set(constraints_of(*OURS))


def test_every_app_with_models_of_ours_is_looked_at() -> None:
    root = apps.get_app_config("lambinh").path
    beside = {app.label for app in apps.get_app_configs() if app.path.startswith(root.removesuffix("/lambinh"))}
    outside = {app.label for app in apps.get_app_configs() if "site-packages" in app.path}
    with_models = {label for label in beside - outside if list(apps.get_app_config(label).get_models())}
    assert with_models == {*OURS, "duplicates"}, "the promises of doubles are tested with them"


def test_an_import_that_was_taken_back_may_be_applied_again() -> None:
    undone = {"state": "undone", "undone_at": timezone.now(), "undone_by": factories.UserFactory()}
    first = factories.RosterImportFactory(**_applied() | undone)
    factories.RosterImportFactory(digest=first.digest, kind=first.kind, **_applied())


def test_a_file_holds_a_roster_of_each_kind() -> None:
    first = factories.RosterImportFactory(kind="households", **_applied())
    factories.RosterImportFactory(kind="members", digest=first.digest, **_applied())
    assert RosterImport.objects.applied().count() == 2
