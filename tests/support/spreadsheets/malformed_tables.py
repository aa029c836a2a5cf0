"""Rosters with odd contents, as rows of cells and as a file of each format."""

import csv
import io
import random
from datetime import date, datetime, time, timedelta
from xml.sax.saxutils import escape, quoteattr

import openpyxl
import xlwt
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from tests.support.spreadsheets import hostile
from tests.support.spreadsheets.malformed_values import odd_text, odd_value

Rows = list[list[object]]

TITLES = [
    ["ĐẢNG ỦY XÃ THỔ BÌNH"], ["DANH SÁCH", None, "Đảng viên phụ trách hộ năm 2018"],
    ["(Kèm theo Quyết định số 12-QĐ/ĐU ngày 01/11/2018)"],
    ["Thôn Nà Khà, xã Thổ Bình, huyện Lâm Bình"], ["Cấp huyện"], ["DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO"], [],
]  # fmt: skip
MEMBERS = (
    ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Chức vụ", "Chi bộ", "Thôn", "Xã", "Số CCCD", "Điện thoại"],
    [1, "Nguyễn Văn Quang", date(1970, 3, 7), "Nam", "Bí thư chi bộ", "Chi bộ thôn Nà Khà", "Nà Khà", "Thổ Bình",
     "002070000123", "0912345678"],
)  # fmt: skip
HOUSEHOLDS = (
    ["STT", "Mã hộ", "Họ và tên chủ hộ", "Năm sinh", "Dân tộc", "Thôn", "Xã", "Số nhân khẩu", "Diện hộ", "Ghi chú"],
    [1, "LB01", "Giàng A Páo", 1975, "Mông", "Nà Khà", "Thổ Bình", 5, "Hộ nghèo", None],
)
ASSIGNMENTS = (
    ["STT", "Họ và tên đảng viên", "Chức vụ", "Chi bộ", "Mã hộ", "Họ và tên chủ hộ, năm sinh", "Thôn", "Xã",
    "Ngày phân công", "Diện hộ"],
    [1, "Nguyễn Văn Quang", "Trưởng thôn", "Chi bộ thôn Nà Khà", "LB01", "Giàng A Páo (1975)", "Nà Khà", "Thổ Bình",
    "01/11/2018", "nghèo"],
)  # fmt: skip
BOTH = (
    ["TT", "Hộ được phụ trách", "Số khẩu", "Hộ nghèo", "Hộ cận nghèo", "Đảng viên phụ trách", "Thời gian", "Đơn vị"],
    [
        1,
        "1. Giàng A Páo\n2. Ma Thị Hòa",
        5,
        "x",
        None,
        "Đ/c Nguyễn Văn Quang - Bí thư",
        "11/2018 - 12/2019",
        "UBND xã Thổ Bình",
    ],
)
GROUPS = [
    ["I", "Thôn Nà Khà"],
    ["Chi bộ thôn Nà Khà"],
    ["Cộng", None, 12],
    ["Tổng cộng"],
    [],
    ["1", "2", "3", "4"],
    ["Người lập biểu", None, "BÍ THƯ"],
]


def odd_rows(chance: random.Random) -> Rows:
    """A roster with wrong contents in some cells, sometimes also in headings and titles."""
    heading, first = chance.choice([MEMBERS, HOUSEHOLDS, ASSIGNMENTS, BOTH])
    rows: Rows = [list(row) for row in chance.sample(TITLES, chance.randint(0, 3))]
    top = len(rows)
    rows.append(list(heading))
    for number in range(chance.randint(1, 12)):
        rows.append([number + 1, *first[1:]])
        if chance.random() < 0.1:
            rows.append(list(chance.choice(GROUPS)))
    for _ in range(chance.randint(1, 8)):
        row_index = chance.randrange(top + 1, len(rows)) if chance.random() < 0.8 else chance.randrange(len(rows))
        col = chance.randrange(max(1, len(rows[row_index])))
        rows[row_index] += [None] * (col + 1 - len(rows[row_index]))
        rows[row_index][col] = odd_value(chance)
    if chance.random() < 0.2:
        chance.shuffle(rows)
    return rows


def as_xlsx(rows: Rows, chance: random.Random) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append([_for_excel(cell) for cell in row])
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                cell.data_type = chance.choice("fs")
    for _ in range(chance.choice([0, 0, 1, 3])):
        top, left = chance.randint(1, len(rows) + 2), chance.randint(1, 9)
        bottom, right = top + chance.choice([0, 1, 5, 99]), left + chance.choice([0, 1, 3, 20])
        sheet.merged_cells.add(f"{_cell(top, left)}:{_cell(bottom, right)}")
    return _save(book)


def _cell(row: int, column: int) -> str:
    return f"{openpyxl.utils.get_column_letter(column)}{row}"


def _for_excel(cell: object) -> object:
    if isinstance(cell, str):
        cell = ILLEGAL_CHARACTERS_RE.sub("", cell)
        return cell.encode("utf-8", "replace").decode()
    if isinstance(cell, date) and cell.year < 1900:
        return str(cell)
    return cell


def as_raw_xlsx(rows: Rows, chance: random.Random) -> bytes:
    """The same with inline texts and without any filter: control characters, wrong kinds, wrong places."""
    xml_rows = []
    for number, row in enumerate(rows, start=1):
        cells = [
            _raw_cell(_cell(number, column), cell, chance) for column, cell in enumerate(row, 1) if cell is not None
        ]
        xml_rows.append(hostile.row(number, *cells))
    return hostile.xlsx("".join(xml_rows), sheet_names=[_sheet_name(chance)])


def _raw_cell(reference: str, cell: object, chance: random.Random) -> str:
    odd = chance.random() < 0.1
    text = escape(str(cell))
    if odd:
        text = (
            chance.choice(["&#0;", "&#1;", "&#xD800;", "&#xFFFF;", "\1", "_x0000_", "&nichts;", "<r/>", "]]>"]) + text
        )
    if isinstance(cell, str):
        return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'
    kind = chance.choice(["n", "b", "e", "str", "d", "s", "z", ""]) if odd else "n"
    formula = chance.choice(["", "", "", "<f>A1+1</f>", '<f t="shared" si="9"/>', '<f t="array" ref="A1:XFD9">1</f>'])
    return f'<c r="{reference}" t="{kind}">{formula}<v>{text}</v></c>'


def _sheet_name(chance: random.Random) -> str:
    return escape(odd_text(chance, chance.choice([31, 300])), {'"': "&quot;"}).replace("\0", "")


def as_xls(rows: Rows, chance: random.Random) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Tờ 1", cell_overwrite_ok=True)
    day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, date | datetime | time):
                sheet.write(number, column, chance.choice([1e9, -5.5, 2_958_466, 60, 0.99999999]), day)
            elif isinstance(cell, int) and not isinstance(cell, bool):
                sheet.write(number, column, float(cell))
            elif cell is not None:
                sheet.write(number, column, str(cell) if isinstance(cell, timedelta) else cell)
    if chance.random() < 0.3:
        sheet.merge(0, chance.randint(0, 20), 0, chance.randint(0, 9))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def as_ods(rows: Rows, chance: random.Random) -> bytes:
    xml_rows = []
    for row in rows:
        cells = "".join(_open_cell(cell, chance) for cell in row)
        repeated = chance.choice(
            [""] * 9 + [' table:number-rows-repeated="99"', ' table:number-rows-repeated="1048576"']
        )
        xml_rows.append(f"<table:table-row{repeated if not cells else ''}>{cells}</table:table-row>")
    return hostile.ods("".join(xml_rows), name=_sheet_name(chance))


def _open_cell(cell: object, chance: random.Random) -> str:
    spans = ""
    if chance.random() < 0.02:
        kind = chance.choice(["rows-spanned", "columns-spanned", "columns-repeated"])
        spans = f' table:number-{kind}="{chance.choice([0, 2, 9, 300, 99999999999, -1, "x"])}"'
    if cell is None:
        return f"<table:table-cell{spans}/>"
    text = escape(_in_xml(str(cell), chance))
    if isinstance(cell, bool):
        about = f'office:value-type="boolean" office:boolean-value="{chance.choice(["true", "false", "ja"])}"'
    elif isinstance(cell, int | float):
        about = f'office:value-type="{chance.choice(["float", "currency", "percentage"])}" office:value="{cell}"'
    elif isinstance(cell, date):
        about = (
            f'office:value-type="date" office:date-value="{chance.choice([cell.isoformat(), "0000-00-00", "x", ""])}"'
        )
    elif isinstance(cell, time | timedelta):
        about = f'office:value-type="time" office:time-value="{chance.choice(["PT99H", "P1D", "PT-5S", "", "25:00"])}"'
    else:
        about = 'office:value-type="string"'
    formula = f" table:formula={quoteattr('of:=1/0')}" if chance.random() < 0.03 else ""
    return f"<table:table-cell {about}{formula}{spans}><text:p>{text}</text:p></table:table-cell>"


ENCODINGS = [
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "cp1258",
    "cp1252",
    "latin-1",
    "utf-7",
    "shift_jis",
]


def as_csv(rows: Rows, chance: random.Random) -> bytes:
    buffer = io.StringIO()
    line = chance.choice(["\n", "\r\n", "\r", "\n\r", "\r\r\n"])
    writer = csv.writer(buffer, delimiter=chance.choice(",;\t|"), lineterminator=line, quoting=chance.choice([0, 0, 1]))
    writer.writerows([[cell.isoformat() if isinstance(cell, date) else cell for cell in row] for row in rows])
    text = chance.choice(["", "", "", "sep=;\n", "\ufeff\ufeff", "\n\n\n", '"', "\x1a"]) + buffer.getvalue()
    if chance.random() < 0.15:
        index = chance.randrange(len(text))
        text = (
            text[:index]
            + chance.choice(["\0", '"', "\0\0\0\0", '""', "\r", "\x1a", "\ud800", "'", "\x85"])
            + text[index:]
        )
    return text.encode(chance.choice(ENCODINGS), chance.choice(["replace", "ignore", "xmlcharrefreplace"]))


def _in_xml(text: str, chance: random.Random) -> str:
    """The text, mostly without characters that XML cannot hold."""
    return (
        text
        if chance.random() < 0.05
        else ILLEGAL_CHARACTERS_RE.sub("", text).replace("\uffff", "").replace("\ufffe", "")
    )


def _save(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
