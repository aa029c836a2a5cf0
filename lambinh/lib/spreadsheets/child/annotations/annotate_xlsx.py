"""Annotate the cells of the user's own .xlsx. Everything else stays as it is."""

import io
import re
import tempfile

import openpyxl.packaging.extended  # noqa: F401 - loaded now: saving happens in the sandbox
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.worksheet import Worksheet

from lambinh.lib.spreadsheets.child.annotations.cell_annotations import (
    AUTHOR,
    COLOURS,
    FILLS,
    MAX_COMMENTS,
    Annotation,
    CellPosition,
    Job,
    annotations_by_cell,
    comment,
    set_token,
)
from lambinh.lib.spreadsheets.child.dispatch import bytes_of, format_of
from lambinh.lib.spreadsheets.child.formats.zip_archive import Archive
from lambinh.lib.spreadsheets.child.output import FileRejected, Output
from lambinh.lib.spreadsheets.child.protocol import MARKED_AS, Options

# MEASURED: reading and writing a cell costs 600 bytes and 35 µs. More cells would exceed the limits half-way.
_MAX_CELLS = 800_000
_CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})""")
_OURS_BELOW = f"\n— {AUTHOR} —\n"


def annotate(job: Job, file: int, options: Options, output: Output) -> None:
    """Output the workbook with its annotations.

    Raises FileRejected if it is no .xlsx or too large, or any error of openpyxl.
    """
    tempfile.tempdir = options.get("folder")
    data = _checked_bytes(file, options)
    book = load_workbook(io.BytesIO(data), rich_text=True)
    del data
    _clear_earlier(book)
    comments_left = MAX_COMMENTS
    for sheet in book.worksheets:
        annotations = annotations_by_cell(sheet.title, job, _Positions(sheet).of)
        _annotate(sheet, annotations, comments_left)
        comments_left = max(0, comments_left - len(annotations))
    set_token(book, job.token)
    book.template = False
    book.calculation.fullCalcOnLoad = True  # openpyxl does not keep the results of formulas
    annotated = io.BytesIO()
    book.save(annotated)
    output.book(annotated.getvalue())


def _checked_bytes(file: int, options: Options) -> bytes:
    """Return the contents of an .xlsx that is safe and small enough to annotate."""
    data = bytes_of(file, options)
    archive = Archive(data, options)
    if format_of(archive.names(), archive.read("mimetype")) != "xlsx":
        raise FileRejected("not_marked")
    archive.check_contents(())
    parts = [name for name in archive.names() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
    if sum(_openpyxl_cells(archive.read(part)) for part in parts) > _MAX_CELLS:
        raise FileRejected("not_marked")
    return data


def _openpyxl_cells(xml: bytes) -> int:
    """The number of cells that openpyxl creates for a sheet: every stored cell, and all cells of merged areas."""
    count = sum(1 for _match in _CELL.finditer(xml))
    for area in _MERGED.finditer(xml):
        left, top, right, bottom = (part.decode() for part in area.groups())
        width = abs(column_index_from_string(right) - column_index_from_string(left)) + 1
        count += (abs(int(bottom) - int(top)) + 1) * width
    return count


class _Positions:
    """Positions of annotations: the first filled cell of a row if no column is named, the first of a merged area."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._width = sheet.max_column  # openpyxl goes through all cells each time
        self._first_of: dict[CellPosition, CellPosition] | None = None

    def of(self, row: int, column: int | None) -> CellPosition:
        position = (row, self._first_filled(row) if column is None else column + 1)
        if isinstance(self._sheet._cells.get(position), MergedCell):
            return self._merged().get(position, position)
        return position

    def _first_filled(self, row: int) -> int:
        cells = (self._sheet._cells.get((row, column)) for column in range(1, self._width + 1))
        return next((cell.column for cell in cells if cell is not None and cell.value is not None), 1)

    def _merged(self) -> dict[CellPosition, CellPosition]:
        if self._first_of is None:
            self._first_of = {
                position: (area.min_row, area.min_col)
                for area in self._sheet.merged_cells.ranges
                for position in area.cells
            }
        return self._first_of


def _annotate(sheet: Worksheet, annotations: dict[CellPosition, Annotation], comments_left: int) -> None:
    for i, ((row, column), annotation) in enumerate(annotations.items()):
        cell = sheet.cell(row, column)
        cell.fill = FILLS[annotation.level]
        if i < comments_left:
            cell.comment = _added_comment(cell.comment, annotation.text)


def _added_comment(own: Comment | None, text: str) -> Comment:
    """Our text as a comment, below the user's own comment if there is one."""
    return comment(own.text + _OURS_BELOW + text, own.author) if own else comment(text)


def _clear_earlier(book: Workbook) -> None:
    """Remove the annotations of an earlier import. Comments of users stay."""
    our_fills = {i for i, fill in enumerate(book._fills) if _is_our_fill(fill)}
    was_marked = MARKED_AS in book.custom_doc_props.names
    for sheet in book.worksheets:
        for cell in sheet._cells.values():
            has_colour = cell._style.fillId in our_fills
            had_comment = cell._comment is not None and _clear_comment(cell, may_be_ours=was_marked and has_colour)
            # Dragging a value down copies the colour, but not the comment.
            if has_colour and (was_marked or had_comment):
                cell.fill = PatternFill()


def _is_our_fill(fill: PatternFill) -> bool:
    return getattr(fill, "fill_type", None) == "solid" and fill.fgColor.rgb in COLOURS.values()


def _clear_comment(cell: Cell, *, may_be_ours: bool) -> bool:
    """Remove our text from the comment of a cell; return whether there was any."""
    text, author = cell.comment.text, cell.comment.author
    own, _, ours = text.partition(_OURS_BELOW)
    # LibreOffice drops the author of every comment.
    if not ours and (author == AUTHOR or (may_be_ours and not author.strip())):
        cell.comment = None
        return True
    cell.comment = comment(own, author)  # openpyxl does not read the size of the box
    return bool(ours)
