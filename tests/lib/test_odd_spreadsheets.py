"""Spreadsheets that chance damaged or made up: each is a roster or a sentence, through the page as well."""

import json
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from assignments.management.commands.read_roster import as_json
from assignments.rosters.reading import Roster, read_roster
from lambinh.lib.sheets import Limits, UnreadableFile, Workbook, read_workbook
from tests.factories import UserFactory
from tests.lib import hostile
from tests.lib.odd import OddFile, odd_files

READ, UPLOADED, SHARES = 300, 24, 6
LONG_NAME = "Thôn Nà Khà, xã Thổ Bình " * 20


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Duplicate name", category=UserWarning)
        yield


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Workbook]:
    def read(data: bytes, name: str = "odd.xlsx", **limits: int) -> Workbook:
        path = tmp_path / "upload"
        path.write_bytes(data)
        return read_workbook(path, name=name, limits=Limits(**limits))

    return read


def is_storable(value: object) -> bool:
    """Whether PostgreSQL takes it: no NUL and no half of a pair of surrogates, which is no Unicode."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    text.encode()
    return "\\u0000" not in text


# --- thousands of them, a few at a time ---


def understood(read: Callable[..., Workbook], file: OddFile) -> Roster | UnreadableFile:
    try:
        return read_roster(read(file.data, file.name), today=date(2026, 11, 23))
    except UnreadableFile as refusal:
        return refusal


@pytest.mark.parametrize("share", range(SHARES))
def test_an_odd_file_is_a_roster_or_a_sentence_that_names_it(read: Callable[..., Workbook], share: int) -> None:
    count = READ // SHARES
    answers = Counter[str]()
    for file in odd_files(count, share * count):
        given = understood(read, file)
        answers[type(given).__name__] += 1
        if isinstance(given, UnreadableFile):
            assert file.name in given.message
        else:
            assert is_storable(as_json(given)), file.name
    assert answers.keys() == {"Roster", "UnreadableFile"}


@pytest.fixture
def officer(client: Client, settings: Any, tmp_path: Path, units: None) -> Client:
    settings.MEDIA_ROOT = tmp_path / "uploads"
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def units(db: None) -> None:
    from households.services import load_units

    load_units()


def uploaded(officer: Client, file: OddFile) -> Any:
    """The page that follows an upload, or the answer that refuses it."""
    answer = officer.post("/rosters/", {"file": SimpleUploadedFile(file.name, file.data)})
    return answer if answer.status_code == 400 else officer.get(answer.url)


def test_an_odd_file_never_breaks_the_page(officer: Client) -> None:
    statuses = Counter(uploaded(officer, file).status_code for file in odd_files(UPLOADED, 10_000))
    assert statuses.keys() == {200, 400}


# --- what was found ---


def roster_with(cell: str, name: str = "Hộ") -> bytes:
    headings = ["Mã hộ", "Họ và tên chủ hộ", "Thôn", "Xã", "Số nhân khẩu"]
    values = ["LB01", "Giàng A Páo", "Nà Khà", "Thổ Bình"]
    heading = [hostile.text_cell(f"{letter}1", text) for letter, text in zip("ABCDE", headings, strict=True)]
    cells = [hostile.text_cell(f"{letter}2", text) for letter, text in zip("ABCD", values, strict=True)]
    return hostile.xlsx(hostile.row(1, *heading) + hostile.row(2, *cells, cell), sheet_names=[name])


def test_an_error_of_any_length_and_letters_is_told_shortly(read: Callable[..., Workbook]) -> None:
    cell = hostile.ods_text("#N/\u202eA\n" + "x" * 5_000, 'calcext:value-type="error"')
    (error,) = read(hostile.ods(f"<table:table-row>{cell}</table:table-row>")).sheets[0].errors.values()
    assert error.startswith("#N/A")
    assert error.isprintable()
    assert len(error) <= 100


def test_more_errors_than_anyone_looks_at_are_not_handed_over(read: Callable[..., Workbook]) -> None:
    rows = "".join(hostile.row(n, *['<c t="e"><v>#N/A</v></c>'] * 60) for n in range(1, 20_001))
    with pytest.raises(UnreadableFile) as refusal:
        read(hostile.xlsx(rows), ratio=10_000)
    assert refusal.value.code == "damaged"


@pytest.mark.parametrize("name", [LONG_NAME, "Thôn\x85 Nà\u200b Khà", "\u202eThôn"])
def test_a_sheet_of_any_name_can_be_kept(officer: Client, read: Callable[..., Workbook], name: str) -> None:
    data = roster_with('<c r="E2"><v>5</v></c>', name)
    (sheet,) = read(data).sheets
    assert sheet.name.isprintable()
    assert len(sheet.name) <= 200
    assert uploaded(officer, OddFile("odd.xlsx", data)).context["rows"]


def test_a_million_empty_rows_beside_a_formula_are_read_in_time(read: Callable[..., Workbook]) -> None:
    rows = hostile.row(1, hostile.text_cell("A1", "Hộ")) + hostile.row(2, '<c r="B2"><f>1/0</f></c>')
    rows += "".join(
        f'<row r="{n}" s="1" customFormat="1" ht="15" x14ac:dyDescent="0.25"/>' for n in range(3, 1_000_001)
    )
    assert read(hostile.xlsx(rows), cpu_seconds=5).sheets[0].errors == {(1, 1): "formula"}


def test_rows_without_a_number_follow_the_row_before(read: Callable[..., Workbook]) -> None:
    empty, error = "<row/>", '<row><c t="e"><v>#REF!</v></c></row>'
    workbook = read(hostile.xlsx(f'{empty}{error}<row r="7"/>{empty}{empty}{error}{error}<row r="20"/>{error}'))
    assert [row for row, _column in workbook.sheets[0].errors] == [1, 9, 10, 20]
