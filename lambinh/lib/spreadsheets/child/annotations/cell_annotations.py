"""The look of annotated cells (colour and comment), and the property that identifies an annotated workbook."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import PatternFill

from lambinh.lib.spreadsheets.child.protocol import MARKED_AS

AUTHOR = "Lâm Bình"
# No colours of Excel's palette and styles: they identify the cells that we coloured.
COLOURS = {"error": "FFFFC9CF", "warning": "FFFFF4B9"}
FILLS = {level: PatternFill("solid", fgColor=colour) for level, colour in COLOURS.items()}
MAX_COMMENTS = 10_000  # Excel draws a shape for each and becomes slow; further cells have only the colour
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

_MAX_LENGTH = 1_500
_WIDTH, _LINE_HEIGHT, _CHARACTERS_PER_LINE, _MARGIN = 320, 18, 46, 16
_MAX_LINES = 24

CellPosition = tuple[int, int]  # row and column as openpyxl counts them, from 1


class Annotation(NamedTuple):
    """The problems of one cell."""

    level: str
    text: str


class Job(NamedTuple):
    """The annotations of a workbook: sheet, row (from 1), column (from 0, or None for the row), level, message."""

    marks: list[tuple[str, int, int | None, str, str]]
    token: str
    stem: str
    """The name of a sheet that has none."""

    @classmethod
    def from_file(cls, path: str) -> "Job":
        job = json.loads(Path(path).read_text())
        marks = [(sheet, row, column, level, message) for sheet, row, column, level, message in job["marks"]]
        return cls(marks, job["token"], job["stem"])


def annotations_by_cell(
    sheet: str, job: Job, position_of: Callable[[int, int | None], CellPosition]
) -> dict[CellPosition, Annotation]:
    """The annotations of `sheet` by cell. Those of one cell are joined: the worst level, every message once."""
    messages: dict[CellPosition, dict[str, None]] = {}
    levels: dict[CellPosition, str] = {}
    for name, row, column, level, message in job.marks:
        if name != sheet or not 1 <= row <= LAST_ROW or not 0 <= (column or 0) < LAST_COLUMN:
            continue
        position = position_of(row, column)
        messages.setdefault(position, {})[message] = None
        levels[position] = "error" if "error" in (level, levels.get(position)) else "warning"
    return {position: Annotation(levels[position], "\n".join(texts)) for position, texts in messages.items()}


def comment(text: str, author: str = AUTHOR) -> Comment:
    """A comment whose box fits its text."""
    if len(text) > _MAX_LENGTH and author == AUTHOR:
        text = text[: _MAX_LENGTH - 1] + "…"
    lines = sum(max(1, math.ceil(len(line) / _CHARACTERS_PER_LINE)) for line in text.split("\n"))
    height = min(lines, _MAX_LINES) * _LINE_HEIGHT + _MARGIN
    return Comment(text, author, height=height, width=_WIDTH)


def set_token(book: Workbook, token: str) -> None:
    """Store in the workbook the token of its import."""
    if MARKED_AS in book.custom_doc_props.names:
        del book.custom_doc_props[MARKED_AS]
    book.custom_doc_props.append(StringProperty(name=MARKED_AS, value=token))
