"""Template workbooks for offices to fill in: headings that the reader knows, drop-downs, the commune's households.

Headings and titles are Vietnamese in every language: the reader reads them again, and offices print and sign them.
"""

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date
from io import BytesIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from assignments.rosters.fields import template_fields
from assignments.rosters.fields.declaration import ALL_LISTS, TemplateColumn
from assignments.rosters.models import RosterKind
from assignments.rosters.parsing.reader import OWN_LISTS
from assignments.rosters.workbooks.template_data import CommuneLists, DropdownLists, PrefilledHousehold
from households.models import Unit

READY_ROWS = 500
FREE_ROWS = 100
"""At least so many empty rows come below the prefilled ones."""

LISTS_SHEET = OWN_LISTS
TO_CHOOSE = "? chọn tên"
"""The entry of a household without a member in charge. A blank would mean "as above"; this is read as a wrong name."""

CLASSES = ("Hộ nghèo", "Hộ cận nghèo", "Hộ thoát nghèo", "Không nghèo")
SEXES = ("Nam", "Nữ")
TIERS = ("Xã", "Huyện")
INDEX = TemplateColumn("STT", 6, ALL_LISTS)

TITLES = {
    RosterKind.HOUSEHOLDS: "DANH SÁCH HỘ GIA ĐÌNH",
    RosterKind.MEMBERS: "DANH SÁCH ĐẢNG VIÊN",
    RosterKind.ASSIGNMENTS: "DANH SÁCH PHÂN CÔNG ĐẢNG VIÊN PHỤ TRÁCH HỘ GIA ĐÌNH",
}
TABS = {
    RosterKind.HOUSEHOLDS: "Danh sách hộ",
    RosterKind.MEMBERS: "Danh sách đảng viên",
    RosterKind.ASSIGNMENTS: "Phân công",
}
DECISION_LINE = "(Kèm theo Quyết định số ………… ngày …… tháng …… năm ……… của …………………)"
HEADING_ROW = 4

_LINE = Side(style="thin", color="FFB0B0B0")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEADING_FILL = PatternFill("solid", fgColor="FFDDE8F0")
_TO_DO_FILL = PatternFill("solid", bgColor="FFFFF2CC")


def template_book(kind: RosterKind, *, commune: Unit | None, day: date) -> bytes:
    """An .xlsx to fill in for `commune` on `day`; without a commune it has a column for it, and no drop-down lists."""
    lists, households = _lists_and_rows(kind, commune, day)
    columns = _columns(kind, commune)
    book = Workbook()
    sheet = book.active
    sheet.title = TABS[kind]
    last_row = HEADING_ROW + max(READY_ROWS, len(households) + FREE_ROWS)
    _write_header(sheet, kind, commune, columns)
    _format_rows(sheet, columns, last_row)
    _add_dropdowns(book, sheet, columns, lists, last_row)
    if households:
        _prefill(sheet, columns, households)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _lists_and_rows(
    kind: RosterKind, commune: Unit | None, day: date
) -> tuple[DropdownLists, list[PrefilledHousehold]]:
    if commune is None:
        return DropdownLists(), []
    commune_lists = CommuneLists(commune, day)
    if kind == RosterKind.ASSIGNMENTS:
        members, names = commune_lists.members()
        return DropdownLists(commune_lists.villages(), members=members), commune_lists.households(names)
    bodies = commune_lists.bodies() if kind == RosterKind.MEMBERS else []
    return DropdownLists(commune_lists.villages(), bodies=bodies), []


def _columns(kind: RosterKind, commune: Unit | None) -> dict[str, TemplateColumn]:
    """The columns of the workbook by the field that they hold."""
    columns = {"index": INDEX, **{field.name: field.template for field in template_fields(kind) if field.template}}
    if commune is not None:
        del columns["commune"]
    return columns


def _write_header(
    sheet: Worksheet, kind: RosterKind, commune: Unit | None, columns: Mapping[str, TemplateColumn]
) -> None:
    """Write title, decision line, instructions and headings; only the table below them scrolls."""
    _write_line(sheet, 1, f"{TITLES[kind]} – {commune}" if commune else TITLES[kind], Font(bold=True, size=14))
    if kind == RosterKind.ASSIGNMENTS:
        _write_line(sheet, 2, DECISION_LINE, Font(italic=True))
    _write_line(sheet, 3, _instructions(kind), Font(italic=True, color="FF555555"))
    for number, column in enumerate(columns.values(), start=1):
        cell = sheet.cell(HEADING_ROW, number, column.heading)
        cell.font, cell.fill, cell.border = Font(bold=True), _HEADING_FILL, _BORDER
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.row_dimensions[HEADING_ROW].height = 32
    sheet.freeze_panes = sheet.cell(HEADING_ROW + 1, 1)
    sheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _instructions(kind: RosterKind) -> str:
    if kind == RosterKind.ASSIGNMENTS:
        return _("Choose a name in each marked row; delete the rows of households without a member in charge.")
    return _("One row for each. Where a cell shows an arrow, choose from its list.")


def _write_line(sheet: Worksheet, row: int, text: str, font: Font) -> None:
    cell = sheet.cell(row, 1)
    _write(cell, text)
    cell.font = font


def _write(cell: Cell, value: str | int | None) -> None:
    """Write `value` into `cell`; no text becomes a formula, whatever it begins with."""
    if value is None or value == "":
        return
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def _format_rows(sheet: Worksheet, columns: Mapping[str, TemplateColumn], last_row: int) -> None:
    """Number the rows, and format their cells so that leading zeros stay."""
    styles = []
    for number, column in enumerate(columns.values(), start=1):
        first = sheet.cell(HEADING_ROW + 1, number)
        first.border, first.number_format = _BORDER, column.number_format
        styles.append(first._style)
    for row in range(HEADING_ROW + 1, last_row + 1):
        sheet.cell(row, 1, row - HEADING_ROW)
        for number, style in enumerate(styles, start=1):
            # Assigning the border again would search all styles of the book, 5,000 times.
            sheet.cell(row, number)._style = copy(style)


def _add_dropdowns(
    book: Workbook, sheet: Worksheet, columns: Mapping[str, TemplateColumn], lists: DropdownLists, last_row: int
) -> None:
    entries_of = {
        "villages": lists.villages, "members": lists.members, "bodies": lists.bodies,
        "classes": CLASSES, "sexes": SEXES, "tiers": TIERS,
    }  # fmt: skip
    hidden = book.create_sheet(LISTS_SHEET)
    hidden.sheet_state = "hidden"
    with_entries = [
        (number, column, entries)
        for number, column in enumerate(columns.values(), start=1)
        if (entries := entries_of.get(column.dropdown))
    ]
    for list_number, (number, column, entries) in enumerate(with_entries, start=1):
        validation = _validation(_write_entries(hidden, list_number, entries), column)
        letter = get_column_letter(number)
        validation.add(f"{letter}{HEADING_ROW + 1}:{letter}{last_row}")
        sheet.add_data_validation(validation)


def _write_entries(hidden: Worksheet, list_number: int, entries: Sequence[str]) -> str:
    """Write the entries of a drop-down into a column of the hidden sheet; returns their range."""
    for row, entry in enumerate(entries, start=1):
        _write(hidden.cell(row, list_number), entry)
    letter = get_column_letter(list_number)
    return f"'{LISTS_SHEET}'!${letter}$1:${letter}${len(entries)}"


def _validation(entries: str, column: TemplateColumn) -> DataValidation:
    return DataValidation(
        type="list",
        formula1=entries,
        allow_blank=True,
        showErrorMessage=True,
        errorStyle="stop" if column.is_strict else "warning",
        errorTitle=column.heading[:32],
        error=_("Choose an entry from the list.")
        if column.is_strict
        else _("This is not in the list. Keep it anyway?"),
    )


def _prefill(sheet: Worksheet, columns: Mapping[str, TemplateColumn], households: Sequence[PrefilledHousehold]) -> None:
    numbers = {field: number for number, field in enumerate(columns, start=1)}
    for row, household in enumerate(households, start=HEADING_ROW + 1):
        for field, value in (
            ("household_code", household.code),
            ("head_name", household.head_name),
            ("head_birth_year", household.head_birth_year),
            ("village", household.village),
            ("member_name", household.carer or TO_CHOOSE),
            ("tier", TIERS[0]),
        ):
            _write(sheet.cell(row, numbers[field]), value)
    first, letter = HEADING_ROW + 1, get_column_letter(numbers["member_name"])
    rule = FormulaRule(formula=[f'LEFT(${letter}{first},1)="?"'], fill=_TO_DO_FILL)
    sheet.conditional_formatting.add(f"{letter}{first}:{letter}{HEADING_ROW + len(households)}", rule)
