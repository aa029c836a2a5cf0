"""Uploads: full disks, the retention of files, access to them, and logs that do not quote them."""

import errno
import logging
import multiprocessing
import os
import resource
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django_tasks_db.models import DBTaskResult

from assignments.rosters import services, tasks
from assignments.rosters.models import RosterImport, RosterUpload
from assignments.rosters.models.uploads import GRACE_DAYS
from assignments.rosters.review import column_answers
from assignments.rosters.storage import clock, files
from assignments.rosters.storage.files import RosterFile
from households.models import Household, PovertyStatus
from lambinh.lib.logs import RedactingFormatter
from lambinh.management.commands import serve
from tests.factories import UserFactory
from tests.support.rosters.workbooks import HOUSEHOLDS, NOW, PAO, book, check_file
from tests.support.rosters.workers import after_check, nothing_is_stored, officer

pytestmark = pytest.mark.django_db
NO_ROOM = "Không lưu được households.xlsx: máy chủ đã hết chỗ. Hãy báo người quản trị."
HEAD = str(PAO[1])
LARGE = bytes(range(256)) * 4 * 1024 * 4  # 4 MiB: Django receives it in a temporary file


@pytest.fixture(autouse=True)
def uploads(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return tmp_path / "uploads" / "rosters"


def post(content: bytes, name: str = "households.xlsx") -> Any:
    client = officer()
    return after_check(client, client.post("/rosters/", {"file": SimpleUploadedFile(name, content)}))


def file_errors(answer: Any) -> list[str]:
    assert answer.status_code == 400
    return list(answer.context["form"].errors["file"])


temporary_file = tempfile.NamedTemporaryFile


class FullFile:
    """A file on a disk that is full after the first bytes."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self._file = temporary_file(*args, **options)
        self.name = self._file.name

    def __enter__(self) -> "FullFile":
        return self

    def __exit__(self, *args: object) -> None:
        self._file.close()

    def write(self, content: bytes) -> None:
        self._file.write(content[:10])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class TestFullDisk:
    def test_an_upload_that_does_not_fit_is_told_and_leaves_nothing(
        self, households: RosterFile, uploads: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(files.tempfile, "NamedTemporaryFile", FullFile)

        assert file_errors(post(households.path.read_bytes())) == [NO_ROOM]

        assert list(uploads.iterdir()) == []
        assert not RosterUpload.objects.exists()

    def test_a_folder_that_may_not_be_written_is_told_as_such(
        self, households: RosterFile, uploads: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*args: Any, **options: Any) -> Any:
            raise PermissionError(errno.EACCES, "")

        monkeypatch.setattr(files.tempfile, "NamedTemporaryFile", refuse)

        assert file_errors(post(households.path.read_bytes())) == [
            "Không lưu được households.xlsx: máy chủ không ghi được vào thư mục tải lên. Hãy báo người quản trị."
        ]

    def test_a_process_that_may_write_no_more_is_told_and_leaves_nothing(self, uploads: Path) -> None:
        """The operating system interrupts the write."""
        fork = multiprocessing.get_context("fork")
        answers, answer = fork.Pipe(duplex=False)

        def child() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (1024 * 1024, 1024 * 1024))
            try:
                files.store(SimpleUploadedFile("households.xlsx", LARGE))
            except files.StorageFull as told:
                answer.send((str(told), list(uploads.iterdir())))
            os._exit(0)  # the connection to the database belongs to the parent

        process = fork.Process(target=child)
        process.start()
        assert answers.poll(30)
        assert answers.recv() == (NO_ROOM, [])
        process.join(30)

    @pytest.mark.fault
    @pytest.mark.parametrize("full", ["folder for uploads", "folder in which Django receives"])
    def test_a_full_disk_is_told_at_the_form(
        self, full: str, small_disk: Path, tmp_path: Path, settings: Any, uploads: Path
    ) -> None:
        if full == "folder for uploads":
            settings.MEDIA_ROOT = small_disk
        else:
            settings.FILE_UPLOAD_TEMP_DIR = str(small_disk)

        assert file_errors(post(LARGE)) == [NO_ROOM]

        assert [path for path in small_disk.rglob("*") if path.is_file()] == []
        assert not uploads.exists() or not list(uploads.iterdir())

    def test_an_upload_that_fits_goes_through_as_before(self, uploads: Path) -> None:
        post(LARGE)

        (stored_path,) = uploads.iterdir()
        with files.decrypted_file(files.StoredFile(stored_path.name, "large.xlsx")) as file:
            assert file.path.read_bytes() == LARGE
        assert list(uploads.iterdir()) == [stored_path]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]
    if os.geteuid() or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


class StorageSteps:
    """Steps to store a workbook and to run the daily cleanup."""

    def store_workbook(self, households: RosterFile, *, days_ago: int) -> Path:
        file = files.store(SimpleUploadedFile(households.name, households.path.read_bytes()))
        at = timezone.now() - timedelta(days=days_ago)
        RosterUpload.objects.create(file_name=file.name, digest=file.digest, uploaded_at=at, uploaded_by=UserFactory())
        os.utime(file.path, (at.timestamp(), at.timestamp()))
        return file.path

    def run_cleanups(self, *, days: int = GRACE_DAYS + 1, first: datetime | None = None) -> None:
        """Run the daily cleanup on so many days in a row; a user signs in meanwhile."""
        first = first or timezone.now() - timedelta(days=days - 1)
        UserFactory(last_login=timezone.now())
        for day in range(days):
            tasks.daily_cleanup(first + timedelta(days=day))


class TestHowLongFilesAreKept(StorageSteps):
    def test_a_file_is_removed_after_the_set_time(self, households: RosterFile, settings: Any) -> None:
        settings.LAMBINH_ROSTER_KEPT_DAYS = 30
        path = self.store_workbook(households, days_ago=31 + GRACE_DAYS)

        self.run_cleanups()

        assert not path.exists()
        assert not RosterUpload.objects.get().is_kept

    def test_a_file_is_kept_until_then(self, households: RosterFile) -> None:
        path = self.store_workbook(households, days_ago=89)

        self.run_cleanups()

        assert path.exists()
        assert RosterUpload.objects.get().is_kept

    def test_a_file_that_came_again_is_kept_for_the_younger_upload(self, households: RosterFile) -> None:
        self.store_workbook(households, days_ago=91 + GRACE_DAYS)
        path = self.store_workbook(households, days_ago=2)

        self.run_cleanups()

        assert path.exists()
        assert list(RosterUpload.objects.values_list("is_kept", flat=True)) == [True, True]

    def test_what_belongs_to_no_upload_is_removed_after_a_day(self, uploads: Path) -> None:
        """A part of an interrupted upload, and an unreadable file."""
        post(b"PK\x03\x04" + bytes(99))
        (uploads / "upload-x1").write_bytes(b"PK")
        [unreadable] = [path for path in uploads.iterdir() if path.name != "upload-x1"]

        tasks.daily_cleanup(timezone.now())
        assert len(list(uploads.iterdir())) == 2
        for path in uploads.iterdir():
            two_days_ago = (timezone.now() - timedelta(days=2)).timestamp()
            os.utime(path, (two_days_ago, two_days_ago))
        RosterUpload.objects.update(uploaded_at=timezone.now() - timedelta(days=2))
        UserFactory(last_login=timezone.now())  # a user signed in, so the program trusts the clock
        tasks.daily_cleanup(timezone.now())
        assert not unreadable.exists()
        assert list(uploads.iterdir()) == []
        assert not RosterUpload.objects.exists()

    def test_the_program_removes_old_files_though_nobody_uploads(
        self, households: RosterFile, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """`manage.py serve` does this when it starts and every day thereafter."""
        monkeypatch.setattr(serve.connections, "close_all", lambda: None)
        path = self.store_workbook(households, days_ago=91 + GRACE_DAYS)
        self.run_cleanups(days=GRACE_DAYS, first=timezone.now() - timedelta(days=GRACE_DAYS))
        step = serve._periodic(serve._clean_up, every=serve._CLEANUP_INTERVAL, at_once=True)

        assert path.exists()
        step()
        assert not path.exists()

        path = self.store_workbook(households, days_ago=91 + GRACE_DAYS)
        self.run_cleanups(days=GRACE_DAYS, first=timezone.now() - timedelta(days=GRACE_DAYS))
        step()
        assert path.exists()  # less than a day has passed
        clock = serve.time.monotonic() + serve._CLEANUP_INTERVAL
        monkeypatch.setattr(serve.time, "monotonic", lambda: clock + 1)
        step()
        assert not path.exists()

    def test_a_database_that_is_away_does_not_end_the_program(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def raise_error(now: object) -> None:
            raise DatabaseError(HEAD)

        monkeypatch.setattr(serve.connections, "close_all", lambda: None)
        monkeypatch.setattr(tasks, "daily_cleanup", raise_error)

        serve._clean_up()

        assert caplog.messages == ["daily tasks failed: DatabaseError"]

    def test_records_of_work_are_kept_as_long(self) -> None:
        at = timezone.now() - timedelta(days=91)
        UserFactory(last_login=timezone.now())
        record = {"task_path": tasks.apply_import.module_path, "args_kwargs": {"args": [1, 1], "kwargs": {}}}
        DBTaskResult.objects.create(**record, status="SUCCESSFUL", finished_at=at)
        DBTaskResult.objects.create(**record, status="SUCCESSFUL", finished_at=timezone.now())

        tasks.daily_cleanup(timezone.now())

        assert DBTaskResult.objects.count() == 1


class TestAClockThatJumps(StorageSteps):
    """The clock of the machine is wrong at a start; no uploaded file is lost."""

    AHEAD = timedelta(days=100)

    def test_a_start_a_hundred_days_ahead_removes_nothing_and_tells(
        self, households: RosterFile, uploads: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        path = self.store_workbook(households, days_ago=5)
        (uploads / "upload-x1").write_bytes(b"PK")
        finished = {"task_path": tasks.apply_import.module_path, "args_kwargs": {"args": [1, 1], "kwargs": {}}}
        DBTaskResult.objects.create(**finished, status="SUCCESSFUL", finished_at=timezone.now())
        UserFactory(last_login=timezone.now())
        wrong_time = timezone.now() + self.AHEAD

        for day in range(GRACE_DAYS + 3):
            tasks.daily_cleanup(wrong_time + timedelta(days=day))

        assert path.exists()
        assert (uploads / "upload-x1").exists()
        assert DBTaskResult.objects.exists()
        upload = RosterUpload.objects.get()
        assert (upload.is_kept, upload.overdue_since) == (True, None)
        assert "nothing is removed for its age until somebody works again" in caplog.text

    def test_when_people_work_by_the_wrong_clock_there_are_days_in_which_to_mend_it(
        self, households: RosterFile, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        """The users' sign-ins have the wrong day as well, and the database may share the clock."""
        path = self.store_workbook(households, days_ago=5)
        wrong_time = timezone.now() + self.AHEAD
        monkeypatch.setattr(clock, "latest_sure", lambda now: now)

        for day in range(GRACE_DAYS):
            tasks.daily_cleanup(wrong_time + timedelta(days=day))
        assert path.exists()
        assert RosterUpload.objects.get().removed_from == timezone.localdate(wrong_time) + timedelta(days=GRACE_DAYS)
        assert f"1 kept workbooks are over their time; they are removed in {GRACE_DAYS} days" in caplog.text

        tasks.daily_cleanup(timezone.now())  # the clock is right again
        upload = RosterUpload.objects.get()
        assert (upload.overdue_since, upload.overdue_days, upload.is_kept) == (None, 0, True)
        assert path.exists()

    def test_starts_in_a_row_and_jumps_are_no_days(
        self, households: RosterFile, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = self.store_workbook(households, days_ago=400)
        UserFactory(last_login=timezone.now())
        monkeypatch.setattr(clock, "latest_sure", lambda now: now)
        now = timezone.now()

        for _start in range(20):
            tasks.daily_cleanup(now)
        for jump in range(1, 20):
            tasks.daily_cleanup(now + jump * self.AHEAD)
        for jump in range(20):
            tasks.daily_cleanup(now - jump * timedelta(days=1))

        assert path.exists()
        assert RosterUpload.objects.get().overdue_days == 0

    def test_a_database_in_which_nobody_ever_worked_empties_no_folder(self, uploads: Path) -> None:
        """The database is the wrong one, or a new one beside an old folder."""
        uploads.mkdir(parents=True)
        (uploads / ("a" * 64)).write_bytes(b"sealed")
        os.utime(uploads / ("a" * 64), (0, 0))

        tasks.daily_cleanup(timezone.now())

        assert (uploads / ("a" * 64)).exists()

    def test_a_clock_that_was_set_back_is_told_and_leaves_no_import_in_a_dead_hand(
        self, units: None, households: RosterFile, caplog: pytest.LogCaptureFixture
    ) -> None:
        roster_import = check_file(households, by=UserFactory(last_login=timezone.now() + self.AHEAD), now=NOW)[0]
        services.start_applying(roster_import)
        RosterImport.objects.update(attempt="0" * 32, heartbeat_at=timezone.now() + self.AHEAD)

        tasks.daily_cleanup(timezone.now())

        roster_import.refresh_from_db()
        assert roster_import.state == "checked"
        assert "was the clock set back?" in caplog.text

    def test_the_register_says_from_when_a_workbook_is_removed(self, households: RosterFile) -> None:
        self.store_workbook(households, days_ago=91)
        self.run_cleanups(days=1)

        client = officer()
        RosterUpload.objects.update(uploaded_by=client.session["_auth_user_id"])

        page = client.get("/admin/rosters/rosterupload/")

        day = timezone.localdate() + timedelta(days=GRACE_DAYS)
        assert "Bị xóa từ" in page.content.decode()
        assert date_format(day) in page.content.decode()


def test_uploads_are_under_no_address(units: None, households: RosterFile, uploads: Path) -> None:
    post(households.path.read_bytes())
    digest = households.digest
    client = officer()

    assert (uploads / digest).exists()
    for address in (
        f"/uploads/rosters/{digest}",
        f"/media/rosters/{digest}",
        f"/static/rosters/{digest}",
        f"/{digest}",
    ):
        assert client.get(address).status_code == 404
    assert not django_settings.MEDIA_URL.strip("/")
    assert not any("uploads" in str(folder) for folder in django_settings.STATICFILES_DIRS)
    assert not [pattern for pattern in get_resolver().url_patterns if "media" in str(pattern.pattern)]
    assert uploads.stat().st_mode & 0o077 == 0


def test_the_workbook_itself_is_given_only_to_those_who_sign_in(
    units: None, households: RosterFile, client: Client
) -> None:
    post(households.path.read_bytes())
    address = reverse("rosters:original", args=[RosterUpload.objects.get().pk])

    assert client.get(address).url.startswith("/login/")
    assert b"".join(officer().get(address).streaming_content) == households.path.read_bytes()


class TestNoLogQuotesTheFile:
    @pytest.fixture
    def roster_import(self, units: None, households: RosterFile) -> RosterImport:
        roster_import = check_file(households, by=UserFactory(), now=NOW)[0]
        services.start_applying(roster_import)
        return roster_import

    def fail(self, sql: str, on: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {sql} END $$")
            cursor.execute(
                f"CREATE TRIGGER fail BEFORE INSERT ON {on._meta.db_table} FOR EACH ROW EXECUTE FUNCTION fail()"
            )

    def apply_failure(self, roster_import: RosterImport) -> tasks.TaskFailed:
        with pytest.raises(tasks.TaskFailed) as raised:
            tasks.apply_import.call(roster_import.pk, roster_import.checked_by_id)
        roster_import.refresh_from_db()
        return raised.value

    def test_a_full_disk_of_the_database_is_told_and_nothing_is_stored(self, roster_import: RosterImport) -> None:
        self.fail("RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100';", on=PovertyStatus)

        self.apply_failure(roster_import)

        assert roster_import.state == "checked"
        assert roster_import.notes[0] == "Cơ sở dữ liệu đã hết chỗ: chưa lưu gì. Hãy báo người quản trị rồi thử lại."
        assert nothing_is_stored()

    @pytest.mark.parametrize(
        "sql",
        [
            "NEW.sort_key = NULL; RETURN NEW;",  # the detail quotes the whole row
            "RAISE unique_violation USING MESSAGE = 'no', DETAIL = 'Key (name)=(Giàng A Páo) exists';",
            "PERFORM NEW.head_name::int; RETURN NEW;",  # the message itself quotes the name
        ],
        ids=["null", "unique", "number"],
    )
    def test_what_the_database_refuses(
        self, roster_import: RosterImport, sql: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        self.fail(sql, on=Household)

        error = self.apply_failure(roster_import)
        with caplog.at_level(logging.DEBUG), suppress(Exception):
            try:
                raise error
            except tasks.TaskFailed:
                logging.getLogger("django_tasks").exception("Task failed")

        assert "Páo" not in caplog.text
        assert "Giàng" not in caplog.text
        assert "write_households" in caplog.text  # the log names the function that failed
        assert roster_import.notes[0] == "Việc áp dụng bị gián đoạn: chưa lưu gì. Hãy áp dụng lại."

    def test_what_the_program_itself_stumbles_over(
        self, roster_import: RosterImport, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        monkeypatch.setattr(services, "write", lambda *_args: int(HEAD))

        error = self.apply_failure(roster_import)

        assert str(error) == "ValueError"
        assert "Páo" not in caplog.text

    def check_failure(self, content: bytes) -> tuple[tasks.TaskFailed, RosterUpload]:
        officer().post("/rosters/", {"file": SimpleUploadedFile("b.xlsx", content)})
        upload = RosterUpload.objects.get()
        with pytest.raises(tasks.TaskFailed) as raised:
            tasks.check_upload.call(upload.pk, upload.uploaded_by_id)
        upload.refresh_from_db()
        assert upload.state == "unread"
        assert "b.xlsx" in upload.error
        assert "Páo" not in upload.error
        return raised.value, upload

    def log_text(self, error: Exception) -> str:
        return RedactingFormatter().formatException((type(error), error, error.__traceback__))

    def test_a_check_that_fails_while_it_reads(
        self, units: None, households: RosterFile, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The record that the worker writes, as the log shows it."""
        monkeypatch.setattr(column_answers, "parse_workbook", lambda *_args, **_options: int(HEAD))

        error, _upload = self.check_failure(households.path.read_bytes())

        assert "Páo" not in self.log_text(error)
        assert "uploads.py" in self.log_text(error)
        assert str(error) == "ValueError"

    def test_a_row_that_the_database_refuses_while_it_is_kept(self, units: None, tmp_path: Path) -> None:
        self.fail("PERFORM (NEW.values->>'head_name')::int; RETURN NEW;", on=RosterImport.rows.rel.related_model)

        error, _upload = self.check_failure(book(tmp_path / "b.xlsx", HOUSEHOLDS, PAO).path.read_bytes())

        assert "Páo" not in self.log_text(error)
        assert "[22P02]" in str(error)

    def test_other_errors_keep_their_text(self) -> None:
        try:
            raise RuntimeError("the address is taken") from KeyError("x")
        except RuntimeError as error:
            text = RedactingFormatter().formatException((type(error), error, error.__traceback__))
        assert text.endswith("RuntimeError: the address is taken")
        assert "KeyError: 'x'" in text
