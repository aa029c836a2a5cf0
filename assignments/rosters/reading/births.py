"""A date of birth in three columns: day, month and year."""

from collections.abc import Sequence

from .layout import Column
from .parsing import as_text, is_blank
from .told import ErrorCell
from .vocabulary import UNREAD


def join_births(columns: Sequence[Column]) -> None:
    """Give the column of the year those of day and month under the same heading."""
    for column in columns:
        if len(column.also) == 2 and column.concepts == ("birth",):
            column.parts = (column.place, *column.also)
    for day in [column for column in columns if column.concepts == ("birth_day",)]:
        _join_to_year(day, [column for column in columns if column.texts[:-1] == day.texts[:-1]])


def _join_to_year(day: Column, beside: list[Column]) -> None:
    near = [column for column in beside if 0 < abs(column.place - day.place) <= 2]
    month = next((column for column in near if column.concepts == ("birth_month",)), None)
    # "Nam" beside day and month is a year whose marks were left out.
    year = next((column for column in near if column.concepts in (("birth",), ("male",))), None)
    if year is None:
        return
    year.concepts, year.parts = ("birth",), (day.place, month.place if month else None, year.place)
    for column in (day, month):
        if column is not None:
            column.concepts = (UNREAD,)


def joined_births(
    days: Sequence[object] | None, months: Sequence[object] | None, years: Sequence[object] | None
) -> list[object]:
    """Day, month and year of every record as one text, or the year alone."""
    count = len(years or ())
    nothing = [None] * count
    return [_joined(*cells) for cells in zip(days or nothing, months or nothing, years or nothing, strict=True)]


def _joined(day: object, month: object, year: object) -> object:
    wrong = next((cell for cell in (day, month, year) if isinstance(cell, ErrorCell)), None)
    if wrong is not None:
        return wrong
    parts = [None if is_blank(cell) else as_text(cell).strip() for cell in (day, month, year)]
    while parts[:-1] and parts[0] is None:
        del parts[0]
    return year if len(parts) == 1 else "/".join(part or "…" for part in parts)
