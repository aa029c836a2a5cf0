"""Cells as the library gives them → values as they are handed over, each with a number."""

import datetime
import math
import re
from collections.abc import Callable
from typing import Any

from lambinh.lib.spreadsheets.child import protocol

MOMENTS: dict[str, Callable[..., Any]] = {
    protocol.DATE: datetime.date,
    protocol.DATETIME: datetime.datetime,
    protocol.TIME: datetime.time,
    protocol.TIMEDELTA: datetime.timedelta,
}
"""What makes a value again of what stands for it on the way ("d", 2018, 11, 1)."""

_LINE_BREAK = re.compile("\r\n?|[\x0b\x0c\u2028\u2029]")
# NUL and other control characters (not tab and line feed), bidi marks and zero-width characters. The soft
# hyphen U+00AD stays: it is the letter ư of TCVN3.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_SHORT = 250
_WHOLE = 2.0**53  # above it a float no longer tells one whole number from the next


class TooLong(Exception):
    """A text has more characters than a cell may have; the argument is the text."""


class Numbers(dict[Any, int]):
    """Cell → number of its value; a value not met before gets the next number, 0 is the empty cell."""

    def __init__(self, longest: int) -> None:
        super().__init__({"": 0, None: 0})
        self._longest = longest
        self._fresh: list[object] = []
        self._count = 0
        self._zeros_and_ones: dict[tuple[type, object], int] = {}
        self.long: dict[int, int] = {}
        """The number of each long text, and how many characters it has."""

    def __missing__(self, cell: Any) -> int:
        if type(cell) is str:
            text = clean(cell, self._longest)
            number = self._next(text) if text == cell else self[text]
            if len(text) > _SHORT:
                self.long[number] = len(text)
        else:
            value = _value(cell)
            # 1, 1.0 and True are one key of a dict, so these are looked at each time.
            if value in (0, 1):
                return self._zero_or_one(value)
            number = self._next(value) if value is not None else 0
        self[cell] = number
        return number

    def take_fresh(self) -> list[object]:
        """Return the values met since the last time, in the order of their numbers."""
        fresh, self._fresh = self._fresh, []
        return fresh

    def _next(self, value: object) -> int:
        self._fresh.append(value if type(value) is str else _plain(value))
        self._count += 1
        return self._count

    def _zero_or_one(self, value: object) -> int:
        key = (type(value), value)
        if key not in self._zeros_and_ones:
            self._zeros_and_ones[key] = self._next(value)
        return self._zeros_and_ones[key]


def _value(cell: Any) -> object:
    if type(cell) is float:
        if not math.isfinite(cell):
            return None
        return int(cell) if cell.is_integer() and abs(cell) <= _WHOLE else cell
    if type(cell) is datetime.datetime and cell.time() == datetime.time.min:
        return cell.date()
    return cell


def clean(text: str, longest: int) -> str:
    """Return `text` without what no eye can see. Raises TooLong."""
    if len(text) > longest:
        raise TooLong(text)
    if not text.isprintable():
        text = _UNSEEN.sub("", _LINE_BREAK.sub("\n", text))
    return text


def shortened(text: str, longest: int) -> str:
    """Return `text` in one line of printable characters, cut where it is longer than anybody needs."""
    text = text[: 2 * longest]
    if not text.isprintable():
        text = " ".join(clean(text, 2 * longest).split())
    return text[:longest]


def _plain(value: Any) -> object:
    kind = type(value)
    if kind is datetime.datetime:
        return [protocol.DATETIME, *value.timetuple()[:6], value.microsecond]
    if kind is datetime.date:
        return [protocol.DATE, value.year, value.month, value.day]
    if kind is datetime.time:
        return [protocol.TIME, value.hour, value.minute, value.second, value.microsecond]
    if kind is datetime.timedelta:
        return [protocol.TIMEDELTA, value.days, value.seconds, value.microseconds]
    return value
