"""A workbook as plain cells, independent of its file format, with the truth about its rows."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Value = str | int | float | datetime.date | None
Column = tuple[str, str]  # a key of the layout's own, "" for a spacer; the heading, "Group|Under it"
ERROR_CELL = "#REF!"


@dataclass
class Sheet:
    """Cells by (row, column), both from 1 as Excel counts."""

    name: str
    hidden: bool = False
    cells: dict[tuple[int, int], Value] = field(default_factory=dict)
    fonts: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    headings: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    font: str = "Times New Roman"

    def put(self, row: int, column: int, value: Value, font: str = "") -> None:
        """Write one cell; an empty value writes none."""
        if value is not None and value != "":
            self.cells[row, column] = value
            self.fonts[row, column] = font or self.font

    def line(self, row: int, values: Mapping[int, Value]) -> None:
        """Write the cells of one row by column number."""
        for column, value in values.items():
            self.put(row, column, value)

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Merge a rectangle of more than one cell."""
        if (top, left) != (bottom, right):
            self.merges.append((top, left, bottom, right))

    @property
    def last_row(self) -> int:
        """The last row that holds anything, 0 where none does."""
        return max((row for row, _ in self.cells), default=0)


@dataclass
class Book:
    """Sheets, and what a reader must get from them.

    `free` names fields that a careful reader may or may not give; any other field that a row's truth
    does not list must be absent.
    """

    kind: str
    sheets: list[Sheet] = field(default_factory=list)
    rows: list[dict[str, object]] = field(default_factory=list)
    free: tuple[str, ...] = ()
    format: str = "xlsx"
    csv: tuple[str, str] = ("utf-8-sig", ",")

    def sheet(self, name: str, hidden: bool = False) -> Sheet:
        """Add a sheet."""
        sheet = Sheet(name, hidden)
        self.sheets.append(sheet)
        return sheet

    def expect(
        self, sheet: Sheet, row: int, values: Mapping[str, object], problems: Iterable[tuple[str, str]] = ()
    ) -> None:
        """Note that `row` holds these values; `problems` are (field, level) that a reader must report.

        The level "may" stands for a problem that a reader may report on this row or leave to another's;
        a field "starts_on|ends_on" for one that it may report of either, giving neither value.
        """
        entry: dict[str, object] = {"sheet": sheet.name, "row": row, "values": dict(values)}
        if problems := [{"field": name, "level": level} for name, level in problems]:
            entry["problems"] = problems
        self.rows.append(entry)

    def truth(self) -> dict[str, object]:
        """The truth in the form of the sample rosters' `*.truth.json`."""
        return {"kind": self.kind, "free": list(self.free), "rows": self.rows}


class Table:
    """A table on a sheet: headings first, then rows from top to bottom."""

    def __init__(self, book: Book, sheet: Sheet, columns: Iterable[Column], top: int = 0, left: int = 1) -> None:
        self.book, self.sheet, self.columns = book, sheet, list(columns)
        self.left, self.row = left, top or sheet.last_row + 2
        self.column_of = {key: left + index for index, (key, _) in enumerate(self.columns) if key}
        self._head()

    def _head(self) -> None:
        paths = [heading.split("|") for _, heading in self.columns]
        depth, top = max(map(len, paths)), self.row
        done: set[tuple[int, int]] = set()
        for index, path in enumerate(paths):
            for level, text in enumerate(path):
                if not text or (level, index) in done:
                    continue
                right = index
                while (
                    level < len(path) - 1
                    and right + 1 < len(paths)
                    and paths[right + 1][: level + 1] == path[: level + 1]
                ):
                    right += 1
                done |= {(level, covered) for covered in range(index, right + 1)}
                bottom = top + (depth - 1 if level == len(path) - 1 else level)
                self.sheet.put(top + level, self.left + index, text)
                self.sheet.headings.add((top + level, self.left + index))
                self.sheet.merge(top + level, self.left + index, bottom, self.left + right)
        self.row = top + depth

    def repeat_heading(self) -> None:
        """Repeat the heading, as at the top of a printed page."""
        self._head()

    def numbers(self, style: str) -> None:
        """The row of column numbers: "(1)", "1" or "A B 1 2"."""
        count = 0
        for index, (key, _) in enumerate(self.columns):
            if not key:
                continue
            count += 1
            has_letters = style == "A" and count <= 2
            label: Value = f"({count})" if style == "(1)" else count - 2 if style == "A" else count
            self.sheet.put(self.row, self.left + index, "AB"[count - 1] if has_letters else label)
        self.row += 1

    def add(
        self,
        cells: Mapping[str, Value],
        truth: Mapping[str, object] | Iterable[Mapping[str, object]] | None = None,
        problems: Iterable[tuple[str, str]] = (),
    ) -> int:
        """Write those of `cells` that the table has a column for, and give the row's number.

        With `truth` the row is expected as data, once for each mapping.
        """
        row = self.row
        for key, column in self.column_of.items():
            self.sheet.put(row, column, cells.get(key))
        for values in [truth] if isinstance(truth, Mapping) else truth or ():
            self.book.expect(self.sheet, row, values, problems)
        self.row += 1
        return row

    def group(self, text: str, number: Value = None, merged: bool = False, **cells: Value) -> int:
        """A row that names what follows; its text stands in the second column, or across all when merged."""
        row, start = self.row, 0 if merged and number is None else 1
        self.sheet.put(row, self.left, number)
        self.sheet.put(row, self.left + start, text)
        for key, value in cells.items():
            self.sheet.put(row, self.column_of[key], value)
        if merged:
            self.sheet.merge(row, self.left + start, row, self.left + len(self.columns) - 1)
        self.row += 1
        return row

    def blank(self) -> None:
        """An empty row."""
        self.row += 1
