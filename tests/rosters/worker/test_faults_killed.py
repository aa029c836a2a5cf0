"""`kill -9` ends a worker at any moment: its import is stored in full or not at all, reported and finished."""

import random
import signal
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assignments.rosters import services, tasks
from assignments.rosters.models import RosterImport, RosterRow
from assignments.rosters.undo import service
from households.models import Household, PovertyStatus, Residence
from tests.factories import UserFactory
from tests.support.rosters import workers
from tests.support.rosters.workbooks import HOUSEHOLDS, PAO, book, with_cell
from tests.support.rosters.workers import (
    kill,
    nothing_is_stored,
    officer,
    sessions,
    state,
    state_and_note,
    upload_as_officer,
    wait_until,
)

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]

NOTHING_STORED = "Việc áp dụng bị gián đoạn: chưa lưu gì. Hãy áp dụng lại."
STILL_STORED = "Việc rút lại bị gián đoạn: dữ liệu vẫn còn nguyên. Hãy rút lại lần nữa."
WAITS = "wait_event_type = 'Lock'"


@pytest.fixture(autouse=True)
def _short_lease(settings: Any) -> None:
    settings.LAMBINH_ROSTER_LEASE_SECONDS = 0.6


def after_release(page: str) -> tuple[str, str]:
    """State and note on the page after the end of the lease; the page asks for them every second."""
    client = officer()
    wait_until(lambda: "HX-Refresh" in client.get(f"{page}state/").headers)
    return state_and_note(page)


def records() -> list[str]:
    return sorted(DBTaskResult.objects.values_list("status", flat=True))


MOMENTS = (
    workers.before_it_claims,
    workers.before_it_plans,
    workers.while_it_plans,
    workers.while_it_writes,
    workers.at_the_end,
)


def test_a_worker_killed_at_any_moment_leaves_nothing_and_another_one_applies(plan: str, worker: Any) -> None:
    process = worker()
    for moment in MOMENTS:
        process = kill_during(process, worker, pause_at=moment, address=f"{plan}apply/")
        assert after_release(plan) == ("checked", NOTHING_STORED), moment
        assert nothing_is_stored()
    assert records() == ["FAILED"] * len(MOMENTS)

    officer().post(f"{plan}apply/")
    wait_until(lambda: state() != "applying")

    assert state() == "applied"
    assert Household.objects.count() == Residence.objects.count() == PovertyStatus.objects.count() == 2
    assert RosterRow.objects.exclude(record=None).count() == RosterRow.objects.count() == 2


def test_a_worker_killed_while_it_takes_back_leaves_everything_and_another_one_takes_it_back(
    plan: str, worker: Any
) -> None:
    process = worker()
    officer().post(f"{plan}apply/")
    wait_until(lambda: state() == "applied")
    for moment in MOMENTS[2:]:
        process = kill_during(process, worker, pause_at=moment, address=f"{plan}undo/")
        assert after_release(plan) == ("applied", STILL_STORED), moment
        assert Household.objects.count() == Residence.objects.count() == PovertyStatus.objects.count() == 2

    officer().post(f"{plan}undo/")
    wait_until(lambda: state() == "undone")
    assert nothing_is_stored()
    assert records()[:-1] == ["FAILED"] * len(MOMENTS[2:]) + ["SUCCESSFUL"]


def kill_during(process: workers.Process, worker: Any, *, pause_at: Any, address: str) -> workers.Process:
    """Kill a worker at a moment of its work after a post; return the next one, which starts meanwhile."""
    process.send_signal(signal.SIGSTOP)
    officer().post(address)
    with pause_at():
        process.send_signal(signal.SIGCONT)
        wait_until(lambda: sessions(WAITS))
        kill(process)
    wait_until(lambda: not sessions())
    return worker()


def test_a_worker_killed_after_its_transaction_has_applied_the_import_and_its_record_ends(
    plan: str, worker: Any
) -> None:
    """A second transaction records that the task is done."""
    officer().post(f"{plan}apply/")
    process = worker()
    wait_until(lambda: state() == "applied")
    kill(process)
    long_ago = timezone.now() - timedelta(minutes=1)
    DBTaskResult.objects.update(status="RUNNING", started_at=long_ago, finished_at=None)

    assert officer().get("/rosters/").status_code == 200

    assert records() == ["FAILED"]
    assert state() == "applied"
    assert Household.objects.count() == 2


def test_a_worker_killed_at_random_moments_stores_all_or_nothing(
    units: None, tmp_path: Path, settings: Any, worker: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"
    many = [with_cell(with_cell(PAO, 0, f"LB{n:03}"), 1, f"Giàng A {'ABCDEGHIKL'[n % 10]}o") for n in range(300)]
    page = upload_as_officer(book(tmp_path / "b.xlsx", HOUSEHOLDS, *many))
    client, process, outcomes = officer(), worker(LAMBINH_ROSTER_LEASE_SECONDS="1"), []
    client.post(f"{page}apply/")
    wait_until(lambda: records() == ["SUCCESSFUL"])
    spent = task_seconds()
    undo()
    for pause in (random.uniform(0, 1.2 * spent) for _attempt in range(8)):
        client.post(f"{page}apply/")
        wait_until(lambda: RosterImport.objects.exclude(attempt=None).exists() or state() == "applied")
        time.sleep(pause)
        kill(process)
        process = worker(LAMBINH_ROSTER_LEASE_SECONDS="1")
        wait_until(lambda: "HX-Refresh" in client.get(f"{page}state/").headers)
        outcomes.append((state(), Household.objects.count(), Residence.objects.count(), PovertyStatus.objects.count()))
        if state() == "applied":
            undo()

    assert set(outcomes) <= {("checked", 0, 0, 0), ("applied", 300, 300, 300)}
    client.post(f"{page}apply/")
    wait_until(lambda: state() == "applied")
    assert Household.objects.count() == 300


def task_seconds() -> float:
    done = DBTaskResult.objects.exclude(finished_at=None).get()
    return float((done.finished_at - done.started_at).total_seconds())


def undo() -> None:
    applied = RosterImport.objects.get()
    services.start_undoing(applied)
    assert service.undo_import(applied.pk, by=UserFactory(), now=timezone.now())
    RosterImport.objects.update(state="checked", undone_at=None, undone_by=None, applied_at=None, applied_by=None)


def test_what_waits_for_a_worker_is_not_taken_from_it(plan: str) -> None:
    """No worker has claimed the import, and its task still waits in the queue."""
    officer().post(f"{plan}apply/")
    time.sleep(0.7)

    assert tasks.release_stale(timezone.now()) == []
    assert state_and_note(plan)[0] == "applying"
