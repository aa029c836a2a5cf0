"""Cells as the library gives them → values as they are handed over, each with a number."""

import datetime
import math
import re
from typing import Any

from lambinh.lib.sheets_child import frames

_LINE_BREAK = re.compile("\r\n?|[\x0b\x0c\u2028\u2029]")
# NUL and other control characters (not tab and line feed), bidi marks and zero-width characters. The soft
# hyphen U+00AD stays: it is the letter ư of TCVN3.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_WHOLE = 2.0**53  # above it a float no longer tells one whole number from the next


class TooLong(Exception):  # noqa: N818 - named for the situation
    """A text has more characters than a cell may have; the argument is the text."""


class Numbers(dict[Any, int]):
    """Cell → number of its value; a value not met before gets the next number, 0 is the empty cell."""

    def __init__(self, longest: int) -> None:
        super().__init__({"": 0, None: 0})
        self._longest = longest
        self._fresh: list[object] = []
        self._known: dict[tuple[type, object], int] = {}

    def __missing__(self, cell: Any) -> int:
        value = self._value(cell)
        number = 0 if value is None else self._number(value)
        # 1, 1.0 and True are one key of a dict, so these are looked at each time.
        if type(cell) is str or cell not in (0, 1):
            self[cell] = number
        return number

    def take_fresh(self) -> list[object]:
        """Return the values met since the last time, in the order of their numbers."""
        fresh, self._fresh = self._fresh, []
        return fresh

    def _number(self, value: object) -> int:
        key = (type(value), value)
        number = self._known.get(key)
        if number is None:
            number = self._known[key] = len(self._known) + 1
            self._fresh.append(_plain(value))
        return number

    def _value(self, cell: Any) -> object:
        kind = type(cell)
        if kind is str:
            return clean(cell, self._longest)
        if kind is float:
            if not math.isfinite(cell):
                return None
            return int(cell) if cell.is_integer() and abs(cell) <= _WHOLE else cell
        if kind is datetime.datetime and cell.time() == datetime.time.min:
            return cell.date()
        return cell


def clean(text: str, longest: int) -> str | None:
    """Return `text` without what no eye can see, None if nothing is left. Raises TooLong."""
    if len(text) > longest:
        raise TooLong(text)
    if not text.isprintable():
        text = _UNSEEN.sub("", _LINE_BREAK.sub("\n", text))
    return text or None


def _plain(value: Any) -> object:
    kind = type(value)
    if kind is datetime.datetime:
        return [frames.DATETIME, *value.timetuple()[:6], value.microsecond]
    if kind is datetime.date:
        return [frames.DATE, value.year, value.month, value.day]
    if kind is datetime.time:
        return [frames.TIME, value.hour, value.minute, value.second, value.microsecond]
    if kind is datetime.timedelta:
        return [frames.TIMEDELTA, value.days, value.seconds, value.microseconds]
    return value
