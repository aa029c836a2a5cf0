"""Whole days among the partial dates of a roster."""

from datetime import date

_WHOLE = len("2018-11-01")


def is_whole_day(text: str | None) -> bool:
    """Whether a date of the parser (2018, 2018-11, 2018-11-01) has year, month and day."""
    return text is not None and len(text) == _WHOLE


def whole_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text is not None and is_whole_day(text) else None
