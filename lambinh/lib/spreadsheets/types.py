"""Cell, Area, Sheet, Workbook, Limits, UnreadableFile."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from lambinh.lib.errors import UserError

Cell = str | int | float | bool | date | datetime | time | timedelta | None


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, counted from 0, all four edges belonging to it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """One worksheet. `rows[0]` is the row that Excel calls 1; all rows are of one width.

    Empty rows and columns at the end are cut; an empty cell is `None`. `merges` stay inside the rows.
    `errors` tells, by (row, column) counted from 0, what a cell shows instead of a value: "#REF!", "#N/A", …,
    or "formula" where a formula was saved without its result. `fonts` names the font of those text cells
    that are set in an old Vietnamese one (".VnTime", "VNI-Times").
    """

    name: str
    hidden: bool
    rows: list[tuple[Cell, ...]]
    merges: tuple[Area, ...] = ()
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    fonts: dict[tuple[int, int], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Workbook:
    """A file that was read: its `name`, its `format` ("xlsx", "xls", "xlsb", "ods", "csv") and its sheets."""

    name: str
    format: str
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True)
class Limits:
    """What reading one file may cost, in bytes and seconds, and how large its contents may be."""

    file_bytes: int = 20 * 1024 * 1024
    inflated_bytes: int = 250 * 1024 * 1024
    ratio: int = 300  # honest files reach 16, a roster 8
    zip_entries: int = 2_000
    sheets: int = 50
    rows: int = 200_000
    columns: int = 256
    cells: int = 16_000_000  # of one sheet, empty ones between the first and the last included
    handed_bytes: int = 160 * 1024 * 1024
    cell_characters: int = 10_000
    memory_bytes: int = 1024 * 1024 * 1024
    cpu_seconds: int = 50
    wall_seconds: int = 60


class UnreadableFile(UserError):
    """The file gives no cells. `code` names the trouble, `message` tells the person what to do about it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
