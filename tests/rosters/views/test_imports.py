from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from assignments.models import Assignment
from assignments.rosters import services
from assignments.rosters.models import RosterImport
from assignments.rosters.storage.files import RosterFile
from households.models import Household
from tests.factories import UserFactory
from tests.support.rosters.workbooks import HOUSEHOLDS, NOW, PAO, book, check_file, run_import, with_cell, without

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def uploads(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return settings.MEDIA_ROOT


@pytest.fixture(autouse=True)
def immediate_tasks(settings: Any) -> None:
    """Run tasks at once in this process; test_worker.py tests a real worker."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": []}}


@pytest.fixture
def officer(client: Client, units: None) -> Client:
    client.force_login(UserFactory(username="vanphong"))
    return client


def upload(client: Client, file: RosterFile, **data: Any) -> Any:
    content = SimpleUploadedFile(file.name, file.path.read_bytes())
    return client.post("/rosters/", {"file": content, **data})


def test_an_upload_shows_what_would_happen_and_stores_nothing(
    officer: Client, units: None, households: RosterFile
) -> None:
    page = officer.get(upload(officer, households).url)

    assert "Giàng A Páo" in page.content.decode()
    assert RosterImport.objects.get().state == "checked"
    assert not Household.objects.exists()


def test_applying_stores_everything_and_says_so(officer: Client, units: None, households: RosterFile) -> None:
    plan = upload(officer, households).url

    answer = officer.post(f"{plan}apply/", follow=True)

    assert Household.objects.count() == 2
    assert RosterImport.objects.get().applied_by.username == "vanphong"
    assert answer.context["roster_import"].state == "applied"


def test_applying_twice_stores_once(officer: Client, units: None, households: RosterFile) -> None:
    plan = upload(officer, households).url

    officer.post(f"{plan}apply/")
    officer.post(f"{plan}apply/")

    assert Household.objects.count() == 2
    assert RosterImport.objects.count() == 1


def test_a_plan_with_an_invalid_row_cannot_be_applied(officer: Client, units: None, tmp_path: Path) -> None:
    plan = upload(officer, book(tmp_path / "b.xlsx", HOUSEHOLDS, PAO, without(PAO, 0, 1))).url

    page = officer.get(plan)
    officer.post(f"{plan}apply/")

    assert [row.row.number for row in page.context["rows"]] == [3]
    assert "/apply/" not in page.content.decode()
    assert not Household.objects.exists()


def test_the_plan_shows_old_and_new(officer: Client, registers: None, tmp_path: Path) -> None:
    plan = upload(officer, book(tmp_path / "b.xlsx", HOUSEHOLDS, with_cell(PAO, 5, 6))).url

    page = officer.get(plan + "?outcome=changed").content.decode()

    assert "<del>5</del> → <ins>6</ins>" in page


def test_when_the_data_changed_since_the_plan_it_is_shown_again_and_nothing_is_stored(
    officer: Client, registers: None, tmp_path: Path
) -> None:
    plan = upload(officer, book(tmp_path / "b.xlsx", HOUSEHOLDS, with_cell(PAO, 5, 6))).url
    Household.objects.filter(code="LB01").update(size=8)

    officer.post(f"{plan}apply/")

    roster_import = RosterImport.objects.get(file_name="b.xlsx")
    assert roster_import.state == "checked"
    assert roster_import.rows.get().changes == {"household_size": [8, 6]}
    assert Household.objects.get(code="LB01").size == 8

    officer.post(f"{plan}apply/")
    assert Household.objects.get(code="LB01").size == 6


def test_a_file_that_cannot_be_read_gives_a_sentence_on_the_form(officer: Client, units: None) -> None:
    answer = officer.post("/rosters/", {"file": SimpleUploadedFile("anh.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(99))})

    assert answer.status_code == 400
    assert "anh.xlsx" in answer.content.decode()
    assert not RosterImport.objects.exists()


def test_an_empty_file_gives_a_sentence_on_the_form(officer: Client) -> None:
    answer = officer.post("/rosters/", {"file": SimpleUploadedFile("b.xlsx", b"")})

    assert answer.status_code == 400
    assert answer.context["form"].errors["file"]


def test_a_file_over_the_limit_is_refused_before_it_is_read(officer: Client, settings: Any) -> None:
    settings.LAMBINH_ROSTER_FILE_MEGABYTES = 0

    answer = officer.post("/rosters/", {"file": SimpleUploadedFile("b.xlsx", b"PK")})

    assert answer.status_code == 400


def test_the_day_is_read_day_before_month(officer: Client, units: None, households: RosterFile) -> None:
    upload(officer, households, on="03/02/2019")

    assert RosterImport.objects.get().as_of == date(2019, 2, 3)


def test_uploads_are_named_by_digest_outside_the_static_files(
    officer: Client, units: None, households: RosterFile, uploads: Path
) -> None:
    upload(officer, households)

    assert [file.name for file in (uploads / "rosters").iterdir()] == [households.digest]
    assert not uploads.is_relative_to(settings.STATIC_ROOT)


def test_citizen_ids_are_masked_on_the_page(officer: Client, units: None, tmp_path: Path) -> None:
    file = book(tmp_path / "b.xlsx", [*HOUSEHOLDS, "Số CCCD"], [*PAO, "008165550770"])

    page = officer.get(upload(officer, file).url).content.decode()

    assert "…0770" in page
    assert "008165550770" not in page


@pytest.mark.parametrize("address", ["/rosters/", "/rosters/1/"])
def test_a_stranger_is_sent_to_sign_in(client: Client, address: str) -> None:
    assert client.get(address).url.startswith("/login/")


def test_the_ladder_of_a_plan(officer: Client) -> None:
    assert officer.get("/rosters/999/").status_code == 404
    assert officer.get("/rosters/abc/").status_code == 404
    assert officer.post("/rosters/999/apply/").status_code == 404
    assert officer.get("/rosters/999/apply/", follow=True).status_code == 404
    assert officer.put("/rosters/999/apply/").status_code == 405
    assert officer.put("/rosters/").status_code == 405


@pytest.mark.parametrize("rows", [1, 30])
def test_a_plan_costs_the_same_for_1_row_and_for_30(
    officer: Client, units: None, tmp_path: Path, rows: int, django_assert_num_queries: Any
) -> None:
    many = [with_cell(with_cell(PAO, 0, f"LB{n:02}"), 2, 1950 + n) for n in range(rows)]
    plan = upload(officer, book(tmp_path / "b.xlsx", HOUSEHOLDS, *many)).url

    with django_assert_num_queries(10):
        officer.get(plan)


def test_a_broken_off_apply_leaves_nothing_and_is_told(
    officer: Client, registers: None, assignments: RosterFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last step fails: the transaction is rolled back, and the import says that it was not applied."""
    roster_import = check_file(assignments, by=UserFactory(), now=NOW)[0]
    monkeypatch.setattr(services, "store_rows", lambda *_: 1 / 0)

    services.start_applying(roster_import)
    with pytest.raises(ZeroDivisionError):
        services.apply_checked(roster_import.pk, by=UserFactory(), now=NOW)

    roster_import.refresh_from_db()
    assert (roster_import.state, roster_import.attempt) == ("checked", None)
    assert roster_import.notes[0] == "Việc áp dụng bị gián đoạn: chưa lưu gì. Hãy áp dụng lại."
    assert not Assignment.objects.exists()


def test_a_file_of_two_kinds_gives_two_plans_that_point_at_each_other(
    officer: Client, units: None, tmp_path: Path
) -> None:
    from openpyxl import load_workbook

    from tests.support.rosters.workbooks import MEMBERS, QUANG

    file = book(tmp_path / "b.xlsx", HOUSEHOLDS, PAO)
    workbook = load_workbook(file.path)
    sheet = workbook.create_sheet("Đảng viên")
    sheet.append(MEMBERS)
    sheet.append(QUANG)
    workbook.save(file.path)

    page = officer.get(upload(officer, file).url)

    assert [other.kind for other in page.context["siblings"]] == ["households"]


def test_imports_so_far_are_listed(officer: Client, units: None, households: RosterFile) -> None:
    run_import(households)

    assert "households.xlsx" in officer.get("/rosters/").content.decode()


def test_an_applied_import_is_taken_back_from_its_page(officer: Client, units: None, households: RosterFile) -> None:
    plan = upload(officer, households).url
    officer.post(f"{plan}apply/")

    page = officer.post(f"{plan}undo/", follow=True)

    assert not Household.objects.exists()
    assert page.context["roster_import"].state == "undone"


def test_rows_that_an_undo_kept_are_listed_with_the_reason(
    officer: Client, units: None, households: RosterFile
) -> None:
    plan = upload(officer, households).url
    officer.post(f"{plan}apply/")
    Household.objects.filter(code="LB01").update(phone="0912345678")

    officer.post(f"{plan}undo/")
    page = officer.get(plan + "?outcome=kept")

    assert [filter.count for filter in page.context["filters"] if filter.key == "kept"] == [1]
    [row] = page.context["rows"]
    assert row.row.number == 2
    assert row.row.undo_blocked_reason in page.content.decode()


def test_an_import_that_is_not_applied_cannot_be_taken_back(
    officer: Client, units: None, households: RosterFile
) -> None:
    plan = upload(officer, households).url

    officer.post(f"{plan}undo/")

    assert RosterImport.objects.get().state == "checked"
    assert officer.get(f"{plan}undo/")["Location"] == plan
    assert officer.post("/rosters/999/undo/").status_code == 404
