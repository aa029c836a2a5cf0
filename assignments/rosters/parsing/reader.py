"""From the cells of a workbook to its tables with all rows, and every problem that the file alone shows."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from assignments.rosters.parsing.columns.headings import normal_heading
from assignments.rosters.parsing.duplicate_codes import add_duplicate_code_problems
from assignments.rosters.parsing.problems import problem
from assignments.rosters.parsing.records import Choices, Memory, Problem, Roster, SheetChoice, Table
from assignments.rosters.parsing.sheet.limits import LimitExceeded, check_rows, time_limit
from assignments.rosters.parsing.sheet_reader import SheetReader
from lambinh.lib.spreadsheets.messages import error_message
from lambinh.lib.spreadsheets.types import Limits, Sheet, UnreadableFile, Workbook

OWN_LISTS = "Danh mục"
"""The hidden sheet with the choices of our own templates."""


def read_roster(
    workbook: Workbook,
    *,
    today: date,
    corrections: Mapping[str, str | None] | None = None,
    choices: Choices | None = None,
    seconds: float = Limits.wall_seconds,
) -> Roster:
    """Read every list of a workbook, within `seconds`.

    `corrections`: the field that users confirmed for a heading, by `normal_heading`; None for "not used".
    `choices`: the user's choices for the sheets of this workbook, which count before anything else.
    Raises UnreadableFile when the workbook costs too much.
    """
    memory = Memory({normal_heading(heading): field for heading, field in (corrections or {}).items()})
    try:
        with time_limit(seconds):
            return _read(workbook, today, memory, choices or Choices())
    except LimitExceeded as error:
        message = error_message(error.code, file=workbook.name, **error.facts)
        raise UnreadableFile(error.code, message) from None


def _read(workbook: Workbook, today: date, memory: Memory, choices: Choices) -> Roster:
    sheets = [
        SheetReader(sheet, workbook.format, today, memory, choices.of(sheet.name))
        for sheet in workbook.sheets
        if _is_read(sheet, choices.of(sheet.name))
    ]
    _share_places(sheets)
    tables = _read_tables(sheets)
    add_duplicate_code_problems([table.rows for table in tables])
    return Roster(workbook.name, tuple(tables), tuple(_notices(workbook, choices, tables)), memory.used)


def _is_read(sheet: Sheet, choice: SheetChoice) -> bool:
    return not choice.skip and (not sheet.hidden or choice.heading is not None)


def _share_places(sheets: Sequence[SheetReader]) -> None:
    """Give the only commune or district that any title names, as on a cover sheet, to all sheets."""
    for name in ("commune", "district"):
        names = {sheet.context[name] for sheet in sheets if name in sheet.context}
        if len(names) == 1:
            for sheet in sheets:
                sheet.shared_places[name] = next(iter(names))


def _read_tables(sheets: Sequence[SheetReader]) -> list[Table]:
    has_sheets = sum(bool(sheet.headers) for sheet in sheets) > 1
    tables: list[Table] = []
    for sheet in sheets:
        tables += sheet.tables(has_sheets=has_sheets)
        check_rows(sum(len(table.rows) for table in tables))
    return tables


def _notices(workbook: Workbook, choices: Choices, tables: Sequence[Table]) -> Iterator[Problem]:
    for sheet in workbook.sheets:
        if _is_overlooked(sheet, choices.of(sheet.name)):
            yield problem(None, "hidden_sheet", value=sheet.name)
    if not tables:
        yield problem(None, "no_table")


def _is_overlooked(sheet: Sheet, choice: SheetChoice) -> bool:
    """Whether a hidden sheet has cells that nobody chose to read or to skip."""
    is_chosen = choice.skip or choice.heading is not None
    return sheet.hidden and bool(sheet.rows) and not is_chosen and sheet.name != OWN_LISTS
