"""The output of the child process: values once each, rows as their numbers, errors as codes."""

import json
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import BinaryIO

from lambinh.lib.spreadsheets.child import protocol
from lambinh.lib.spreadsheets.child.values import Numbers, TooLong, shortened

Mark = tuple[int, int, str]  # row and column counted from 0, and the error or font of the cell
Edges = tuple[int, int, int, int]  # top, left, bottom, right of a merged area

_CELLS_PER_FRAME = 250_000
_BYTES_PER_FRAME = 1024 * 1024
_MAX_MARKS = 1_000_000  # of each kind in a workbook; each costs the parent half a kilobyte
_MAX_NAME, _MAX_MARK = 200, 60
_MAX_CHARACTERS = 50_000_000  # in all cells with a long text: many cells may show the same text


class FileRejected(Exception):
    """The file cannot be read: the code of a message and its parameters."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class Output:
    """The pipe to the parent."""

    def __init__(self, stream: BinaryIO, options: protocol.Options) -> None:
        self._stream = stream
        self._longest: int = options["cell_characters"]
        self.numbers = Numbers(self._longest)
        self._marks = Counter[str]()
        self._characters = 0

    def begin(self, file_format: str) -> None:
        self._send(protocol.WORKBOOK, _json({"format": file_format}))

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
        """Output one sheet. `rows` begin in row 1 and column `left`, and all have the same width."""
        grid = self.collect(name, rows, left).trimmed(errors)
        self._check_characters(grid)
        head = {
            "name": shortened(name, _MAX_NAME),
            "hidden": hidden,
            "width": grid.width,
            "merges": clip_areas(merges, grid.height, grid.width),
            "errors": self._limited("errors", errors),
            "fonts": self._limited("fonts", [m for m in fonts if m[0] < grid.height and m[1] < grid.width]),
        }
        self._send(protocol.VALUES, _json(self.numbers.take_new()))
        self._send(protocol.SHEET, _json(head))
        step = max(1, _CELLS_PER_FRAME // grid.width) * grid.width if grid.width else 1
        for start in range(0, len(grid.cells), step):
            self._send(protocol.ROWS, grid.cells[start : start + step].tobytes())

    def book(self, data: bytes) -> None:
        """Output a workbook that was written."""
        for start in range(0, len(data), _BYTES_PER_FRAME):
            self._send(protocol.BOOK, data[start : start + _BYTES_PER_FRAME])

    def end(self) -> None:
        self._send(protocol.END, b"")
        self._stream.flush()

    def fail(self, code: str, **facts: object) -> None:
        self._send(protocol.FAILURE, _json({"code": code, **facts}))
        self._stream.flush()

    def _check_characters(self, grid: "Grid") -> None:
        if self.numbers.long:
            self._characters += sum(map(self.numbers.long.get, grid.cells, repeat(0)))
        if self._characters > _MAX_CHARACTERS:
            raise FileRejected("too_large_inside", megabytes=_MAX_CHARACTERS // 1000**2)

    def _limited(self, kind: str, marks: Sequence[Mark]) -> list[Mark]:
        """Return `marks` with short texts. Raises FileRejected if there are too many."""
        self._marks[kind] += len(marks)
        if self._marks[kind] > _MAX_MARKS:
            raise FileRejected("damaged")
        return [(row, column, shortened(text, _MAX_MARK)) for row, column, text in marks]

    def collect(self, name: str, rows: Iterable[Sequence[object]], left: int) -> "Grid":
        """Return the rows as numbers of values. Raises FileRejected if a text is too long."""
        number, cells, margin = self.numbers.__getitem__, array("I"), array("I", [0] * left)
        width = 0
        for row_number, row in enumerate(rows, start=1):
            try:
                cells.extend(margin)
                cells.extend(map(number, row))
            except TooLong as error:
                cell = f"{column_letters(left + row.index(error.args[0]))}{row_number}"
                raise FileRejected("long_cell", sheet=name, cell=cell, limit=self._longest) from None
            width = width or len(cells)
        return Grid(cells, width)

    def _send(self, kind: bytes, data: bytes) -> None:
        self._stream.write(protocol.HEAD.pack(kind, len(data)))
        self._stream.write(data)


class Grid:
    """The numbers of all cells of a sheet, row after row."""

    def __init__(self, cells: "array[int]", width: int) -> None:
        self.cells = cells
        self.width = width
        self.height = len(cells) // width if width else 0

    def trimmed(self, errors: Sequence[Mark]) -> "Grid":
        """Return the grid without empty rows and columns at its end. Cells of `errors` are not empty."""
        width, height = self.width, self.height
        while width and not any(self.cells[width - 1 :: self.width]):
            width -= 1
        while height and not any(self.cells[(height - 1) * self.width : height * self.width]):
            height -= 1
        width = max([width, *(column + 1 for _row, column, _text in errors)])
        height = max([height, *(row + 1 for row, _column, _text in errors)])
        return Grid(self._resized(width, height), width)

    def _resized(self, width: int, height: int) -> "array[int]":
        if width == self.width:
            resized = self.cells[: height * width]
        else:
            margin = array("I", [0]) * max(0, width - self.width)
            resized = array("I")
            for start in range(0, min(height, self.height) * self.width, self.width or 1):
                resized += self.cells[start : start + min(width, self.width)] + margin
        resized.extend([0] * (height * width - len(resized)))
        return resized


def clip_areas(merges: Iterable[Edges], height: int, width: int) -> list[Edges]:
    """Return the areas, cut to the rows and columns of the sheet. Raises FileRejected if they overlap."""
    areas = []
    covered = 0
    for top, left, bottom, right in merges:
        bottom, right = min(bottom, height - 1), min(right, width - 1)
        if 0 <= top <= bottom and 0 <= left <= right and (top, left) != (bottom, right):
            areas.append((top, left, bottom, right))
            covered += (bottom - top + 1) * (right - left + 1)
    # Otherwise, code that fills merged areas would walk the whole sheet for each of 100,000 areas.
    if covered > height * width:
        raise FileRejected("damaged")
    return areas


def column_letters(column: int) -> str:
    """Return Excel's name of the column counted from 0: 0 → A, 27 → AB."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def _json(contents: object) -> bytes:
    return json.dumps(contents, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
