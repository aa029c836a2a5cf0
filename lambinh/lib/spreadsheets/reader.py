"""Read a spreadsheet file as plain cells. Only this folder knows file formats.

A child process with limits reads the file (docs/adr/0002-spreadsheet-child-process.md): a file can make the reader
crash, hang or fill the memory, and only a separate process can be killed safely.
"""

from pathlib import Path

from lambinh.lib.spreadsheets.child_process import Frames, SpreadsheetChildError, read_in_child
from lambinh.lib.spreadsheets.messages import error_message
from lambinh.lib.spreadsheets.types import Area, Limits, Sheet, UnreadableFile, Workbook

_MAX_NAME = 200


def read_workbook(path: Path, *, name: str | None = None, limits: Limits | None = None) -> Workbook:
    """Read all cells of the file at `path`. `name` is the user's name of the file, by default that of the path.

    Starts a process, which costs at least 0.05 s. Raises UnreadableFile, and nothing else, whatever the file contains.
    """
    limits = limits or Limits()
    name = name or path.name
    stem = Path(name).stem[:_MAX_NAME]  # the name of the only sheet of a text file, as in Excel
    try:
        frames = read_in_child(path, suffix=Path(name).suffix.lower(), limits=limits)
        return Workbook(name=name, format=frames.format, sheets=_sheets(frames, stem))
    except SpreadsheetChildError as failure:
        facts = {**failure.facts, "sheet": failure.facts.get("sheet") or stem}
        raise UnreadableFile(failure.code, error_message(failure.code, file=name, **facts)) from None


def _sheets(frames: Frames, stem: str) -> tuple[Sheet, ...]:
    return tuple(
        Sheet(
            name=sheet.name or stem,
            hidden=sheet.hidden,
            rows=sheet.rows,
            merges=tuple(Area(*edges) for edges in sheet.merges),
            errors={(row, column): text for row, column, text in sheet.errors},
            fonts={(row, column): text for row, column, text in sheet.fonts},
        )
        for sheet in frames.sheets
    )
