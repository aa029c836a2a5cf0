"""How a faulty cell looks in a workbook that is given back: its colour, its comment; and how such a book is known."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import PatternFill

from lambinh.lib.spreadsheets.child.protocol import MARKED_AS

AUTHOR = "Lâm Bình"
# No tones of Excel's own palette and styles: by them a cell that we coloured is known again.
COLOURS = {"error": "FFFFC9CF", "warning": "FFFFF4B9"}
FILLS = {level: PatternFill("solid", fgColor=colour) for level, colour in COLOURS.items()}
MOST_COMMENTS = 10_000  # Excel draws a shape for each and gets slow; cells beyond are coloured only
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

_LONGEST = 1_500
_WIDTH, _LINE_HEIGHT, _LETTERS_A_LINE, _MARGIN = 320, 18, 46, 16
_MOST_LINES = 24

CellPosition = tuple[int, int]  # row and column as openpyxl counts them, from 1


class Shown(NamedTuple):
    """What is wrong with one cell."""

    level: str
    text: str


class Job(NamedTuple):
    """What is to be marked: sheet, row (from 1), column (from 0; None for the first of the row), level, message."""

    marks: list[tuple[str, int, int | None, str, str]]
    token: str
    stem: str
    """What a sheet without a name of its own is called."""

    @classmethod
    def of(cls, options: dict[str, Any]) -> "Job":
        job = json.loads(Path(options["job"]).read_text())
        return cls([tuple(mark) for mark in job["marks"]], job["token"], job["stem"])  # type: ignore[misc]


def shown_on(sheet: str, job: Job, place_of: Callable[[int, int | None], CellPosition]) -> dict[CellPosition, Shown]:
    """The marks of `sheet` by cell, those of one cell joined: the worst level, every message once."""
    messages: dict[CellPosition, dict[str, None]] = {}
    levels: dict[CellPosition, str] = {}
    for name, row, column, level, message in job.marks:
        if name != sheet or not 1 <= row <= LAST_ROW or not 0 <= (column or 0) < LAST_COLUMN:
            continue
        place = place_of(row, column)
        messages.setdefault(place, {})[message] = None
        levels[place] = "error" if "error" in (level, levels.get(place)) else "warning"
    return {place: Shown(levels[place], "\n".join(texts)) for place, texts in messages.items()}


def comment(text: str, author: str = AUTHOR) -> Comment:
    """A comment as large as its text."""
    if len(text) > _LONGEST and author == AUTHOR:
        text = text[: _LONGEST - 1] + "…"
    lines = sum(max(1, math.ceil(len(line) / _LETTERS_A_LINE)) for line in text.split("\n"))
    height = min(lines, _MOST_LINES) * _LINE_HEIGHT + _MARGIN
    return Comment(text, author, height=height, width=_WIDTH)


def set_token(book: Any, token: str) -> None:
    """Write into the workbook which import it belongs to."""
    if MARKED_AS in book.custom_doc_props.names:
        del book.custom_doc_props[MARKED_AS]
    book.custom_doc_props.append(StringProperty(name=MARKED_AS, value=token))
