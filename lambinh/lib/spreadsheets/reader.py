"""A spreadsheet file as plain cells: the only place, with the modules beside it, that knows file formats.

Reading happens in a child process with limits (docs/adr/0002-spreadsheet-child-process.md): a file can make the
reader crash, hang or fill memory, and only a process of its own can be ended without harm.
"""

from pathlib import Path

from lambinh.lib.spreadsheets.child_process import Frames, SpreadsheetChildError, read_in_child
from lambinh.lib.spreadsheets.messages import error_message
from lambinh.lib.spreadsheets.types import Area, Limits, Sheet, UnreadableFile, Workbook

_LONGEST_NAME = 200


def read_workbook(path: Path, *, name: str | None = None, limits: Limits | None = None) -> Workbook:
    """Read all cells of the file at `path`; `name` is what the person calls it (by default the path's name).

    Starts a process, so it costs at least some 0.05 s. Raises UnreadableFile, and nothing else, whatever the
    file holds.
    """
    limits = limits or Limits()
    shown = name or path.name
    stem = Path(shown).stem[:_LONGEST_NAME]  # a text file's one sheet has no other name, in Excel too
    try:
        frames = read_in_child(path, suffix=Path(shown).suffix.lower(), limits=limits)
        return Workbook(name=shown, format=frames.format, sheets=_sheets(frames, stem))
    except SpreadsheetChildError as failure:
        facts = {**failure.facts, "sheet": failure.facts.get("sheet") or stem}
        raise UnreadableFile(failure.code, error_message(failure.code, file=shown, **facts)) from None


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
