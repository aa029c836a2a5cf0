"""The result of reading a workbook: tables of rows with their values, and the problems that the file alone shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypedDict

Value = str | int
TableContext = dict[str, str | int | dict[str, str]]
"""The values of title, sheet name and letterhead, by name; those of a decision and of a member have fields."""


@dataclass(frozen=True, slots=True)
class Problem:
    """An error or warning for the user; `message` is in their language and says what to do."""

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
    """A row that is no record, with the number that Excel shows."""

    row: int
    why: str  # title, heading, group, total, signature, blank or member_of_household


@dataclass(frozen=True, slots=True)
class ColumnPreview:
    """A column as the user sees it. `guess`: the field that it may hold where that is unsure."""

    place: int  # counted from 0 in the sheet
    heading: str
    fields: tuple[str, ...]
    guess: str | None
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One list on a sheet.

    `columns`: the heading of each field. `context`: the values of title, sheet name and letterhead. `headings`: all of
    them, left to right. `places`: the column, counted from 0, of each field. `previews`: the columns as the user sees
    them. `top` and `body` are numbers of Excel: the first row of the heading and the first row after it.
    """

    name: str
    kind: str  # assignments, households or members
    columns: dict[str, str]
    context: TableContext
    rows: list[Row]
    ignored: list[Ignored] = field(default_factory=list)
    notices: tuple[Problem, ...] = ()
    headings: tuple[str, ...] = ()
    places: dict[str, int] = field(default_factory=dict)
    previews: tuple[ColumnPreview, ...] = ()
    top: int = 0
    body: int = 0


# Notices that only the user can settle, by choosing what a column or the list holds.
NEEDS_CONFIRMATION = frozenset({"unsure_column", "doubled_column", "unsure_kind", "no_name_column", "date_order"})


@dataclass(frozen=True, slots=True)
class Roster:
    file: str
    tables: tuple[Table, ...]
    notices: tuple[Problem, ...] = ()
    remembered: Mapping[str, str | None] = field(default_factory=dict)
    """Headings that were read as users confirmed before, each with its field, also where they made no list."""

    @property
    def is_certain(self) -> bool:
        """Whether the user need not confirm what the columns hold."""
        codes = {notice.code for table in self.tables for notice in table.notices}
        return bool(self.tables) and not codes & NEEDS_CONFIRMATION


class SheetChoiceData(TypedDict, total=False):
    """A `SheetChoice` as JSON, whose keys are texts."""

    skip: bool
    heading: list[int] | None
    kind: str | None
    columns: dict[str, str | None]
    exchanged: list[int]


class ChoicesData(TypedDict, total=False):
    """`Choices` as JSON."""

    sheets: dict[str, SheetChoiceData]


@dataclass(frozen=True, slots=True)
class SheetChoice:
    """The user's choices for one sheet, which count before its headings.

    `heading`: first and last row of the heading, as Excel numbers them. `columns`: the field of each column
    number, None for "not used". `exchanged`: date columns whose real dates have day and month exchanged.
    """

    skip: bool = False
    heading: tuple[int, int] | None = None
    kind: str | None = None
    columns: Mapping[int, str | None] = field(default_factory=dict)
    exchanged: frozenset[int] = frozenset()

    def as_data(self) -> SheetChoiceData:
        return {
            "skip": self.skip,
            "heading": list(self.heading) if self.heading else None,
            "kind": self.kind,
            "columns": {str(col): field for col, field in sorted(self.columns.items())},
            "exchanged": sorted(self.exchanged),
        }

    @classmethod
    def from_data(cls, data: SheetChoiceData) -> "SheetChoice":
        heading = data.get("heading")
        return cls(
            skip=bool(data.get("skip")),
            heading=(int(heading[0]), int(heading[1])) if heading else None,
            kind=data.get("kind"),
            columns={int(col): field for col, field in data.get("columns", {}).items()},
            exchanged=frozenset(map(int, data.get("exchanged", ()))),
        )


@dataclass(frozen=True, slots=True)
class Choices:
    """The user's choices for the sheets of a workbook, by their names."""

    sheets: Mapping[str, SheetChoice] = field(default_factory=dict)

    def of(self, sheet: str) -> SheetChoice:
        return self.sheets.get(sheet, SheetChoice())

    def as_data(self) -> ChoicesData:
        """Plain data for JSON; empty where nothing was said."""
        return {"sheets": {name: choice.as_data() for name, choice in self.sheets.items()}} if self.sheets else {}

    @classmethod
    def from_data(cls, data: ChoicesData) -> "Choices":
        return cls({name: SheetChoice.from_data(choice) for name, choice in data.get("sheets", {}).items()})


class Memory(dict[str, str | None]):
    """The fields that users confirmed, by `normal_heading` (None: "not used"), and the headings that a sheet used."""

    def __init__(self, headings: Mapping[str, str | None]) -> None:
        super().__init__(headings)
        self.used: dict[str, str | None] = {}

    def use(self, heading: str, key: str) -> str | None:
        """The field of a heading; adds the heading, as the sheet has it, to those that were used."""
        field = self.used[" ".join(heading.split())] = self[key]
        return field
