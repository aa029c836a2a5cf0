"""Users download their workbook with its problems marked; no file can harm the process that writes it."""

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import pytest
import xlwt
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from assignments.rosters.parsing import read_roster
from assignments.rosters.workbooks.annotated import CellAnnotation, annotated_workbook, token_of
from lambinh.lib.spreadsheets.child.annotations.cell_annotations import AUTHOR, COLOURS, MAX_COMMENTS
from lambinh.lib.spreadsheets.reader import read_workbook
from lambinh.lib.spreadsheets.types import Limits, UnreadableFile
from tests.support.spreadsheets import hostile

ROWS = [
    ["DANH SÁCH HỘ GIA ĐÌNH xã Thổ Bình"],
    ["Mã hộ", "Họ và tên chủ hộ", "Năm sinh", "Thôn", "Số nhân khẩu"],
    ["0045", "Giàng A Páo", 1975, "Nà Khà", 5],
    ["0046", "Ma Thị Hòa", 2980, "Nà Khà", "năm"],
    ["0047", "Lý Văn Sáng", 1990, "Nà Cọn", 3],
]
WRONG_YEAR = CellAnnotation("Danh sách", 4, 2, "“2980” nằm trong tương lai: sửa lại năm sinh.", "error")
WRONG_SIZE = CellAnnotation("Danh sách", 4, 4, "“năm” không phải là số người.", "error")
UNUSUAL = CellAnnotation("Danh sách", 5, 4, "Xem lại số nhân khẩu.", "warning")
MARKS = [WRONG_YEAR, WRONG_SIZE, UNUSUAL]


def new_book() -> Workbook:
    book = Workbook()
    book.active.title = "Danh sách"
    for row in ROWS:
        book.active.append(row)
    return book


def save_book(book: Any, path: Path) -> Path:
    book.save(path)
    return path


def as_xls(path: Path) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Danh sách")
    for row_index, row in enumerate(ROWS):
        for column, value in enumerate(row):
            sheet.write(row_index, column, value)
    book.add_sheet("Mục lục").visibility = 1
    sheet.write_merge(9, 10, 0, 1, "Người lập")
    return save_book(book, path)


def as_ods(path: Path) -> Path:
    cells = "".join(
        f"<table:table-row>{''.join(hostile.ods_text(str(value)) for value in row)}</table:table-row>" for row in ROWS
    )
    path.write_bytes(hostile.ods(cells, name="Danh sách"))
    return path


def as_csv(path: Path) -> Path:
    path.write_text("\n".join(";".join(map(str, row)) for row in ROWS), encoding="utf-8-sig")
    return path


def annotate_file(path: Path, marks: list[CellAnnotation] = MARKS, name: str = "", **limits: Any) -> Workbook:
    """The annotated workbook; also saved beside the file as "back.xlsx"."""
    data = annotated_workbook(path, name=name or path.name, annotations=marks, token="t0k-3n", limits=Limits(**limits))
    path.with_name("back.xlsx").write_bytes(data)
    return load_workbook(io.BytesIO(data))


def annotations(book: Workbook, sheet: str = "Danh sách") -> dict[str, tuple[str, str | None]]:
    """Every coloured or commented cell: its level, and its comment."""
    levels = {colour: level for level, colour in COLOURS.items()}
    return {
        cell.coordinate: (levels.get(cell.fill.fgColor.rgb, "") if cell.fill.fill_type else "", text)
        for row in book[sheet].iter_rows()
        for cell in row
        if (text := cell.comment.text if cell.comment else None) or cell.fill.fill_type
    }


MARKED = {"C4": ("error", WRONG_YEAR.message), "E4": ("error", WRONG_SIZE.message), "E5": ("warning", UNUSUAL.message)}


# --- the user's own .xlsx ---


def test_faulty_cells_are_coloured_and_say_what_is_wrong(tmp_path):
    back = annotate_file(save_book(new_book(), tmp_path / "a.xlsx"))

    assert annotations(back) == MARKED
    assert back["Danh sách"]["C4"].comment.author == AUTHOR


def test_everything_else_stays_as_the_user_had_it(tmp_path):
    book = new_book()
    sheet = book.active
    sheet["G3"] = "=E3*2"
    sheet["A1"].font = Font(name="Times New Roman", bold=True, size=15)
    sheet["B3"].fill = PatternFill("solid", fgColor="FF00B0F0")
    sheet["B3"].hyperlink = "https://example.test/"
    sheet["C4"].number_format = "0000"
    sheet["B5"].comment = Comment("Hỏi lại trưởng thôn", "Chị Mai")
    sheet.merge_cells("A1:E1")
    sheet.column_dimensions["B"].width = 41
    sheet.freeze_panes = "A3"
    choices = DataValidation(type="list", formula1='"Nà Khà,Nà Cọn"')
    choices.add("D3:D9")
    sheet.add_data_validation(choices)
    book.create_sheet("Mục lục")["A1"] = "Thôn"
    book["Mục lục"].sheet_state = "hidden"

    back = annotate_file(save_book(book, tmp_path / "a.xlsx"))

    sheet = back["Danh sách"]
    assert sheet["G3"].value == "=E3*2"
    assert (sheet["A1"].font.name, sheet["A1"].font.size) == ("Times New Roman", 15)
    assert sheet["B3"].fill.fgColor.rgb == "FF00B0F0"
    assert sheet["B3"].hyperlink.target == "https://example.test/"
    assert (sheet["C4"].number_format, sheet["C4"].value) == ("0000", 2980)
    assert (sheet["B5"].comment.text, sheet["B5"].comment.author) == ("Hỏi lại trưởng thôn", "Chị Mai")
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:E1"]
    assert (sheet.column_dimensions["B"].width, sheet.freeze_panes) == (41, "A3")
    assert str(sheet.data_validations.dataValidation[0].sqref) == "D3:D9"
    assert (back["Mục lục"].sheet_state, back["Mục lục"]["A1"].value) == ("hidden", "Thôn")


def test_several_messages_of_a_cell_are_joined_and_the_worst_gives_the_colour(tmp_path):
    marks = [
        CellAnnotation("Danh sách", 4, 2, "Xem lại.", "warning"),
        CellAnnotation("Danh sách", 4, 2, "Sửa năm sinh.", "error"),
        CellAnnotation("Danh sách", 4, 2, "Xem lại.", "warning"),
    ]

    assert annotations(annotate_file(save_book(new_book(), tmp_path / "a.xlsx"), marks)) == {
        "C4": ("error", "Xem lại.\nSửa năm sinh.")
    }


def test_a_mark_without_a_column_stands_in_the_first_filled_cell_of_its_row(tmp_path):
    book = new_book()
    book.active["A5"] = None
    marks = [
        CellAnnotation("Danh sách", 5, None, "Hộ này có hai lần.", "error"),
        CellAnnotation("Danh sách", 9, None, "Trống.", "error"),
    ]

    assert set(annotations(annotate_file(save_book(book, tmp_path / "a.xlsx"), marks))) == {"B5", "A9"}


def test_a_mark_inside_a_merged_cell_stands_where_the_text_is(tmp_path):
    book = new_book()
    book.active.merge_cells("D3:D4")

    back = annotate_file(
        save_book(book, tmp_path / "a.xlsx"), [CellAnnotation("Danh sách", 4, 3, "Không có thôn này.", "error")]
    )

    assert annotations(back) == {"D3": ("error", "Không có thôn này.")}


def test_marks_of_sheets_and_cells_that_cannot_be_are_passed_over(tmp_path):
    marks = [
        CellAnnotation("Không có", 1, 1, "a", "error"),
        CellAnnotation("Danh sách", 0, 1, "b", "error"),
        CellAnnotation("Danh sách", 2_000_000, 1, "c", "error"),
        CellAnnotation("Danh sách", 1, 20_000, "d", "error"),
    ]

    assert annotations(annotate_file(save_book(new_book(), tmp_path / "a.xlsx"), marks)) == {}


def test_a_comment_of_the_users_own_is_kept_above_ours_and_alone_when_the_fault_is_gone(tmp_path):
    book = new_book()
    book.active["C4"].comment = Comment("Hỏi lại trưởng thôn", "Chị Mai")

    annotate_file(save_book(book, tmp_path / "a.xlsx"))
    text = load_workbook(tmp_path / "back.xlsx").active["C4"].comment.text
    assert text.startswith("Hỏi lại trưởng thôn\n") and text.endswith(WRONG_YEAR.message)

    second_copy = annotate_file((tmp_path / "back.xlsx").rename(tmp_path / "b.xlsx"), [])
    assert annotations(second_copy) == {"C4": ("", "Hỏi lại trưởng thôn")}
    assert second_copy.active["C4"].comment.author == "Chị Mai"


def test_earlier_marks_go_from_cells_that_are_right_now(tmp_path):
    annotate_file(save_book(new_book(), tmp_path / "a.xlsx"))
    (tmp_path / "back.xlsx").rename(tmp_path / "b.xlsx")

    assert annotations(annotate_file(tmp_path / "b.xlsx", [UNUSUAL])) == {"E5": MARKED["E5"]}


def test_a_colour_of_ours_that_was_dragged_down_goes_too(tmp_path):
    book = annotate_file(save_book(new_book(), tmp_path / "a.xlsx"))
    book.active["C5"].fill = PatternFill("solid", fgColor=COLOURS["error"])

    assert annotations(annotate_file(save_book(book, tmp_path / "b.xlsx"), [])) == {}


def test_marks_whose_author_another_program_dropped_go_too_and_a_persons_comment_stays(tmp_path):
    book = annotate_file(save_book(new_book(), tmp_path / "a.xlsx"))
    for reference in ("C4", "E4", "E5"):
        book.active[reference].comment.author = " "
    book.active["B3"].comment = Comment("Hỏi lại trưởng thôn", " ")

    assert annotations(annotate_file(save_book(book, tmp_path / "b.xlsx"), [])) == {"B3": ("", "Hỏi lại trưởng thôn")}


def test_long_messages_have_a_larger_box(tmp_path):
    marks = [
        CellAnnotation("Danh sách", 4, 2, "Ngắn.", "error"),
        CellAnnotation("Danh sách", 5, 2, "Dài dòng văn tự. " * 20, "error"),
    ]
    annotate_file(save_book(new_book(), tmp_path / "a.xlsx"), marks)

    with zipfile.ZipFile(tmp_path / "back.xlsx") as archive:
        (drawing,) = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".vml")]

    assert "height:34px" in drawing
    assert "height:160px" in drawing


def test_macros_are_dropped(tmp_path):
    path = save_book(new_book(), tmp_path / "a.xlsm")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    plain, with_macros = b"vnd.openxmlformats-officedocument.spreadsheetml.sheet.", b"vnd.ms-excel.sheet.macroEnabled."
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(plain, with_macros)
    path.write_bytes(hostile.zip_of([*parts.items(), ("xl/vbaProject.bin", b"macro")]))
    assert b"macroEnabled" in parts["[Content_Types].xml"]

    assert annotations(annotate_file(path)) == MARKED
    with zipfile.ZipFile(tmp_path / "back.xlsx") as archive:
        assert "xl/vbaProject.bin" not in archive.namelist()
        assert b"macroEnabled" not in archive.read("[Content_Types].xml")


# --- other formats ---


@pytest.mark.parametrize(("make", "name"), [(as_xls, "a.xls"), (as_ods, "a.ods"), (as_csv, "Danh sách.csv")])
def test_of_any_other_format_the_cells_come_back_in_an_xlsx_with_the_same_marks(tmp_path, make, name):
    back = annotate_file(make(tmp_path / name))

    assert annotations(back) == MARKED
    assert [cell.value for cell in back["Danh sách"][3]][:2] in (["0045", "Giàng A Páo"], [45, "Giàng A Páo"])
    assert token_of(tmp_path / "back.xlsx") == "t0k-3n"


def test_the_cells_of_an_old_workbook_read_the_same_when_they_are_given_back(tmp_path):
    path = as_xls(tmp_path / "a.xls")
    before = read_workbook(path)
    annotate_file(path)
    after = read_workbook(tmp_path / "back.xlsx")

    assert [(sheet.name, sheet.hidden, sheet.rows, sheet.merges) for sheet in after.sheets] == [
        (sheet.name, sheet.hidden, sheet.rows, sheet.merges) for sheet in before.sheets
    ]


def test_texts_dates_and_faults_of_cells_survive_being_written_anew(tmp_path):
    path = tmp_path / "Danh sách.csv"
    path.write_text("Mã;Tên;Ngày\n007;=1+1;07/03/1975\n8;#N/A;-Páo\n", encoding="utf-8-sig")
    before = read_workbook(path).sheets[0].rows
    back = annotate_file(path, [CellAnnotation("Danh sách", 2, 1, "Không phải tên.", "error")])

    assert read_workbook(tmp_path / "back.xlsx").sheets[0].rows == before
    assert not [cell for row in back.active.iter_rows() for cell in row if cell.data_type == "f"]


def test_an_xlsx_that_openpyxl_does_not_manage_is_written_anew(tmp_path):
    path = tmp_path / "a.xlsx"
    cells = hostile.row(4, hostile.text_cell("C4", "2980")) + hostile.row(5, hostile.text_cell("E5", "3"))
    path.write_bytes(hostile.xlsx(cells, sheet_names=["Danh sách"], extra=[("docProps/core.xml", "<broken")]))
    with pytest.raises(ParseError):
        load_workbook(path)

    assert set(annotations(annotate_file(path))) == {"C4", "E4", "E5"}


def test_an_error_cell_and_an_old_font_are_the_same_when_written_anew(tmp_path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("Danh sách")
    font = xlwt.Font()
    font.name = ".VnTime"
    style = xlwt.XFStyle()
    style.font = font
    sheet.write(0, 0, "Gi\xb5ng A P\xb8o", style)
    path = save_book(book, tmp_path / "a.xls")
    before = read_workbook(path).sheets[0]
    annotate_file(path, [CellAnnotation("Danh sách", 1, 0, "Xem lại.", "warning")])

    assert before.fonts
    assert read_workbook(tmp_path / "back.xlsx").sheets[0].fonts == before.fonts


@pytest.mark.fault
def test_a_workbook_that_openpyxl_cannot_hold_is_written_anew_row_by_row(tmp_path):
    book = new_book()
    book.active["A1"].font = Font(bold=True)
    for number in range(12_000):
        book.active.append([f"{number}", f"Giàng A Páo {number}", 1975, "Nà Khà", 5, "Hộ nghèo", "x", "y"])

    back = annotate_file(save_book(book, tmp_path / "a.xlsx"), memory_bytes=68 * 1024**2)

    assert not back.active["A1"].font.bold
    assert annotations(back) == MARKED
    assert back.active.max_row == 12_005


# --- corrected and uploaded again ---


def test_a_mended_workbook_is_read_without_a_trace_of_the_marks(tmp_path):
    book = annotate_file(save_book(new_book(), tmp_path / "a.xlsx"))
    book.active["C4"], book.active["E4"] = 1980, 4

    roster = read_roster(read_workbook(save_book(book, tmp_path / "b.xlsx")), today=date(2026, 11, 23))

    assert roster.notices == ()
    (table,) = roster.tables
    assert table.notices == ()
    assert [row.problems for row in table.rows] == [(), (), ()]
    assert [(row.values["head_birth_year"], row.values["household_size"]) for row in table.rows] == [
        (1975, 5),
        (1980, 4),
        (1990, 3),
    ]


def test_the_import_that_a_workbook_belongs_to_is_known_again(tmp_path):
    annotate_file(save_book(new_book(), tmp_path / "a.xlsx"))
    assert token_of(tmp_path / "a.xlsx") == ""
    assert token_of(tmp_path / "back.xlsx") == "t0k-3n"

    marked_again = annotated_workbook(
        tmp_path / "back.xlsx", name="b.xlsx", annotations=[], token="an/other", limits=Limits()
    )
    (tmp_path / "b.xlsx").write_bytes(marked_again)
    assert token_of(tmp_path / "b.xlsx") == "an/other"


def properties(xml: bytes) -> bytes:
    return hostile.zip_of([("docProps/custom.xml", xml)])


NAMED = b'<Properties><property name="lam-binh-import"><lpwstr>abc</lpwstr></property>%s</Properties>'


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK",
        b"PK\3\4" + bytes(4000),
        hostile.PICTURE,
        b"Ma ho;Ho ten\n",
        hostile.xlsx(),
        hostile.zip_bomb(3_000_000),
        hostile.zip_with_password(),
        properties(b"<Properties>"),
        properties(b'<!DOCTYPE a [<!ENTITY e "x">]>' + NAMED % b""),
        properties(NAMED % (b" " * 64 * 1024)),
        hostile.zip_of([(f"{number}", "") for number in range(9_000)]),
    ],
)
def test_a_file_without_a_token_of_ours_has_none_whatever_it_holds(tmp_path, data):
    (tmp_path / "a.xlsx").write_bytes(data)

    assert token_of(tmp_path / "a.xlsx") == ""


def test_a_file_that_is_not_there_has_no_token(tmp_path):
    assert token_of(tmp_path / "a.xlsx") == ""
    assert token_of(tmp_path) == ""


def test_other_properties_of_the_user_stay(tmp_path):
    book = new_book()
    book.custom_doc_props.append(StringProperty(name="Cơ quan", value="Đảng ủy xã"))

    back = annotate_file(save_book(book, tmp_path / "a.xlsx"))

    assert {prop.name: prop.value for prop in back.custom_doc_props} == {
        "Cơ quan": "Đảng ủy xã",
        "lam-binh-import": "t0k-3n",
    }


# --- hostile contents ---


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (hostile.PICTURE, "picture"),
        (hostile.zip_bomb(), "unsafe"),
        (hostile.entity_bomb(), "unsafe"),
        (hostile.overlapping_merges(1_000), "damaged"),
        (hostile.encrypted_xlsx(), "password"),
        (hostile.far_apart(), "crashed"),
    ],
)
def test_a_hostile_file_is_refused_with_a_sentence(tmp_path, data, code):
    path = tmp_path / "upload"
    path.write_bytes(data)

    with pytest.raises(UnreadableFile) as caught:
        annotated_workbook(path, name="Danh sách.xlsx", annotations=MARKS, token="", limits=Limits(cpu_seconds=5))

    assert caught.value.code == code
    assert "Danh sách.xlsx" in caught.value.message


def test_a_merged_area_over_the_whole_sheet_is_no_way_to_stop_us(tmp_path):
    path = tmp_path / "a.xlsx"
    merge = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    path.write_bytes(hostile.xlsx(hostile.row(1, hostile.text_cell("A1", "a")), after=merge))

    back = annotate_file(
        path, [CellAnnotation("Sheet1", 1, 0, "Sửa.", "error")], cpu_seconds=3, memory_bytes=400 * 1024**2
    )

    assert annotations(back, "Sheet1") == {"A1": ("error", "Sửa.")}


def test_work_that_takes_too_long_is_given_up(tmp_path):
    path = save_book(new_book(), tmp_path / "a.xlsx")

    with pytest.raises(UnreadableFile) as caught:
        annotated_workbook(path, name="a.xlsx", annotations=MARKS, token="", limits=Limits(wall_seconds=0))

    assert caught.value.code == "too_slow"


def test_nothing_is_left_on_the_disk(tmp_path, monkeypatch):
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    annotate_file(save_book(new_book(), tmp_path / "a.xlsx"))
    annotate_file(as_csv(tmp_path / "Danh sách.csv"))

    assert list(folder.iterdir()) == []


@pytest.mark.fault
def test_more_faults_than_excel_can_comment_are_coloured_all_the_same(tmp_path):
    path = tmp_path / "Danh sách.csv"
    path.write_text("\n".join(f"{number};a" for number in range(MAX_COMMENTS + 10)), encoding="utf-8-sig")
    book = Workbook()
    book.active.title = "Danh sách"
    marks = [CellAnnotation("Danh sách", row, 0, "Sửa.", "error") for row in range(1, MAX_COMMENTS + 11)]

    for file in (path, save_book(book, tmp_path / "a.xlsx")):
        annotated_cells = annotations(annotate_file(file, marks))
        assert len(annotated_cells) == MAX_COMMENTS + 10
        assert sum(text is not None for _level, text in annotated_cells.values()) == MAX_COMMENTS
