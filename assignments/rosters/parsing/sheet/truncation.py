"""Cells that no office types, such as runs of one sign or texts without end: shortened before anything else."""

import re

from assignments.rosters.parsing.problems import problem
from assignments.rosters.parsing.records import Problem
from lambinh.lib.spreadsheets.types import Cell

LONGEST = 2_000
"""Characters of a cell that are read; several households or a long remark take hundreds."""

SHORT = 40
"""A text of so few characters is never shortened."""

_BLANKS = re.compile(r"\s{41,}")
_SIGNS = re.compile(r"([^\w\s]|_)\1{40,}")


def shortened(rows: list[tuple[Cell, ...]]) -> tuple[list[tuple[Cell, ...]], list[Problem]]:
    """The rows with their long texts shortened, and a notice of the first that was cut; usually `rows` themselves."""
    # Cells that share one text share the short one too.
    replacements = {text: less for text in _long_texts(rows) if (less := short(text)) != text}
    if not replacements:
        return rows, []
    changed = [_replaced(row, replacements) for row in rows]
    cut = next((i for i, row in enumerate(rows) if any(len(text) > LONGEST for text in _texts(row))), None)
    return changed, [] if cut is None else [problem(None, "cell_cut", row=cut + 1, longest=LONGEST)]


def _texts(row: tuple[Cell, ...]) -> list[str]:
    return [cell for cell in row if isinstance(cell, str)]


def _long_texts(rows: list[tuple[Cell, ...]]) -> set[str]:
    return {cell for row in rows for cell in row if type(cell) is str and len(cell) > SHORT}


def _replaced(row: tuple[Cell, ...], replacements: dict[str, str]) -> tuple[Cell, ...]:
    if replacements.keys().isdisjoint(row):
        return row
    return tuple([replacements.get(cell, cell) if isinstance(cell, str) else cell for cell in row])


def short(text: str) -> str:
    """A text without long runs of blanks or of one sign, and no longer than is read."""
    if len(text) <= SHORT:
        return text
    text = _BLANKS.sub(lambda run: "\n" if "\n" in run.group() else " ", text[: 4 * LONGEST])
    return _SIGNS.sub(lambda run: run.group()[:40], text)[:LONGEST]
