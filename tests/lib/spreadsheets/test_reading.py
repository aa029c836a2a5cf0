import io
import struct
import subprocess
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P
from openpyxl.styles import Font

from lambinh.lib.spreadsheets import child_process
from lambinh.lib.spreadsheets.reader import read_workbook
from lambinh.lib.spreadsheets.types import Area, Limits, Sheet, Workbook
from tests.support.spreadsheets import hostile

SAMPLES = Path(__file__).parents[2] / "support/rosters/samples"
Read = Callable[..., Workbook]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read(data: bytes, name: str = "Danh sách.xlsx", **limits: int) -> Workbook:
        path = tmp_path / "upload"
        path.write_bytes(data)
        return read_workbook(path, name=name, limits=Limits(**limits))

    return read


def xlsx(fill: Callable[[openpyxl.Workbook], None]) -> bytes:
    workbook = openpyxl.Workbook()
    fill(workbook)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def only_sheet(workbook: Workbook) -> Sheet:
    assert len(workbook.sheets) == 1
    return workbook.sheets[0]


def cells(read: Read, **values: object) -> Sheet:
    def fill(workbook: openpyxl.Workbook) -> None:
        for reference, value in values.items():
            workbook.active[reference] = value

    return only_sheet(read(xlsx(fill)))


# --- values ---


def test_rows_begin_at_row_1_of_excel_and_column_a_wherever_the_table_stands(read):
    assert cells(read, C3="Giàng A Páo").rows == [(None,) * 3, (None,) * 3, (None, None, "Giàng A Páo")]


def test_empty_rows_and_columns_at_the_end_are_cut(read):
    assert cells(read, A1="x", A4="", D1="").rows == [("x",)]


def test_an_id_typed_as_a_number_is_a_whole_number(read):
    value = cells(read, A1=14085001234.0).rows[0][0]
    assert value == 14085001234
    assert type(value) is int


def test_fractions_truths_zeros_and_ones_keep_their_kinds(read):
    row = cells(read, A1=1.5, B1=True, C1=1, D1=0, E1=False).rows[0]
    assert row == (1.5, True, 1, 0, False)
    assert [type(value) for value in row] == [float, bool, int, int, bool]


def test_dates_without_time_are_dates_and_times_are_kept(read):
    row = cells(
        read, A1=date(2018, 10, 17), B1=datetime(2018, 10, 17, 8, 30), C1=time(8, 30), D1=timedelta(hours=30)
    ).rows[0]
    assert row == (date(2018, 10, 17), datetime(2018, 10, 17, 8, 30), time(8, 30), timedelta(hours=30))
    assert type(row[0]) is date


def test_dates_counted_from_1904_are_the_same_days(read):
    def fill(workbook: openpyxl.Workbook) -> None:
        workbook.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        workbook.active["A1"] = date(1975, 3, 7)

    assert only_sheet(read(xlsx(fill))).rows == [(date(1975, 3, 7),)]


@pytest.mark.parametrize("text", ["=1+1", "+84912", "-5", "@SUM(A1)"])
def test_text_that_looks_like_a_formula_is_text(read, text):
    sheet = only_sheet(read(hostile.xlsx(hostile.row(1, hostile.text_cell("A1", text)))))
    assert sheet.rows == [(text,)]
    assert sheet.errors == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nguyễn_x0000_ Văn", "Nguyễn Văn"),
        ("Nam_x000D_\nTày", "Nam\nTày"),
        ("a\u200bb\u202ec\ufeffd", "abcd"),
        ("a\tb\nc", "a\tb\nc"),
        ("­l­u", "­l­u"),
        ("Nông\u00a0Thị  Lan ", "Nông\u00a0Thị  Lan "),
        ("Hoàng", "Hoàng"),
    ],
)
def test_only_what_no_eye_can_see_is_taken_from_a_text(read, text, expected):
    assert cells(read, A1=text).rows == [(expected,)]


def test_the_soft_hyphen_stays_because_it_is_a_letter_of_tcvn3(read):
    assert cells(read, A1="Th\u00ad¬ng").rows == [("Th\u00ad¬ng",)]


def test_equal_texts_are_one_object(read):
    rows = cells(read, A1="Thổ Bình", A2="Thổ Bình").rows
    assert rows[0][0] is rows[1][0]


# --- sheets ---


def test_hidden_and_very_hidden_sheets_are_told(read):
    def fill(workbook: openpyxl.Workbook) -> None:
        workbook.active.title = "Bìa"
        workbook.create_sheet("Ẩn").sheet_state = "hidden"
        workbook.create_sheet("Danh mục & khác").sheet_state = "veryHidden"

    sheets = read(xlsx(fill)).sheets
    assert [(s.name, s.hidden) for s in sheets] == [("Bìa", False), ("Ẩn", True), ("Danh mục & khác", True)]


def test_a_chart_sheet_is_passed_over_and_marks_stay_with_their_sheet(read):
    def fill(workbook: openpyxl.Workbook) -> None:
        workbook.create_chartsheet("Biểu đồ", 0)
        workbook.active = 1
        workbook["Sheet"]["B2"] = "=A1"

    sheet = only_sheet(read(xlsx(fill)))
    assert sheet.name == "Sheet"
    assert sheet.errors == {(1, 1): "formula"}


def test_merged_areas_are_cut_to_the_rows_of_the_sheet(read):
    def fill(workbook: openpyxl.Workbook) -> None:
        sheet = workbook.active
        sheet["A1"], sheet["C4"] = "Đ/c Bàn Văn Sùng", "x"
        sheet.merge_cells("A1:A3")
        sheet.merge_cells("B2:H2")
        sheet.merge_cells("F9:G9")

    assert only_sheet(read(xlsx(fill))).merges == (Area(0, 0, 2, 0), Area(1, 1, 1, 2))


def test_a_dimension_that_says_a1_does_not_hide_rows(read):
    rows = "".join(hostile.row(n, hostile.text_cell(f"A{n}", f"hộ {n}")) for n in range(1, 51))
    sheet = only_sheet(read(hostile.xlsx(rows, before='<dimension ref="A1"/>')))
    assert len(sheet.rows) == 50


def test_a_dimension_that_claims_a_million_rows_does_no_harm(read):
    assert only_sheet(read(hostile.claims_a_million_rows())).rows == [("a",)]


def test_a_hundred_thousand_merged_areas_are_read(read):
    assert only_sheet(read(hostile.many_merges())).rows == [("a",)]


# --- error cells and formulas ---


def test_error_cells_are_empty_and_told_by_name(read):
    row = hostile.row(
        4,
        '<c r="B4" t="e"><v>#REF!</v></c>',
        '<c r="C4" t="e"><f>VLOOKUP(A1,D:E,2)</f><v>#N/A</v></c>',
        '<c r="D4"><v>7</v></c>',
    )
    sheet = only_sheet(read(hostile.xlsx(row)))
    assert sheet.rows[3] == (None, None, None, 7)
    assert sheet.errors == {(3, 1): "#REF!", (3, 2): "#N/A"}


def test_a_formula_without_a_stored_result_is_told_and_one_with_a_result_is_its_result(read):
    row = hostile.row(
        1,
        '<c r="A1"><f>SUM(B1:B2)</f><v>12</v></c>',
        '<c r="B1"><f>SUM(A1)</f></c>',
        '<c r="C1"><f>A1&amp;"x"</f><v></v></c>',
        '<c r="D1" t="str"><f>IF(A1,"","x")</f><v></v></c>',
        '<c r="E1" t="str"><f>"Páo"</f><v>Páo</v></c>',
    )
    sheet = only_sheet(read(hostile.xlsx(row)))
    assert sheet.rows == [(12, None, None, None, "Páo")]
    assert sheet.errors == {(0, 1): "formula", (0, 2): "formula"}


def test_errors_are_found_where_rows_and_cells_do_not_say_their_places(read):
    rows = '<row><c><v>1</v></c></row><row><c><v>1</v></c><c t="e"><v>#DIV/0!</v></c></row>'
    assert only_sheet(read(hostile.xlsx(rows))).errors == {(1, 1): "#DIV/0!"}


def test_errors_are_found_where_every_tag_has_a_prefix(read):
    cell = "<x:c r='B2' t='e'><x:v>#NAME?</x:v></x:c><x:c r='C2'><x:f>A1</x:f></x:c>"
    sheet = f'<x:worksheet xmlns:x="{hostile.MAIN}"><x:sheetData><x:row r="2">{cell}</x:row></x:sheetData>'
    errors = only_sheet(read(hostile.xlsx(sheet=sheet + "</x:worksheet>"))).errors
    assert errors == {(1, 1): "#NAME?", (1, 2): "formula"}


# --- old fonts ---


def test_fonts_of_before_unicode_are_told_for_text_cells_only(read):
    def fill(workbook: openpyxl.Workbook) -> None:
        sheet = workbook.active
        for reference, value in {"A1": "Hä tªn", "B1": "Hä tªn", "C1": 5}.items():
            sheet[reference] = value
            sheet[reference].font = Font(name="Arial" if reference == "B1" else ".VnTimeH")

    assert only_sheet(read(xlsx(fill))).fonts == {(0, 0): ".VnTimeH"}


def test_the_font_of_a_part_of_the_text_goes_before_the_cells(read):
    def run(font: str, text: str) -> str:
        return f'<r><rPr><rFont val="{font}"/></rPr><t>{text}</t></r>'

    texts = f'<sst xmlns="{hostile.MAIN}"><si>{run("VNI-Times", "Nguyeãn Vaên")}{run("Arial", "*")}</si></sst>'
    sheet = only_sheet(read(hostile.xlsx(hostile.row(1, '<c r="A1" t="s"><v>0</v></c>'), texts=texts)))
    assert sheet.fonts == {(0, 0): "VNI-Times"}


# --- other formats ---


def test_an_xls_gives_cells_merged_areas_hidden_sheets_errors_and_old_fonts(read):
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Hộ")
    sheet.write(1, 1, "Giàng A Páo", xlwt.easyxf("font: name Arial"))
    sheet.write(1, 2, 14085001234)
    sheet.write(1, 3, date(2018, 10, 17), xlwt.easyxf(num_format_str="DD/MM/YYYY"))
    sheet.write(1, 4, 1.5)
    sheet.write_merge(2, 4, 1, 1, "Hä tªn", xlwt.easyxf("font: name .VnTime"))
    sheet.row(2).set_cell_error(2, 0x17)
    sheet.write(2, 3, True)
    sheet.write(4, 2, "5 khẩu")
    book.add_sheet("Ẩn").visibility = 1
    buffer = io.BytesIO()
    book.save(buffer)

    workbook = read(buffer.getvalue(), "cũ.xlsx")

    assert workbook.format == "xls"
    first, second = workbook.sheets
    assert first.rows[1] == (None, "Giàng A Páo", 14085001234, date(2018, 10, 17), 1.5)
    assert first.rows[2] == (None, "Hä tªn", None, True, None)
    assert first.merges == (Area(2, 1, 4, 1),)
    assert first.errors == {(2, 2): "#REF!"}
    assert first.fonts == {(2, 1): ".VnTime"}
    assert second.hidden


def test_an_xls_of_excel_5_gives_the_bytes_of_its_codepage(read):
    workbook = read(hostile.old_xls(b"Th\xad\xacng", font=".VnTime"), "cũ.xls")
    assert only_sheet(workbook).rows == [("Th\u00ad¬ng",)]
    assert only_sheet(workbook).fonts == {(0, 0): ".VnTime"}


def test_an_ods_gives_cells_merged_areas_and_formulas_without_result(read):
    document = OpenDocumentSpreadsheet()
    table = Table(name="Hộ")
    row = TableRow()
    merged = TableCell(valuetype="string", numberrowsspanned=2, numbercolumnsspanned=1)
    merged.addElement(P(text="Giàng A Páo"))
    row.addElement(merged)
    row.addElement(TableCell(valuetype="float", value="14085001234"))
    row.addElement(TableCell(valuetype="date", datevalue="2018-10-17"))
    table.addElement(row)
    below = TableRow()
    below.addElement(CoveredTableCell())
    below.addElement(TableCell(formula="of:=[.B1]+1"))
    table.addElement(below)
    document.spreadsheet.addElement(table)
    buffer = io.BytesIO()
    document.write(buffer)

    workbook = read(buffer.getvalue(), "hộ.xlsx")

    assert workbook.format == "ods"
    sheet = only_sheet(workbook)
    assert sheet.name == "Hộ"
    assert sheet.rows == [("Giàng A Páo", 14085001234, date(2018, 10, 17)), (None, None, None)]
    assert sheet.merges == (Area(0, 0, 1, 0),)
    assert sheet.errors == {(1, 1): "formula"}


def test_an_ods_of_libreoffice_tells_errors_repeated_cells_and_old_fonts(read):
    style = (
        '<style:style style:name="ce1" style:family="table-cell">'
        '<style:text-properties style:font-name=".VnTime"/></style:style>'
    )
    error = (
        '<table:table-cell table:number-columns-repeated="2" table:formula="of:=1/0" '
        'office:value-type="string" office:string-value="" calcext:value-type="error">'
        "<text:p>#DIV/0!</text:p></table:table-cell>"
    )
    empty = '<table:table-cell table:formula="of:=&quot;&quot;"><text:p/></table:table-cell>'
    text = hostile.ods_text("Hä tªn", 'table:style-name="ce1"')
    rest = '<table:table-cell table:number-columns-repeated="16379"/>'
    rows = (
        f'<table:table-row table:number-rows-repeated="2">{error}{empty}{text}{rest}</table:table-row>'
        '<table:table-row table:number-rows-repeated="1048574"><table:table-cell/></table:table-row>'
    )
    sheet = only_sheet(read(hostile.ods(rows, styles=style)))
    assert sheet.rows == [(None, None, None, "Hä tªn")] * 2
    assert sheet.errors == {(row, column): "#DIV/0!" for row in (0, 1) for column in (0, 1)}
    assert sheet.fonts == {(0, 3): ".VnTime", (1, 3): ".VnTime"}


def test_an_xlsb_gives_cells_merged_areas_and_errors(read):
    def cell(kind: int, column: int, contents: bytes) -> bytes:
        return hostile.xlsb_record(kind, struct.pack("<II", column, 0) + contents)

    workbook = read(
        hostile.xlsb(
            "Thôn Nà Khà",
            hostile.xlsb_record(0, struct.pack("<I", 1) + bytes(13)),
            cell(6, 1, hostile.wide_text("Giàng A Páo")),
            cell(5, 2, struct.pack("<d", 14085001234.0)),
            cell(3, 3, b"\x17"),
            hostile.xlsb_record(146),
            hostile.xlsb_record(176, struct.pack("<IIII", 0, 1, 0, 0)),
        )
    )
    assert workbook.format == "xlsb"
    sheet = only_sheet(workbook)
    assert sheet.name == "Thôn Nà Khà"
    assert sheet.rows == [(None,) * 4, (None, "Giàng A Páo", 14085001234, None)]
    assert sheet.errors == {(1, 3): "#REF!"}
    assert sheet.merges == (Area(0, 0, 1, 0),)


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.xlsx")), ids=lambda path: path.stem)
def test_samples_have_the_cells_that_openpyxl_reads(sample):
    openpyxl_book = openpyxl.load_workbook(sample, data_only=True)
    for own_sheet, sheet in zip(read_workbook(sample).sheets, openpyxl_book.worksheets, strict=True):
        expected = [tuple(_plain(value) for value in row) for row in sheet.iter_rows(values_only=True)]
        assert own_sheet.rows == expected
        assert len(own_sheet.merges) == len(sheet.merged_cells.ranges)


def _plain(value: object) -> object:
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date()
    return value or None if isinstance(value, str) else value


# --- the child ---


def test_the_child_loads_neither_django_nor_openpyxl(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(hostile.xlsx(hostile.row(1, hostile.text_cell("A1", "a"))))
    watch = "import sys, os; os._exit = lambda code: print(*sys.modules, file=sys.stderr)\n"
    command = child_process.command({"suffix": ".xlsx", **Limits().__dict__})
    command[command.index("-c") + 1] = watch + child_process._START
    with path.open("rb") as file:
        done = subprocess.run(command, stdin=file, capture_output=True, timeout=60, check=True)
    modules = done.stderr.decode().split()
    assert "python_calamine" in modules
    assert not {name.partition(".")[0] for name in modules} & {"django", "openpyxl"}
