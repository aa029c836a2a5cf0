"""A date of birth in three columns: day, month and year."""

from collections.abc import Sequence

from assignments.rosters.parsing.columns.layout import Column
from assignments.rosters.parsing.columns.vocabulary import UNREAD


def join_births(columns: Sequence[Column]) -> None:
    """Give the column of the year those of day and month under the same heading."""
    for column in columns:
        if len(column.extra_cols) == 2 and column.concepts == ("birth",):
            column.birth_cols = (column.col, *column.extra_cols)
    for day in [column for column in columns if column.concepts == ("birth_day",)]:
        _join_to_year(day, [column for column in columns if column.texts[:-1] == day.texts[:-1]])


def _join_to_year(day: Column, beside: list[Column]) -> None:
    near = [column for column in beside if 0 < abs(column.col - day.col) <= 2]
    month = next((column for column in near if column.concepts == ("birth_month",)), None)
    # "Nam" beside day and month is a year whose marks were left out.
    year = next((column for column in near if column.concepts in (("birth",), ("male",))), None)
    if year is None:
        return
    year.concepts, year.birth_cols = ("birth",), (day.col, month.col if month else None, year.col)
    for column in (day, month):
        if column is not None:
            column.concepts = (UNREAD,)
