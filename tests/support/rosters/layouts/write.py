"""Write a book in the formats of offices."""

import csv
import datetime
import io
from pathlib import Path

import xlwt
from odf import style, table, text
from odf.opendocument import OpenDocumentSpreadsheet
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from tests.support.rosters.layouts.encodings import to_cp1258
from tests.support.rosters.layouts.workbook import ERROR_CELL, Book, Sheet, Value


def write(book: Book, path: Path) -> None:
    """Write `book` at `path` in the book's format."""
    {"xlsx": _xlsx, "xls": _xls, "ods": _ods, "csv": _csv}[book.format](book, path)


def _xlsx(book: Book, path: Path) -> None:
    workbook, fonts = Workbook(), dict[str, Font]()
    workbook.remove(workbook.active)
    for sheet in book.sheets:
        page = workbook.create_sheet(sheet.name)
        page.sheet_state = "hidden" if sheet.hidden else "visible"
        for (row, column), value in sheet.cells.items():
            cell = page.cell(row, column, value)
            if value == ERROR_CELL:
                cell.data_type = "e"
            elif isinstance(value, datetime.date):
                cell.number_format = "dd/mm/yyyy"
            elif isinstance(value, str) and not value.startswith("="):
                cell.data_type = "s"
            name = sheet.fonts[row, column]
            cell.font = fonts.setdefault(name, Font(name=name, size=13))
        for top, left, bottom, right in sheet.merges:
            page.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        for row in sheet.hidden_rows:
            page.row_dimensions[row].hidden = True
        for column in sheet.hidden_columns:
            page.column_dimensions[get_column_letter(column)].hidden = True
    workbook.save(path)


def _xls(book: Book, path: Path) -> None:
    workbook = xlwt.Workbook(encoding="utf-8")
    styles: dict[tuple[str, bool], xlwt.XFStyle] = {}
    for sheet in book.sheets:
        page = workbook.add_sheet(sheet.name)
        page.visibility = 1 if sheet.hidden else 0
        spans = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merges}
        for (row, column), value in sheet.cells.items():
            key = (sheet.fonts[row, column], isinstance(value, datetime.date))
            if key not in styles:
                styles[key] = xlwt.easyxf(f"font: name {key[0]}", num_format_str="DD/MM/YYYY" if key[1] else "General")
            bottom, right = spans.get((row, column), (row, column))
            page.write_merge(row - 1, bottom - 1, column - 1, right - 1, value, styles[key])
    workbook.save(str(path))


def _ods(book: Book, path: Path) -> None:
    document = OpenDocumentSpreadsheet()
    unseen = style.Style(name="unseen", family="table")
    unseen.addElement(style.TableProperties(display="false"))
    document.automaticstyles.addElement(unseen)
    for sheet in book.sheets:
        page = table.Table(name=sheet.name, **({"stylename": unseen} if sheet.hidden else {}))
        _fill_ods(page, sheet)
        document.spreadsheet.addElement(page)
    document.save(str(path))


def _fill_ods(page: table.Table, sheet: Sheet) -> None:
    spans = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merges}
    covered = {
        (row, column)
        for top, left, bottom, right in sheet.merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    } - set(spans)
    width = max(column for _, column in [*sheet.cells, *covered])
    for row in range(1, max(sheet.last_row, 1) + 1):
        line = table.TableRow()
        for column in range(1, width + 1):
            value = sheet.cells.get((row, column))
            if (row, column) in covered:
                line.addElement(table.CoveredTableCell())
                continue
            attributes: dict[str, object] = {}
            if (row, column) in spans:
                bottom, right = spans[row, column]
                attributes = {
                    "numberrowsspanned": bottom - row + 1,
                    "numbercolumnsspanned": right - column + 1,
                }
            line.addElement(_ods_cell(value, attributes))
        page.addElement(line)


def _ods_cell(value: Value, attributes: dict[str, object]) -> table.TableCell:
    if isinstance(value, datetime.date):
        attributes |= {"valuetype": "date", "datevalue": value.isoformat()}
        display = value.strftime("%d/%m/%Y")
    elif isinstance(value, bool):
        attributes |= {"valuetype": "boolean", "booleanvalue": str(value).lower()}
        display = str(value).upper()
    elif isinstance(value, int | float):
        attributes |= {"valuetype": "float", "value": value}
        display = str(value)
    else:
        attributes |= {"valuetype": "string"} if value else {}
        display = value or ""
    cell = table.TableCell(**attributes)
    for paragraph in display.split("\n") if display else ():
        cell.addElement(text.P(text=paragraph))
    return cell


def _csv(book: Book, path: Path) -> None:
    (sheet,) = book.sheets
    encoding, separator = book.csv
    width = max(column for _, column in sheet.cells)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=separator)
    for row in range(1, sheet.last_row + 1):
        values = (sheet.cells.get((row, column)) for column in range(1, width + 1))
        writer.writerow(value.strftime("%d/%m/%Y") if isinstance(value, datetime.date) else value for value in values)
    content = stream.getvalue()
    path.write_bytes(to_cp1258(content) if encoding == "cp1258" else content.encode(encoding))
