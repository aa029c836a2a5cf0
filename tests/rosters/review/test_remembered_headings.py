"""A plan lists the remembered headings that it used, and a button reads the workbook without them."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from assignments.rosters.models import RememberedHeading, RosterImport, RosterUpload
from assignments.rosters.parsing.columns.headings import normal_heading
from assignments.rosters.storage.files import RosterFile
from lambinh.accounts.permissions import Role
from tests.factories import UnitAccessFactory
from tests.support.rosters.workbooks import HOUSEHOLDS, PAO, book
from tests.support.rosters.workers import after_check

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture
def officer(client: Client, units: None) -> Client:
    access = UnitAccessFactory(role=Role.DISTRICT_OFFICE)
    client.force_login(access.user)
    client.office = access.unit  # type: ignore[attr-defined]
    return client


def remember(client: Any, *headings: str, field: str = "") -> None:
    about = {"decided_at": "2026-01-01T00:00Z", "decided_by": UnitAccessFactory(unit=client.office).user}
    for heading in headings:
        RememberedHeading.objects.create(office=client.office, heading=normal_heading(heading), field=field, **about)


def upload(client: Client, file: RosterFile) -> str:
    answer = client.post("/rosters/", {"file": SimpleUploadedFile(file.name, file.path.read_bytes())})
    return str(after_check(client, answer)["Location"])


@pytest.fixture
def file(tmp_path: Path) -> RosterFile:
    return book(tmp_path / "b.xlsx", HOUSEHOLDS, PAO)


def read_without(client: Client) -> str:
    address = f"/rosters/files/{RosterUpload.objects.get().pk}/once-more/"
    return str(after_check(client, client.post(address, {"memory": "0"}))["Location"])


def test_no_list_is_found_for_headings_not_used_and_the_page_says_so(officer: Client, file: RosterFile) -> None:
    remember(officer, *HOUSEHOLDS)
    asks = upload(officer, file)
    assert asks.endswith("/columns/")

    page = officer.get(asks).content.decode()

    assert "như cơ quan của anh/chị đã nói trước đây" in page
    for heading in HOUSEHOLDS:
        assert f"“{heading}”: (không dùng)" in page
    plan = read_without(officer)
    assert plan == f"/rosters/{RosterImport.objects.get().pk}/"
    assert RosterImport.objects.get().rows.get().values["household_code"] == "LB01"


def test_a_plan_tells_which_headings_were_read_as_said_before(officer: Client, file: RosterFile) -> None:
    remember(officer, "Số nhân khẩu")
    remember(officer, "Tên cột khác")
    plan = upload(officer, file)

    page = officer.get(plan)

    assert page.context["remembered"] == [("Số nhân khẩu", "(không dùng)")]
    assert "household_size" not in RosterImport.objects.get().rows.get().values
    second_page = officer.get(read_without(officer))
    assert second_page.context["remembered"] == []
    assert RosterImport.objects.get().rows.get().values["household_size"] == 5
    assert "không theo điều cơ quan" in second_page.content.decode()


def test_without_anything_remembered_nothing_is_told(officer: Client, file: RosterFile) -> None:
    page = officer.get(upload(officer, file)).content.decode()

    assert "đã nói trước đây" not in page


def test_reading_without_holds_for_this_workbook_alone(officer: Client, file: RosterFile, tmp_path: Path) -> None:
    remember(officer, "Số nhân khẩu")
    upload(officer, file)
    read_without(officer)

    upload(officer, book(tmp_path / "c.xlsx", HOUSEHOLDS, ["LB09", *PAO[1:]]))

    assert RosterUpload.objects.get(file_name="c.xlsx").remembered == [{"heading": "Số nhân khẩu", "field": ""}]
    assert RememberedHeading.objects.count() == 1
