"""What cells tell where headings do not: classes of household under "Kết quả", given names under nothing."""

import re
from itertools import islice

from assignments.rosters.parsing.cells.parsers import is_blank
from assignments.rosters.parsing.columns.fields import MARKS, NAMES
from assignments.rosters.parsing.columns.layout import Column, HeaderBlock
from assignments.rosters.parsing.sheet.grid import Cells
from lambinh.lib.vietnamese import fold

_CLASS = re.compile(r"(?:ho )?(?:moi )?(?:(?:khong|can|thoat|tai) )?ngheo|hn|hcn|htn")
_LOOKED_AT = 60
_FEWEST = 3


# Words that end a family name with its middle name, and next to never a whole name.
_MIDDLE = frozenset("văn thị a thu thúy ngọc xuân hữu đức công minh thanh kim quốc đình bá mỹ".split())


def join_given_names(block: HeaderBlock, rows: Cells) -> None:
    """A column without a heading right of "Họ và tên" that holds the given names belongs to it."""
    headed = {place for column in block.columns for place in (column.col, *column.other_cols)}
    for column in block.columns:
        beside = column.col + 1
        free = beside not in headed and beside < len(rows[block.top])
        if set(column.concepts) & NAMES and not column.other_cols and free and _are_halves(column.col, block, rows):
            column.extra_cols = (beside,)


def _are_halves(place: int, block: HeaderBlock, rows: Cells) -> bool:
    """Names that end with a middle name or are one word, and a word of its own beside nearly every one."""
    pairs = [(row[place], row[place + 1]) for row in islice(rows, block.body, block.body + _LOOKED_AT)]
    told = [(str(first).split(), str(second).split()) for first, second in pairs if first and second]
    named = sum(not is_blank(first) for first, _ in pairs)
    words = [second[0] for _, second in told if len(second) == 1 and second[0].isalpha() and second[0][0].isupper()]
    unended = sum(len(first) == 1 or first[-1].lower() in _MIDDLE for first, _ in told if first)
    # Under a short list stand the words of signatures.
    return len(words) >= _FEWEST and len(set(words)) > 2 and len(words) * 10 >= named * 7 and unended * 4 >= len(told)


def infer_class_column(block: HeaderBlock, rows: Cells) -> None:
    """Call such a column the class of the household, where no heading names one."""
    if any({"poverty", *MARKS} & set(column.concepts) for column in block.columns):
        return
    for column in block.columns:
        if column.concepts in ((), ("result",)) and not column.is_corrected and _are_classes(column, block, rows):
            column.concepts = ("poverty",)


def _are_classes(column: Column, block: HeaderBlock, rows: Cells) -> bool:
    cells = [row[column.col] for row in islice(rows, block.body, block.body + _LOOKED_AT)]
    told = [cell for cell in cells if not is_blank(cell)]
    classes = sum(isinstance(cell, str) and _CLASS.fullmatch(fold(cell).strip()) is not None for cell in told)
    # Under a short list stand the words of signatures.
    return classes >= _FEWEST and classes * 10 >= len(told) * 7
