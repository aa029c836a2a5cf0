"""A table's columns with their headings, concepts and fields, and the header block above them."""

from dataclasses import dataclass, field

from assignments.rosters.parsing.columns.fields import MARKS
from assignments.rosters.parsing.records import Problem


@dataclass(slots=True)
class Column:
    """A column of a table: its headings from top to bottom, their concepts, and the fields that its cells fill.

    `col` and all other column numbers of the parser count from 0 within the sheet.
    """

    col: int
    texts: tuple[str, ...]
    concepts: tuple[str, ...] = ()
    owner: str | None = None
    fields: tuple[str, ...] = ()
    is_corrected: bool = False
    # Further columns under the same heading, or with the other half of a name.
    extra_cols: tuple[int, ...] = ()
    # The columns with day, month and year of one birth.
    birth_cols: tuple[int | None, int | None, int] | None = None
    # Further columns that each name one more household: "Hộ 1 | Hộ 2 | Hộ 3".
    household_cols: tuple[int, ...] = ()
    # The fields that the user chose for the column, in this file.
    user_fields: tuple[str, ...] | None = None
    # The tier of the assignee that the column describes, where a list names one of each tier beside a household.
    tier: str | None = None
    # The field that the column probably holds, where that is unsure.
    guess: str | None = None

    @property
    def heading(self) -> str:
        return " / ".join(self.texts)

    @property
    def other_cols(self) -> tuple[int, ...]:
        """The further columns that hold values of this one."""
        known = {self.col, *self.extra_cols}
        return (
            *self.extra_cols,
            *self.household_cols,
            *(col for col in self.birth_cols or () if col is not None and col not in known),
        )


@dataclass(slots=True)
class TableLayout:
    """How to read a table: its kind, the columns in use, the column of running numbers, and notices of doubts."""

    kind: str
    columns: list[Column]
    index_col: int | None
    notices: list[Problem] = field(default_factory=list)

    @property
    def tiers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(column.tier for column in self.columns if column.tier))

    @property
    def fields(self) -> frozenset[str]:
        """The fields that the columns fill."""
        return frozenset(name for column in self.columns for name in column.fields)

    def of_tier(self, tier: str) -> "TableLayout":
        """The columns of the household and of the assignee of one tier."""
        columns = [column for column in self.columns if column.tier in (None, tier)]
        return TableLayout(self.kind, columns, self.index_col)

    def headings(self) -> dict[str, str]:
        """The headings of every field; a field with several columns has all of theirs."""
        headings: dict[str, list[str]] = {}
        for column in self.columns:
            for name in column.fields:
                for field_name in self._fields_shown_for(name):
                    headings.setdefault(field_name, []).append(column.heading)
        return {name: " | ".join(texts) for name, texts in headings.items()}

    def _fields_shown_for(self, name: str) -> tuple[str, ...]:
        if name in ("male", "female"):
            return ("sex", "birth_date" if self.kind == "members" else "head_birth_year")
        return ("poverty",) if name in MARKS else (name,)


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """A heading: its first and last row (0-based), the first row under it, and the columns it names."""

    top: int
    bottom: int
    body: int
    columns: list[Column]
    left: int
    right: int
