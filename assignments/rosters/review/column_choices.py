"""Choices about sheets and columns, parsed from the posted form of the column page."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from assignments.rosters.fields import choosable_fields
from assignments.rosters.models import RosterKind
from assignments.rosters.parsing.records import Choices, SheetChoice
from assignments.rosters.review.column_form import AS_READ, OPEN, UNUSED, ColumnView, SheetView, TableView

EXCHANGED = "exchanged"
"""The answer that day and month of a column's dates are exchanged."""


def parse_sheet_choices(data: Mapping[str, str], sheets: list[SheetView]) -> Choices:
    """The sheets and heading rows that the user chose; `sheets` are those without the answers in `data`."""
    return _choices((sheet.name, _sheet_choice(data, sheet)) for sheet in sheets)


def parse_column_choices(data: Mapping[str, str], sheets: list[SheetView]) -> Choices:
    """The columns that the user chose, on the sheets with the same tables as in the form."""
    return _choices((sheet.name, _with_columns(data, sheet)) for sheet in sheets)


def _choices(by_name: Iterator[tuple[str, SheetChoice]]) -> Choices:
    return Choices({name: choice for name, choice in by_name if choice != SheetChoice()})


def _sheet_choice(data: Mapping[str, str], sheet: SheetView) -> SheetChoice:
    heading, kind = _heading(data, sheet), _kind(data, sheet)
    return SheetChoice(
        skip=f"skip-{sheet.number}" in data,
        heading=heading if sheet.choice.heading or heading != sheet.heading else None,
        kind=kind if kind and (sheet.asks_for_kind or kind != sheet.kind) else None,
    )


def _kind(data: Mapping[str, str], sheet: SheetView) -> str:
    kind = data.get(f"kind-{sheet.number}", "")
    return kind if kind in RosterKind.values else ""


def _heading(data: Mapping[str, str], sheet: SheetView) -> tuple[int, int] | None:
    first, last = (_row_number(data.get(f"{name}-{sheet.number}", "")) for name in ("first", "last"))
    if first is None:
        return sheet.heading
    return first, max(first, last or first)


def _row_number(text: str) -> int | None:
    return int(text) if text.isdecimal() and int(text[:7]) > 0 and len(text) < 8 else None


def _with_columns(data: Mapping[str, str], sheet: SheetView) -> SheetChoice:
    if data.get(f"signature-{sheet.number}") != sheet.signature:
        return sheet.choice
    columns = [(table, column) for table in sheet.tables for column in table.columns]
    return replace(
        sheet.choice,
        columns={
            column.column_index: choice
            for table, column in columns
            if (choice := _column_choice(data, table, column)) != AS_READ
        },
        exchanged=frozenset(
            column.column_index
            for _table, column in columns
            if _is_answered(data, column) and _date_order(data, column) == EXCHANGED
        ),
    )


def _column_choice(data: Mapping[str, str], table: TableView, column: ColumnView) -> str | None:
    """The chosen field, None for "not used", AS_READ if the user chose nothing."""
    answer = data.get(column.name, AS_READ)
    if not _is_answered(data, column):
        return AS_READ
    if answer not in (AS_READ, OPEN):
        return answer if any(answer == field.name for field in choosable_fields(table.kind)) else None
    # Who confirms the order of the dates confirms their field.
    return column.fields[0] if _date_order(data, column) and len(column.fields) == 1 else AS_READ


def _is_answered(data: Mapping[str, str], column: ColumnView) -> bool:
    """Whether the form says something about the column: an unused one that stays unused is no answer."""
    return not (data.get(column.name, AS_READ) == UNUSED and column.selected == UNUSED)


def _date_order(data: Mapping[str, str], column: ColumnView) -> str:
    return data.get(column.date_order_name, "") if column.date_order_name else ""
