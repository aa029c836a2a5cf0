"""Births in several columns: day, month and year, or men and women."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from assignments.rosters.parsing.columns.headings import concepts_of
from assignments.rosters.parsing.columns.layout import Column
from assignments.rosters.parsing.columns.vocabulary import UNREAD

# From a day to its month or year: further columns are another date's.
_FARTHEST = 2


def join_births(columns: Sequence[Column]) -> None:
    """Give the column of the year those of day and month under the same heading."""
    for column in columns:
        if len(column.extra_cols) == 2 and column.concepts == ("birth",):
            column.birth_cols = (column.col, *column.extra_cols)
    for day in [column for column in columns if column.concepts == ("birth_day",)]:
        _join_to_year(day, [column for column in columns if column.texts[:-1] == day.texts[:-1]])


def _join_to_year(day: Column, siblings: Iterable[Column]) -> None:
    near = [column for column in siblings if 0 < abs(column.col - day.col) <= _FARTHEST]
    month = _first_of(near, "birth_month")
    # "Nam" beside day and month is a year whose marks were left out.
    year = _first_of(near, "birth", "male")
    if year is None:
        return
    year.concepts, year.birth_cols = ("birth",), (day.col, month.col if month else None, year.col)
    day.concepts = (UNREAD,)
    if month is not None:
        month.concepts = (UNREAD,)


def _first_of(columns: Iterable[Column], *concepts: str) -> Column | None:
    """The first column that holds one of these concepts alone."""
    return next((column for column in columns if len(column.concepts) == 1 and column.concepts[0] in concepts), None)


def join_assignee_births(columns: Sequence[Column]) -> None:
    """Join the births of assignees under men and women: a row has one of the two years."""
    for man, woman in pairwise(columns):
        is_of_assignee = man.owner == woman.owner == "member"
        are_sexes = sorted(man.concepts + woman.concepts) == ["female", "male"]
        if is_of_assignee and are_sexes and any("birth" in concepts_of(text) for text in man.texts):
            man.concepts, man.extra_cols, woman.concepts = ("birth",), (woman.col,), (UNREAD,)
