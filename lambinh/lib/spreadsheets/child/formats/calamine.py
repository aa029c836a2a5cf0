"""Sheets through python-calamine, within the limits."""

from collections.abc import Iterable
from typing import Any, BinaryIO

import python_calamine

from lambinh.lib.spreadsheets.child.output import Edges, FileRejected, Mark, Output

_VISIBLE = python_calamine.SheetVisibleEnum.Visible
_WORKSHEET = python_calamine.SheetTypeEnum.WorkSheet


class Extra:
    """What the library does not tell of a sheet."""

    def __init__(self) -> None:
        self.errors: list[Mark] = []
        self.fonts: list[Mark] = []
        self.merges: list[Edges] = []


def read(file: BinaryIO, options: dict[str, Any], output: Output, extras: dict[int, Extra] | None = None) -> None:
    """Hand over all worksheets; `extras` adds, by a sheet's place, what was found out otherwise."""
    workbook = _open(file)
    metadata = list(enumerate(workbook.sheets_metadata))
    sheets = [(place, sheet) for place, sheet in metadata if sheet.typ == _WORKSHEET]
    if len(sheets) > options["sheets"]:
        raise FileRejected("too_many_sheets", count=len(sheets), limit=options["sheets"])
    for place, about in sheets:
        extra = (extras or {}).get(place) or Extra()
        sheet = workbook.get_sheet_by_index(place)
        # total_height and total_width are numbers of the last row and column, not counts.
        last_row, last_column = sheet.end or (-1, -1)
        height = 1 + max([last_row, *(row for row, _column, _text in extra.errors)])
        width = 1 + max([last_column, *(column for _row, column, _text in extra.errors)])
        check_size(about.name, height, width, options)
        output.sheet(
            about.name,
            sheet.iter_rows(),
            left=sheet.start[1] if sheet.start else 0,
            hidden=about.visible != _VISIBLE,
            merges=[*_edges(sheet.merged_cell_ranges or ()), *extra.merges],
            errors=extra.errors,
            fonts=extra.fonts,
        )


def check_size(name: str, height: int, width: int, options: dict[str, Any]) -> None:
    """Refuse a sheet of more rows, columns or cells than the limits allow."""
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
