"""A change of the journal outside the application breaks its hash chain; the check names the first broken entry."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.utils import translation

from households.models import Household
from lambinh.audit import hash_chain
from lambinh.audit.models import AccessEvent
from lambinh.audit.services import record_access
from lambinh.db.roles import quoted
from lambinh.db.sql import roles_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@contextmanager
def journals_owner() -> Iterator[Any]:
    """A cursor with the rights of the server's administrator on the journal."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {quoted(roles_of(connection).journal)}")
        yield cursor
        cursor.execute("RESET ROLE")


@pytest.fixture(autouse=True)
def empty_journal(db: None) -> None:
    """Tests that commit may leave entries and seals; these tests count both."""
    with journals_owner() as cursor:
        for table in ("seal", "change", "access"):
            cursor.execute(f"DELETE FROM journal.{table}")


def ask(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def entries(count: int = 3) -> list[int]:
    """The ids of new entries, oldest first."""
    household_ids = [factories.HouseholdFactory().pk for _number in range(count)]
    record_access(kind=AccessEvent.Kind.EXPORT, target="households", reason="check", rows=1)
    return [
        pk
        for (pk,) in ask(
            f"SELECT id FROM journal.change WHERE household IN ({', '.join(map(str, household_ids))}) ORDER BY 1"
        )
    ]


def settle() -> None:
    """Let the five minutes pass after which no earlier entry can appear any more."""
    with journals_owner() as cursor:
        cursor.execute("UPDATE journal.seal SET settled = upto")
        cursor.execute("UPDATE journal.seal SET digest = journal.recomputed(id)")


def test_what_was_written_is_sealed_once_and_found_whole() -> None:
    entries()
    count = ask("SELECT (SELECT count(*) FROM journal.change) + (SELECT count(*) FROM journal.access)")[0][0]

    assert hash_chain.make_seals() == count
    assert hash_chain.make_seals() == 0
    entries()
    assert hash_chain.verify().waiting > 0
    hash_chain.make_seals()

    summary = hash_chain.verify()
    assert (summary.seals, summary.waiting) == (2, 0)
    assert len(summary.newest) == 64


def test_many_entries_are_sealed_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hash_chain, "MAX_ENTRIES", 2)
    monkeypatch.setattr(hash_chain, "_MAX_SEALS", 100)
    entries(5)
    hash_chain.make_seals()
    entries(2)
    hash_chain.make_seals()
    assert hash_chain.verify().waiting == 0


CHANGES = {
    "UPDATE journal.change SET user_id = 1 WHERE id = {entry}": r"Entry {entry} was changed \(seal 2 of",
    "UPDATE journal.change SET at = at + interval '1 second' WHERE id = {entry}": "Entry {entry} was changed",
    "UPDATE journal.change SET after = '{{}}' WHERE id = {entry}": "Entry {entry} was changed",
    "DELETE FROM journal.change WHERE id = {entry}": r"Entry {entry} was removed \(seal 2 of",
    "UPDATE journal.access SET reason = 'x' WHERE id = (SELECT max(id) FROM journal.access)": "Entry .* was changed",
    "DELETE FROM journal.seal WHERE id = 2": "Seal 2 is missing",
    "UPDATE journal.seal SET at = at - interval '1 day' WHERE id = 2": "Seal 2 of .* was changed",
    "UPDATE journal.seal SET digest = sha256('x') WHERE id = 2": "Seal 2 of .* was changed",
}


@pytest.mark.parametrize("sql", CHANGES)
def test_the_first_place_that_was_changed_is_told(sql: str) -> None:
    entries()
    hash_chain.make_seals()
    entry = entries()[1]
    hash_chain.make_seals()
    entries()
    hash_chain.make_seals()
    with journals_owner() as cursor:
        cursor.execute(sql.format(entry=entry))

    with pytest.raises(hash_chain.BrokenChain, match=CHANGES[sql].format(entry=entry)):
        hash_chain.verify()


def test_an_entry_that_is_put_in_later_is_told() -> None:
    entry = entries()[1]
    with journals_owner() as cursor:
        cursor.execute("DELETE FROM journal.change WHERE id = %s", [entry])
    hash_chain.make_seals()
    settle()
    assert hash_chain.verify()
    with journals_owner() as cursor:
        cursor.execute(
            "INSERT INTO journal.change (id, transaction, role, source, action, table_name)"
            " VALUES (%s, 1, 'x', '', 'insert', 'households_household')",
            [entry],
        )
    with pytest.raises(hash_chain.BrokenChain, match=f"Entry {entry} was put in later"):
        hash_chain.verify()


def test_a_copy_elsewhere_shows_a_chain_that_was_made_anew(tmp_path: Path, settings: Any) -> None:
    """An administrator of the database can seal a changed journal again. A copy out of their control reveals it."""
    settings.LAMBINH_JOURNAL_COPY = str(tmp_path / "copy")
    entry = entries()[1]
    hash_chain.make_seals()
    entries()
    hash_chain.make_seals()
    copy = tmp_path / "copy"
    assert (hash_chain.copy_seals(copy), hash_chain.copy_seals(copy)) == (2, 0)
    copy.write_text(copy.read_text() + '{"seal": 3, "dig')  # cut off by a full disk
    assert hash_chain.verify(copy)
    with journals_owner() as cursor:
        cursor.execute("UPDATE journal.change SET user_id = 1 WHERE id = %s", [entry])
        cursor.execute("DELETE FROM journal.seal")
    hash_chain.make_seals()

    assert hash_chain.verify()
    with pytest.raises(CommandError, match="Seal 1 is another one than in the copy"):
        call_command("verify_journal")


def test_the_command_tells_how_far_the_chain_goes(tmp_path: Path) -> None:
    entries()
    hash_chain.make_seals()
    out = StringIO()
    call_command("verify_journal", stdout=out)
    assert "The journal is whole" in out.getvalue()
    assert hash_chain.verify().newest in out.getvalue()
    with pytest.raises(CommandError, match="no copy"):
        call_command("verify_journal", "--copy", str(tmp_path / "none"))


def test_the_minute_step_seals_and_copies_and_outlives_a_full_disk(tmp_path: Path, settings: Any) -> None:
    settings.LAMBINH_JOURNAL_COPY = str(tmp_path / "nowhere" / "copy")
    entries()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connections, "close_all", lambda: None)
        hash_chain.keep_sealing()
        assert hash_chain.verify().waiting == 0
        settings.LAMBINH_JOURNAL_COPY = str(tmp_path / "copy")
        hash_chain.keep_sealing()
    assert hash_chain.verify(tmp_path / "copy").seals == 1


@pytest.mark.django_db(transaction=True)
def test_a_writer_that_ends_late_is_sealed_later_and_nobody_waits() -> None:
    """Its entries have lower numbers than those that were sealed meanwhile."""
    household = factories.HouseholdFactory()
    wrote, go_on = threading.Event(), threading.Event()

    def write() -> None:
        from django.db import transaction

        try:
            with transaction.atomic():
                Household.objects.filter(pk=household.pk).update(note="late")
                wrote.set()
                go_on.wait(30)
        finally:
            connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    assert wrote.wait(30)
    factories.HouseholdFactory()
    hash_chain.make_seals()
    assert hash_chain.verify().waiting == 0
    go_on.set()
    writer.join(30)

    assert hash_chain.verify().waiting == 1
    assert hash_chain.make_seals() == 1
    assert hash_chain.verify().waiting == 0


def test_the_worker_seals_and_reads_no_entry() -> None:
    entries()
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {quoted(roles_of(connection).owner + '_worker')}")
        assert hash_chain.make_seals() > 0
        cursor.execute("SELECT has_table_privilege('journal.change', 'SELECT')")
        assert cursor.fetchone() == (False,)
        cursor.execute("RESET ROLE")
