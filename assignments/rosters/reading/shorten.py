"""Cells that no office types: runs of one sign and texts without end, shortened before anything looks at them."""

import re

from lambinh.lib.sheets import Cell

from .problems import problem
from .records import Problem

LONGEST = 1_000
"""Characters of a cell that are read; several households or a long remark take some hundreds."""

_BLANKS = re.compile(r"\s{41,}")
_SIGNS = re.compile(r"([^\w\s])\1{40,}")


def shortened(rows: list[tuple[Cell, ...]]) -> tuple[list[tuple[Cell, ...]], list[Problem]]:
    """The rows themselves where no cell is too long, which is the usual; and a notice for each row with one."""
    odd = [at for at, row in enumerate(rows) if any([type(cell) is str and len(cell) > 40 for cell in row])]
    if not odd:
        return rows, []
    changed, notices = list(rows), []
    for at in odd:
        changed[at] = tuple(short(cell) if isinstance(cell, str) else cell for cell in rows[at])
        if any(isinstance(cell, str) and len(cell) > LONGEST for cell in rows[at]):
            notices.append(problem(None, "cell_cut", row=at + 1, longest=LONGEST))
    return changed, notices


def short(text: str) -> str:
    """A text as it is, but no longer than is read, and without long runs of blanks or of one sign."""
    if len(text) <= 40:
        return text
    text = _BLANKS.sub(lambda run: "\n" if "\n" in run.group() else " ", text[: 4 * LONGEST])
    return _SIGNS.sub(lambda run: run.group()[:40], text)[:LONGEST]
