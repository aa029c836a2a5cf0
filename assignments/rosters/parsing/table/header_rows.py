"""Tells headings from titles and data, and finds the rows of one heading. Rows and columns count from 0."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from assignments.rosters.parsing.cells.names import begins_with_surname, is_plain_name
from assignments.rosters.parsing.columns.fields import NAMES
from assignments.rosters.parsing.columns.headings import concepts_of, is_heading_text, normal_heading
from assignments.rosters.parsing.columns.layout import HeaderBlock
from assignments.rosters.parsing.columns.vocabulary import GROUP_ALIASES
from assignments.rosters.parsing.records import Memory
from assignments.rosters.parsing.rules import Rule, always, decide
from assignments.rosters.parsing.sheet.grid import Cells, Merges, filled
from assignments.rosters.parsing.table.header_quirks import is_column_numbers

_NUMBERS = frozenset({int, bool, float, date, datetime, time, timedelta})
_LONGEST_HEADING = 90
_ROWS_SEARCHED_FOR_VALUES = 300
_BEGINS_HEADING = re.compile(
    r"\s*(?:s\.?\s?t\.?\s?t|tt|số\s+tt|số\s+thứ|họ|ho\s|tên|chủ\s+hộ|hộ|các\s+hộ|đảng\s+viên|cán\s+bộ|người"
    r"|đồng\s+chí|thành\s+viên|đại\s+diện|danh\s+sách|mã)",
    re.IGNORECASE,
)


def may_be_heading(row: Sequence[object]) -> bool:
    """A quick test, because most rows of a long table are data."""
    # Most rows of data end here, at their running number.
    if has_numbers(row):
        return False
    texts = [cell for cell in row if isinstance(cell, str)]
    return len(texts) >= 2 and any(map(_BEGINS_HEADING.match, texts))


def has_numbers(row: Sequence[object]) -> bool:
    return not _NUMBERS.isdisjoint(map(type, row))


def has_texts_only(row: Sequence[object]) -> bool:
    """Whether the row has filled cells, all of them with text."""
    cells = [row[col] for col in filled(row)]
    return bool(cells) and all(isinstance(cell, str) for cell in cells)


# --- the row with the names ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HeadingShare:
    """How many texts of a row are headings, and whether one of them is over names."""

    texts: int
    known: int
    has_names: bool

    @classmethod
    def of(cls, row: Sequence[object]) -> "HeadingShare":
        texts = [cell for cell in row if isinstance(cell, str) and cell.strip()]
        kinds = [_kind_of_heading(text) for text in texts]
        return cls(len(texts), known=len(texts) - kinds.count(None), has_names="names" in kinds)

    @property
    def is_most(self) -> bool:
        return self.known >= 2 and self.known * 2 >= self.texts


def _kind_of_heading(text: str) -> str | None:
    """ "names", "values" or None for a text that is not known as a heading."""
    concepts = concepts_of(text) if len(text) <= _LONGEST_HEADING else ()
    # "Chủ hộ" and "Thông tin đảng viên" stand over the name and other columns.
    if set(concepts) & NAMES or normal_heading(text) in GROUP_ALIASES:
        return "names"
    return "values" if concepts else None


def is_heading_row(rows: Cells, row_index: int, corrections: Memory) -> bool:
    row = rows[row_index]
    share = _with_corrections(HeadingShare.of(row), row, corrections)
    if not share.is_most:
        return False
    if share.has_names or _has_names_below(rows, row_index):
        return True
    return share.known >= 3 and any(is_heading_text(cell) for cell in row if isinstance(cell, str))


def _with_corrections(share: HeadingShare, row: Sequence[object], corrections: Memory) -> HeadingShare:
    """Headings that the user confirmed before count as known, whatever they are over."""
    if not corrections:
        return share
    confirmed = sum(normal_heading(cell) in corrections for cell in row if isinstance(cell, str))
    return HeadingShare(share.texts, max(share.known, confirmed), share.has_names or confirmed > 0)


def _has_names_below(rows: Cells, row_index: int) -> bool:
    """Whether one of the next two rows is a sub-heading with names."""
    return any(HeadingShare.of(row).has_names for row in rows[row_index + 1 : row_index + 3] if _has_headings_only(row))


def _has_headings_only(row: Sequence[object]) -> bool:
    return has_texts_only(row) and all(is_heading_text(str(row[col])) for col in filled(row))


# --- rows of data that read like headings --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DataCase:
    """A row under a heading that may be the heading of another table."""

    rows: Cells
    row_index: int
    block: HeaderBlock

    @property
    def texts(self) -> dict[int, str]:
        row = self.rows[self.row_index]
        return {col: cell for col in filled(row) if isinstance(cell := row[col], str)}


def _names_someone(case: DataCase) -> bool:
    texts = case.texts.values()
    return any(begins_with_surname(text) and is_plain_name(text) and not concepts_of(text) for text in texts)


def _repeats_headings(case: DataCase) -> bool:
    headings = {normal_heading(text) for column in case.block.columns for text in column.texts}
    return all(normal_heading(text) in headings for text in case.texts.values())


def _has_values_of_other_rows(case: DataCase) -> bool:
    start = case.block.body
    numbered = enumerate(islice(case.rows, start, start + _ROWS_SEARCHED_FOR_VALUES), start)
    others = [row for row_index, row in numbered if row_index != case.row_index]
    return all(any(row[col] == text for row in others) for col, text in case.texts.items())


DATA_RULES: tuple[Rule[DataCase, bool], ...] = (
    Rule("name of a person", _names_someone, always(True)),
    Rule("heading printed again", _repeats_headings, always(False)),
    # A heading stands once; "Đảng viên" and "Xã" as values stand in other rows of their columns too.
    Rule("values of other rows", _has_values_of_other_rows, always(True)),
    Rule("other texts", always(True), always(False)),
)


def is_data_of(rows: Cells, row_index: int, block: HeaderBlock) -> bool:
    """Whether a row that reads like a heading is a record of the table above: "Đảng viên", "Xã"."""
    return decide(DATA_RULES, DataCase(rows, row_index, block)) or False


# --- the rows of one heading ---------------------------------------------------------------------------------------


def is_group_heading(rows: Cells, row_index: int, merges: Merges) -> bool:
    """The row over the one with the names: "Thông tin đảng viên | Thông tin hộ", not the last line of a title."""
    row = rows[row_index]
    if not has_texts_only(row):
        return False
    cols = filled(row)
    known = sum(is_heading_text(str(row[col])) for col in cols)
    if len(cols) > 1:
        return known * 2 > len(cols)
    area = merges.at.get((row_index, cols[0]))
    is_part = area is not None and area.right - area.left + 1 < len(filled(rows[row_index + 1]))
    return known == 1 and cols[0] > 0 and is_part


@dataclass(frozen=True, slots=True)
class SubheadingCase:
    """A row below a heading whose first row is `top`."""

    rows: Cells
    top: int
    row_index: int
    merges: Merges

    @property
    def row(self) -> Sequence[object]:
        return self.rows[self.row_index]

    @property
    def above(self) -> Sequence[object]:
        return self.rows[self.row_index - 1]

    @property
    def cols(self) -> list[int]:
        return filled(self.row)

    @property
    def known(self) -> int:
        return sum(is_heading_text(str(self.row[col])) for col in self.cols)

    def is_under_group_only(self) -> bool:
        """Sub-headings that are not known ("Y tế") need known ones beside them, and no heading of their own above."""
        above, cols = self.above, self.cols
        starts = {col for col in cols if above[col] is not None and col + 1 in cols and above[col + 1] is None}
        is_free = all(above[col] is None or col in starts for col in cols)
        return self.known > 0 and is_free and len(cols) < len(filled(above)) + len(cols) / 2

    def is_under_groups(self) -> bool:
        """Under a heading that stands for itself ("Họ và tên") nothing more is written."""
        above = self.above
        free = sum(above[col] is None or (self.row_index - 1, col) in self.merges.at for col in self.cols)
        return free * 2 >= len(self.cols) or _is_group_row(above)


def _is_group_row(row: Sequence[object]) -> bool:
    return any(normal_heading(str(row[col])) in GROUP_ALIASES for col in filled(row))


SUBHEADING_RULES: tuple[Rule[SubheadingCase, bool], ...] = (
    Rule("number or date", lambda case: has_numbers(case.row), always(False)),
    Rule("numbers of columns", lambda case: is_column_numbers(case.row), always(False)),
    Rule("merged from above", lambda case: case.merges.vertical_into(case.row_index, case.top), always(True)),
    Rule("no text", lambda case: not has_texts_only(case.row), always(False)),
    Rule("text that is not known", lambda case: case.known < len(case.cols), SubheadingCase.is_under_group_only),
    Rule("known headings", always(True), SubheadingCase.is_under_groups),
)


def continues_heading(rows: Cells, top: int, row_index: int, merges: Merges) -> bool:
    """Whether a row is one more row of the heading that begins in `top`."""
    return decide(SUBHEADING_RULES, SubheadingCase(rows, top, row_index, merges)) or False
