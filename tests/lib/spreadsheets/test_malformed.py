"""Randomly damaged or invented spreadsheets: each gives a roster or an error message, on the page as well."""

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
from assignments.rosters.matching.context import RosterContext
from assignments.rosters.matching.units import UnitIndex
from assignments.rosters.parsing import Roster, read_roster
from assignments.rosters.parsing.sheet import limits as bounds
from assignments.rosters.planning.assignments import plan_assignments
from assignments.rosters.rows import SourceTable
from lambinh.lib.spreadsheets.reader import read_workbook
from lambinh.lib.spreadsheets.types import Limits, Sheet, UnreadableFile, Workbook
from tests.factories import UserFactory
from tests.support.rosters import workbooks as books
from tests.support.rosters.workbooks import book, run_import
from tests.support.rosters.workers import after_check
from tests.support.spreadsheets import hostile
from tests.support.spreadsheets.malformed import OddFile, is_storable, odd_files

TODAY = date(2026, 11, 23)
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


# --- thousands of random files, a few at a time ---


def roster_or_refusal(read: Callable[..., Workbook], file: OddFile) -> Roster | UnreadableFile:
    try:
        return read_roster(read(file.data, file.name), today=TODAY)
    except UnreadableFile as refusal:
        return refusal


@pytest.mark.fault
@pytest.mark.fault
@pytest.mark.parametrize("share", range(SHARES))
def test_an_odd_file_is_a_roster_or_a_sentence_that_names_it(read: Callable[..., Workbook], share: int) -> None:
    count = READ // SHARES
    answers = Counter[str]()
    for file in odd_files(count, share * count):
        result = roster_or_refusal(read, file)
        answers[type(result).__name__] += 1
        if isinstance(result, UnreadableFile):
            assert file.name in result.message
        else:
            assert is_storable(as_json(result)), file.name
    assert answers.keys() == {"Roster", "UnreadableFile"}


@pytest.fixture
def officer(client: Client, settings: Any, tmp_path: Path, units: None) -> Client:
    settings.MEDIA_ROOT = tmp_path / "uploads"
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def units(db: None) -> None:
    from households.services.units import load_units

    load_units()


def upload_response(officer: Client, file: OddFile) -> Any:
    """The page after an upload, or the response that refuses it."""
    answer = after_check(officer, officer.post("/rosters/", {"file": SimpleUploadedFile(file.name, file.data)}))
    return officer.get(answer.url) if answer.status_code == 302 else answer


def test_an_odd_file_never_breaks_the_page(officer: Client) -> None:
    statuses = Counter(upload_response(officer, file).status_code for file in odd_files(UPLOADED, 10_000))
    assert statuses.keys() <= {200, 400}


# --- faults that the random files revealed ---


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


@pytest.mark.fault
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
    assert upload_response(officer, OddFile("odd.xlsx", data)).context["rows"]


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


# --- the cost of reading ---


def book_of(*rows: tuple[Any, ...]) -> Workbook:
    width = max(map(len, rows))
    return Workbook("odd.xlsx", "xlsx", (Sheet("A", False, [(*row, *[None] * (width - len(row))) for row in rows]),))


def test_hundreds_of_households_in_each_cell_are_refused_before_they_fill_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bounds, "MOST_ROWS", 100)
    heading = ("STT", "Họ và tên đảng viên", "Chi bộ", "Hộ được phụ trách")
    households = "\n".join(f"{n}. Giàng A Páo" for n in range(1, 31))
    rows = [(n, f"Nguyễn Văn {chr(64 + n)}nh", "Chi bộ thôn Nà Khà", households) for n in range(1, 6)]
    assert sum(len(table.rows) for table in read_roster(book_of(heading, *rows[:3]), today=TODAY).tables) == 90
    with pytest.raises(UnreadableFile, match=r"odd\.xlsx.*100") as refusal:
        read_roster(book_of(heading, *rows), today=TODAY)
    assert refusal.value.code == "too_many_records"


def test_a_workbook_that_takes_too_long_to_understand_is_given_up() -> None:
    rows = [("Cộng", "Thôn Nà Khà", f"x{n}") for n in range(100)]
    book = book_of(("STT", "Họ và tên chủ hộ", "Thôn"), (1, "Giàng A Páo", "Nà Khà"), *rows)
    assert read_roster(book, today=TODAY).tables
    with pytest.raises(UnreadableFile, match=r"odd\.xlsx") as refusal:
        read_roster(book, today=TODAY, seconds=0)
    assert refusal.value.code == "too_slow"


def test_one_long_text_in_all_cells_is_refused(read: Callable[..., Workbook]) -> None:
    texts = f'<sst xmlns="{hostile.MAIN}"><si><t>{"Giàng A Páo; " * 700}</t></si></sst>'
    rows = "".join(hostile.row(n, '<c t="s"><v>0</v></c>') for n in range(1, 20_001))
    with pytest.raises(UnreadableFile) as refusal:
        read(hostile.xlsx(rows, texts=texts))
    assert refusal.value.code == "too_large_inside"


# --- texts too long for the data ---


def test_a_text_file_with_a_long_name_can_be_kept(officer: Client) -> None:
    text = "Mã hộ,Họ và tên chủ hộ,Thôn,Xã\nLB01,Giàng A Páo,Nà Khà,Thổ Bình\n"
    assert upload_response(officer, OddFile(f"{'Nà Khà ' * 34}.csv", text.encode())).context["rows"]


@pytest.mark.parametrize("column", [0, 1, 2, 4, 6])
def test_a_text_that_the_data_has_no_room_for_is_a_problem_of_its_row(officer: Client, column: int) -> None:
    headings = ["Mã hộ", "Họ và tên chủ hộ", "Thôn", "Xã", "Dân tộc", "Điện thoại", "Ghi chú"]
    values = ["LB01", "Giàng A Páo", "Nà Khà", "Thổ Bình", "Mông", "0912345678", "Nhà tạm"]
    values[column] = " ".join(["Giàng A Páo"] * 60)
    text = f"{','.join(headings)}\n{','.join(values)}\n"
    (row,) = upload_response(officer, OddFile("odd.csv", text.encode())).context["rows"]
    assert row.row.outcome == "invalid"


def test_a_decision_with_long_words_can_be_kept(units: None) -> None:
    decision_data = {"number": "12/QĐ-UBND" * 9, "issued_on": "2018-11-01", "issuer": "Ủy ban nhân dân xã " * 20}
    source = SourceTable("A", "assignments", {}, {"decision": decision_data})
    context = RosterContext([source], UnitIndex(set(), TODAY), TODAY, readable_units=None)
    (decision,) = plan_assignments([], context).new_decisions
    decision.full_clean()


def test_an_assignment_until_the_last_day_of_all_is_answered(officer: Client, tmp_path: Path) -> None:
    households = book(tmp_path / "h.xlsx", books.HOUSEHOLDS, books.PAO)
    run_import(book(tmp_path / "m.xlsx", books.MEMBERS, books.QUANG), households)
    heading, row = [*books.ASSIGNMENTS, "Đến ngày"], [*books.QUANG_FOR_PAO, "31/12/9999"]
    file = book(tmp_path / "a.xlsx", heading, row)
    assert upload_response(officer, OddFile("a.xlsx", file.path.read_bytes())).status_code == 200
