"""Columns whose cells show what no heading says: classes of household under "Kết quả", given names under nothing."""

import re
from dataclasses import dataclass
from itertools import islice

from assignments.rosters.parsing.cells.parsers import is_blank
from assignments.rosters.parsing.columns.fields import MARKS, NAMES
from assignments.rosters.parsing.columns.layout import Column, HeaderBlock
from assignments.rosters.parsing.sheet.grid import Cells
from lambinh.lib.vietnamese import fold

_CLASS = re.compile(r"(?:ho )?(?:moi )?(?:(?:khong|can|thoat|tai) )?ngheo|hn|hcn|htn")
_SAMPLE_ROWS = 60
# Under a short list stand the words of signatures.
_FEWEST_SAMPLES = 3

# Words that end a family name with its middle name, and next to never a whole name.
_MIDDLE_NAMES = frozenset("văn thị a thu thúy ngọc xuân hữu đức công minh thanh kim quốc đình bá mỹ".split())


# --- given names ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NameParts:
    """The cells of a column of names, and the pairs of them and the cells right of them, as words."""

    names: int
    pairs: list[tuple[list[str], list[str]]]

    @property
    def given_names(self) -> list[str]:
        return [right[0] for _, right in self.pairs if len(right) == 1 and _may_be_given_name(right[0])]

    def are_halves(self) -> bool:
        """Whether a word of its own stands right of nearly every name, and the names end like family names."""
        words = self.given_names
        # Few different words are marks ("Nam", "Nữ"), not names.
        is_varied = len(words) >= _FEWEST_SAMPLES and len(set(words)) > 2
        return is_varied and len(words) * 10 >= self.names * 7 and self._count_family_names() * 4 >= len(self.pairs)

    def _count_family_names(self) -> int:
        return sum(len(left) == 1 or left[-1].lower() in _MIDDLE_NAMES for left, _ in self.pairs if left)


def _may_be_given_name(word: str) -> bool:
    return word.isalpha() and word[0].isupper()


def join_given_names(block: HeaderBlock, rows: Cells) -> None:
    """Add the column with the given names to "Họ và tên" on its left, where it has no heading of its own."""
    headed = {col for column in block.columns for col in (column.col, *column.other_cols)}
    for column in block.columns:
        right = column.col + 1
        is_free = right not in headed and right < len(rows[block.top])
        is_name_alone = bool(set(column.concepts) & NAMES) and not column.other_cols
        if is_free and is_name_alone and name_parts(rows, block, column.col).are_halves():
            column.extra_cols = (right,)


def name_parts(rows: Cells, block: HeaderBlock, col: int) -> NameParts:
    cells = [(row[col], row[col + 1]) for row in islice(rows, block.body, block.body + _SAMPLE_ROWS)]
    return NameParts(
        names=sum(not is_blank(left) for left, _ in cells),
        pairs=[(str(left).split(), str(right).split()) for left, right in cells if left and right],
    )


# --- classes of household ------------------------------------------------------------------------------------------


def infer_class_column(block: HeaderBlock, rows: Cells) -> None:
    """Read a column of classes as the class of the household, where no heading names one."""
    if any({"poverty", *MARKS} & set(column.concepts) for column in block.columns):
        return
    for column in block.columns:
        if column.concepts in ((), ("result",)) and not column.is_corrected and _are_classes(column, block, rows):
            column.concepts = ("poverty",)


def _are_classes(column: Column, block: HeaderBlock, rows: Cells) -> bool:
    cells = [row[column.col] for row in islice(rows, block.body, block.body + _SAMPLE_ROWS)]
    values = [cell for cell in cells if not is_blank(cell)]
    classes = sum(isinstance(cell, str) and _CLASS.fullmatch(fold(cell).strip()) is not None for cell in values)
    return classes >= _FEWEST_SAMPLES and classes * 10 >= len(values) * 7
