"""The user's own .xlsx with its faulty cells coloured and commented; all else stays as it was."""

import io
import re
import tempfile
from typing import Any

import openpyxl.packaging.extended  # noqa: F401 - else loaded when saving: too late
from openpyxl import load_workbook
from openpyxl.cell import MergedCell
from openpyxl.styles import PatternFill
from openpyxl.utils import column_index_from_string

from lambinh.lib.spreadsheets.child.annotations.cell_annotations import (
    AUTHOR,
    COLOURS,
    FILLS,
    MOST_COMMENTS,
    CellPosition,
    Job,
    Shown,
    comment,
    set_token,
    shown_on,
)
from lambinh.lib.spreadsheets.child.dispatch import bytes_of, format_of
from lambinh.lib.spreadsheets.child.formats.zip_archive import Archive
from lambinh.lib.spreadsheets.child.output import FileRejected, Output
from lambinh.lib.spreadsheets.child.protocol import MARKED_AS

# MEASURED: a cell costs 600 bytes and 35 µs, there and back; with more cells the limits would end it half-way.
_MOST_CELLS = 800_000
_CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})""")
_OURS_BELOW = f"\n— {AUTHOR} —\n"


def mark(job: Job, file: int, options: dict[str, Any], output: Output) -> None:
    """Hand over the workbook with its marks. Raises Refused where it is no .xlsx or too much, or what openpyxl does."""
    tempfile.tempdir = options["folder"]
    data = _checked(file, options)
    book = load_workbook(io.BytesIO(data), rich_text=True)
    del data
    _clear_earlier(book)
    comments_left = MOST_COMMENTS
    for sheet in book.worksheets:
        shown = shown_on(sheet.title, job, _Places(sheet).of)
        _show(sheet, shown, comments_left)
        comments_left = max(0, comments_left - len(shown))
    set_token(book, job.token)
    book.template = False
    book.calculation.fullCalcOnLoad = True  # results of formulas are not kept
    marked = io.BytesIO()
    book.save(marked)
    output.book(marked.getvalue())


def _checked(file: int, options: dict[str, Any]) -> bytes:
    """Return the file when it is an honest .xlsx of a size that can be held."""
    data = bytes_of(file, options)
    archive = Archive(data, options)
    if format_of(archive.names(), archive.read("mimetype")) != "xlsx":
        raise FileRejected("not_marked")
    archive.check_contents(())
    parts = [name for name in archive.names() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
    if sum(_cells_made_for(archive.read(part)) for part in parts) > _MOST_CELLS:
        raise FileRejected("not_marked")
    return data


def _cells_made_for(xml: bytes) -> int:
    """How many cells openpyxl would make for a sheet: one for each that is written, and all of every merged area."""
    count = sum(1 for _found in _CELL.finditer(xml))
    for area in _MERGED.finditer(xml):
        left, top, right, bottom = (part.decode() for part in area.groups())
        width = abs(column_index_from_string(right) - column_index_from_string(left)) + 1
        count += (abs(int(bottom) - int(top)) + 1) * width
    return count


class _Places:
    """Where a mark is put: the first cell of a row where none is named, the first of a merged area always."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._width = sheet.max_column  # each time it is asked for, all cells are gone through
        self._first_of: dict[CellPosition, CellPosition] | None = None

    def of(self, row: int, column: int | None) -> CellPosition:
        place = (row, self._first_filled(row) if column is None else column + 1)
        if isinstance(self._sheet._cells.get(place), MergedCell):
            return self._merged().get(place, place)
        return place

    def _first_filled(self, row: int) -> int:
        cells = (self._sheet._cells.get((row, column)) for column in range(1, self._width + 1))
        return next((cell.column for cell in cells if cell is not None and cell.value is not None), 1)

    def _merged(self) -> dict[CellPosition, CellPosition]:
        if self._first_of is None:
            self._first_of = {
                place: (area.min_row, area.min_col) for area in self._sheet.merged_cells.ranges for place in area.cells
            }
        return self._first_of


def _show(sheet: Any, shown: dict[CellPosition, Shown], comments_left: int) -> None:
    for number, ((row, column), one) in enumerate(shown.items()):
        cell = sheet.cell(row, column)
        cell.fill = FILLS[one.level]
        if number < comments_left:
            said = cell.comment
            cell.comment = comment(said.text + _OURS_BELOW + one.text, said.author) if said else comment(one.text)


def _clear_earlier(book: Any) -> None:
    """Take our marks of an earlier time away; what people have commented stays."""
    ours = {at for at, fill in enumerate(book._fills) if _is_ours(fill)}
    was_marked = MARKED_AS in book.custom_doc_props.names
    for sheet in book.worksheets:
        for cell in sheet._cells.values():
            has_colour = cell._style.fillId in ours
            had_comment = cell._comment is not None and _clear_comment(cell, may_be_ours=was_marked and has_colour)
            # Dragging a value down copies the colour and not the comment.
            if has_colour and (was_marked or had_comment):
                cell.fill = PatternFill()


def _is_ours(fill: Any) -> bool:
    return getattr(fill, "fill_type", None) == "solid" and fill.fgColor.rgb in COLOURS.values()


def _clear_comment(cell: Any, *, may_be_ours: bool) -> bool:
    """Take our words from a comment, or the whole of it when it is ours; say whether there were any."""
    said = cell.comment
    own, _, ours = said.text.partition(_OURS_BELOW)
    # LibreOffice drops the author of every comment.
    if not ours and (said.author == AUTHOR or (may_be_ours and not said.author.strip())):
        cell.comment = None
        return True
    cell.comment = comment(own, said.author)  # its size is not read with it
    return bool(ours)
