"""Odd rows about a heading: numbers of columns, another program's names of fields, one heading broken in two rows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assignments.rosters.parsing.columns.headings import concepts_of
from assignments.rosters.parsing.rules import Rule, always, decide
from assignments.rosters.parsing.sheet.grid import Cells, Merges, filled

_COLUMN_NUMBER = re.compile(r"\(?\s*(?:\d{1,2}|[A-HĐa-h])\s*\)?(?:\s*=.*)?")


def is_column_numbers(row: Sequence[object]) -> bool:
    """The row under a heading that numbers its columns: "(1) (2) (3)", "A B 1 2"."""
    cells = [str(row[col]).strip() for col in filled(row)]
    if len(cells) < 3 or not all(_COLUMN_NUMBER.fullmatch(cell) for cell in cells):
        return False
    numbers = [int(match.group()) for cell in cells if (match := re.search(r"\d+", cell.split("=")[0]))]
    if len(numbers) > 1 and numbers[0] <= 3:
        return numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return len(cells) - len(numbers) >= 3


_FIELD_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")


def is_field_names(row: Sequence[object]) -> bool:
    """The row of another program's names of fields: "stt | ho_ten | nam_sinh"."""
    cells = [str(row[col]) for col in filled(row)]
    names = [cell for cell in cells if _FIELD_NAME.fullmatch(cell)]
    return len(cells) > 2 and len(names) == len(cells) and sum("_" in name for name in names) > 1


# --- a heading that is broken over two rows -----------------------------------------------------------------------

_LONGEST_PART = 40


@dataclass(frozen=True, slots=True)
class RowPair:
    """Two rows below each other that may be one heading; `cols` are the columns that both of them fill."""

    above: Sequence[object]
    below: Sequence[object]
    cols: list[int]
    is_merged: bool

    @property
    def joined(self) -> tuple[str | None, ...]:
        pairs = zip(self.above, self.below, strict=True)
        return tuple(" ".join(str(cell) for cell in pair if cell) or None for pair in pairs)

    def are_texts_short(self) -> bool:
        cells = [row[col] for row in (self.above, self.below) for col in filled(row)]
        return all(isinstance(cell, str) and len(cell) < _LONGEST_PART for cell in cells)

    def count_headings(self, row: Sequence[object]) -> int:
        return sum(bool(concepts_of(str(row[col]))) for col in self.cols)

    def count_headings_in_parts(self) -> int:
        return max(self.count_headings(self.above), self.count_headings(self.below))


BROKEN_HEADER_RULES: tuple[Rule[RowPair, bool], ...] = (
    Rule("fewer than three columns in both rows", lambda pair: len(pair.cols) < 3, always(False)),
    Rule("long texts or values", lambda pair: not pair.are_texts_short(), always(False)),
    # Whoever merges cells has no need to break a heading.
    Rule("merged cell", lambda pair: pair.is_merged, always(False)),
    # One column may have a heading that is not known.
    Rule(
        "joined texts that are not known",
        lambda pair: pair.count_headings(pair.joined) < len(pair.cols) - 1,
        always(False),
    ),
    Rule(
        "parts that are headings themselves",
        lambda pair: pair.count_headings_in_parts() * 4 > pair.count_headings(pair.joined) * 3,
        always(False),
    ),
    Rule("broken header", always(True), always(True)),
)


def join_broken_header(rows: Cells, row_index: int, merges: Merges) -> Cells | None:
    """The rows with a heading in one that was broken over two ("Chức | Năm", "vụ | sinh"); None if it was not."""
    if row_index + 1 >= len(rows):
        return None
    pair = row_pair(rows, row_index, merges)
    if not decide(BROKEN_HEADER_RULES, pair):
        return None
    return [*rows[:row_index], pair.joined, (None,) * len(pair.below), *rows[row_index + 2 :]]


def row_pair(rows: Cells, row_index: int, merges: Merges) -> RowPair:
    above, below = rows[row_index], rows[row_index + 1]
    below_cols = set(filled(below))
    cols = [col for col in filled(above) if col in below_cols]
    is_merged = any((row, col) in merges.at for row in (row_index, row_index + 1) for col in cols)
    return RowPair(above, below, cols, is_merged)
