"""An action that several users, or one impatient user, start at the same moment happens once."""

import threading
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django_tasks_db.models import DBTaskResult

from assignments.rosters.models import RosterImport, RosterUpload
from assignments.rosters.storage import files
from assignments.rosters.storage.files import RosterFile
from households.models import Household, Residence
from tests.factories import UserFactory
from tests.support.rosters import workers
from tests.support.rosters.workers import officer, sessions, state, state_and_note, upload_as_officer, wait_until

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]
TIMES = 4


def run_at_the_same_moment(posts: Iterable[Callable[[], object]]) -> None:
    """Let every post wait for the lock on the import, then let all continue at once."""
    calls = list(posts)
    threads = [threading.Thread(target=_call_and_disconnect, args=[call]) for call in calls]
    with workers.transaction_lock(f"SELECT 1 FROM {RosterImport._meta.db_table} FOR UPDATE"):
        for thread in threads:
            thread.start()
        wait_until(lambda: _count_waiting_sessions() + sum(not thread.is_alive() for thread in threads) == len(calls))
    for thread in threads:
        thread.join(30)


def _call_and_disconnect(do: Callable[[], object]) -> None:
    try:
        do()
    finally:
        connection.close()


def _count_waiting_sessions() -> int:
    return len(
        workers.ask("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
    )


def signed_in_posts(page: str, *actions: str) -> list[Callable[[], object]]:
    """A post for each action, each by a user of its own who is signed in already."""
    return [partial(officer().post, f"{page}{action}/") for action in actions]


def work() -> None:
    """Run the queued tasks, as a worker would."""
    for record in DBTaskResult.objects.ready():
        record.task.call(*record.args_kwargs["args"])
        DBTaskResult.objects.filter(pk=record.pk).update(status="SUCCESSFUL")


def test_an_import_that_is_applied_several_times_at_once_is_applied_once(plan: str) -> None:
    run_at_the_same_moment(signed_in_posts(plan, *["apply"] * TIMES))

    assert DBTaskResult.objects.count() == 1
    work()
    assert state() == "applied"
    assert Household.objects.count() == Residence.objects.count() == 2


def test_an_import_that_is_taken_back_several_times_at_once_is_taken_back_once(plan: str) -> None:
    officer().post(f"{plan}apply/")
    work()

    run_at_the_same_moment(signed_in_posts(plan, *["undo"] * TIMES))

    assert DBTaskResult.objects.ready().count() == 1
    work()
    assert state() == "undone"
    assert workers.nothing_is_stored()


@pytest.mark.parametrize("applied", [False, True])
def test_of_applying_and_taking_back_at_once_only_what_can_be_is_done(plan: str, applied: bool) -> None:
    if applied:
        officer().post(f"{plan}apply/")
        work()

    run_at_the_same_moment(signed_in_posts(plan, "apply", "undo", "apply", "undo"))

    assert state() == ("undoing" if applied else "applying")
    assert DBTaskResult.objects.ready().count() == 1
    work()
    assert state() == ("undone" if applied else "applied")
    assert Household.objects.count() == (0 if applied else 2)


def test_applying_and_stopping_at_once_leaves_a_state_that_is_true(plan: str) -> None:
    run_at_the_same_moment(signed_in_posts(plan, "apply", "cancel"))
    work()

    assert (state(), Household.objects.count()) in {("checked", 0), ("applied", 2)}


def test_two_people_who_apply_the_same_file_at_once_store_it_once(
    units: None, households: RosterFile, settings: Any, tmp_path: Path, worker: Any
) -> None:
    """Both opened the plan before either applied it, and each has a worker."""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    users = [UserFactory(username="lan"), UserFactory(username="minh")]
    pages = run_together([lambda user=user: upload_as(user, households) for user in users])
    for user, page in zip(users, pages, strict=True):
        client_of(user).post(f"{page}apply/")
    with workers.before_it_plans():
        worker()
        worker()
        wait_until(lambda: sessions("wait_event = 'advisory'") == 2)
    wait_until(lambda: not RosterImport.objects.filter(state="applying").exists())

    notes_by_state = dict(state_and_note(page) for page in pages)
    assert notes_by_state.keys() == {"applied", "refused"}
    first = RosterImport.objects.get(state="applied").applied_by.username
    assert first in notes_by_state["refused"]
    assert "households.xlsx" in notes_by_state["refused"]
    assert Household.objects.count() == Residence.objects.count() == 2
    assert RosterUpload.objects.count() == 2
    assert [file.name for file in files.folder().iterdir()] == [households.digest]


def test_who_uploads_a_file_after_another_applied_it_sees_that_nothing_would_change(
    plan: str, households: RosterFile
) -> None:
    officer().post(f"{plan}apply/")
    work()

    second_import = RosterImport.objects.get(pk=int(upload_as_officer(households).split("/")[2]))

    assert (second_import.new, second_import.changed, second_import.unchanged) == (0, 0, 2)


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def upload_as(user: Any, file: RosterFile) -> str:
    return workers.upload_by(client_of(user), file)


def run_together(calls: list[Any]) -> list[Any]:
    """The results of all calls, which begin at the same moment."""
    ready, results = threading.Barrier(len(calls)), {}

    def run_call(number: int) -> None:
        ready.wait(30)
        results[number] = calls[number]()

    with ExitStack() as stack:
        for number in range(len(calls)):
            thread = threading.Thread(target=_call_and_disconnect, args=[lambda number=number: run_call(number)])
            thread.start()
            stack.callback(thread.join, 60)
    return [results[number] for number in range(len(calls))]
