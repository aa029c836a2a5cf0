"""The tables of a sheet: finds their headings, and the texts over each column."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assignments.rosters.parsing.columns.fields import NAMES
from assignments.rosters.parsing.columns.header_concepts import concepts_of_header
from assignments.rosters.parsing.columns.headings import normal_heading
from assignments.rosters.parsing.columns.layout import Column, HeaderBlock
from assignments.rosters.parsing.columns.tiers import tier_named
from assignments.rosters.parsing.records import Memory
from assignments.rosters.parsing.sheet.grid import Cells, Merges
from assignments.rosters.parsing.sheet.limits import check_time
from assignments.rosters.parsing.table.header_quirks import is_column_numbers, is_field_names, join_broken_header
from assignments.rosters.parsing.table.header_rows import (
    continues_heading,
    is_data_of,
    is_group_heading,
    is_heading_row,
    may_be_heading,
)

MOST_HEADING_ROWS = 4


def find_blocks(rows: Cells, merges: Merges, corrections: Memory) -> list[HeaderBlock]:
    """The headings of a sheet from top to bottom, of tables beside each other one each."""
    blocks: list[HeaderBlock] = []
    row_index = 0
    while row_index < len(rows):
        new_blocks = _blocks_from(rows, row_index, merges, corrections, blocks[-1] if blocks else None)
        blocks += new_blocks
        row_index = new_blocks[0].body if new_blocks else row_index + 1
    return blocks


def _blocks_from(
    rows: Cells, row_index: int, merges: Merges, corrections: Memory, previous: HeaderBlock | None
) -> list[HeaderBlock]:
    if not may_be_heading(rows[row_index]):
        return []
    check_time()
    if blocks := _broken_blocks(rows, row_index, merges, corrections):
        return blocks
    if not is_heading_row(rows, row_index, corrections):
        return []
    if previous is not None and is_data_of(rows, row_index, previous):
        return []
    return _blocks_at(rows, row_index, merges, corrections, previous.body if previous is not None else 0)


def _broken_blocks(rows: Cells, row_index: int, merges: Merges, corrections: Memory) -> list[HeaderBlock]:
    joined = join_broken_header(rows, row_index, merges)
    if joined is None:
        return []
    body = _first_row_under(rows, row_index + 1)
    blocks = _blocks_at(joined, row_index, merges, corrections, row_index)
    return [replace(block, bottom=row_index + 1, body=body) for block in blocks]


def _blocks_at(rows: Cells, row_index: int, merges: Merges, corrections: Memory, free: int) -> list[HeaderBlock]:
    """The blocks of the heading in a row; `free` is the first row that no table above has."""
    has_group_heading = row_index > free and is_group_heading(rows, row_index - 1, merges)
    top = row_index - 1 if has_group_heading else row_index
    bottom = _last_heading_row(rows, top, row_index, merges)
    columns = HeadingCells(rows, top, bottom, merges).columns(corrections)
    if not _has_names(columns):
        return []
    body = _first_row_under(rows, bottom)
    return [HeaderBlock(top, bottom, body, part, part[0].col, part[-1].col) for part in _side_by_side(columns)]


def _last_heading_row(rows: Cells, top: int, row_index: int, merges: Merges) -> int:
    bottom = row_index
    last = min(len(rows), top + MOST_HEADING_ROWS) - 1
    while bottom < last and continues_heading(rows, top, bottom + 1, merges):
        bottom += 1
    return bottom


def block_at_rows(rows: Cells, heading: tuple[int, int], merges: Merges, corrections: Memory) -> list[HeaderBlock]:
    """The table (or tables beside each other) under the heading whose rows the user gave, numbered as in Excel."""
    top, bottom = sorted(number - 1 for number in heading)
    if top < 0 or bottom >= len(rows):
        return []
    columns = HeadingCells(rows, top, bottom, merges).columns(corrections)
    body = _first_row_under(rows, bottom)
    if not columns:
        return [HeaderBlock(top, bottom, body, [], 0, len(rows[top]) - 1)]
    return [HeaderBlock(top, bottom, body, part, part[0].col, part[-1].col) for part in _side_by_side(columns)]


def _first_row_under(rows: Cells, bottom: int) -> int:
    body = bottom + 1
    while body < len(rows) and (is_column_numbers(rows[body]) or is_field_names(rows[body])):
        body += 1
    return body


# --- columns -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HeadingCells:
    """The cells of a heading, and the texts that they put over each column."""

    rows: Cells
    top: int
    bottom: int
    merges: Merges

    def columns(self, corrections: Memory) -> list[Column]:
        columns: list[Column] = []
        for col in range(len(self.rows[self.bottom])):
            texts = self.texts(col)
            if texts and columns and columns[-1].texts == texts and self._is_merged_from_left(col):
                # One heading merged over two columns: a name in two parts, or an empty column beside it.
                columns[-1].extra_cols += (col,)
            elif texts:
                column = concepts_of_header(texts, corrections)
                column.col = col
                columns.append(column)
        _name_by_tier(columns)
        return columns

    def texts(self, col: int) -> tuple[str, ...]:
        """The texts over a column from top to bottom; one that a merged area repeats once only."""
        texts: list[str] = []
        for row_index in range(self.top, self.bottom + 1):
            text = _heading_text(self._cell(row_index, col))
            if text and texts[-1:] != [text]:
                texts.append(text)
        return tuple(texts)

    def _is_merged_from_left(self, col: int) -> bool:
        area = self.merges.at.get((self.bottom, col))
        return area is not None and area.left < col

    def _cell(self, row_index: int, col: int) -> object:
        area = self.merges.at.get((row_index, col))
        if area is not None:
            return self.rows[area.top][area.left] if area.top >= self.top else self.rows[row_index][col]
        cell = self.rows[row_index][col]
        is_empty = cell is None or not str(cell).strip()
        return self._group_from_left(row_index, col) if is_empty and row_index < self.bottom else cell

    def _group_from_left(self, row_index: int, col: int) -> object:
        """A group heading that was not merged (csv): it reaches right as long as only sub-headings stand below."""
        if self.merges.has_wide_area_in(row_index):
            return None
        for left in range(col, -1, -1):
            if not self._has_subheading(row_index, left):
                return None
            cell = self.rows[row_index][left]
            if isinstance(cell, str) and cell.strip():
                return cell
        return None

    def _has_subheading(self, row_index: int, col: int) -> bool:
        return any(isinstance(row[col], str) for row in self.rows[row_index + 1 : self.bottom + 1])


def _heading_text(cell: object) -> str:
    """The text of a heading's cell with single blanks; its line breaks stay."""
    lines = (" ".join(line.split()) for line in str(cell if cell is not None else "").split("\n"))
    return "\n".join(line for line in lines if line)


_TIER = re.compile(r"(?:cap )?(?:huyen|xa)(?: phan cong| phu trach)?")


def _name_by_tier(columns: list[Column]) -> None:
    """ "Cấp huyện | Cấp xã" under "Đảng viên phụ trách" are the assignees, where no other column names them."""
    if any(set(column.concepts) & {"member", "name"} for column in columns):
        return
    tiers = [
        column for column in columns if column.owner == "member" and _TIER.fullmatch(normal_heading(column.texts[-1]))
    ]
    if sorted(tier_named(column.texts[-1]) or "" for column in tiers) == ["commune", "district"]:
        for column in tiers:
            column.concepts = ("member",)


# --- tables beside each other --------------------------------------------------------------------------------------


def _side_by_side(columns: list[Column]) -> list[list[Column]]:
    """The columns of each table; two tables beside each other both begin with a running number."""
    starts = [i for i, column in enumerate(columns) if column.concepts == ("index",)]
    parts = [columns[start:end] for start, end in zip([0, *starts[1:]], [*starts[1:], len(columns)], strict=True)]
    are_tables = len(starts) > 1 and (_are_apart(parts) or _are_alike(parts)) and all(map(_has_names, parts))
    return parts if are_tables else [columns]


def _are_apart(parts: Sequence[list[Column]]) -> bool:
    return all(right[0].col - left[-1].col > 1 for left, right in pairwise(parts))


def _are_alike(parts: Sequence[list[Column]]) -> bool:
    return len({tuple(column.texts[-1] for column in part) for part in parts}) == 1


def _has_names(columns: list[Column]) -> bool:
    return any(set(column.concepts) & NAMES for column in columns)
