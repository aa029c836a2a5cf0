"""One sheet of a workbook: its headings, the titles over them, and the tables that they begin."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assignments.rosters.parsing.cells.assignee_lines import assignee_in_form, assignee_in_line
from assignments.rosters.parsing.cells.column_values import dates_may_be_exchanged
from assignments.rosters.parsing.cells.parsed_column import ParsedColumn
from assignments.rosters.parsing.columns.fields import ASSIGNEE
from assignments.rosters.parsing.columns.layout import HeaderBlock, TableLayout
from assignments.rosters.parsing.columns.mapping import map_columns
from assignments.rosters.parsing.columns.user_choices import apply_user_choices
from assignments.rosters.parsing.preview import cols_of_fields, column_previews
from assignments.rosters.parsing.problems import problem
from assignments.rosters.parsing.records import Ignored, Memory, Problem, SheetChoice, Table, TableContext
from assignments.rosters.parsing.sheet.encoding import decoded
from assignments.rosters.parsing.sheet.grid import Merges, filled
from assignments.rosters.parsing.table.column_inference import infer_class_column, join_given_names
from assignments.rosters.parsing.table.header_blocks import block_at_rows, find_blocks
from assignments.rosters.parsing.table.line_values import group_of
from assignments.rosters.parsing.table.row_classifier import RowClassifier, TableBody
from assignments.rosters.parsing.table.titles import context_of
from assignments.rosters.parsing.table_rows import Listing, TableSource, list_rows
from lambinh.lib.spreadsheets.types import Sheet
from lambinh.lib.vietnamese import fold

_MOST_TITLE_ROWS = 60
"""Rows that are read as the title of a sheet without any heading: a cover sheet."""
_ROWS_OVER_HEADING = 12
_TIER_SHEETS = {"huyen": "district", "xa": "commune"}
_SHEET_NUMBER = re.compile(r"^[\d.)\s]+")
_ASSIGNS_HOUSEHOLDS = re.compile(r"\bphan cong\b|phu trach ho\b|giup do ho\b|phu trach$")
# Values of a title that only help to read the table.
_NOT_SHOWN = frozenset(("cell_village", "tab", "assignee", *ASSIGNEE.values()))
# Values that hold for the tables below too; a village or a class is that of one table.
_CARRIED = ("commune", "district", "decision", "document_date")


@dataclass(frozen=True, slots=True)
class TableHeader:
    """A heading whose columns make a list."""

    block: HeaderBlock
    layout: TableLayout


class SheetReader:
    """Finds the headings and titles of a sheet at once; its tables are read when those of all sheets are known."""

    def __init__(self, sheet: Sheet, file_format: str, today: date, corrections: Memory, choice: SheetChoice) -> None:
        self.sheet, self.format, self.today, self.choice = sheet, file_format, today, choice
        self.rows, self.notices = decoded(sheet)
        self.merges = Merges(sheet.merges)
        self.blocks = self._find_blocks(corrections)
        first = min((block.top for block in self.blocks), default=min(len(self.rows), _MOST_TITLE_ROWS))
        self.title = self._texts_in(range(first))
        self.context = context_of(self.title)
        # The title of the whole sheet holds for each of its tables that has no title of its own.
        title_context = context_of(filter(_is_list_title, self.title))
        self.title_context: TableContext = {
            name: title_context[name] for name in ("poverty", "tier", "year") if name in title_context
        }
        self.shared_places: TableContext = {}
        """Commune and district that other sheets of the workbook name."""
        self.headers: list[TableHeader] = []
        self.repeated_headings: set[int] = set()
        for block in self.blocks:
            if self.headers and self._is_repeated(self.headers[-1].block, block):
                self.repeated_headings.update(range(block.top, block.body))
            else:
                self._map_columns(block)

    def tables(self, *, has_sheets: bool) -> list[Table]:
        """The tables of the sheet; `has_sheets`: several sheets have lists, so this one's name says what it is for."""
        tables: list[Table] = []
        lines, above = self.title, self._rows_above()
        carried: TableContext = {}
        for i, header in enumerate(self.headers):
            context = self._context(lines, carried, has_sheets=has_sheets)
            table, body = self._read_table(header, self._end(i), context, above)
            tables.append(table)
            carried = {name: value for name, value in context.items() if name in _CARRIED}
            if not self._is_left_of_next(i):
                lines, above = self._texts_in(body.titles), []
        return tables

    # -- headings ------------------------------------------------------------------------------------------------------

    def _find_blocks(self, corrections: Memory) -> list[HeaderBlock]:
        if self.choice.heading:
            return block_at_rows(self.rows, self.choice.heading, self.merges, corrections)
        return find_blocks(self.rows, self.merges, corrections)

    def _is_repeated(self, previous: HeaderBlock, block: HeaderBlock) -> bool:
        """Whether a heading is printed again on the next page: the same words, and records right above it."""
        texts = [column.texts for column in previous.columns if column.heading]
        if texts != [column.texts for column in block.columns]:
            return False
        if block.left != previous.left or block.top == previous.top:
            return False
        above = next((cells for row in reversed(self.rows[previous.body : block.top]) if (cells := filled(row))), [])
        return len(above) >= 3

    def _map_columns(self, block: HeaderBlock) -> None:
        words = [*self._texts_in(range(max(0, block.top - _ROWS_OVER_HEADING), block.top)), self.sheet.name]
        title = fold(" ".join(words))
        infer_class_column(block, self.rows)
        join_given_names(block, self.rows)
        width = len(self.rows[block.top]) if self._is_alone(block) else 0
        block = apply_user_choices(block, self.choice, title, width=width)
        is_confirmed = self.choice.heading is not None or bool(self.choice.columns)
        layout = map_columns(block.columns, title, kind=self.choice.kind, is_confirmed=is_confirmed)
        if layout is not None:
            self.headers.append(TableHeader(block, layout))

    def _is_alone(self, block: HeaderBlock) -> bool:
        """Whether no other heading begins in the same row."""
        return sum(other.top == block.top for other in self.blocks) <= 1

    def _texts_in(self, row_indexes: Iterable[int]) -> list[str]:
        cells = (cell for row_index in row_indexes for cell in self.rows[row_index])
        return [cell for cell in cells if isinstance(cell, str) and cell.strip()]

    # -- the place of a table in its sheet -----------------------------------------------------------------------------

    def _rows_above(self) -> list[Ignored]:
        first = min((header.block.top for header in self.headers), default=0)
        return [Ignored(i + 1, "title" if filled(self.rows[i]) else "blank") for i in range(first)]

    def _end(self, i: int) -> int:
        """The row of the next heading below a table."""
        top = self.headers[i].block.top
        return next((other.block.top for other in self.headers[i + 1 :] if other.block.top > top), len(self.rows))

    def _is_left_of_next(self, i: int) -> bool:
        return i + 1 < len(self.headers) and self.headers[i + 1].block.top == self.headers[i].block.top

    def _stands_alone(self, header: TableHeader) -> bool:
        """Whether no other table begins in the same row."""
        return all(other is header or other.block.top != header.block.top for other in self.headers)

    # -- what the titles give ------------------------------------------------------------------------------------------

    def _context(self, lines: Sequence[str], carried: TableContext, *, has_sheets: bool) -> TableContext:
        """The values over one table; what stands nearer to it counts more."""
        of_sheet = {} if any(map(_is_list_title, lines)) else self.title_context
        context = {**self.shared_places, **of_sheet, **carried, **context_of(lines)}
        if assignee := _assignee_over(lines):
            context["assignee"] = assignee
        values_of_name = group_of(self.sheet.name)
        for name, value in values_of_name.items():
            if name != "poverty":
                context.setdefault(name, value)
        if has_sheets and (tier := _TIER_SHEETS.get(fold(self.sheet.name).strip())):
            context.setdefault("tier", tier)
        elif has_sheets and not values_of_name:
            # Whether it is a village or a commune depends on the group rows too.
            context["tab"] = _SHEET_NUMBER.sub("", self.sheet.name)
        return context

    # -- one table -----------------------------------------------------------------------------------------------------

    def _read_table(
        self, header: TableHeader, end: int, context: TableContext, above: list[Ignored]
    ) -> tuple[Table, TableBody]:
        block, errors = header.block, self.sheet.errors
        is_alone = self._stands_alone(header)
        body = RowClassifier(
            self.rows, block, header.layout, self.merges, errors, self.repeated_headings, is_alone=is_alone
        ).classify(block.body, end)
        layout, context = self._with_assignees(header.layout, body, context)
        source = TableSource(self.rows, self.merges, errors, self.today, self.format, self.choice.exchanged)
        listing = list_rows(source, body, context, layout)
        heading = [Ignored(i + 1, "heading") for i in range(block.top, block.body)]
        ignored = [*above, *heading, *body.ignored, *listing.ignored]
        table = Table(
            name=self.sheet.name,
            kind=layout.kind,
            columns=layout.headings(),
            context={name: value for name, value in context.items() if name not in _NOT_SHOWN},
            rows=listing.rows,
            ignored=sorted(ignored, key=lambda row: row.row),
            notices=self._notices(layout, body, listing),
            headings=tuple(column.heading for column in block.columns),
            places=cols_of_fields(layout, listing.parsed_columns),
            previews=column_previews(self.rows, body.records, block, errors, is_alone=is_alone),
            top=block.top + 1,
            body=block.body + 1,
        )
        return table, body

    def _with_assignees(
        self, layout: TableLayout, body: TableBody, context: TableContext
    ) -> tuple[TableLayout, TableContext]:
        """A list of households whose title or group rows name the member in charge is one of assignments."""
        if self.choice.kind is not None:
            return layout, context
        assignments = replace(layout, kind="assignments")
        if any("member_name" in group for group in body.groups):
            return assignments, context
        assignee = context.get("assignee")
        if not isinstance(assignee, dict) or layout.kind != "households":
            return layout, context
        body.notices.append(problem("member_name", "title_gives_member", value=assignee["member_name"]))
        return assignments, {**context, **assignee}

    def _notices(self, layout: TableLayout, body: TableBody, listing: Listing) -> tuple[Problem, ...]:
        doubtful = [column for column in listing.parsed_columns if self._may_be_exchanged(column)]
        dates = [problem(column.fields[0], "date_order", heading=column.column.heading) for column in doubtful]
        notices = [*self.notices, *layout.notices, *body.notices, *listing.notices, *dates]
        return tuple(dict.fromkeys(notices))

    def _may_be_exchanged(self, parsed: ParsedColumn) -> bool:
        """Whether day and month of a column may be exchanged, and the user has not said anything about it."""
        is_chosen = parsed.column.user_fields is not None or parsed.column.col in self.choice.exchanged
        return not is_chosen and dates_may_be_exchanged(parsed)


def _is_list_title(line: str) -> bool:
    return "danh sach" in fold(line)


def _assignee_over(lines: Sequence[str]) -> dict[str, str]:
    """The member whom a line over a list of assigned households names: all of the list is theirs."""
    if not any(_ASSIGNS_HOUSEHOLDS.search(fold(line)) for line in lines):
        return {}
    # The line nearest to the list counts.
    return assignee_in_form(lines) or next(filter(None, map(assignee_in_line, reversed(lines))), {})
