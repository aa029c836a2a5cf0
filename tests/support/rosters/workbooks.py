"""Workbooks that a test builds cell by cell, and the results of importing them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from assignments.rosters import uploads
from assignments.rosters.bulk_import import BatchResult, import_files
from assignments.rosters.models import RosterImport
from assignments.rosters.storage.files import RosterFile
from lambinh.accounts.models import User
from lambinh.accounts.services import system_user

NOW = datetime(2019, 3, 1, 3, tzinfo=UTC)

HOUSEHOLDS = ["Mã hộ", "Họ và tên chủ hộ", "Năm sinh", "Thôn", "Xã", "Số nhân khẩu", "Diện hộ"]
MEMBERS = ["Họ và tên", "Ngày sinh", "Chức vụ", "Chi bộ", "Thôn", "Xã"]
ASSIGNMENTS = [
    "Họ và tên đảng viên",
    "Chức vụ",
    "Chi bộ",
    "Mã hộ",
    "Họ và tên chủ hộ",
    "Thôn",
    "Xã",
    "Ngày phân công",
]

PAO = ["LB01", "Giàng A Páo", 1975, "Nà Khà", "Thổ Bình", 5, "Hộ nghèo"]
HOA = ["LB02", "Ma Thị Hòa", 1980, "Nà Khà", "Thổ Bình", 4, "Hộ cận nghèo"]
QUANG = ["Nguyễn Văn Quang", date(1970, 3, 7), "Bí thư chi bộ", "Chi bộ thôn Nà Khà", "Nà Khà", "Thổ Bình"]
HUAN = ["Nông Văn Huấn", date(1985, 12, 25), "Đảng viên", "Chi bộ thôn Nà Khà", "Nà Khà", "Thổ Bình"]
QUANG_FOR_PAO = [
    "Nguyễn Văn Quang",
    "",
    "Chi bộ thôn Nà Khà",
    "LB01",
    "Giàng A Páo",
    "Nà Khà",
    "Thổ Bình",
    date(2018, 11, 1),
]


def book(path: Path, headings: Sequence[str], *rows: Sequence[Any]) -> RosterFile:
    """A workbook with one sheet: headings in row 1, `rows` under them."""
    workbook = Workbook()
    for line in (headings, *rows):
        workbook.active.append(list(line))
    workbook.save(path)
    return RosterFile(path, path.name)


def run_import(*files: RosterFile, **options: Any) -> BatchResult:
    options = {"by": system_user(), "now": NOW} | options
    return import_files(files, **options)


def check_file(file: RosterFile, *, by: User, now: datetime, on: date | None = None) -> list[RosterImport]:
    """Upload and check the file; return an import for each kind of list in it."""
    return list(uploads.create_upload(file, by=by, now=now, on=on).imports.order_by("pk"))


def without(row: Sequence[Any], *columns: int) -> list[Any]:
    """A copy of `row` with empty cells at `columns`."""
    return [None if column in columns else cell for column, cell in enumerate(row)]


def with_cell(row: Sequence[Any], column: int, value: Any) -> list[Any]:
    return [value if index == column else cell for index, cell in enumerate(row)]


def counts(result: BatchResult) -> tuple[int, int, int, int]:
    """New, changed, unchanged, invalid."""
    return result.new, result.changed, result.unchanged, result.invalid


def codes(result: BatchResult) -> list[tuple[int, str]]:
    """The row numbers and codes of the errors."""
    return [(p["row"], p["code"]) for p in result.problems if p["level"] == "error"]
