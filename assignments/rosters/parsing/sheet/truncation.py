"""Cells that no office types: runs of one sign and texts without end, shortened before anything looks at them."""

import re

from assignments.rosters.parsing.problems import problem
from assignments.rosters.parsing.records import Problem
from lambinh.lib.spreadsheets.types import Cell

LONGEST = 2_000
"""Characters of a cell that are read; several households or a long remark take hundreds."""

SHORT = 40
"""Nothing in a text of so few characters can be a run without end."""

_BLANKS = re.compile(r"\s{41,}")
_SIGNS = re.compile(r"([^\w\s]|_)\1{40,}")


def shortened(rows: list[tuple[Cell, ...]]) -> tuple[list[tuple[Cell, ...]], list[Problem]]:
    """The rows themselves where no cell is too long, which is the usual; and a notice where one was cut."""
    long = {cell for row in rows for cell in row if type(cell) is str and len(cell) > SHORT}
    # Cells that share one text share the short one too.
    shorter = {text: less for text in long if (less := short(text)) != text}
    if not shorter:
        return rows, []
    odd = [at for at, row in enumerate(rows) if not shorter.keys().isdisjoint(row)]
    changed = list(rows)
    for at in odd:
        changed[at] = tuple([shorter.get(cell, cell) if type(cell) is str else cell for cell in rows[at]])
    cut = next((at for at in odd if any(type(cell) is str and len(cell) > LONGEST for cell in rows[at])), None)
    return changed, [problem(None, "cell_cut", row=cut + 1, longest=LONGEST)] if cut is not None else []


def short(text: str) -> str:
    """A text as it is, but no longer than is read, and without long runs of blanks or of one sign."""
    if len(text) <= SHORT:
        return text
    text = _BLANKS.sub(lambda run: "\n" if "\n" in run.group() else " ", text[: 4 * LONGEST])
    return _SIGNS.sub(lambda run: run.group()[:40], text)[:LONGEST]
