"""Leases of imports: claims, heartbeats, cancelling, and the release after a worker dies."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from assignments.rosters import services
from assignments.rosters.models import RosterImport
from assignments.rosters.storage.files import RosterFile
from assignments.rosters.worker import claims
from assignments.rosters.worker.claims import ClaimedJob
from assignments.rosters.worker.imports import CLAIM_TIMEOUT, State, import_lease
from households.models import Household
from tests.factories import UserFactory
from tests.support.rosters.workbooks import NOW, check_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def roster_import(units: None, households: RosterFile) -> RosterImport:
    """An import that a user has asked to apply."""
    roster_import = check_file(households, by=UserFactory(), now=NOW)[0]
    services.start_applying(roster_import, now=timezone.now())
    roster_import.refresh_from_db()
    return roster_import


def state_of(roster_import: RosterImport) -> tuple[str, bool]:
    roster_import.refresh_from_db()
    return roster_import.state, roster_import.attempt is not None


def test_only_one_worker_gets_an_import(roster_import: RosterImport) -> None:
    with (
        import_lease.claim(roster_import.pk, State.APPLYING, now=timezone.now()) as first,
        import_lease.claim(roster_import.pk, State.APPLYING, now=timezone.now()) as second,
    ):
        assert first is not None
        assert second is None


def test_an_import_of_a_dead_worker_goes_back_to_be_applied_again(roster_import: RosterImport) -> None:
    long_ago = timezone.now() - 2 * claims.lease()
    RosterImport.objects.filter(pk=roster_import.pk).update(attempt="0" * 32, heartbeat_at=long_ago)

    assert import_lease.release_stale(timezone.now(), awaited=()) == [roster_import.pk]

    assert state_of(roster_import) == ("checked", False)
    assert services.start_applying(roster_import)
    services.apply_checked(roster_import.pk, by=UserFactory(), now=NOW)
    assert Household.objects.count() == 2


def test_an_import_with_a_sign_of_life_is_left_to_its_worker(roster_import: RosterImport) -> None:
    RosterImport.objects.filter(pk=roster_import.pk).update(attempt="0" * 32, heartbeat_at=timezone.now())

    assert import_lease.release_stale(timezone.now(), awaited=()) == []
    assert state_of(roster_import) == ("applying", True)


def test_an_import_that_no_worker_takes_can_be_asked_for_again(roster_import: RosterImport) -> None:
    assert import_lease.release_stale(timezone.now(), awaited=()) == []
    assert import_lease.release_stale(timezone.now() + 2 * CLAIM_TIMEOUT, awaited=[roster_import.pk]) == [
        roster_import.pk
    ]
    assert state_of(roster_import) == ("checked", False)


def test_a_dead_undo_leaves_the_import_applied(roster_import: RosterImport) -> None:
    services.apply_checked(roster_import.pk, by=UserFactory(), now=NOW)
    services.start_undoing(roster_import)
    long_ago = timezone.now() - 2 * claims.lease()
    RosterImport.objects.filter(pk=roster_import.pk).update(attempt="0" * 32, heartbeat_at=long_ago)

    import_lease.release_stale(timezone.now(), awaited=())

    assert state_of(roster_import) == ("applied", False)


def test_what_waits_for_a_worker_is_cancelled_at_once(roster_import: RosterImport) -> None:
    import_lease.cancel(roster_import)

    assert state_of(roster_import) == ("checked", False)
    services.apply_checked(roster_import.pk, by=UserFactory(), now=NOW)  # the task is still queued
    assert not Household.objects.exists()


def test_what_is_in_hand_is_cancelled_before_it_is_done(
    roster_import: RosterImport, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A user presses "Stop" while the worker writes the rows."""
    write = services.write

    def cancel_and_write(*args: Any) -> Any:
        import_lease.cancel(roster_import)
        return write(*args)

    monkeypatch.setattr(services, "write", cancel_and_write)
    services.apply_checked(roster_import.pk, by=UserFactory(), now=NOW)

    assert state_of(roster_import) == ("checked", False)
    assert roster_import.notes[0] == "Đã dừng: chưa có gì thay đổi."
    assert not Household.objects.exists()


def test_stopping_ends_the_writing_itself(roster_import: RosterImport, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker notices the cancellation between two chunks of rows, long before the end."""
    report_progress = ClaimedJob.report_progress

    def report_and_cancel(job: ClaimedJob, share: float) -> None:
        if share > services.PLANNING_SHARE:
            job._is_cancelled.set()
        report_progress(job, share)

    monkeypatch.setattr(ClaimedJob, "report_progress", report_and_cancel)
    services.apply_checked(roster_import.pk, by=UserFactory(), now=NOW)

    assert state_of(roster_import) == ("checked", False)
    assert roster_import.notes[0] == "Đã dừng: chưa có gì thay đổi."
    assert not Household.objects.exists()


def test_a_worker_that_lost_its_import_stores_nothing(
    roster_import: RosterImport, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker stood still for so long that it counted as dead."""
    write = services.write

    def write_and_lose_claim(*args: Any) -> Any:
        result = write(*args)
        RosterImport.objects.filter(pk=roster_import.pk).update(state="checked", attempt=None, heartbeat_at=None)
        return result

    monkeypatch.setattr(services, "write", write_and_lose_claim)
    services.apply_checked(roster_import.pk, by=UserFactory(), now=NOW)

    assert not Household.objects.exists()


def test_the_part_that_is_done_is_told_in_rows_and_time_left() -> None:
    begun = timezone.now()
    half = RosterImport(
        new=100, state="applying", progress=0.5, started_at=begun, heartbeat_at=begun + timedelta(seconds=20)
    )

    assert (half.percent, half.rows_done, half.seconds_left) == (50, 50, 20)
    assert RosterImport(new=100, progress=0.01, started_at=begun, heartbeat_at=begun).seconds_left is None
