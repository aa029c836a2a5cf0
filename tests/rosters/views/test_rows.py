"""The pages that correct the rows of a plan, show the progress of the worker, and return workbooks."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from assignments.rosters import services, uploads
from assignments.rosters.models import RosterImport, RosterUpload
from assignments.rosters.storage.citizen_ids import decrypted
from assignments.rosters.storage.files import RosterFile
from tests.factories import UserFactory
from tests.support.rosters.workbooks import HOA, HOUSEHOLDS, NOW, PAO, book, run_import, with_cell
from tests.support.rosters.workers import upload_by

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture
def officer(client: Client, units: None) -> Client:
    client.force_login(UserFactory(username="vanphong"))
    return client


@pytest.fixture
def plan(officer: Client, units: None, tmp_path: Path) -> str:
    """The page of a plan whose row 3 has an unreadable size."""
    return upload_file(officer, book(tmp_path / "b.xlsx", HOUSEHOLDS, PAO, with_cell(HOA, 5, "nhiều")))


def upload_file(client: Client, file: RosterFile) -> str:
    return upload_by(client, file)


def test_a_row_opens_with_its_values_as_one_would_type_them(officer: Client, plan: str) -> None:
    form = officer.get(f"{plan}rows/1/").context["form"]

    assert form["head_name"].value() == "Ma Thị Hòa"
    assert form["poverty"].value() == "near_poor"
    assert [view.name for view in form.field_views() if view.problems] == ["household_size"]


def test_what_is_typed_is_saved_and_leads_back_to_where_one_was(officer: Client, plan: str) -> None:
    form = officer.get(f"{plan}rows/1/?outcome=invalid").context["form"]
    data = {f"value-{name}": form[name].value() for name in form.fields} | {"value-household_size": "4"}

    answer = officer.post(f"{plan}rows/1/", data | {"save": "1", "outcome": "invalid"})

    assert answer.url == f"{plan}?outcome=invalid#row-1"
    assert RosterImport.objects.get().invalid == 0
    assert RosterImport.objects.get().rows.get(position=1).original_values == {"household_size": None}


def test_a_citizen_id_is_never_shown_whole_and_stays_when_nothing_is_typed(
    officer: Client, units: None, tmp_path: Path
) -> None:
    plan = upload_file(officer, book(tmp_path / "b.xlsx", [*HOUSEHOLDS, "Số CCCD"], [*PAO, "008165550770"]))
    page = officer.get(f"{plan}rows/0/")
    assert "008165550770" not in page.content.decode()
    form = page.context["form"]
    data = {f"value-{name}": form[name].value() or "" for name in form.fields} | {"value-household_size": "8"}

    officer.post(f"{plan}rows/0/", data)

    values = decrypted(RosterImport.objects.get().rows.get().values)
    assert (values["citizen_id"], values["household_size"]) == ("008165550770", 8)


def test_rows_without_a_tick_are_left_out(officer: Client, plan: str) -> None:
    officer.post(f"{plan}tick/", {"on_page": ["0", "1"], "included": ["0"]})
    assert (RosterImport.objects.get().left_out, RosterImport.objects.get().invalid) == (1, 0)

    officer.post(f"{plan}tick/", {"on_page": ["0", "1"], "included": ["0", "1"]})
    assert (RosterImport.objects.get().left_out, RosterImport.objects.get().invalid) == (0, 1)

    officer.post(f"{plan}leave-out-invalid/")
    assert RosterImport.objects.get().left_out == 1


def test_what_was_mended_meanwhile_is_told_when_it_is_too_late(officer: Client, plan: str) -> None:
    officer.post(f"{plan}leave-out-invalid/")
    services.start_applying(RosterImport.objects.get())

    answer = officer.post(f"{plan}tick/", {"on_page": ["0"], "included": []}, follow=True)

    assert [message.level_tag for message in answer.context["messages"]][-1] == "error"
    assert RosterImport.objects.get().left_out == 1


def test_a_plan_made_before_another_import_offers_to_be_checked_again(
    officer: Client, units: None, households: RosterFile, tmp_path: Path
) -> None:
    plan = upload_file(officer, book(tmp_path / "b.xlsx", HOUSEHOLDS, PAO))
    RosterImport.objects.update(checked_at=NOW)
    run_import(households, now=NOW.replace(year=2020))
    assert officer.get(plan).context["is_outdated"]

    officer.post(f"{plan}check/")

    page = officer.get(plan)
    assert not page.context["is_outdated"]
    assert page.context["roster_import"].unchanged == 1


def test_filters_tell_what_is_twice_in_the_file_from_what_is_twice_in_the_data(
    officer: Client, registers: None, tmp_path: Path
) -> None:
    namesake = [None, "Giàng A Páo", 1990, "Nà Khà", "Thổ Bình", 3, ""]
    run_import(book(tmp_path / "more.xlsx", HOUSEHOLDS, ["LB08", *namesake[1:]]))
    unclear = [None, "Giàng A Páo", None, "Nà Khà", "Thổ Bình", 3, ""]
    plan = upload_file(officer, book(tmp_path / "b.xlsx", HOUSEHOLDS, HOA, HOA, unclear))

    counts = {filter.key: filter.count for filter in officer.get(plan).context["filters"]}

    assert (counts["repeated"], counts["candidates"], counts["invalid"]) == (1, 1, 2)
    assert [item.row.number for item in officer.get(f"{plan}?outcome=repeated").context["rows"]] == [3]
    assert [item.row.number for item in officer.get(f"{plan}?outcome=candidates").context["rows"]] == [4]


def test_a_problem_stands_under_the_heading_of_the_file(officer: Client, plan: str) -> None:
    [row] = officer.get(plan).context["rows"]

    assert [problem.heading for problem in row.problems] == ["Số nhân khẩu"]


def test_the_state_is_asked_for_until_the_worker_is_done(officer: Client, plan: str) -> None:
    officer.post(f"{plan}leave-out-invalid/")
    services.start_applying(RosterImport.objects.get())

    waiting = officer.get(f"{plan}state/")
    assert "hx-get" in waiting.content.decode()
    assert "HX-Refresh" not in waiting

    officer.post(f"{plan}cancel/")
    assert officer.get(f"{plan}state/")["HX-Refresh"] == "true"
    assert RosterImport.objects.get().state == "checked"


def test_the_workbook_comes_back_as_it_was_and_with_its_faults_marked(officer: Client, plan: str) -> None:
    upload = RosterUpload.objects.get()

    original = officer.get(f"/rosters/files/{upload.pk}/original/")
    marked = officer.get(f"/rosters/files/{upload.pk}/marked/")

    assert original["Content-Disposition"] == 'attachment; filename="b.xlsx"'
    assert b"".join(original.streaming_content)[:2] == b"PK"
    sheet = load_workbook(io.BytesIO(b"".join(marked.streaming_content))).worksheets[0]
    assert "nhiều" in sheet.cell(3, 6).comment.text
    assert sheet.cell(2, 6).comment is None


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "rows/99/", 404),
        ("get", "rows/x/", 404),
        ("put", "rows/1/", 405),
        ("get", "tick/", 302),
        ("get", "leave-out-invalid/", 302),
        ("get", "rows/1/fill-down/village/", 302),
        ("post", "rows/99/fill-down/village/", 404),
        ("post", "rows/1/fill-down/nonsense/", 404),
        ("put", "rows/1/fill-down/village/", 405),
        ("get", "check/", 302),
        ("get", "cancel/", 302),
        ("put", "cancel/", 405),
        ("post", "state/", 405),
    ],
)
def test_the_ladder_of_the_pages_that_mend(officer: Client, plan: str, method: str, address: str, status: int) -> None:
    assert getattr(officer, method)(plan + address).status_code == status


@pytest.mark.parametrize("rows", [1, 30])
def test_a_row_costs_the_same_among_1_row_and_among_30(
    officer: Client, units: None, tmp_path: Path, rows: int, django_assert_num_queries: Any
) -> None:
    many = [with_cell(with_cell(PAO, 0, f"LB{n:02}"), 2, 1950 + n) for n in range(rows)]
    plan = upload_file(officer, book(tmp_path / "b.xlsx", HOUSEHOLDS, *many))

    with django_assert_num_queries(8):
        officer.get(f"{plan}rows/0/")


@pytest.mark.parametrize("rows", [1, 30])
def test_the_columns_cost_the_same_for_1_row_and_for_30(
    officer: Client, units: None, tmp_path: Path, rows: int, django_assert_num_queries: Any
) -> None:
    many = [with_cell(with_cell(PAO, 0, f"LB{n:02}"), 2, 1950 + n) for n in range(rows)]
    upload_file(officer, book(tmp_path / "b.xlsx", HOUSEHOLDS, *many))
    address = f"/rosters/files/{RosterUpload.objects.get().pk}/columns/"

    with django_assert_num_queries(9):
        officer.get(address)


def test_last_and_first_pages_of_rows_lead_to_each_other(officer: Client, units: None, tmp_path: Path) -> None:
    many = [with_cell(with_cell(PAO, 0, f"LB{n:03}"), 2, 1920 + n % 80) for n in range(120)]
    for n, row in enumerate(many):
        row[1] = f"Giàng A {'Páo Lử Sử'.split()[n % 3]}"
    plan = upload_file(officer, book(tmp_path / "b.xlsx", HOUSEHOLDS, *many))

    first = officer.get(plan).context["page"]
    second = officer.get(plan + first.next).context["page"]
    third = officer.get(plan + second.next).context["page"]

    assert [len(page.rows) for page in (first, second, third)] == [50, 50, 20]
    assert (first.previous, third.next) == ("", "")
    assert [row.pk for row in officer.get(plan + third.previous).context["page"].rows] == [r.pk for r in second.rows]
    assert officer.get(plan + "?after=x&before=-3").status_code == 200


def test_what_was_stored_is_looked_at_in_the_communes_of_today(
    officer: Client, units: None, households: RosterFile
) -> None:
    """The rows hold from 2018, when today's commune was another one."""
    plan = upload_file(officer, households)
    roster_import = RosterImport.objects.get()
    services.start_applying(roster_import)
    services.apply_checked(roster_import.pk, by=UserFactory(), now=timezone.now())

    page = officer.get(plan)
    [commune] = page.context["communes"]
    [address] = re.findall(r'href="(/\?unit=\d+[^"]*)"', page.content.decode())

    totals = officer.get(address.replace("&amp;", "&"))
    assert commune.name == "Bình An"
    assert totals.context["total"].figures.households == 2


def test_a_database_without_room_is_told_at_the_form(
    officer: Client, units: None, households: RosterFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(Exception):
        pgcode = "53100"

    def refuse(*args: Any, **options: Any) -> Any:
        raise OperationalError from Full()

    monkeypatch.setattr(uploads, "receive", refuse)
    answer = officer.post("/rosters/", {"file": SimpleUploadedFile("b.xlsx", households.path.read_bytes())})

    assert answer.status_code == 400
    assert "b.xlsx" in str(answer.context["form"].errors["file"])
    assert not RosterUpload.objects.exists()


def test_a_workbook_named_as_a_program_is_given_back_as_what_it_is(
    officer: Client, units: None, tmp_path: Path
) -> None:
    workbook = book(tmp_path / "b.xlsx", HOUSEHOLDS, PAO)
    upload_file(officer, RosterFile(workbook.path, "bảng lương.exe"))

    response = officer.get(f"/rosters/files/{RosterUpload.objects.get().pk}/original/")

    assert response["Content-Disposition"].endswith("b%E1%BA%A3ng%20l%C6%B0%C6%A1ng.xlsx")
