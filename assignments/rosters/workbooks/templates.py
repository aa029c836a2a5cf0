"""Workbooks that an office fills in: headings that are read with certainty, drop-downs, their own households.

Headings and titles are Vietnamese whoever asks: they are read again, and printed and signed in Vietnamese.
"""

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.formatting.rule import FormulaRule  # type: ignore[import-untyped]
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped]

from assignments.rosters.fields import template_fields
from assignments.rosters.fields.declaration import ALL_LISTS, TemplateColumn
from assignments.rosters.models import RosterKind
from assignments.rosters.parsing.reader import OWN_LISTS
from assignments.rosters.workbooks.template_data import CommuneLists, DropdownLists, PrefilledHousehold
from households.models import Unit

READY_ROWS = 500
FREE_ROWS = 100
"""So many rows at least are free under those that are filled already."""

LISTS_SHEET = OWN_LISTS
TO_CHOOSE = "? chọn tên"
"""Stands where nobody is in charge: a blank would be read as "the same as above". It is read as a wrong name."""

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
    """An .xlsx to fill in for `commune` as it is on `day`; without a commune it has a column for it, and no lists."""
    lists, known = _lists_and_rows(kind, commune, day)
    columns = _columns(kind, commune)
    book = Workbook()
    sheet = book.active
    sheet.title = TABS[kind]
    last = HEADING_ROW + max(READY_ROWS, len(known) + FREE_ROWS)
    _write_head(sheet, kind, commune, columns)
    _make_ready(sheet, columns, last)
    _offer_choices(book, sheet, columns, lists, last)
    if known:
        _fill_in(sheet, columns, known)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _lists_and_rows(
    kind: RosterKind, commune: Unit | None, day: date
) -> tuple[DropdownLists, list[PrefilledHousehold]]:
    if commune is None:
        return DropdownLists(), []
    of_commune = CommuneLists(commune, day)
    if kind == RosterKind.ASSIGNMENTS:
        offered, called = of_commune.members()
        return DropdownLists(of_commune.villages(), members=offered), of_commune.households(called)
    bodies = of_commune.bodies() if kind == RosterKind.MEMBERS else []
    return DropdownLists(of_commune.villages(), bodies=bodies), []


def _columns(kind: RosterKind, commune: Unit | None) -> dict[str, TemplateColumn]:
    """The columns of the workbook by the field that they hold."""
    columns = {"index": INDEX, **{field.name: field.template for field in template_fields(kind) if field.template}}
    if commune is not None:
        del columns["commune"]
    return columns


def _write_head(sheet: Any, kind: RosterKind, commune: Unit | None, columns: Mapping[str, TemplateColumn]) -> None:
    """Title, line of the decision, what to do, headings; only the table scrolls."""
    _line(sheet, 1, f"{TITLES[kind]} – {commune}" if commune else TITLES[kind], Font(bold=True, size=14))
    if kind == RosterKind.ASSIGNMENTS:
        _line(sheet, 2, DECISION_LINE, Font(italic=True))
    _line(sheet, 3, _how_to_fill_in(kind), Font(italic=True, color="FF555555"))
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


def _how_to_fill_in(kind: RosterKind) -> str:
    if kind == RosterKind.ASSIGNMENTS:
        return _("Choose a name in each row that is marked; delete the rows of households that nobody looks after.")
    return _("One row each. Where a cell shows an arrow, choose from its list.")


def _line(sheet: Any, row: int, text: str, font: Font) -> None:
    cell = sheet.cell(row, 1)
    _set(cell, text)
    cell.font = font


def _set(cell: Any, value: str | int | None) -> None:
    """Put `value` into `cell`; no text becomes a formula, whatever it begins with."""
    if value is None or value == "":
        return
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def _make_ready(sheet: Any, columns: Mapping[str, TemplateColumn], last: int) -> None:
    """Number the rows and give their cells lines and formats, so that typed zeros stay."""
    styles = []
    for number, column in enumerate(columns.values(), start=1):
        first = sheet.cell(HEADING_ROW + 1, number)
        first.border, first.number_format = _BORDER, column.number_format
        styles.append(first._style)
    for row in range(HEADING_ROW + 1, last + 1):
        sheet.cell(row, 1, row - HEADING_ROW)
        for number, style in enumerate(styles, start=1):
            # Saying a border again would search all styles of the book for it, 5,000 times.
            sheet.cell(row, number)._style = copy(style)


def _offer_choices(
    book: Workbook, sheet: Any, columns: Mapping[str, TemplateColumn], lists: DropdownLists, last: int
) -> None:
    offered = {
        "villages": lists.villages, "members": lists.members, "bodies": lists.bodies,
        "classes": CLASSES, "sexes": SEXES, "tiers": TIERS,
    }  # fmt: skip
    hidden = book.create_sheet(LISTS_SHEET)
    hidden.sheet_state = "hidden"
    with_choices = [(at, column) for at, column in enumerate(columns.values(), start=1) if offered.get(column.dropdown)]
    for place, (at, column) in enumerate(with_choices, start=1):
        entries = offered[column.dropdown]
        for row, entry in enumerate(entries, start=1):
            _set(hidden.cell(row, place), entry)
        letter = get_column_letter(place)
        validation = _validation(f"='{LISTS_SHEET}'!${letter}$1:${letter}${len(entries)}", column)
        letter = get_column_letter(at)
        validation.add(f"{letter}{HEADING_ROW + 1}:{letter}{last}")
        sheet.add_data_validation(validation)


def _validation(entries: str, column: TemplateColumn) -> DataValidation:
    return DataValidation(
        type="list",
        formula1=entries.removeprefix("="),
        allow_blank=True,
        showErrorMessage=True,
        errorStyle="stop" if column.is_strict else "warning",
        errorTitle=column.heading[:32],
        error=_("Choose an entry of the list.")
        if column.is_strict
        else _("This is not in the list. Keep it all the same?"),
    )


def _fill_in(sheet: Any, columns: Mapping[str, TemplateColumn], known: Sequence[PrefilledHousehold]) -> None:
    numbers = {field: number for number, field in enumerate(columns, start=1)}
    for row, household in enumerate(known, start=HEADING_ROW + 1):
        for field, value in (
            ("household_code", household.code),
            ("head_name", household.head_name),
            ("head_birth_year", household.head_birth_year),
            ("village", household.village),
            ("member_name", household.carer or TO_CHOOSE),
            ("level", TIERS[0]),
        ):
            _set(sheet.cell(row, numbers[field]), value)
    first, letter = HEADING_ROW + 1, get_column_letter(numbers["member_name"])
    marked = FormulaRule(formula=[f'LEFT(${letter}{first},1)="?"'], fill=_TO_DO_FILL)
    sheet.conditional_formatting.add(f"{letter}{first}:{letter}{HEADING_ROW + len(known)}", marked)
