"""The page on which a user names the contents of sheets and columns."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from assignments.rosters.models import RememberedHeading, RosterImport, RosterUpload
from assignments.rosters.storage.files import RosterFile
from households.models import Unit
from lambinh.accounts.permissions import Role
from tests.factories import UnitAccessFactory, UserFactory
from tests.support.responses import redirects
from tests.support.rosters.workbooks import HOUSEHOLDS, MEMBERS, PAO, book
from tests.support.rosters.workers import after_check

pytestmark = pytest.mark.django_db

STRANGE = ["Mã hộ", "Tên người được ghi", "Sinh", "Thôn", "Xã", "Số nhân khẩu", "Diện hộ"]


@pytest.fixture(autouse=True)
def uploads(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture
def officer(client: Client, units: None) -> Client:
    client.force_login(UserFactory(username="vanphong"))
    return client


def upload(client: Client, *files: RosterFile) -> Any:
    contents = [SimpleUploadedFile(file.name, file.path.read_bytes()) for file in files]
    return after_check(client, client.post("/rosters/", {"file": contents}))


def table_signatures(page: Any) -> dict[str, str]:
    """The hidden fields of the form: the tables that it shows."""
    return {f"signature-{sheet.number}": sheet.signature for sheet in page.context["sheets"]}


def names_by_heading(page: Any) -> dict[str, str]:
    """The form's question for each heading."""
    return {
        column.heading: column.name
        for sheet in page.context["sheets"]
        for table in sheet.tables
        for column in table.columns
    }


def test_what_is_certain_is_not_asked_about(officer: Client, units: None, households: RosterFile) -> None:
    assert upload(officer, households).url == f"/rosters/{RosterImport.objects.get().pk}/"


def test_a_file_without_a_known_heading_asks_where_it_stands(officer: Client, units: None, tmp_path: Path) -> None:
    strange = book(tmp_path / "b.xlsx", STRANGE, PAO)
    columns_url = upload(officer, strange).url
    assert columns_url.endswith("/columns/")

    preview = officer.post(f"{columns_url}preview/", {"kind-0": "households", "first-0": "1", "last-0": "1"})
    assert f'action="{columns_url}"' in preview.content.decode()  # the preview confirms nothing
    names = names_by_heading(preview)
    answers = {"kind-0": "households", "first-0": "1", "last-0": "1"} | table_signatures(preview)
    answer = officer.post(
        columns_url, answers | {names["Tên người được ghi"]: "head_name", names["Sinh"]: "head_birth_year"}
    )

    roster_import = RosterImport.objects.get()
    assert answer.url == f"/rosters/{roster_import.pk}/"
    assert roster_import.rows.get().values["head_name"] == "Giàng A Páo"
    assert roster_import.rows.get().values["head_birth_year"] == 1975


def test_what_was_said_of_a_heading_is_remembered_for_the_office(units: None, tmp_path: Path, client: Client) -> None:
    access = UnitAccessFactory(role=Role.DISTRICT_OFFICE)
    colleague = UnitAccessFactory(unit=access.unit, role=Role.ROSTER_STAFF).user
    client.force_login(access.user)
    headings = [*HOUSEHOLDS[:5], "Tổng số người trong nhà ở", HOUSEHOLDS[6]]
    first = upload(client, book(tmp_path / "b.xlsx", headings, PAO))
    columns_url = f"/rosters/files/{RosterUpload.objects.get().pk}/columns/"
    page = client.get(columns_url)
    name = names_by_heading(page)["Tổng số người trong nhà ở"]
    client.post(columns_url, {name: "household_size"} | table_signatures(page))
    redirects(first)
    assert RememberedHeading.objects.get().office == access.unit

    client.force_login(colleague)
    upload(client, book(tmp_path / "c.xlsx", headings, ["LB09", *PAO[1:]]))

    later = RosterImport.objects.get(file_name="c.xlsx")
    assert later.rows.get().values["household_size"] == 5


def test_another_office_is_not_told_what_this_one_said(units: None, tmp_path: Path, client: Client) -> None:
    RememberedHeading.objects.create(
        office=UnitAccessFactory().unit,
        heading="ho va ten chu ho",
        field="note",
        decided_at="2026-01-01T00:00Z",
        decided_by=UserFactory(),
    )
    commune = Unit.objects.on(timezone.localdate()).get(kind="commune", name="Bình An")
    client.force_login(UnitAccessFactory(unit=commune).user)

    upload(client, book(tmp_path / "b.xlsx", HOUSEHOLDS, PAO))

    assert RosterImport.objects.get().rows.get().values["head_name"] == "Giàng A Páo"


def test_a_sheet_may_be_left_unread(officer: Client, units: None, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    file = book(tmp_path / "b.xlsx", HOUSEHOLDS, PAO)
    workbook = load_workbook(file.path)
    sheet = workbook.create_sheet("Cũ")
    sheet.append(HOUSEHOLDS)
    sheet.append(["LB07", *PAO[1:]])
    workbook.save(file.path)
    upload(officer, file)

    officer.post(f"/rosters/files/{RosterUpload.objects.get().pk}/columns/", {"skip-1": "1"})

    assert [row.sheet for row in RosterImport.objects.get().rows.all()] == ["Sheet"]


def test_a_column_that_is_open_must_be_answered(officer: Client, units: None, tmp_path: Path) -> None:
    columns_url = upload(officer, book(tmp_path / "b.xlsx", STRANGE, PAO)).url

    answer = officer.post(columns_url)

    assert answer.status_code == 400
    assert f'href="{columns_url}"' in officer.get("/rosters/").content.decode()
    assert 'role="alert"' in answer.content.decode()


def test_several_files_are_taken_at_once_and_listed(
    officer: Client, units: None, households: RosterFile, members: RosterFile
) -> None:
    answer = upload(officer, households, members)

    assert answer.url == "/rosters/"
    page = officer.get("/rosters/").content.decode()
    assert "households.xlsx" in page
    assert "members.xlsx" in page


def test_of_several_files_the_unreadable_is_named_and_the_others_are_kept(
    officer: Client, units: None, households: RosterFile, tmp_path: Path
) -> None:
    broken_file = RosterFile(tmp_path / "ảnh.xlsx", "ảnh.xlsx")
    broken_file.path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(99))

    answer = upload(officer, households, broken_file)

    assert answer.status_code == 400
    assert "ảnh.xlsx" in str(answer.context["form"].errors["file"])
    assert RosterImport.objects.get().file_name == "households.xlsx"


def test_the_page_of_a_removed_file_is_not_there(officer: Client, units: None, households: RosterFile) -> None:
    upload(officer, households)
    stored_upload = RosterUpload.objects.get()
    for address in ("columns", "original", "marked"):
        assert officer.get(f"/rosters/files/{stored_upload.pk}/{address}/").status_code == 200
    from assignments.rosters.storage.files import path_of

    path_of(stored_upload.digest).unlink()

    for address in ("columns", "original", "marked"):
        assert officer.get(f"/rosters/files/{stored_upload.pk}/{address}/").status_code == 404


def test_the_order_of_day_and_month_is_asked_about_once(officer: Client, units: None, tmp_path: Path) -> None:
    """Typed days after the 12th stayed text, the others became real dates with day and month exchanged."""
    typed = ["28/11/1987", "17/03/1990", "25/12/1985", "13/01/1979"]
    real = [date(1975, 3, 7), date(1980, 2, 3), date(1991, 12, 11), date(1969, 5, 4)]
    rows = [
        [
            f"Nguyễn Văn {'An Bình Chung Dũng Em Giang Hòa Khánh'.split()[n]}",
            day,
            "",
            "Chi bộ Nà Khà",
            "Nà Khà",
            "Thổ Bình",
        ]
        for n, day in enumerate([*typed, *real])
    ]
    columns_url = upload(officer, book(tmp_path / "b.xlsx", MEMBERS, *rows)).url
    assert columns_url.endswith("/columns/")
    page = officer.get(columns_url)
    [order] = [
        column.date_order_name
        for sheet in page.context["sheets"]
        for table in sheet.tables
        for column in table.columns
        if column.date_order_name
    ]

    officer.post(columns_url, {order: "exchanged"} | table_signatures(page))

    born = [row.values["birth_date"] for row in RosterImport.objects.get().rows.order_by("position")]
    assert born[:4] == ["1987-11-28", "1990-03-17", "1985-12-25", "1979-01-13"]
    assert born[4:] == ["1975-07-03", "1980-03-02", "1991-11-12", "1969-04-05"]
    assert officer.get(f"/rosters/{RosterImport.objects.get().pk}/").context["roster_import"].upload.is_certain


def test_dates_that_are_right_as_they_are_are_not_asked_about_again(
    officer: Client, units: None, tmp_path: Path
) -> None:
    days = ["28/11/1987", "17/03/1990", "25/12/1985", "13/01/1979", *(date(1970 + n, 3, 7) for n in range(4))]
    rows = [
        [f"Lý Văn {'A B C D E G H K'.split()[n]}u", day, "", "Chi bộ Nà Khà", "Nà Khà", "Thổ Bình"]
        for n, day in enumerate(days)
    ]
    columns_url = upload(officer, book(tmp_path / "b.xlsx", MEMBERS, *rows)).url
    page = officer.get(columns_url)
    [order] = [
        c.date_order_name
        for sheet in page.context["sheets"]
        for table in sheet.tables
        for c in table.columns
        if c.date_order_name
    ]

    answer = officer.post(columns_url, {order: "kept"} | table_signatures(page))

    roster_import = RosterImport.objects.get()
    assert answer.url == f"/rosters/{roster_import.pk}/"
    assert roster_import.rows.get(position=4).values["birth_date"] == "1970-03-07"


def test_a_file_that_takes_too_long_is_told_on_the_page(
    officer: Client, units: None, households: RosterFile, settings: Any
) -> None:
    upload(officer, households)
    settings.LAMBINH_ROSTER_SECONDS = 0

    answer = officer.get(f"/rosters/files/{RosterUpload.objects.get().pk}/columns/")

    assert answer.status_code == 400
    assert "households.xlsx" in answer.content.decode()
