"""What reading a workbook gives: tables of rows, each with its values and the problems that the file alone shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Value = str | int


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a person has to look at; `message` is in their language and says what to do."""

    field: str | None
    code: str
    message: str
    level: str  # "error": the row cannot be stored as it is; "warning": it can, but see whether it is right


@dataclass(frozen=True, slots=True)
class Row:
    """One record. `row` is the number that Excel shows; several households in one cell share it."""

    row: int
    values: dict[str, Value]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Ignored:
    row: int
    why: str  # title, heading, group, total, signature, blank or member_of_household


@dataclass(frozen=True, slots=True)
class SeenColumn:
    """A column as a person is shown it. `guess`: the field that it may hold where that is unsure."""

    place: int  # counted from 0 in the sheet
    heading: str
    fields: tuple[str, ...]
    guess: str | None
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One list on a sheet. `context`: what title, tab and letterhead say; `headings`: all of them, left to right.

    `places`: the column, counted from 0, in which each field's text stands. `top` and `body` are numbers of Excel:
    the first row of the heading and the first row after it.
    """

    name: str
    kind: str  # assignments, households or members
    columns: dict[str, str]
    context: dict[str, Any]
    rows: list[Row]
    ignored: list[Ignored] = field(default_factory=list)
    notices: tuple[Problem, ...] = ()
    headings: tuple[str, ...] = ()
    places: dict[str, int] = field(default_factory=dict)
    seen: tuple[SeenColumn, ...] = ()
    top: int = 0
    body: int = 0


@dataclass(frozen=True, slots=True)
class Roster:
    file: str
    tables: tuple[Table, ...]
    notices: tuple[Problem, ...] = ()


Corrections = Mapping[str, str | None]
