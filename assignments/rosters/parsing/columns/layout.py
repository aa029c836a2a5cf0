"""What is known of a table's columns: each with what stands over it and what that means, and how all are read."""

from dataclasses import dataclass, field

from assignments.rosters.parsing.columns.fields import MARKS
from assignments.rosters.parsing.records import Problem


@dataclass(slots=True)
class Column:
    """A column of a table: where it stands, what stands over it from top to bottom, and what that means."""

    place: int
    texts: tuple[str, ...]
    concepts: tuple[str, ...] = ()
    owner: str | None = None
    fields: tuple[str, ...] = ()
    corrected: bool = False
    # Further columns under the same heading, or with the other half of a name.
    also: tuple[int, ...] = ()
    # The columns with day, month and year of one birth.
    parts: tuple[int | None, int | None, int] | None = None
    # Further columns that each name one more household: "Hộ 1 | Hộ 2 | Hộ 3".
    listed: tuple[int, ...] = ()
    # The fields that a person said it holds, in this file.
    said: tuple[str, ...] | None = None
    # The tier of the carer whose column it is, where a list names one of each tier beside a household.
    tier: str | None = None
    # The field that it may hold, where that is unsure.
    guess: str | None = None

    @property
    def heading(self) -> str:
        return " / ".join(self.texts)

    @property
    def others(self) -> tuple[int, ...]:
        """Where else its values stand."""
        known = {self.place, *self.also}
        return (
            *self.also,
            *self.listed,
            *(place for place in self.parts or () if place is not None and place not in known),
        )


@dataclass(slots=True)
class TableLayout:
    """How a table is to be read: its kind, the columns that are used, the one with running numbers, what is unsure."""

    kind: str
    columns: list[Column]
    index: int | None
    notices: list[Problem] = field(default_factory=list)

    @property
    def tiers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(column.tier for column in self.columns if column.tier))

    def of_tier(self, tier: str) -> "TableLayout":
        """The columns of the household and of the carer of one tier."""
        return TableLayout(self.kind, [column for column in self.columns if column.tier in (None, tier)], self.index)

    def headings(self) -> dict[str, str]:
        found: dict[str, list[str]] = {}
        birth = "birth_date" if self.kind == "members" else "head_birth_year"
        for column in self.columns:
            for name in column.fields:
                for shown in ("sex", birth) if name in ("male", "female") else ("poverty" if name in MARKS else name,):
                    found.setdefault(shown, []).append(column.heading)
        return {name: " | ".join(headings) for name, headings in found.items()}


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """A heading: its first and last row (0-based), the first row under it, and the columns it names."""

    top: int
    bottom: int
    body: int
    columns: list[Column]
    left: int
    right: int
