"""At no stage of an import does a citizen id lie in plain text in the database or the stored files."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from assignments.rosters import services
from assignments.rosters.models import RosterImport, RosterRow, RosterUpload
from assignments.rosters.parsing.problems import problem
from assignments.rosters.storage import citizen_ids, files
from assignments.rosters.storage.rekey import rekey_files, rekey_rows
from assignments.rosters.undo.service import undo_import
from households.models import Household
from lambinh.lib.encryption.keys import DecryptionError
from lambinh.lib.errors import CommandFailed
from tests.factories import UserFactory
from tests.support.responses import redirects
from tests.support.rosters.workbooks import HOA, HOUSEHOLDS, NOW, PAO, book, run_import
from tests.support.rosters.workers import after_check, upload_by
from tests.support.stored_text import files_with_text, tables_with_text

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD = "008165550770", "008075889127", "008090771463"
OLD, NEW = bytes(range(32)), bytes(range(32, 64))
HEADINGS = [*HOUSEHOLDS, "Số CCCD"]


@pytest.fixture(autouse=True)
def uploads(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": []}}
    return Path(settings.MEDIA_ROOT)


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(UserFactory(username="vanphong"))
    return client


@pytest.fixture
def no_plain_citizen_id(uploads: Path) -> Iterator[None]:
    yield
    assert tables_with_text(FIRST, SECOND, THIRD) == {}
    assert files_with_text(uploads, FIRST, SECOND, THIRD) == []


def upload_text(client: Client, *lines: list[Any], name: str = "a.csv") -> str:
    """Upload a text file, in which every number is readable; return the page of its plan."""
    content = "\n".join(";".join(map(str, line)) for line in (HEADINGS, *lines)).encode()
    return str(after_check(client, client.post("/rosters/", {"file": SimpleUploadedFile(name, content)}))["Location"])


def edit_row(client: Client, plan: str, position: int, **values: str) -> None:
    form = client.get(f"{plan}rows/{position}/").context["form"]
    data = {f"value-{name}": form[name].value() or "" for name in form.fields}
    answer = client.post(f"{plan}rows/{position}/", data | {f"value-{name}": text for name, text in values.items()})
    redirects(answer)


def number_of(code: str) -> str:
    return str(Household.objects.get(code=code).read_citizen_id())


@pytest.mark.usefixtures("units", "no_plain_citizen_id")
class TestFromUploadToUndo:
    def test_a_plan_that_waits(self, officer: Client) -> None:
        page = officer.get(upload_text(officer, [*PAO, FIRST], [*HOA, SECOND])).content.decode()

        assert "…0770" in page
        assert FIRST not in page
        assert citizen_ids.decrypted(RosterRow.objects.get(position=0).values)["citizen_id"] == FIRST

    def test_what_was_applied_and_taken_back(self, officer: Client) -> None:
        plan = upload_text(officer, [*PAO, FIRST])
        officer.post(f"{plan}apply/")
        assert number_of("LB01") == FIRST
        assert Household.objects.with_citizen_id(FIRST).get().code == "LB01"

        officer.post(f"{plan}undo/")

        assert RosterImport.objects.get().state == "undone"
        assert not Household.objects.exists()

    def test_a_number_that_was_changed_and_taken_back(self, officer: Client) -> None:
        officer.post(f"{upload_text(officer, [*PAO, FIRST])}apply/")
        second = upload_text(officer, [*PAO, SECOND], name="b.csv")
        row = RosterRow.objects.get(roster_import__file_name="b.csv")
        assert (row.outcome, row.changes) == ("changed", {"citizen_id": ["0770", "9127"]})
        page = officer.get(f"{second}?outcome=changed").content.decode()
        assert "…0770" in page and "…9127" in page
        assert not {FIRST, SECOND} & set(page.split())
        officer.post(f"{second}apply/")
        assert number_of("LB01") == SECOND

        officer.post(f"{second}undo/")

        assert number_of("LB01") == FIRST
        assert Household.objects.with_citizen_id(FIRST).exists()
        assert not Household.objects.with_citizen_id(SECOND).exists()

    def test_a_number_that_somebody_changed_since_is_not_taken_back(self, officer: Client) -> None:
        plan = upload_text(officer, [*PAO, FIRST], [*HOA, SECOND])
        officer.post(f"{plan}apply/")
        household, other_household = Household.objects.get(code="LB01"), Household.objects.get(code="LB02")
        household.set_citizen_id(THIRD)
        other_household.set_citizen_id(SECOND)  # encrypted anew, and still the same number
        household.save(), other_household.save()

        officer.post(f"{plan}undo/")

        assert Household.objects.get() == household
        assert "CCCD" in RosterRow.objects.get(position=0).undo_blocked_reason

    def test_a_faulty_number_that_was_mended(self, officer: Client) -> None:
        plan = upload_text(officer, [*PAO, FIRST[:-1] + "x"], [*HOA, SECOND])
        assert RosterImport.objects.get().invalid == 1

        edit_row(officer, plan, 0, citizen_id=THIRD)
        edit_row(officer, plan, 1, household_size="7")
        officer.post(f"{plan}apply/")

        assert (number_of("LB01"), number_of("LB02")) == (THIRD, SECOND)

    def test_a_right_number_that_was_mended(self, officer: Client) -> None:
        plan = upload_text(officer, [*PAO, FIRST])

        edit_row(officer, plan, 0, citizen_id=SECOND)

        row = RosterRow.objects.get()
        assert citizen_ids.decrypted(row.values)["citizen_id"] == SECOND
        assert citizen_ids.decrypted(row.original_values) == {"citizen_id": FIRST}
        assert "…9127" in officer.get(plan).content.decode()

    def test_the_same_file_again_changes_nothing(self, officer: Client, tmp_path: Path) -> None:
        file = book(tmp_path / "a.xlsx", HEADINGS, [*PAO, FIRST], [*HOA, int(SECOND)])
        run_import(file)
        assert (run_import(file).unchanged, number_of("LB02")) == (2, SECOND)

    def test_a_household_that_had_no_number_gets_one_and_loses_it_again(self, tmp_path: Path) -> None:
        run_import(book(tmp_path / "a.xlsx", HOUSEHOLDS, PAO))
        run_import(book(tmp_path / "b.xlsx", HEADINGS, [*PAO, FIRST]))
        assert number_of("LB01") == FIRST

        second = RosterImport.objects.get(file_name="b.xlsx")
        services.start_undoing(second)
        undo_import(second.pk, by=UserFactory(), now=NOW)

        assert number_of("LB01") == ""

    @pytest.mark.parametrize("heading", ["Điện thoại", "Năm sinh", "Diện hộ"])
    def test_a_number_under_another_heading(self, officer: Client, heading: str, tmp_path: Path) -> None:
        headings = [name for name in HOUSEHOLDS if name != heading] + [heading]
        cells = dict(zip(HOUSEHOLDS, PAO, strict=True)) | {heading: FIRST}
        file = book(tmp_path / "a.xlsx", headings, [cells[name] for name in headings])
        upload_by(officer, file)
        assert RosterRow.objects.exists()


@pytest.mark.parametrize("text", [FIRST, "008 165 550 770", "123456789", f"({FIRST})"])
def test_a_sentence_about_a_cell_quotes_the_last_digits_of_a_citizen_id_only(text: str) -> None:
    message = problem("phone", "bad_phone", value=text).message.replace(" ", "")
    assert f"…{text.strip('()').replace(' ', '')[-4:]}" in message
    assert text.strip("()").replace(" ", "")[:-4] not in message


@pytest.mark.parametrize("text", ["0912345678", "01/02/2018-03/04/2019", "12345678", "0912 345 678 0987 654 321"])
def test_other_numbers_are_quoted_as_they_are(text: str) -> None:
    assert text in problem("phone", "bad_phone", value=text).message


# --- keys ----------------------------------------------------------------------------------------------------


@pytest.fixture
def plan_with_old_key(settings: Any, units: None, officer: Client) -> str:
    settings.LAMBINH_CITIZEN_ID_KEYS = (OLD,)
    officer.post(f"{upload_text(officer, [*PAO, FIRST])}apply/")
    plan = upload_text(officer, [*PAO, SECOND], [*HOA, THIRD], name="b.csv")
    settings.LAMBINH_CITIZEN_ID_KEYS = (NEW, OLD)
    return plan


def test_after_sealing_anew_nothing_needs_the_old_key(
    plan_with_old_key: str, officer: Client, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    with translation.override("en"):
        call_command("reseal_citizen_ids")
        call_command("reseal_citizen_ids")
    assert capsys.readouterr().out.splitlines() == [
        "Encrypted again: 1 households, 3 rows of imports, 2 workbooks.",
        "Encrypted again: 0 households, 0 rows of imports, 0 workbooks.",
    ]
    settings.LAMBINH_CITIZEN_ID_KEYS = (NEW,)
    edit_row(officer, plan_with_old_key, 1, household_size="7")
    officer.post(f"{plan_with_old_key}apply/")
    assert (number_of("LB01"), number_of("LB02")) == (SECOND, THIRD)
    officer.post(f"{plan_with_old_key}undo/")
    assert number_of("LB01") == FIRST
    upload = RosterUpload.objects.get(file_name="b.csv")
    content = b"".join(officer.get(f"/rosters/files/{upload.pk}/original/").streaming_content)  # type: ignore[arg-type]
    assert SECOND.encode() in content


def test_a_workbook_from_before_is_sealed_as_well(uploads: Path, units: None) -> None:
    plain = files.path_of("0" * 64)
    plain.write_bytes(FIRST.encode())
    before = plain.stat().st_mtime
    assert (rekey_files(), rekey_files(), rekey_rows()) == (1, 0, 0)
    assert files_with_text(uploads, FIRST) == []
    assert plain.stat().st_mtime == before
    with files.decrypted_file(files.StoredFile(plain.name, "a.csv")) as file:
        assert file.path.read_bytes() == FIRST.encode()


def test_pages_tell_of_a_missing_key_in_a_sentence(plan_with_old_key: str, officer: Client, settings: Any) -> None:
    settings.LAMBINH_CITIZEN_ID_KEYS = (NEW,)
    upload = RosterUpload.objects.get(file_name="b.csv")
    assert officer.get(plan_with_old_key).status_code == 200
    assert officer.get(f"{plan_with_old_key}rows/1/").status_code == 200
    for method, address in (
        ("post", f"{plan_with_old_key}check/"),
        ("get", f"/rosters/files/{upload.pk}/original/"),
        ("get", f"/rosters/files/{upload.pk}/marked/"),
        ("get", f"/rosters/files/{upload.pk}/columns/"),
    ):
        answer = getattr(officer, method)(address, follow=True)
        assert "LAMBINH_CITIZEN_ID_KEYS" in answer.content.decode(), address


def test_an_import_that_cannot_be_opened_is_put_back_and_says_why(
    plan_with_old_key: str, officer: Client, settings: Any
) -> None:
    settings.LAMBINH_CITIZEN_ID_KEYS = (NEW,)
    waiting = RosterImport.objects.get(file_name="b.csv")
    assert services.start_applying(waiting)
    with pytest.raises(DecryptionError):
        services.apply_checked(waiting.pk, by=UserFactory(), now=NOW)
    waiting.refresh_from_db()
    assert waiting.state == "checked"
    assert "LAMBINH_CITIZEN_ID_KEYS" in waiting.notes[0]


def test_the_command_tells_of_a_missing_key_in_a_sentence(plan_with_old_key: str, settings: Any) -> None:
    settings.LAMBINH_CITIZEN_ID_KEYS = (NEW,)
    with pytest.raises(CommandFailed, match="LAMBINH_CITIZEN_ID_KEYS"):
        call_command("reseal_citizen_ids")


def test_the_private_copy_of_a_workbook_is_gone_after_reading(uploads: Path) -> None:
    stored_file = files.store(SimpleUploadedFile("a.csv", FIRST.encode()))
    with pytest.raises(RuntimeError), files.decrypted_file(stored_file) as file:
        assert file.path.read_bytes() == FIRST.encode()
        assert file.path.stat().st_mode & 0o077 == 0
        raise RuntimeError
    assert list(files.folder().iterdir()) == [stored_file.path]
