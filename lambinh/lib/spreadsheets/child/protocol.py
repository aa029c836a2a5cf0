"""Options and frames that the parent and the child process share. Imports nothing of ours."""

import struct
from typing import NotRequired, TypedDict


class Options(TypedDict):
    """The operation on the file, and its limits (`spreadsheets/types.py`)."""

    work: str
    """The operation: "read", "annotate" or "rebuild"."""
    suffix: str
    written_bytes: int
    job: NotRequired[str]
    """The path of the annotations."""
    folder: NotRequired[str]
    """The folder in which the child may create files."""
    file_bytes: int
    inflated_bytes: int
    ratio: int
    zip_entries: int
    sheets: int
    rows: int
    columns: int
    cells: int
    handed_bytes: int
    cell_characters: int
    memory_bytes: int
    cpu_seconds: int
    wall_seconds: int


HEAD = struct.Struct("<cI")

WORKBOOK = b"w"  # JSON: {"format"}
SHEET = b"s"  # JSON: all of a sheet but its rows
VALUES = b"v"  # JSON: list of new values; they are numbered from 1 on (0 is the empty cell)
ROWS = b"r"  # the numbers of the values, row after row, "width" of them in each
BOOK = b"b"  # a chunk of a workbook that was written, instead of all other frames
FAILURE = b"x"  # JSON: {"code", parameters of the message}
END = b"e"

DATE, DATETIME, TIME, TIMEDELTA = "d", "m", "t", "i"  # first item of a value for which JSON has no form

NOT_STARTED = 71
OUT_OF_CPU = -24  # SIGXCPU

MARKED_AS = "lam-binh-import"
"""The document property that identifies a workbook with annotations."""
