"""Write the cells of any readable file into a new .xlsx, with annotations."""

import io
import re
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime

import openpyxl.packaging.extended  # noqa: F401 - loaded now: saving happens in the sandbox
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from lambinh.lib.spreadsheets.child.annotations.cell_annotations import (
    FILLS,
    MAX_COMMENTS,
    Annotation,
    CellPosition,
    Job,
    annotations_by_cell,
    comment,
    set_token,
)
from lambinh.lib.spreadsheets.child.dispatch import read
from lambinh.lib.spreadsheets.child.output import Edges, Grid, Mark, Output, clip_areas
from lambinh.lib.spreadsheets.child.protocol import Options
from lambinh.lib.spreadsheets.child.values import MOMENTS

_FIRST_DAY_OF_EXCEL = date(1900, 3, 1)
_UNWRITABLE = re.compile("[\ufffe\uffff\ud800-\udfff]")
_NOT_IN_NAMES = re.compile(r"[\\*?:/\[\]]")
_MAX_NAME = 31
_ROWS_FOR_WIDTHS = 200


def rebuild(job: Job, file: int, options: Options, output: Output) -> None:
    """Output a new workbook. Raises FileRejected, or any error of the reader."""
    tempfile.tempdir = options.get("folder")
    book = _Book(options, job)
    read(file, options, book)
    output.book(book.saved())


class _Book(Output):
    """Writes the cells into a workbook row by row, instead of sending them."""

    def __init__(self, options: Options, job: Job) -> None:
        super().__init__(io.BytesIO(), options)
        self._job, self._stem = job, job.stem
        self._written = Workbook(write_only=True)
        self._values: list[object] = [None]
        self._comments_left = MAX_COMMENTS

    def begin(self, file_format: str) -> None:
        """Send nothing before the whole workbook is written."""

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
        grid = self.collect(name, rows, left).trimmed(errors)
        self._values += map(_value, self.numbers.take_new())
        name = name or self._stem
        areas = clip_areas(merges, grid.height, grid.width)
        annotations = self._annotations(name, grid, areas)
        sheet = self._create_sheet(name, hidden=hidden)
        sheet.merged_cells.ranges.update(_area(edges) for edges in areas)
        self._set_widths(sheet, grid)
        writer = _SheetWriter(sheet, annotations, _by_position(errors), _by_position(fonts), self._comments_left)
        for row in range(grid.height):
            cells = grid.cells[row * grid.width : (row + 1) * grid.width]
            writer.write(row + 1, [self._values[cell] for cell in cells])
        self._comments_left = max(0, self._comments_left - len(annotations))

    def _annotations(self, name: str, grid: Grid, areas: Iterable[Edges]) -> dict[CellPosition, Annotation]:
        annotated_rows = {row - 1 for sheet, row, *_ in self._job.marks if sheet == name}
        return annotations_by_cell(name, self._job, _Positions(grid, areas, annotated_rows).of)

    def _create_sheet(self, name: str, *, hidden: bool) -> Worksheet:
        sheet = self._written.create_sheet(_NOT_IN_NAMES.sub(" ", name)[:_MAX_NAME].strip("'") or None)
        sheet.sheet_state = "hidden" if hidden else "visible"
        return sheet

    def _set_widths(self, sheet: Worksheet, grid: Grid) -> None:
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


class _Positions:
    """Positions of annotations: the first filled cell of a row if no column is named, the first of a merged area."""

    def __init__(self, grid: Grid, areas: Iterable[Edges], annotated_rows: set[int]) -> None:
        self._grid = grid
        self._first_of = {
            (row + 1, column + 1): (top + 1, left + 1)
            for top, left, bottom, right in areas
            for row in range(top, bottom + 1)
            if row in annotated_rows
            for column in range(left, right + 1)
        }

    def of(self, row: int, column: int | None) -> CellPosition:
        position = (row, self._first_filled(row) if column is None else column + 1)
        return self._first_of.get(position, position)

    def _first_filled(self, row: int) -> int:
        cells = self._grid.cells[(row - 1) * self._grid.width : row * self._grid.width]
        return next((column for column, cell in enumerate(cells, start=1) if cell), 1)


class _SheetWriter:
    """Writes the rows of one sheet."""

    def __init__(
        self,
        sheet: Worksheet,
        annotations: dict[CellPosition, Annotation],
        errors: dict[CellPosition, str],
        fonts: dict[CellPosition, str],
        comments_left: int,
    ) -> None:
        self._sheet, self._annotations, self._errors, self._fonts = sheet, annotations, errors, fonts
        self._special_columns: dict[int, list[int]] = {}
        for row, column in {*annotations, *errors, *fonts}:
            self._special_columns.setdefault(row, []).append(column)
        self._comments_left = comments_left

    def write(self, row: int, values: list[object]) -> None:
        cells = [self._cell(value) if _needs_cell(value) else value for value in values]
        for column in self._special_columns.get(row, ()):
            cells += [None] * (column - len(cells))
            value = values[column - 1] if column <= len(values) else None
            cells[column - 1] = self._special_cell(row, column, value)
        self._sheet.append(cells)

    def _cell(self, value: object) -> Cell:
        cell = WriteOnlyCell(self._sheet, value=value)
        if isinstance(value, str):
            cell.data_type = "s"
            cell.number_format = "@"
        elif type(value) is date:
            cell.number_format = "dd/mm/yyyy"
        elif isinstance(value, datetime):
            cell.number_format = "dd/mm/yyyy hh:mm"
        return cell

    def _special_cell(self, row: int, column: int, value: object) -> Cell:
        cell = self._cell(value)
        if error := self._errors.get((row, column)):
            _set_error(cell, error)
        if font := self._fonts.get((row, column)):
            cell.font = Font(name=font)
        if annotation := self._annotations.get((row, column)):
            cell.fill = FILLS[annotation.level]
            if self._comments_left:
                self._comments_left -= 1
                cell.comment = comment(annotation.text)
        return cell


def _by_position(marks: Sequence[Mark]) -> dict[CellPosition, str]:
    return {(row + 1, column + 1): text for row, column, text in marks}


def _set_error(cell: Cell, error: str) -> None:
    """Show the error as the file did. A formula without a result shows nothing."""
    if error != "formula":
        cell.value = error
        cell.data_type = "e" if error.startswith("#") else "s"


def _needs_cell(value: object) -> bool:
    return isinstance(value, date) or (isinstance(value, str) and value[:1] in "=#")


def _value(plain: object) -> object:
    """The value of a cell, from the form in which it would be sent."""
    if type(plain) is list:
        moment = MOMENTS[plain[0]](*plain[1:])
        too_old = isinstance(moment, date) and date(*moment.timetuple()[:3]) < _FIRST_DAY_OF_EXCEL
        return moment.strftime("%d/%m/%Y") if too_old else moment
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", plain) if type(plain) is str else plain


def _area(edges: Edges) -> CellRange:
    top, left, bottom, right = edges
    return CellRange(min_row=top + 1, min_col=left + 1, max_row=bottom + 1, max_col=right + 1)
