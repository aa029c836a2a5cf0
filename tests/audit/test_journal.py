"""The journal records user, time and values of every change from any source, and nobody can alter it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assignments.models import Assignment, Member
from households import citizen_ids
from households.models import Household, PovertyStatus, Residence, UnitAccess
from households.services.units import load_units
from lambinh.accounts import scope
from lambinh.accounts.models import User
from lambinh.accounts.services import system_user
from lambinh.audit.models import AccessEvent, ChangeEvent
from lambinh.audit.services import record_access
from lambinh.db.roles import ProcessRole, Roles, quoted
from tests import factories
from tests.factories import days
from tests.support.responses import redirects
from tests.support.rosters.workbooks import HOUSEHOLDS, PAO, book, run_import

pytestmark = pytest.mark.django_db


def _roles() -> Roles:
    return Roles(connection.settings_dict["USER"])


@contextmanager
def acting_as(role: str) -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {quoted(role)}")
        yield
        cursor.execute("RESET ROLE")


def last(**about: Any) -> ChangeEvent:
    event = ChangeEvent.objects.filter(**about).first()
    assert event is not None
    return event


def journal_length() -> int:
    return ChangeEvent.objects.count() + AccessEvent.objects.count()


# --- contents of an event ----------------------------------------------------------------------------------------


def test_a_new_row_leaves_what_it_holds_without_what_is_empty() -> None:
    household = factories.HouseholdFactory(head_name="Giàng A Páo", size=5)

    change = last(household=household.pk)

    assert (change.action, change.table, change.record) == ("insert", "households_household", household.pk)
    assert change.before is None
    assert change.after == {"head_name": "Giàng A Páo", "size": 5}


def test_a_change_leaves_the_columns_that_differ_before_and_after() -> None:
    household = factories.HouseholdFactory(head_name="Giàng A Páo", size=5)
    household.size, household.head_name = 6, "Giàng A Pao"
    household.save()

    change = last(household=household.pk)

    assert change.action == "update"
    assert change.before == {"head_name": "Giàng A Páo", "size": 5}
    assert change.after == {"head_name": "Giàng A Pao", "size": 6}


def test_a_value_that_becomes_unknown_is_told_as_well() -> None:
    household = factories.HouseholdFactory(size=5)
    Household.objects.filter(pk=household.pk).update(size=None)

    assert (last(household=household.pk).before, last(household=household.pk).after) == ({"size": 5}, {})


def test_a_deleted_row_leaves_what_it_held() -> None:
    status = factories.PovertyStatusFactory()
    household, pk = status.household_id, status.pk
    status.delete()

    change = last(household=household)

    assert (change.action, change.record, change.after) == ("delete", pk, None)
    assert change.before["poverty_class"] == "poor"


def test_an_assignment_stands_in_the_history_of_household_and_member() -> None:
    assignment = factories.AssignmentFactory()

    assert last(household=assignment.household_id) == last(member=assignment.member_id)


def test_an_assignment_that_goes_to_another_household_stands_in_the_history_of_both() -> None:
    assignment, other = factories.AssignmentFactory(), factories.HouseholdFactory()
    former = assignment.household_id
    Assignment.objects.filter(pk=assignment.pk).update(household=other)

    for household in (former, other.pk):
        change = last(household=household)
        assert (change.action, change.after["household_id"]) == ("update", other.pk)


def test_saving_without_a_change_leaves_nothing() -> None:
    household = factories.HouseholdFactory()
    before = journal_length()
    household.save()

    assert journal_length() == before


def test_a_change_that_is_rolled_back_leaves_nothing() -> None:
    household = factories.HouseholdFactory(size=5)
    before = journal_length()
    with pytest.raises(RuntimeError), transaction.atomic():
        Household.objects.filter(pk=household.pk).update(size=6)
        raise RuntimeError

    assert journal_length() == before


# --- sources of changes ------------------------------------------------------------------------------------------


def test_a_change_by_the_admin_is_the_users() -> None:
    factories.UnitFactory()
    user = factories.UserFactory()
    decision = factories.DecisionFactory(issuer="Ban Tổ chức")
    client = Client()
    client.force_login(user)
    values = {"number": "90-QĐ/TU", "issued_on": "17/10/2018", "issuer": decision.issuer, "title": ""}
    response = client.post(reverse("admin:assignments_decision_change", args=[decision.pk]), values)

    redirects(response)
    change = last(table="assignments_decision", record=decision.pk)
    assert (change.by, change.source, change.after) == (user.pk, "admin", {"number": "90-QĐ/TU"})
    assert change.at <= timezone.now()


def test_a_change_by_an_operation_of_a_page_is_the_users() -> None:
    user, household = factories.UserFactory(), factories.HouseholdFactory()
    scope.begin_scope(user=user.pk, source="page")
    Household.objects.filter(pk=household.pk).update(size=3)

    assert (last(household=household.pk).by, last(household=household.pk).source) == (user.pk, "page")


def test_a_command_leaves_what_it_did() -> None:
    call_command("load_units", verbosity=0)

    assert ChangeEvent.objects.filter(table="households_unit", action="insert").count() > 10


def test_an_import_leaves_every_row_that_copy_wrote(tmp_path: Path) -> None:
    load_units()
    user = system_user()
    rows = [[f"LB{n}", *PAO[1:]] for n in range(1, 1501)]
    run_import(book(tmp_path / "households.xlsx", HOUSEHOLDS, *rows), by=user)

    events = ChangeEvent.objects.filter(source="import", by=user.pk, action="insert")
    for model in (Household, Residence, PovertyStatus):
        assert events.filter(table=model._meta.db_table).count() == model.objects.count() > 1000


def test_writing_many_rows_at_once_leaves_each() -> None:
    Household.objects.bulk_create([Household(head_name=f"Lý A {n}") for n in range(30)])
    households = Household.objects.filter(head_name__startswith="Lý A ")
    households.update(note="đã xem")

    for action in ("insert", "update"):
        events = ChangeEvent.objects.filter(action=action, household__in=households.values("pk"))
        assert events.values("household").distinct().count() == 30
    for household in households:
        household.size = 4
    Household.objects.bulk_update(households, ["size"])
    assert ChangeEvent.objects.filter(after={"size": 4}, household__in=households.values("pk")).count() == 30


@pytest.mark.parametrize("part", ["web", "worker", "command", None])
def test_sql_typed_at_the_database_leaves_the_role_that_it_was_typed_under(part: str | None) -> None:
    commune = factories.UnitFactory()
    household = factories.HouseholdFactory(commune=commune)
    role = f"{_roles().owner}_{part}" if part else _roles().owner
    scope.begin_scope(user=None, units=[commune.pk], source="")
    with acting_as(role), connection.cursor() as cursor:
        cursor.execute("UPDATE households_household SET size = 7 WHERE id = %s", [household.pk])
        assert cursor.rowcount == 1

    assert (last(household=household.pk).role, last(household=household.pk).by) == (role, None)
    assert last(household=household.pk).after == {"size": 7}


def test_a_table_that_is_emptied_is_told() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE households_povertystatus")

    assert last(table="households_povertystatus").action == "truncate"


def test_every_row_of_one_transaction_can_be_found() -> None:
    household = factories.HouseholdFactory()
    member = factories.MemberFactory()

    assert last(household=household.pk).transaction == last(member=member.pk).transaction


# --- protection against changes ----------------------------------------------------------------------------------

FORBIDDEN = [
    "UPDATE journal.change SET user_id = 1",
    "DELETE FROM journal.change",
    "TRUNCATE journal.change",
    "INSERT INTO journal.change (transaction, role, source, action, table_name) VALUES (1, 'x', '', 'insert', 'x')",
    "UPDATE journal.access SET reason = 'x'",
    "DELETE FROM journal.access",
    "TRUNCATE journal.access",
    "INSERT INTO journal.access (user_id, role, source, kind, target, reason) VALUES (1, 'x', '', 'export', 'x', 'x')",
    "UPDATE journal.seal SET digest = ''",
    "DELETE FROM journal.seal",
    "INSERT INTO journal.seal (id) VALUES (1)",
    "DROP TABLE journal.change",
    "ALTER TABLE journal.change ADD x int",
    "DROP FUNCTION journal.note_rows CASCADE",
    "SELECT setval('journal.number', 1)",
]


@pytest.mark.parametrize("sql", FORBIDDEN)
@pytest.mark.parametrize("part", ["web", "worker", "command", "member", None])
def test_no_role_changes_the_journal(part: str | None, sql: str) -> None:
    factories.HouseholdFactory()
    role = f"{_roles().owner}_{part}" if part else _roles().owner
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), acting_as(role):
        connection.cursor().execute(sql)


@pytest.mark.parametrize("part", ["web", "worker", "command"])
@pytest.mark.parametrize(
    "sql",
    ["ALTER TABLE households_household DISABLE TRIGGER journal_changed", "SET session_replication_role = replica"],
)
def test_no_role_of_the_program_silences_the_triggers(part: str, sql: str) -> None:
    with pytest.raises(DatabaseError, match=r"must be owner|permission denied"), acting_as(f"{_roles().owner}_{part}"):
        connection.cursor().execute(sql)


@pytest.mark.parametrize("part", ["web", "worker", "command", "member"])
def test_no_role_of_the_program_can_become_the_journals_owner(part: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_has_role(%s, %s, 'MEMBER')", [f"{_roles().owner}_{part}", _roles().journal])
        assert cursor.fetchone() == (False,)


def test_the_database_of_these_tests_is_not_a_superusers() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)


def test_django_writes_no_journal() -> None:
    factories.HouseholdFactory()
    with pytest.raises(TypeError):
        last().save()
    with pytest.raises(TypeError):
        last().delete()


# --- omitted values ----------------------------------------------------------------------------------------------

SECRET_ID = "008075001234"


def test_nothing_secret_is_in_the_journal() -> None:
    household = factories.HouseholdFactory(citizen_id=SECRET_ID)
    household.set_citizen_id("008075009999")
    household.save()
    user = factories.PersonFactory()
    old = user.password
    user.set_password("mật khẩu khác 12345")
    user.save()
    assert last(household=household.pk).after == dict.fromkeys(citizen_ids.COLUMNS, "•")
    household.delete()

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(c)::text FROM journal.change c")
        dump = "\n".join(row[0] for row in cursor.fetchall())
    for secret in (SECRET_ID, "008075009999", old, user.password, "argon2", "pbkdf2"):
        assert secret not in dump
    assert not re.search(r"\b\d{12}\b", dump)
    assert last(table="accounts_user", record=user.pk).after == {"password": "•"}


def test_signing_in_is_no_change_of_a_user() -> None:
    user = factories.PersonFactory()
    before = journal_length()
    User.objects.filter(pk=user.pk).update(last_login=timezone.now())

    assert journal_length() == before


def test_every_table_about_persons_is_journalled() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, count(*) FROM pg_trigger WHERE tgname LIKE 'journal\\_%' GROUP BY 1"
        )
        triggers = dict(cursor.fetchall())
    personal = {
        model._meta.db_table for model in (Household, Residence, PovertyStatus, Member, Assignment, User, UnitAccess)
    }
    assert personal <= triggers.keys()
    assert triggers.pop("mfa_authenticator") == 3  # no trigger for updates: the use of a code changes the row
    assert set(triggers.values()) == {4}


# --- access events -----------------------------------------------------------------------------------------------


def test_a_look_is_recorded_under_the_user_of_the_scope_whoever_asks() -> None:
    user, commune = factories.UserFactory(), factories.UnitFactory()
    scope.begin_scope(user=user.pk, units=[commune.pk], source="page")
    with acting_as(_roles().web):
        record_access(kind=AccessEvent.Kind.EXPORT, target="Hộ gia đình", reason="report", rows=12)

    event = AccessEvent.objects.get()
    assert (event.by, event.role, event.source) == (user.pk, _roles().web, "page")
    assert (event.kind, event.rows) == ("export", 12)


def test_a_look_without_a_reason_is_refused() -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        record_access(kind=AccessEvent.Kind.EXPORT, target="Hộ gia đình", reason="")


# --- read access -------------------------------------------------------------------------------------------------


def test_the_web_server_reads_the_history_of_its_units_alone() -> None:
    here, there = factories.UnitFactory(), factories.UnitFactory()
    mine, other = factories.HouseholdFactory(commune=here), factories.HouseholdFactory(commune=there)
    member = factories.MemberFactory(commune=here)
    Assignment.objects.create(household=other, member=member, tier="commune", during=days("2018-11-01"))
    record_access(kind=AccessEvent.Kind.CITIZEN_ID, target="x", reason="x", household=other.pk)
    user = factories.PersonFactory()
    scope.begin_scope(user=None, units=[here.pk], source="page", day=date(2026, 1, 1))
    with acting_as(_roles().web):
        assert set(ChangeEvent.objects.values_list("household", "member")) == {(mine.pk, None), (None, member.pk)}
        assert not AccessEvent.objects.exists()
        assert list(ChangeEvent.objects.raw("SELECT * FROM journal.changes_of(%s, 99999999, 10)", [user.pk])) == []


def test_the_worker_does_not_read_the_journal() -> None:
    with pytest.raises(DatabaseError), acting_as(_roles().of(ProcessRole.WORKER)):
        ChangeEvent.objects.exists()
