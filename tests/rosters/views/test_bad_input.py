"""Files that are no rosters, by the page and the command: one sentence names the file, nothing is stored."""

import csv
import io
import json
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from assignments.rosters.models import RosterImport
from households.models import Household
from lambinh.lib.admin.exports import FORMULA_STARTS
from tests.factories import UserFactory
from tests.support.rosters.workbooks import HOA, HOUSEHOLDS, PAO, RosterFile, book, run_import, with_cell
from tests.support.rosters.workers import after_check, refusals
from tests.support.spreadsheets import hostile

pytestmark = pytest.mark.django_db

NAME = "Danh sách hộ Nà Khà.xlsx"


def workbook(*rows: list[Any]) -> bytes:
    excel_book = openpyxl.Workbook()
    for row in rows:
        excel_book.active.append(row)
    file = BytesIO()
    excel_book.save(file)
    return file.getvalue()


UNREADABLE: dict[str, Callable[[], bytes]] = {
    "text": lambda: "Kính gửi: Huyện ủy".encode(),
    "a web page": lambda: b"<html><body><table><tr><td>1</td></tr></table></body></html>",
    "a picture": lambda: hostile.PICTURE,
    "a document": lambda: hostile.zip_of([("word/document.xml", "<w/>"), ("[Content_Types].xml", "<Types/>")]),
    "a printed page": lambda: b"%PDF-1.7\n" + bytes(200),
    "an empty file": lambda: b"",
    "zeros": lambda: bytes(5_000),
    "encrypted": hostile.encrypted_xlsx,
    "encrypted inside": hostile.zip_with_password,
    "cut off": lambda: workbook(HOUSEHOLDS, PAO)[:3_000],
    "an archive of nothing": lambda: hostile.zip_of([]),
    "inflates without end": hostile.zip_bomb,
    "entities": hostile.entity_bomb,
    "cells far apart": hostile.far_apart,
    "a billion columns": hostile.ods_with_a_billion_columns,
    "a billion spaces": hostile.ods_with_a_billion_spaces,
    "a million rows": hostile.has_a_million_rows,
    "claims a million rows": hostile.claims_a_million_rows,
    "texts that are not there": hostile.many_unique_texts,
    "a workbook without a table": lambda: workbook(["Kế hoạch tuần"], ["Thứ hai: họp chi bộ"]),
    "headings without rows": lambda: workbook(HOUSEHOLDS),
}


@pytest.fixture(params=UNREADABLE)
def file(request: pytest.FixtureRequest, tmp_path: Path) -> RosterFile:
    path = tmp_path / NAME
    path.write_bytes(UNREADABLE[request.param]())
    return RosterFile(path, path.name)


@pytest.fixture
def officer(client: Client, units: None, settings: Any, tmp_path: Path) -> Client:
    settings.MEDIA_ROOT = tmp_path / "uploads"
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def upload(client: Client, file: RosterFile) -> Any:
    return after_check(
        client, client.post("/rosters/", {"file": SimpleUploadedFile(file.name, file.path.read_bytes())})
    )


def is_a_sentence(text: str) -> bool:
    return len(text.split()) > 3 and text.rstrip().endswith(".") and "\n" not in text.strip() and "Error" not in text


def test_a_file_that_is_no_roster_is_refused_by_the_command(file: RosterFile) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("import_roster", str(file.path), stdout=StringIO())

    assert refusal.value.returncode == 2
    assert file.name in str(refusal.value)
    assert is_a_sentence(str(refusal.value))
    assert not RosterImport.objects.exists()
    assert not Household.objects.exists()


def test_a_file_that_is_no_roster_is_refused_by_the_page(officer: Client, file: RosterFile) -> None:
    answer = upload(officer, file)

    [sentence] = refusals(answer)
    assert is_a_sentence(sentence)
    assert file.name in sentence
    assert not RosterImport.objects.exists()


def test_reading_tells_of_a_file_that_is_no_workbook(file: RosterFile) -> None:
    out, err = StringIO(), StringIO()
    try:
        call_command("read_roster", str(file.path), "--json", stdout=out, stderr=err)
    except SystemExit as end:
        assert end.code == 2
        assert is_a_sentence(json.loads(out.getvalue())["error"])
        assert file.name in json.loads(out.getvalue())["error"]
    else:
        assert [row for sheet in json.loads(out.getvalue())["sheets"] for row in sheet["rows"]] == []
    assert "Traceback" not in out.getvalue() + err.getvalue()


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param('<c r="F2" t="e"><v>#REF!</v></c>', id="an error"),
        pytest.param('<c r="F2"><f>1+1</f></c>', id="a formula without its result"),
    ],
)
def test_a_cell_without_value_is_a_problem_of_its_row(officer: Client, units: None, tmp_path: Path, cell: str) -> None:
    letters = "ABCDEFG"
    heading = [hostile.text_cell(f"{letter}1", text) for letter, text in zip(letters, HOUSEHOLDS, strict=True)]
    texts = {letter: str(text) for letter, text in zip(letters, PAO, strict=True) if letter != "F"}
    cells = [cell if letter == "F" else hostile.text_cell(f"{letter}2", texts[letter]) for letter in letters]
    path = tmp_path / NAME
    path.write_bytes(hostile.xlsx(hostile.row(1, *heading) + hostile.row(2, *cells)))

    page = officer.get(upload(officer, RosterFile(path, NAME)).url)

    [row] = page.context["rows"]
    assert (row.row.number, row.row.outcome) == (2, "invalid")
    assert any(problem["field"] == "household_size" for problem in row.row.problems)


def test_a_formula_with_its_result_is_that_result(units: None, tmp_path: Path) -> None:
    letters = "ABCDEFG"
    rows = [
        hostile.row(
            number,
            *(hostile.text_cell(f"{letter}{number}", str(text)) for letter, text in zip(letters, row, strict=True)),
        )
        for number, row in ((1, HOUSEHOLDS), (2, with_cell(PAO, 5, "")))
    ]
    rows[1] = rows[1].replace(hostile.text_cell("F2", ""), '<c r="F2"><f>2+3</f><v>5</v></c>')
    path = tmp_path / NAME
    path.write_bytes(hostile.xlsx("".join(rows)))

    assert not run_import(RosterFile(path, NAME)).is_refused
    assert Household.objects.get().size == 5


STARTS = [start for start in FORMULA_STARTS if start.strip()]


@pytest.fixture
def formulas(units: None, tmp_path: Path) -> list[str]:
    """Texts that Excel would take for formulas, stored by an import as notes of households."""
    notes = [f"{start}2+5+cmd|' /C calc'!A0" for start in STARTS]
    rows = [[f"LB{n}", *HOA[1:2], 1950 + n, *HOA[3:], note] for n, note in enumerate(notes)]
    excel_book = openpyxl.Workbook()
    excel_book.active.append([*HOUSEHOLDS, "Ghi chú"])
    for number, row in enumerate(rows, 2):
        excel_book.active.append(row[:-1])
        cell = excel_book.active.cell(number, len(row), row[-1])
        cell.data_type = "s"
    excel_book.save(tmp_path / "f.xlsx")
    result = run_import(RosterFile(tmp_path / "f.xlsx", "f.xlsx"))
    assert not result.is_refused, result.problems
    return notes


def export(officer: Client, format_name: str) -> bytes:
    page = officer.get(reverse("admin:households_household_export"))
    form = page.context["form"]
    formats = {label: value for value, label in form.fields["format"].choices}
    fields = {name: "on" for name in form.fields if name.startswith("household")}
    answer = officer.post(
        reverse("admin:households_household_export"), {"format": formats[format_name], "reason": "check", **fields}
    )
    assert answer.status_code == 200
    return bytes(answer.content)


def test_text_like_a_formula_is_data_on_the_way_in(formulas: list[str]) -> None:
    assert sorted(Household.objects.values_list("note", flat=True)) == sorted(formulas)


def test_text_like_a_formula_is_no_formula_in_an_exported_workbook(officer: Client, formulas: list[str]) -> None:
    sheet = openpyxl.load_workbook(BytesIO(export(officer, "xlsx"))).active

    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert set(formulas) <= {cell.value for cell in cells}


def test_text_like_a_formula_is_no_formula_in_an_exported_csv(officer: Client, formulas: list[str]) -> None:
    rows = list(csv.reader(io.StringIO(export(officer, "csv").decode("utf-8-sig"))))

    cells = [cell for row in rows[1:] for cell in row]
    assert [cell for cell in cells if cell.startswith(FORMULA_STARTS)] == []
    assert sum("cmd|" in cell for cell in cells) == len(formulas)


def test_a_name_like_a_formula_reaches_the_page_as_text(officer: Client, units: None, tmp_path: Path) -> None:
    file = book(tmp_path / NAME, HOUSEHOLDS, with_cell(PAO, 1, "Giàng <script>alert(1)</script> Páo"))

    page = officer.get(upload(officer, file).url).content.decode()

    assert "<script>alert" not in page
