"""A worker checks an upload: its page, stopping the check, and checks of dead workers."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assignments.rosters import tasks, uploads
from assignments.rosters.models import RosterImport, RosterRow, RosterUpload
from assignments.rosters.models import uploads as models_uploads
from assignments.rosters.storage.files import RosterFile
from assignments.rosters.worker import claims
from assignments.rosters.worker.uploads import MAX_INTERRUPTIONS, State, upload_lease
from lambinh.accounts.permissions import Role
from tests.factories import UnitAccessFactory, UserFactory
from tests.rosters.views.test_columns import STRANGE, names_by_heading, table_signatures
from tests.support.rosters.workbooks import HOUSEHOLDS, PAO, book, with_cell
from tests.support.rosters.workers import after_check, do_checks

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture
def officer(client: Client, units: None) -> Client:
    client.force_login(UserFactory(username="vanphong"))
    return client


def post(client: Client, *files: RosterFile) -> Any:
    contents = [SimpleUploadedFile(file.name, file.path.read_bytes()) for file in files]
    return client.post("/rosters/", {"file": contents})


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.fixture
def waiting_upload(officer: Client, households: RosterFile) -> RosterUpload:
    post(officer, households)
    return RosterUpload.objects.get()


def claim_upload(upload: RosterUpload, *, heartbeat_age: timedelta = timedelta(0), **facts: Any) -> None:
    RosterUpload.objects.filter(pk=upload.pk).update(
        attempt="0" * 32, started_at=timezone.now(), heartbeat_at=timezone.now() - heartbeat_age, **facts
    )


def test_the_page_only_keeps_the_file_and_reads_nothing_of_it(
    officer: Client, households: RosterFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "read_cells", None)

    answer = post(officer, households)

    upload = RosterUpload.objects.get()
    assert answer["Location"] == f"/rosters/files/{upload.pk}/"
    assert upload.state == "waiting"
    assert not RosterImport.objects.exists()
    assert DBTaskResult.objects.get().queue_name == tasks.QUICK


def test_the_page_tells_how_far_the_check_is(officer: Client, waiting_upload: RosterUpload) -> None:
    page, state = f"/rosters/files/{waiting_upload.pk}/", f"/rosters/files/{waiting_upload.pk}/state/"
    assert "Đang chờ" in text_of(officer, page)
    assert 'http-equiv="refresh"' in text_of(officer, page)

    claim_upload(waiting_upload, stage="reading")
    assert "Đang đọc bảng tính." in text_of(officer, state)

    RosterUpload.objects.update(stage="comparing", progress=0.25, rows_in_all=4000)
    assert "1.000 trên 4.000 dòng" in text_of(officer, state)
    assert "hx-get" in text_of(officer, state)
    assert "HX-Refresh" not in officer.get(state).headers


def test_once_it_is_checked_its_page_leads_to_the_plan(officer: Client, waiting_upload: RosterUpload) -> None:
    do_checks()

    assert officer.get(f"/rosters/files/{waiting_upload.pk}/state/").headers["HX-Refresh"] == "true"
    plan = f"/rosters/{RosterImport.objects.get().pk}/"
    assert officer.get(f"/rosters/files/{waiting_upload.pk}/")["Location"] == plan


def test_a_check_that_waits_is_stopped_at_once_and_may_be_asked_for_again(
    officer: Client, waiting_upload: RosterUpload
) -> None:
    officer.post(f"/rosters/files/{waiting_upload.pk}/stop/")
    do_checks()

    waiting_upload.refresh_from_db()
    assert waiting_upload.state == "stopped"
    assert not RosterImport.objects.exists()
    assert "Đã dừng kiểm tra" in text_of(officer, f"/rosters/files/{waiting_upload.pk}/")

    officer.post(f"/rosters/files/{waiting_upload.pk}/once-more/")
    do_checks()
    assert RosterImport.objects.get().new == 2


def test_a_check_in_hand_is_stopped_before_anything_is_kept(
    officer: Client, waiting_upload: RosterUpload, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_kind = uploads.split_by_kind

    def stop_and_split(*args: Any) -> Any:
        officer.post(f"/rosters/files/{waiting_upload.pk}/stop/")
        return by_kind(*args)

    monkeypatch.setattr(uploads, "split_by_kind", stop_and_split)
    do_checks()

    waiting_upload.refresh_from_db()
    assert (waiting_upload.state, waiting_upload.attempt) == ("stopped", None)
    assert not RosterImport.objects.exists()
    assert not RosterRow.objects.exists()


def test_what_cannot_be_read_is_told_on_its_page_and_in_the_list(officer: Client, tmp_path: Path) -> None:
    broken_file = RosterFile(tmp_path / "hong.xlsx", "hong.xlsx")
    broken_file.path.write_bytes(b"PK\x03\x04" + bytes(99))

    page = after_check(officer, post(officer, broken_file))

    upload = RosterUpload.objects.get()
    assert upload.state == "unread"
    assert "hong.xlsx" in upload.error
    assert 'role="alert"' in page.content.decode()
    assert "hong.xlsx" in text_of(officer, "/rosters/")


def test_a_dead_workers_check_is_taken_up_again_and_in_the_end_told(
    officer: Client, waiting_upload: RosterUpload
) -> None:
    DBTaskResult.objects.all().delete()
    long_ago = 2 * claims.lease()
    for interruptions in range(1, MAX_INTERRUPTIONS + 1):
        claim_upload(waiting_upload, heartbeat_age=long_ago, stage="reading")
        tasks.release_stale(timezone.now())
        waiting_upload.refresh_from_db()
        assert (waiting_upload.state, waiting_upload.attempt, waiting_upload.interruptions) == (
            "waiting",
            None,
            interruptions,
        )
    assert DBTaskResult.objects.count() == MAX_INTERRUPTIONS
    assert "bị gián đoạn" in text_of(officer, f"/rosters/files/{waiting_upload.pk}/")

    claim_upload(waiting_upload, heartbeat_age=long_ago)
    tasks.release_stale(timezone.now())

    waiting_upload.refresh_from_db()
    assert waiting_upload.state == "unread"
    assert waiting_upload.error.startswith("Không kiểm tra được households.xlsx")


def test_a_check_that_no_worker_will_hear_of_is_asked_for_again(waiting_upload: RosterUpload) -> None:
    DBTaskResult.objects.all().delete()
    assert tasks.release_stale(timezone.now()) == []
    assert not DBTaskResult.objects.exists()

    tasks.release_stale(timezone.now() + 2 * claims.lease())

    assert DBTaskResult.objects.count() == 1


def test_a_living_workers_check_is_left_to_it(waiting_upload: RosterUpload) -> None:
    claim_upload(waiting_upload)
    DBTaskResult.objects.all().delete()

    tasks.release_stale(timezone.now())

    waiting_upload.refresh_from_db()
    assert waiting_upload.attempt is not None
    assert not DBTaskResult.objects.exists()


def test_two_workers_check_an_upload_once(waiting_upload: RosterUpload) -> None:
    with (
        upload_lease.claim(waiting_upload.pk, State.WAITING, now=timezone.now()) as first,
        upload_lease.claim(waiting_upload.pk, State.WAITING, now=timezone.now()) as second,
    ):
        assert first is not None
        assert second is None


def test_it_is_checked_within_the_rights_of_who_uploaded_it(
    units: None, client: Client, households: RosterFile
) -> None:
    """The worker bypasses row-level security; its result must reflect the rights of the user."""
    clerk = UnitAccessFactory(role=Role.COMMUNE_SECRETARY).user
    client.force_login(clerk)

    after_check(client, post(client, households))

    roster_import = RosterImport.objects.get()
    assert roster_import.checked_by == clerk
    assert roster_import.invalid == 2  # Thổ Bình is outside the user's units


def test_somebody_elses_upload_is_not_there(officer: Client, waiting_upload: RosterUpload) -> None:
    stranger = Client()
    stranger.force_login(UnitAccessFactory(role=Role.COMMUNE_SECRETARY).user)

    for name in ("", "state/"):
        assert stranger.get(f"/rosters/files/{waiting_upload.pk}/{name}").status_code == 404
    for name in ("stop/", "once-more/"):
        assert stranger.post(f"/rosters/files/{waiting_upload.pk}/{name}").status_code == 404
    assert stranger.get("/rosters/files/").context["in_check"] == []
    waiting_upload.refresh_from_db()
    assert waiting_upload.state == "waiting"


def test_what_is_found_is_told_in_the_persons_language(officer: Client, settings: Any, tmp_path: Path) -> None:
    officer.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    after_check(officer, post(officer, book(tmp_path / "b.xlsx", HOUSEHOLDS, with_cell(PAO, 4, "Nowhere"))))

    assert "There is no commune" in RosterRow.objects.get().problems[0]["message"]


def test_large_workbooks_of_one_person_wait_behind_those_of_others(
    officer: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "SMALL_BYTES", 0)
    files = [book(tmp_path / f"{n}.xlsx", HOUSEHOLDS, with_cell(PAO, 0, f"LB{n}")) for n in range(3)]
    post(officer, *files[:2])
    other = Client()
    other.force_login(UserFactory())
    post(other, files[2])

    names = {upload.pk: upload.file_name for upload in RosterUpload.objects.all()}
    queue = DBTaskResult.objects.order_by("-priority", "enqueued_at")
    assert [names[task.args_kwargs["args"][0]] for task in queue] == ["0.xlsx", "2.xlsx", "1.xlsx"]


class TestLarge:
    """With a bound of one row every workbook is large."""

    @pytest.fixture(autouse=True)
    def low_limit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(models_uploads, "LARGE", 0)
        monkeypatch.setattr("assignments.rosters.models.imports.LARGE", 0)

    def test_columns_are_answered_by_the_worker(self, officer: Client, tmp_path: Path) -> None:
        asks = after_check(officer, post(officer, book(tmp_path / "b.xlsx", STRANGE, PAO)))["Location"]
        location = {"kind-0": "households", "first-0": "1", "last-0": "1"}
        preview = officer.post(f"{asks}preview/", location, follow=True)
        names = names_by_heading(preview)
        meant = {names["Tên người được ghi"]: "head_name", names["Sinh"]: "head_birth_year"}

        answer = officer.post(asks, location | table_signatures(preview) | meant)

        upload = RosterUpload.objects.get()
        assert answer["Location"] == f"/rosters/files/{upload.pk}/"
        assert upload.state == "waiting"
        page = after_check(officer, answer)
        roster_import = RosterImport.objects.get()
        assert page["Location"] == f"/rosters/{roster_import.pk}/"
        assert roster_import.rows.get().values["head_birth_year"] == 1975
        upload.refresh_from_db()
        assert (upload.answers, upload.is_certain) == ({}, True)

    def test_a_column_that_is_still_open_is_told_with_what_was_answered(self, officer: Client, tmp_path: Path) -> None:
        asks = after_check(officer, post(officer, book(tmp_path / "b.xlsx", STRANGE, PAO)))["Location"]

        answer = after_check(officer, officer.post(asks, {"kind-0": "households"}))

        assert answer["Location"] == asks
        page = officer.get(asks)
        assert 'role="alert"' in page.content.decode()
        assert page.context["sheets"][0].kind == "households"

    def test_only_so_many_large_workbooks_are_read_for_pages_at_a_time(
        self, officer: Client, households: RosterFile, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        after_check(officer, post(officer, households))
        for module, name in (("columns", "columns"), ("workbooks", "marked")):
            monkeypatch.setattr(f"assignments.rosters.views.{module}.take_read_slot", lambda: False)
            page = officer.get(f"/rosters/files/{RosterUpload.objects.get().pk}/{name}/")
            assert 'http-equiv="refresh"' in page.content.decode()

    @pytest.fixture
    def plan(self, officer: Client, tmp_path: Path) -> str:
        rows = [PAO, with_cell(with_cell(PAO, 0, "LB02"), 5, "nhiều")]
        return str(after_check(officer, post(officer, book(tmp_path / "b.xlsx", HOUSEHOLDS, *rows)))["Location"])

    def recheck(self) -> RosterImport:
        roster_import = RosterImport.objects.get()
        assert roster_import.state == "checking"
        record = DBTaskResult.objects.get()
        tasks.check_import.call(*record.args_kwargs["args"])
        roster_import.refresh_from_db()
        assert (roster_import.state, roster_import.attempt, roster_import.pending_edit) == ("checked", None, {})
        return roster_import

    def test_invalid_rows_are_left_out_by_the_worker(self, officer: Client, plan: str) -> None:
        officer.post(f"{plan}leave-out-invalid/")

        assert "đang kiểm tra lại" in text_of(officer, plan)
        roster_import = self.recheck()
        assert (roster_import.new, roster_import.invalid, roster_import.left_out) == (1, 0, 1)

    def test_a_row_is_mended_by_the_worker_and_its_citizen_id_waits_sealed(self, officer: Client, plan: str) -> None:
        form = officer.get(f"{plan}rows/1/").context["form"]
        data = {f"value-{name}": form[name].value() or "" for name in form.fields}
        data |= {"value-household_size": "7", "value-citizen_id": "008165550770", "save": "1"}
        officer.post(f"{plan}rows/1/", data)

        assert "008165550770" not in str(RosterImport.objects.get().pending_edit)
        assert "008165550770" not in str(DBTaskResult.objects.get().args_kwargs)
        roster_import = self.recheck()
        assert roster_import.invalid == 0
        assert roster_import.rows.get(position=1).values["household_size"] == 7

    def test_empty_cells_are_filled_by_the_worker(self, officer: Client, tmp_path: Path) -> None:
        rows = [PAO, with_cell(with_cell(PAO, 0, "LB02"), 2, None)]
        plan = after_check(officer, post(officer, book(tmp_path / "b.xlsx", HOUSEHOLDS, *rows)))["Location"]

        officer.post(f"{plan}rows/0/fill-down/head_birth_year/")

        assert self.recheck().rows.get(position=1).values["head_birth_year"] == 1975

    def test_a_mend_is_stopped_and_can_be_asked_for_again(self, officer: Client, plan: str) -> None:
        officer.post(f"{plan}leave-out-invalid/")
        officer.post(f"{plan}cancel/")

        roster_import = RosterImport.objects.get()
        assert (roster_import.state, roster_import.invalid) == ("checked", 1)

    def test_a_mend_of_a_dead_worker_is_told(self, officer: Client, plan: str) -> None:
        officer.post(f"{plan}check/")
        RosterImport.objects.update(attempt="0" * 32, heartbeat_at=timezone.now() - 2 * claims.lease())

        roster_import = officer.get(plan).context["roster_import"]

        assert roster_import.state == "checked"
        assert roster_import.notes[0] == "Việc kiểm tra bị gián đoạn: chưa có gì thay đổi. Hãy làm lại."
