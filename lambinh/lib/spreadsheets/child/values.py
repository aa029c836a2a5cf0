"""Values of cells, normalised and numbered for the pipe."""

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
"""The types that rebuild a value from its form on the pipe, for example ("d", 2018, 11, 1)."""

_LINE_BREAK = re.compile("\r\n?|[\x0b\x0c\u2028\u2029]")
# NUL and other control characters (not tab and line feed), bidi marks and zero-width characters. The soft
# hyphen U+00AD stays: it is the letter ư of TCVN3.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_LONG_FROM = 250
_MAX_INTEGER = 2.0**53  # above it a float cannot distinguish neighbouring integers


class TooLong(Exception):
    """A text has more characters than the limit. The argument is the text."""


class Numbers(dict[object, int]):
    """The number of the value of a cell. A new value gets the next number; 0 is the empty cell."""

    def __init__(self, longest: int) -> None:
        super().__init__({"": 0, None: 0})
        self._longest = longest
        self._new: list[object] = []
        self._count = 0
        self._zeros_and_ones: dict[tuple[type, object], int] = {}
        self.long: dict[int, int] = {}
        """The lengths of long texts, by their numbers."""

    def __missing__(self, cell: object) -> int:
        if type(cell) is str:
            text = clean(cell, self._longest)
            number = self._next(text) if text == cell else self[text]
            if len(text) > _LONG_FROM:
                self.long[number] = len(text)
        else:
            value = _value(cell)
            # 1, 1.0 and True are the same key of a dict, so they are not stored in this one.
            if value in (0, 1):
                return self._zero_or_one(value)
            number = self._next(value) if value is not None else 0
        self[cell] = number
        return number

    def take_new(self) -> list[object]:
        """Return the values that are new since the last call, in the order of their numbers."""
        new, self._new = self._new, []
        return new

    def _next(self, value: object) -> int:
        self._new.append(value if type(value) is str else _plain(value))
        self._count += 1
        return self._count

    def _zero_or_one(self, value: object) -> int:
        key = (type(value), value)
        if key not in self._zeros_and_ones:
            self._zeros_and_ones[key] = self._next(value)
        return self._zeros_and_ones[key]


def _value(cell: object) -> object:
    if type(cell) is float:
        if not math.isfinite(cell):
            return None
        return int(cell) if cell.is_integer() and abs(cell) <= _MAX_INTEGER else cell
    if type(cell) is datetime.datetime and cell.time() == datetime.time.min:
        return cell.date()
    return cell


def clean(text: str, longest: int) -> str:
    """Return `text` without invisible characters. Raises TooLong."""
    if len(text) > longest:
        raise TooLong(text)
    if not text.isprintable():
        text = _INVISIBLE.sub("", _LINE_BREAK.sub("\n", text))
    return text


def shortened(text: str, longest: int) -> str:
    """Return `text` as one line of printable characters, cut to `longest`."""
    text = text[: 2 * longest]
    if not text.isprintable():
        text = " ".join(clean(text, 2 * longest).split())
    return text[:longest]


def _plain(value: object) -> object:
    """The form of a value on the pipe."""
    if isinstance(value, datetime.datetime):
        return [protocol.DATETIME, *value.timetuple()[:6], value.microsecond]
    if isinstance(value, datetime.date):
        return [protocol.DATE, value.year, value.month, value.day]
    if isinstance(value, datetime.time):
        return [protocol.TIME, value.hour, value.minute, value.second, value.microsecond]
    if isinstance(value, datetime.timedelta):
        return [protocol.TIMEDELTA, value.days, value.seconds, value.microseconds]
    return value
