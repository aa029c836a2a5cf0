"""The sheets, tables and columns of a workbook as the column page shows them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from textwrap import shorten

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from assignments.rosters.fields import choosable_fields, label
from assignments.rosters.models import RosterKind
from assignments.rosters.parsing import ColumnPreview, Roster, Table
from assignments.rosters.parsing.problems import without_citizen_ids
from assignments.rosters.parsing.records import Choices, SheetChoice
from households import citizen_ids
from lambinh.lib.spreadsheets.types import Sheet, Workbook

AS_READ, OPEN, UNUSED = "=", "?", "-"
"""Options of a column besides its fields: as the reader understood it, not answered yet, not used."""

FIRST_ROWS, ROW_WIDTH = 12, 160


@dataclass(frozen=True)
class ColumnView:
    """A column of a table and the options for its meaning."""

    name: str
    column_index: int
    fields: tuple[str, ...]
    letters: str
    heading: str
    samples: str
    options: list[tuple[str, str]]
    selected: str
    date_order_name: str
    """The form parameter that exchanges day and month; empty where nobody needs to ask."""
    is_exchanged: bool

    @property
    def is_open(self) -> bool:
        return self.selected == OPEN


@dataclass(frozen=True)
class TableView:
    number: int
    kind: str
    first_heading_row: int
    last_heading_row: int
    row_count: int
    columns: list[ColumnView]
    notices: list[str]
    has_unsure_kind: bool


@dataclass(frozen=True)
class SheetView:
    """A sheet of the workbook: skipped, or with its tables."""

    number: int
    name: str
    choice: SheetChoice
    tables: list[TableView]
    kinds: list[tuple[str, str]]
    first_rows: list[tuple[int, str]]
    """The first rows of a sheet without a table, so that the user sees which row is its heading."""

    @property
    def heading(self) -> tuple[int, int] | None:
        """The first and last row of the heading, if the sheet has only one."""
        if self.choice.heading:
            return self.choice.heading
        if len(self.tables) != 1:
            return None
        return self.tables[0].first_heading_row, self.tables[0].last_heading_row

    @property
    def signature(self) -> str:
        """Differs where other choices about the sheet give other tables."""
        return f"{self.heading} {self.kind} {len(self.tables)}"

    @property
    def asks_for_kind(self) -> bool:
        """Whether a confirmed kind is an answer: the reader was not certain, or the user chose one before."""
        return bool(self.choice.kind) or any(table.has_unsure_kind for table in self.tables)

    @property
    def kind(self) -> str:
        """The kind of all tables; empty if they differ."""
        return self.choice.kind or (self.tables[0].kind if len({table.kind for table in self.tables}) == 1 else "")


def sheet_views(workbook: Workbook, roster: Roster, choices: Choices) -> list[SheetView]:
    """Every sheet with content, as the reader understood it with `choices`."""
    kinds = [(value, str(capfirst(name))) for value, name in RosterKind.choices]
    views = []
    for number, sheet in enumerate(workbook.sheets):
        if sheet.rows and (not sheet.hidden or sheet.name in choices.sheets):
            choice = choices.of(sheet.name)
            tables = _table_views(number, [table for table in roster.tables if table.name == sheet.name], choice)
            first_rows = [] if tables else list(islice(_filled_rows(sheet), FIRST_ROWS))
            views.append(SheetView(number, sheet.name, choice, tables, kinds, first_rows))
    return views


def _filled_rows(sheet: Sheet) -> Iterator[tuple[int, str]]:
    """The rows with content, as short texts, by their number in Excel."""
    for number, row in enumerate(sheet.rows, 1):
        if text := " · ".join(str(cell) for cell in row if cell is not None):
            yield number, shorten(without_citizen_ids(text), ROW_WIDTH)


def _table_views(sheet: int, tables: list[Table], choice: SheetChoice) -> list[TableView]:
    return [
        TableView(
            number,
            table.kind,
            table.top,
            table.body - 1,
            len(table.rows),
            [_column_view(sheet, column, table, choice) for column in table.previews],
            [notice.message for notice in table.notices],
            any(notice.code == "unsure_kind" for notice in table.notices),
        )
        for number, table in enumerate(tables)
    ]


def _column_view(sheet: int, column: ColumnPreview, table: Table, choice: SheetChoice) -> ColumnView:
    selected = _selected(column, choice)
    is_exchanged = column.place in choice.exchanged
    return ColumnView(
        name=f"column-{sheet}-{column.place}",
        column_index=column.place,
        fields=column.fields,
        letters=column_letters(column.place),
        heading=" ".join(column.heading.split()),
        samples=" · ".join(_display_sample(column, sample) for sample in column.samples),
        options=_options(column, table.kind, selected),
        selected=selected,
        date_order_name=f"order-{sheet}-{column.place}" if is_exchanged or _has_unsure_dates(column, table) else "",
        is_exchanged=is_exchanged,
    )


def _selected(column: ColumnPreview, choice: SheetChoice) -> str:
    if column.place in choice.columns:
        return choice.columns[column.place] or UNUSED
    if column.fields:
        return AS_READ
    return OPEN if column.guess else UNUSED


def _options(column: ColumnPreview, kind: str, selected: str) -> list[tuple[str, str]]:
    as_read = ", ".join(label(field) for field in column.fields)
    return [
        *([(AS_READ, capfirst(as_read))] if as_read else []),
        *([(OPEN, _("choose…"))] if selected == OPEN else []),
        (UNUSED, _("(not used)")),
        *((field.name, capfirst(str(field.label))) for field in choosable_fields(kind)),
    ]


def _has_unsure_dates(column: ColumnPreview, table: Table) -> bool:
    """Whether the reader suspects that day and month of the column's dates are exchanged."""
    suspected = (notice.field or "" for notice in table.notices if notice.code == "date_order")
    return any(table.places.get(field) == column.place for field in suspected)


def _display_sample(column: ColumnPreview, sample: str) -> str:
    """A cell of the column, without citizen ids."""
    if "citizen_id" not in column.fields:
        return without_citizen_ids(sample)
    # In a column of citizen ids also those count that lost digits and do not look like one.
    last_four = citizen_ids.last_four(sample)
    return sample if last_four == sample else f"…{last_four}"


def column_letters(column_index: int) -> str:
    """The name of a column in Excel."""
    letters, number = "", column_index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
