"""The form in which a person says what the sheets and columns of a workbook hold."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice
from textwrap import shorten
from typing import Any

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
"""What a column's choice may be beside a field: as it was understood, not answered yet, not used."""


FIRST_ROWS, LINE = 12, 160


@dataclass(frozen=True)
class ColumnView:
    """A column of a table with what it was read as."""

    name: str
    place: int
    fields: tuple[str, ...]
    letters: str
    heading: str
    samples: str
    options: list[tuple[str, str]]
    chosen: str
    order: str
    """The name of the question whether day and month are exchanged; empty where there is none."""
    is_exchanged: bool

    @property
    def is_open(self) -> bool:
        return self.chosen == OPEN


@dataclass(frozen=True)
class TableView:
    number: int
    kind: str
    top: int
    last: int
    rows: int
    columns: list[ColumnView]
    notices: list[str]
    asks_kind: bool


@dataclass(frozen=True)
class SheetView:
    """A sheet of the workbook: skipped, or with its tables."""

    number: int
    name: str
    choice: SheetChoice
    tables: list[TableView]
    kinds: list[tuple[str, str]]
    first_rows: list[tuple[int, str]]
    """The first rows of a sheet on which no list was found, for a person to see where its heading stands."""

    @property
    def heading(self) -> tuple[int, int] | None:
        if self.choice.heading:
            return self.choice.heading
        return (self.tables[0].top, self.tables[0].last) if len(self.tables) == 1 else None

    @property
    def mark(self) -> str:
        """What tells the tables that a form showed from those that other choices give."""
        return f"{self.heading} {self.kind} {len(self.tables)}"

    @property
    def asks_kind(self) -> bool:
        """Whether confirming the kind says something: it was not certain, or a person said it before."""
        return bool(self.choice.kind) or any(table.asks_kind for table in self.tables)

    @property
    def kind(self) -> str:
        return self.choice.kind or (self.tables[0].kind if len({table.kind for table in self.tables}) == 1 else "")


def shown_sheets(workbook: Workbook, roster: Roster, choices: Choices) -> list[SheetView]:
    """Every sheet that holds something, as it was understood with `choices`."""
    kinds = [(value, str(capfirst(name))) for value, name in RosterKind.choices]
    shown = []
    for number, sheet in enumerate(workbook.sheets):
        if sheet.rows and (not sheet.hidden or sheet.name in choices.sheets):
            tables = _tables(number, sheet.name, roster, choices)
            first_rows = [] if tables else _first_rows(sheet)
            shown.append(SheetView(number, sheet.name, choices.of(sheet.name), tables, kinds, first_rows))
    return shown


def _first_rows(sheet: Sheet) -> list[tuple[int, str]]:
    numbered = enumerate(sheet.rows, 1)
    rows = ((number, " · ".join(str(cell) for cell in row if cell is not None)) for number, row in numbered)
    filled = ((number, without_citizen_ids(text)) for number, text in rows if text)
    return list(islice(((number, shorten(text, LINE)) for number, text in filled), FIRST_ROWS))


def _tables(number: int, name: str, roster: Roster, choices: Choices) -> list[TableView]:
    return [
        TableView(
            place,
            table.kind,
            table.top,
            table.body - 1,
            len(table.rows),
            [_column(number, column, table, choices.of(name)) for column in table.seen],
            [notice.message for notice in table.notices],
            any(notice.code == "unsure_kind" for notice in table.notices),
        )
        for place, table in enumerate(one for one in roster.tables if one.name == name)
    ]


def _column(sheet: int, column: ColumnPreview, table: Table, choice: SheetChoice) -> ColumnView:
    fields = [(field.name, capfirst(str(field.label))) for field in choosable_fields(table.kind)]
    as_read = ", ".join(label(field) for field in column.fields)
    chosen = AS_READ if column.fields else (OPEN if column.guess else UNUSED)
    if column.place in choice.columns:
        chosen = choice.columns[column.place] or UNUSED
    asks_order = any(n.code == "date_order" and table.places.get(n.field or "") == column.place for n in table.notices)
    return ColumnView(
        name=f"column-{sheet}-{column.place}",
        place=column.place,
        fields=column.fields,
        letters=letters(column.place),
        heading=" ".join(column.heading.split()),
        samples=" · ".join(map(_masked if "citizen_id" in column.fields else without_citizen_ids, column.samples)),
        options=[
            *([(AS_READ, capfirst(as_read))] if as_read else []),
            *([(OPEN, _("choose…"))] if chosen == OPEN else []),
            (UNUSED, _("(not used)")),
            *fields,
        ],
        chosen=chosen,
        order=f"order-{sheet}-{column.place}" if asks_order or column.place in choice.exchanged else "",
        is_exchanged=column.place in choice.exchanged,
    )


def _masked(sample: str) -> str:
    """A cell of the column of citizen ids, which may have lost digits: its end alone."""
    end = citizen_ids.last_four(sample)
    return sample if end == sample else f"…{end}"


def letters(place: int) -> str:
    """A column's name in Excel."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def parse_sheet_choices(data: Mapping[str, Any], sheets: list[SheetView]) -> Choices:
    """Which sheets and rows of headings a person chose; `sheets` is what stands without their answer."""
    said = {sheet.name: choice for sheet in sheets if (choice := _place(data, sheet)) != SheetChoice()}
    return Choices(said)


def _place(data: Mapping[str, Any], sheet: SheetView) -> SheetChoice:
    heading, kind = _heading(data, sheet), data.get(f"kind-{sheet.number}", "")
    kind = kind if kind in RosterKind.values else ""
    return SheetChoice(
        skip=f"skip-{sheet.number}" in data,
        heading=heading if sheet.choice.heading or heading != sheet.heading else None,
        kind=kind if kind and (sheet.asks_kind or kind != sheet.kind) else None,
    )


def parse_column_choices(data: Mapping[str, Any], sheets: list[SheetView]) -> Choices:
    """What a person said of the columns of `sheets`, as far as these are the tables that the form showed."""
    said = {}
    for sheet in sheets:
        choice = sheet.choice
        if data.get(f"shown-{sheet.number}") == sheet.mark:
            choice = replace(choice, **_columns(data, sheet))
        if choice != SheetChoice():
            said[sheet.name] = choice
    return Choices(said)


def _columns(data: Mapping[str, Any], sheet: SheetView) -> dict[str, Any]:
    columns: dict[int, str | None] = {}
    exchanged = set()
    for table in sheet.tables:
        for column in table.columns:
            answer = data.get(column.name, AS_READ)
            order = data.get(column.order, "") if column.order else ""
            if answer == UNUSED and column.chosen == UNUSED:
                continue  # nobody said anything about it
            if answer not in (AS_READ, OPEN):
                columns[column.place] = _field(answer, table.kind)
            elif order and len(column.fields) == 1:
                columns[column.place] = column.fields[0]
            if order == "exchanged":
                exchanged.add(column.place)
    return {"columns": columns, "exchanged": frozenset(exchanged)}


def _field(answer: str, kind: str) -> str | None:
    return answer if any(answer == field.name for field in choosable_fields(kind)) else None


def _heading(data: Mapping[str, Any], sheet: SheetView) -> tuple[int, int] | None:
    first, last = (_row(data.get(f"{name}-{sheet.number}", "")) for name in ("first", "last"))
    if first is None:
        return sheet.heading
    return first, max(first, last or first)


def _row(text: str) -> int | None:
    return int(text) if text.isdecimal() and int(text[:7]) > 0 and len(text) < 8 else None
