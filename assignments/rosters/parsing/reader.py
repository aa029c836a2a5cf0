"""Cells → rows: the tables of a workbook, what they hold, and every problem that the file alone shows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from assignments.rosters.parsing.cells.assignee_lines import assignee_in_line, carer_in_form
from assignments.rosters.parsing.cells.column_values import dates_may_be_exchanged
from assignments.rosters.parsing.columns.fields import CARER
from assignments.rosters.parsing.columns.headings import normal_heading
from assignments.rosters.parsing.columns.layout import Column, HeaderBlock, TableLayout
from assignments.rosters.parsing.columns.mapping import map_columns
from assignments.rosters.parsing.columns.user_choices import apply_user_choices
from assignments.rosters.parsing.preview import column_previews, places_of
from assignments.rosters.parsing.problems import problem
from assignments.rosters.parsing.records import (
    Choices,
    Ignored,
    Memory,
    Problem,
    Roster,
    Row,
    SheetChoice,
    Table,
    Value,
)
from assignments.rosters.parsing.row_assembly import same_codes
from assignments.rosters.parsing.sheet.encoding import decoded
from assignments.rosters.parsing.sheet.grid import Merges, filled
from assignments.rosters.parsing.sheet.limits import LimitExceeded, check_rows, time_limit
from assignments.rosters.parsing.table.column_inference import infer_class_column, join_given_names
from assignments.rosters.parsing.table.header_blocks import block_at_rows, find_blocks
from assignments.rosters.parsing.table.row_classifier import RowClassifier, TableBody
from assignments.rosters.parsing.table.titles import context_of, group_of
from assignments.rosters.parsing.table_rows import TableSource, list_rows
from lambinh.lib.spreadsheets.messages import error_message
from lambinh.lib.spreadsheets.reader import read_workbook
from lambinh.lib.spreadsheets.types import Limits, Sheet, UnreadableFile, Workbook
from lambinh.lib.vietnamese import fold

__all__ = ["Ignored", "Problem", "Roster", "Row", "Table", "Value", "read_roster", "read_workbook"]

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
    """Understand every list of a workbook, within `seconds`.

    `corrections` is what a person said before about headings, by `normal_heading`: the field, or None for "not used".
    `choices` is what they said of this workbook's sheets, which counts before anything else.
    Raises UnreadableFile when the workbook costs too much.
    """
    try:
        with time_limit(seconds):
            return _understood(workbook, today, corrections or {}, choices or Choices())
    except LimitExceeded as trouble:
        told = error_message(trouble.code, file=workbook.name, **trouble.facts)
        raise UnreadableFile(trouble.code, told) from None


def _understood(workbook: Workbook, today: date, corrections: Mapping[str, str | None], choices: Choices) -> Roster:
    said = Memory({normal_heading(heading): field for heading, field in corrections.items()})
    read = [
        _SheetReader(sheet, workbook.format, today, said, choices.of(sheet.name))
        for sheet in workbook.sheets
        if _is_read(sheet, choices.of(sheet.name))
    ]
    _share_commune(read)
    many = sum(bool(one.found) for one in read) > 1
    tables: list[Table] = []
    for one in read:
        tables += one.tables(many=many)
        check_rows(sum(len(table.rows) for table in tables))
    same_codes([table.rows for table in tables])
    unread = [sheet for sheet in workbook.sheets if sheet.hidden and sheet.rows and not choices.of(sheet.name).skip]
    notices = [
        problem(None, "hidden_sheet", value=sheet.name)
        for sheet in unread
        if not _is_read(sheet, choices.of(sheet.name)) and sheet.name != OWN_LISTS
    ]
    if not tables:
        notices.append(problem(None, "no_table"))
    return Roster(workbook.name, tuple(tables), tuple(notices), said.used)


def _is_read(sheet: Sheet, choice: SheetChoice) -> bool:
    return not choice.skip and (not sheet.hidden or choice.heading is not None)


def _share_commune(sheets: Sequence["_SheetReader"]) -> None:
    """A cover sheet, or the only commune that any title names, stands for the sheets that name none."""
    for name in ("commune", "district"):
        known = {one.context[name] for one in sheets if name in one.context}
        if len(known) == 1:
            for one in sheets:
                one.inherited[name] = next(iter(known))


class _SheetReader:
    """One visible sheet: its blocks, the words above them, and then its tables."""

    def __init__(self, sheet: Sheet, file_format: str, today: date, corrections: Memory, choice: SheetChoice) -> None:
        self.sheet, self.format, self.today, self.choice = sheet, file_format, today, choice
        self.rows, self.notices = decoded(sheet)
        self.merges = Merges(sheet.merges)
        self.found: list[tuple[HeaderBlock, TableLayout]] = []
        self.inherited: dict[str, str] = {}
        self.blocks = (
            block_at_rows(self.rows, choice.heading, self.merges, corrections)
            if choice.heading
            else find_blocks(self.rows, self.merges, corrections)
        )
        first = min((block.top for block in self.blocks), default=min(len(self.rows), 60))
        self.title = self._lines(range(first))
        self.context = context_of(self.title)
        # The title of the whole sheet holds for each of its tables that has no title of its own.
        whole = context_of([line for line in self.title if "danh sach" in fold(line)])
        self.main: dict[str, Any] = {name: whole[name] for name in ("poverty", "tier", "year") if name in whole}
        self.repeated: set[int] = set()
        for block in self.blocks:
            if self.found and self._goes_on(self.found[-1][0], block):
                self.repeated.update(range(block.top, block.body))
                continue
            self._lay_out(block)

    def _lay_out(self, block: HeaderBlock) -> None:
        title = fold(" ".join(self._words_over(block)))
        infer_class_column(block, self.rows)
        join_given_names(block, self.rows)
        beside = sum(other.top == block.top for other in self.blocks) > 1
        block = apply_user_choices(block, self.choice, title, width=0 if beside else len(self.rows[block.top]))
        asked = self.choice.heading is not None or bool(self.choice.columns)
        layout = map_columns(block.columns, title, kind=self.choice.kind, asked=asked)
        if layout is not None:
            self.found.append((block, layout))

    def _goes_on(self, before: HeaderBlock, block: HeaderBlock) -> bool:
        """A heading printed again on the next page: the same words, and only records above it."""
        if [column.texts for column in before.columns if column.heading] != [column.texts for column in block.columns]:
            return False
        if block.left != before.left or block.top == before.top:
            return False
        above = next((at for at in range(block.top - 1, before.body - 1, -1) if filled(self.rows[at])), None)
        return above is not None and len(filled(self.rows[above])) >= 3

    def _lines(self, numbers: Sequence[int]) -> list[str]:
        return [
            str(self.rows[at][place])
            for at in numbers
            for place in filled(self.rows[at])
            if isinstance(self.rows[at][place], str)
        ]

    def _words_over(self, block: HeaderBlock) -> list[str]:
        return [*self._lines(range(max(0, block.top - 12), block.top)), self.sheet.name]

    def tables(self, *, many: bool) -> list[Table]:
        """`many`: the workbook has several sheets with lists, so that a sheet's name tells what it is for."""
        tables: list[Table] = []
        lines = self.title
        carried: dict[str, Any] = {}
        above = [
            Ignored(at + 1, "title" if filled(self.rows[at]) else "blank")
            for at in range(min([b.top for b, _ in self.found], default=0))
        ]
        for place, (block, layout) in enumerate(self.found):
            end = next((other.top for other, _ in self.found[place + 1 :] if other.top > block.top), len(self.rows))
            beside = any(other is not block and other.top == block.top for other, _ in self.found)
            context = self._context(lines, carried, many=many)
            table, body = self._table(block, layout, end, context, above, alone=not beside)
            tables.append(table)
            carried = {
                name: value
                for name, value in context.items()
                if name in ("commune", "district", "decision", "document_date")
            }
            if not (place + 1 < len(self.found) and self.found[place + 1][0].top == block.top):
                lines, above = self._lines(body.titles), []
        return tables

    def _context(self, lines: list[str], carried: dict[str, Any], *, many: bool) -> dict[str, Any]:
        own = context_of(lines)
        main: dict[str, Any] = {} if any("danh sach" in fold(line) for line in lines) else self.main
        context = {**self.inherited, **main, **carried, **own}
        if carer := self._carer_over(lines):
            context["carer"] = carer
        tab = group_of(self.sheet.name)
        for name, value in tab.items():
            if name != "poverty":
                context.setdefault(name, value)
        level = {"huyen": "district", "xa": "commune"}.get(fold(self.sheet.name).strip()) if many else None
        if level is not None:
            context.setdefault("tier", level)
        elif many and not tab:
            # Read in given.py, where the group rows are known too.
            context["tab"] = re.sub(r"^[\d.)\s]+", "", self.sheet.name)
        return context

    def _carer_over(self, lines: list[str]) -> dict[str, str]:
        """The member whom a line over a list of assigned households names: all of it is theirs."""
        if not any(re.search(r"\bphan cong\b|phu trach ho\b|giup do ho\b|phu trach$", fold(line)) for line in lines):
            return {}
        return carer_in_form(lines) or next(
            (carer for line in reversed(lines) if (carer := assignee_in_line(line))), {}
        )

    def _table(
        self,
        block: HeaderBlock,
        layout: TableLayout,
        end: int,
        context: dict[str, Any],
        above: list[Ignored],
        *,
        alone: bool,
    ) -> tuple[Table, TableBody]:
        errors = self.sheet.errors
        body = RowClassifier(self.rows, block, layout, self.merges, set(errors), self.repeated, alone=alone).sort(
            block.body, end
        )
        carer = context.get("carer") if layout.kind == "households" and self.choice.kind is None else None
        if any("member_name" in group for group in body.groups) and self.choice.kind is None:
            layout = replace(layout, kind="assignments")
        elif carer is not None:
            layout = replace(layout, kind="assignments")
            body.notices.append(problem("member_name", "title_gives_member", value=carer["member_name"]))
            context = {**context, **carer}
        source = TableSource(self.rows, self.merges, errors, self.today, self.format, self.choice.exchanged)
        listing = list_rows(source, body, context, layout)
        notices = [*self.notices, *layout.notices, *body.notices, *listing.notices]
        for one in listing.told:
            if one.column is not None and not self._has_said(one.column) and dates_may_be_exchanged(one):
                notices.append(problem(one.fields[0], "date_order", heading=one.column.heading))
        seen = column_previews(self.rows, body.data, block, errors, alone=alone)
        heading = [Ignored(at + 1, "heading") for at in range(block.top, block.body)]
        shown = {
            name: value
            for name, value in context.items()
            if name not in ("cell_village", "tab", "carer", *CARER.values())
        }
        table = Table(
            self.sheet.name,
            layout.kind,
            layout.headings(),
            shown,
            listing.rows,
            sorted([*above, *heading, *body.ignored, *listing.ignored], key=lambda one: one.row),
            tuple(dict.fromkeys(notices)),
            tuple(column.heading for column in block.columns),
            places_of(layout, listing.told),
            seen,
            block.top + 1,
            block.body + 1,
        )
        return table, body

    def _has_said(self, column: Column) -> bool:
        return column.said is not None or column.place in self.choice.exchanged
