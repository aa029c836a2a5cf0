"""A new .xlsx of the cells that any readable file holds, with its faulty cells coloured and commented."""

import io
import re
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import openpyxl.packaging.extended  # noqa: F401 - else loaded when saving: too late
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange

from lambinh.lib.spreadsheets.child.annotations.cell_annotations import (
    FILLS,
    MOST_COMMENTS,
    CellPosition,
    Job,
    Shown,
    comment,
    set_token,
    shown_on,
)
from lambinh.lib.spreadsheets.child.dispatch import read
from lambinh.lib.spreadsheets.child.output import Edges, Grid, Mark, Output, within
from lambinh.lib.spreadsheets.child.values import MOMENTS

_FIRST_DAY_OF_EXCEL = date(1900, 3, 1)
_UNWRITABLE = re.compile("[\ufffe\uffff\ud800-\udfff]")
_NO_NAME = re.compile(r"[\\*?:/\[\]]")
_LONGEST_NAME = 31
_ROWS_FOR_WIDTHS = 200


def rebuild(job: Job, file: int, options: dict[str, Any], output: Output) -> None:
    """Hand over a new workbook. Raises Refused, or whatever the reader raises."""
    tempfile.tempdir = options["folder"]
    book = _Book(options, job)
    read(file, options, book)
    output.book(book.saved())


class _Book(Output):
    """Takes the cells that would be handed over, and writes them into a workbook, one row at a time."""

    def __init__(self, options: dict[str, Any], job: Job) -> None:
        super().__init__(io.BytesIO(), options)
        self._job, self._stem = job, job.stem
        self._written = Workbook(write_only=True)
        self._values: list[Any] = [None]
        self._comments_left = MOST_COMMENTS

    def begin(self, file_format: str) -> None:
        """Nothing is sent before the whole workbook is written."""

    def sheet(
        self,
        name: str,
        rows: Iterable[Sequence[object]],
        *,
        left: int = 0,
        hidden: bool = False,
        merges: Iterable[Edges] = (),
        errors: Sequence[Mark] = (),
        fonts: Sequence[Mark] = (),
    ) -> None:
        grid = self.collected(name, rows, left).trimmed(errors)
        self._values += map(_value, self.numbers.take_fresh())
        name = name or self._stem
        areas = within(merges, grid.height, grid.width)
        marked_rows = {row - 1 for sheet, row, *_ in self._job.marks if sheet == name}
        shown = shown_on(name, self._job, _Places(grid, areas, marked_rows).of)
        sheet = self._written.create_sheet(_NO_NAME.sub(" ", name)[:_LONGEST_NAME].strip("'") or None)
        sheet.sheet_state = "hidden" if hidden else "visible"
        sheet.merged_cells.ranges.update(_area(edges) for edges in areas)
        self._widen(sheet, grid)
        special = {(row + 1, column + 1): text for row, column, text in errors}
        set_in = {(row + 1, column + 1): font for row, column, font in fonts}
        writer = _Writer(sheet, shown, special, set_in, self._comments_left)
        for number in range(grid.height):
            cells = grid.cells[number * grid.width : (number + 1) * grid.width]
            writer.write(number + 1, [self._values[cell] for cell in cells])
        self._comments_left = max(0, self._comments_left - len(shown))

    def _widen(self, sheet: Any, grid: Grid) -> None:
        for column in range(grid.width):
            cells = grid.cells[column : _ROWS_FOR_WIDTHS * grid.width : grid.width]
            longest = max((len(str(self._values[cell])) for cell in cells if cell), default=0)
            sheet.column_dimensions[get_column_letter(column + 1)].width = max(8, min(40, longest + 2))

    def saved(self) -> bytes:
        sheets = self._written.worksheets or [self._written.create_sheet()]
        if all(sheet.sheet_state == "hidden" for sheet in sheets):
            sheets[0].sheet_state = "visible"
        set_token(self._written, self._job.token)
        file = io.BytesIO()
        self._written.save(file)
        return file.getvalue()


class _Places:
    """Where a mark is put: the first filled cell of a row where none is named, the first of a merged area always."""

    def __init__(self, grid: Grid, areas: Iterable[Edges], marked_rows: set[int]) -> None:
        self._grid = grid
        self._first_of = {
            (row + 1, column + 1): (top + 1, left + 1)
            for top, left, bottom, right in areas
            for row in range(top, bottom + 1)
            if row in marked_rows
            for column in range(left, right + 1)
        }

    def of(self, row: int, column: int | None) -> CellPosition:
        place = (row, self._first_filled(row) if column is None else column + 1)
        return self._first_of.get(place, place)

    def _first_filled(self, row: int) -> int:
        cells = self._grid.cells[(row - 1) * self._grid.width : row * self._grid.width]
        return next((at for at, cell in enumerate(cells, start=1) if cell), 1)


class _Writer:
    """Writes the rows of one sheet."""

    def __init__(
        self,
        sheet: Any,
        shown: dict[CellPosition, Shown],
        errors: dict[CellPosition, str],
        fonts: dict[CellPosition, str],
        comments_left: int,
    ) -> None:
        self._sheet, self._shown, self._errors, self._fonts = sheet, shown, errors, fonts
        self._marked: dict[int, list[int]] = {}
        for row, column in {*shown, *errors, *fonts}:
            self._marked.setdefault(row, []).append(column)
        self._comments_left = comments_left

    def write(self, row: int, values: list[Any]) -> None:
        cells = [self._cell(value) if _needs_a_cell(value) else value for value in values]
        for column in self._marked.get(row, ()):
            cells += [None] * (column - len(cells))
            cells[column - 1] = self._marked_cell(row, column, values[column - 1] if column <= len(values) else None)
        self._sheet.append(cells)

    def _cell(self, value: Any) -> Any:
        cell = WriteOnlyCell(self._sheet, value=value)
        if isinstance(value, str):
            cell.data_type = "s"
            cell.number_format = "@"
        elif type(value) is date:
            cell.number_format = "dd/mm/yyyy"
        elif isinstance(value, datetime):
            cell.number_format = "dd/mm/yyyy hh:mm"
        return cell

    def _marked_cell(self, row: int, column: int, value: Any) -> Any:
        cell = self._cell(value)
        if error := self._errors.get((row, column)):
            _set_error(cell, error)
        if font := self._fonts.get((row, column)):
            cell.font = Font(name=font)
        if one := self._shown.get((row, column)):
            cell.fill = FILLS[one.level]
            if self._comments_left:
                self._comments_left -= 1
                cell.comment = comment(one.text)
        return cell


def _set_error(cell: Any, error: str) -> None:
    """Show the error as the file did; a formula without a result has nothing to show."""
    if error != "formula":
        cell.value = error
        cell.data_type = "e" if error.startswith("#") else "s"


def _needs_a_cell(value: Any) -> bool:
    return isinstance(value, date) or (isinstance(value, str) and value[:1] in "=#")


def _value(plain: Any) -> Any:
    """What a cell is given for a value as it is handed over."""
    if type(plain) is list:
        moment = MOMENTS[plain[0]](*plain[1:])
        too_old = isinstance(moment, date) and date(*moment.timetuple()[:3]) < _FIRST_DAY_OF_EXCEL
        return moment.strftime("%d/%m/%Y") if too_old else moment
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", plain) if type(plain) is str else plain


def _area(edges: Edges) -> CellRange:
    top, left, bottom, right = edges
    return CellRange(min_row=top + 1, min_col=left + 1, max_row=bottom + 1, max_col=right + 1)
