"""A column whose heading says little ("Kết quả") and whose cells are all classes of household."""

import re
from itertools import islice

from lambinh.lib.vietnamese import fold

from .blocks import Block
from .fields import MARKS
from .grid import Cells
from .layout import Column
from .parsing import is_blank

_CLASS = re.compile(r"(?:ho )?(?:moi )?(?:(?:khong|can|thoat|tai) )?ngheo|hn|hcn|htn")
_LOOKED_AT = 60
_FEWEST = 3


def name_by_cells(block: Block, rows: Cells) -> None:
    """Call such a column the class of the household, where no heading names one."""
    if any({"poverty", *MARKS} & set(column.concepts) for column in block.columns):
        return
    for column in block.columns:
        if column.concepts in ((), ("result",)) and not column.corrected and _are_classes(column, block, rows):
            column.concepts = ("poverty",)


def _are_classes(column: Column, block: Block, rows: Cells) -> bool:
    cells = [row[column.place] for row in islice(rows, block.body, block.body + _LOOKED_AT)]
    told = [cell for cell in cells if not is_blank(cell)]
    classes = sum(isinstance(cell, str) and _CLASS.fullmatch(fold(cell).strip()) is not None for cell in told)
    # Under a short list stand the words of signatures.
    return classes >= _FEWEST and classes * 10 >= len(told) * 7
