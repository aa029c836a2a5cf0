"""Read sheets with python-calamine, within the limits."""

from collections.abc import Iterable
from typing import BinaryIO

import python_calamine

from lambinh.lib.spreadsheets.child.output import Edges, FileRejected, Mark, Output
from lambinh.lib.spreadsheets.child.protocol import Options

_VISIBLE = python_calamine.SheetVisibleEnum.Visible
_WORKSHEET = python_calamine.SheetTypeEnum.WorkSheet


class Extra:
    """Details of a sheet that python-calamine omits."""

    def __init__(self) -> None:
        self.errors: list[Mark] = []
        self.fonts: list[Mark] = []
        self.merges: list[Edges] = []


def read(file: BinaryIO, options: Options, output: Output, extras: dict[int, Extra] | None = None) -> None:
    """Output all worksheets. `extras` adds, by the index of the sheet, what python-calamine omits."""
    workbook = _open(file)
    worksheets = [(i, metadata) for i, metadata in enumerate(workbook.sheets_metadata) if metadata.typ == _WORKSHEET]
    if len(worksheets) > options["sheets"]:
        raise FileRejected("too_many_sheets", count=len(worksheets), limit=options["sheets"])
    for i, metadata in worksheets:
        extra = (extras or {}).get(i) or Extra()
        sheet = workbook.get_sheet_by_index(i)
        check_size(metadata.name, *_size(sheet, extra), options)
        output.sheet(
            metadata.name,
            sheet.iter_rows(),
            left=sheet.start[1] if sheet.start else 0,
            hidden=metadata.visible != _VISIBLE,
            merges=[*_edges(sheet.merged_cell_ranges or ()), *extra.merges],
            errors=extra.errors,
            fonts=extra.fonts,
        )


def _size(sheet: python_calamine.CalamineSheet, extra: Extra) -> tuple[int, int]:
    """The number of rows and columns, cells with errors included."""
    # total_height and total_width are the numbers of the last row and column, not counts.
    last_row, last_column = sheet.end or (-1, -1)
    height = 1 + max([last_row, *(row for row, _column, _text in extra.errors)])
    width = 1 + max([last_column, *(column for _row, column, _text in extra.errors)])
    return height, width


def check_size(name: str, height: int, width: int, options: Options) -> None:
    """Raise FileRejected if the sheet has more rows, columns or cells than the limits allow."""
    if height > options["rows"]:
        raise FileRejected("too_many_rows", sheet=name, count=height, limit=options["rows"])
    if width > options["columns"]:
        raise FileRejected("too_many_columns", sheet=name, count=width, limit=options["columns"])
    if height * width > options["cells"]:
        raise FileRejected("too_many_cells", sheet=name, count=height, columns=width)


def _open(file: BinaryIO) -> python_calamine.CalamineWorkbook:
    try:
        return python_calamine.CalamineWorkbook.from_filelike(file)
    except python_calamine.PasswordError:
        raise FileRejected("password") from None


def _edges(ranges: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> list[Edges]:
    return [(top, left, bottom, right) for (top, left), (bottom, right) in ranges]
