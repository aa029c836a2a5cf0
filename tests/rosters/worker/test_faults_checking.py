"""Workers die while they check and many uploads come at once: no check is lost, and other pages stay quick."""

import base64
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_tasks_db.models import DBTaskResult

from assignments.rosters.models import RosterImport, RosterRow, RosterUpload
from assignments.rosters.storage.files import RosterFile
from tests.support.rosters import workers
from tests.support.rosters.workbooks import HOUSEHOLDS, PAO, book, with_cell
from tests.support.rosters.workers import kill, officer, sessions, wait_until

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]

LOCKED = "wait_event_type = 'Lock'"


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path / "data" / "uploads"
    settings.LAMBINH_ROSTER_LEASE_SECONDS = 2
    monkeypatch.setenv("LAMBINH_ROSTER_LEASE_SECONDS", "2")
    monkeypatch.setenv("LAMBINH_DATA", str(tmp_path / "data"))  # the workers find the uploads here
    keys = ",".join(base64.b64encode(key).decode() for key in settings.LAMBINH_CITIZEN_ID_KEYS)
    monkeypatch.setenv("LAMBINH_CITIZEN_ID_KEYS", keys)


def post(file: RosterFile, client: Client | None = None) -> str:
    answer = (client or officer()).post("/rosters/", {"file": SimpleUploadedFile(file.name, file.path.read_bytes())})
    return str(answer["Location"])


def states() -> list[str]:
    return sorted(RosterUpload.objects.values_list("state", flat=True))


def test_an_upload_is_checked_by_a_worker(units: None, households: RosterFile, worker: Any) -> None:
    client = officer()
    page = post(households, client)
    worker()
    wait_until(lambda: states() == ["checked"])

    assert RosterImport.objects.get().new == 2
    assert client.get(page)["Location"] == f"/rosters/{RosterImport.objects.get().pk}/"
    wait_until(lambda: DBTaskResult.objects.get().status == "SUCCESSFUL")


MOMENTS = {
    "before it claims": lambda: workers.transaction_lock("SELECT 1 FROM rosters_rosterupload FOR NO KEY UPDATE"),
    "while it compares": workers.while_it_plans,
    "at the end": lambda: workers.transaction_lock("SELECT 1 FROM rosters_rosterupload FOR KEY SHARE"),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_worker_killed_while_it_checks_leaves_nothing_and_another_one_checks(
    moment: str, units: None, households: RosterFile, worker: Any
) -> None:
    process = worker()
    wait_until(lambda: sessions())
    process.send_signal(signal.SIGSTOP)
    client = officer()
    page = post(households, client)
    with MOMENTS[moment]():
        process.send_signal(signal.SIGCONT)
        wait_until(lambda: sessions(LOCKED))
        kill(process)
    wait_until(lambda: not sessions())
    assert states() == ["waiting"]
    assert not RosterRow.objects.exists()

    worker()
    wait_until(lambda: "HX-Refresh" in client.get(f"{page}state/").headers)

    assert states() == ["checked"]
    assert RosterImport.objects.get().new == 2
    assert RosterRow.objects.count() == 2
    assert RosterUpload.objects.get().attempt is None


def test_two_uploads_at_once_are_checked_by_two_workers_once_each(
    units: None, tmp_path: Path, households: RosterFile, worker: Any
) -> None:
    post(households)
    post(book(tmp_path / "b.xlsx", HOUSEHOLDS, with_cell(PAO, 0, "LB09")))
    post(households)
    worker()
    worker()
    wait_until(lambda: states() == ["checked"] * 3)

    assert sorted(RosterImport.objects.values_list("new", flat=True)) == [1, 2, 2]
    assert DBTaskResult.objects.count() == 3


def test_twenty_large_uploads_are_received_and_pages_answered_while_they_are_checked(
    units: None, tmp_path: Path, worker: Any
) -> None:
    """A request only stores the file: 20 requests, with pages between them, take little time of this process."""
    rows = [with_cell(with_cell(PAO, 0, f"LB{n:05}"), 2, 1940 + n % 60) for n in range(5_000)]
    file = book(tmp_path / "b.xlsx", HOUSEHOLDS, *rows)
    client, content, spent = officer(), file.path.read_bytes(), []
    for number in range(20):
        began = time.process_time()
        answer = client.post("/rosters/", {"file": SimpleUploadedFile(f"{number}.xlsx", content)})
        assert client.get(answer["Location"]).status_code == 200
        spent.append(time.process_time() - began)
    assert states() == ["waiting"] * 20
    worker()
    wait_until(lambda: RosterImport.objects.exists())

    began = time.process_time()
    assert client.get("/rosters/").status_code == 200

    assert time.process_time() - began < 1
    assert sorted(spent)[len(spent) // 2] < 0.5
    assert "checked" in states()
