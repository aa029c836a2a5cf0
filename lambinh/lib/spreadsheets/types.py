"""The types of a workbook that was read: cells, areas, sheets; its limits and its error."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from lambinh.lib.errors import UserError

Cell = str | int | float | bool | date | datetime | time | timedelta | None


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, counted from 0, with all four edges included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """One worksheet. `rows[0]` is row 1 of Excel. All rows have the same width.

    Empty rows and columns at the end are cut off. An empty cell is `None`. `merges` lie inside the rows.
    `errors` contains, by (row, column) counted from 0, what a cell shows instead of a value: "#REF!", "#N/A", …,
    or "formula" if a formula was saved without its result. `fonts` contains the legacy Vietnamese fonts of text cells
    (".VnTime", "VNI-Times").
    """

    name: str
    hidden: bool
    rows: list[tuple[Cell, ...]]
    merges: tuple[Area, ...] = ()
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    fonts: dict[tuple[int, int], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Workbook:
    """A file that was read. `format` is "xlsx", "xls", "xlsb", "ods" or "csv"."""

    name: str
    format: str
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True)
class Limits:
    """The limits on reading one file: bytes, seconds, and the size of its contents."""

    file_bytes: int = 20 * 1024 * 1024
    inflated_bytes: int = 250 * 1024 * 1024
    ratio: int = 300  # genuine files reach 16, rosters 8
    zip_entries: int = 2_000
    sheets: int = 50
    rows: int = 200_000
    columns: int = 256
    cells: int = 16_000_000  # per sheet, with the empty ones between the first and the last
    handed_bytes: int = 160 * 1024 * 1024
    cell_characters: int = 10_000
    memory_bytes: int = 1024 * 1024 * 1024
    cpu_seconds: int = 50
    wall_seconds: int = 60


class UnreadableFile(UserError):
    """The file cannot be read. `code` identifies the problem; `message` tells the user what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
