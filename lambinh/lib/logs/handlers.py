"""A flood of warnings is written as a few lines and a count: nobody fills the disk by asking for what there is not."""

import copy
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TextIO

from lambinh.lib.logs.formatters import message_of, shortened
from lambinh.lib.logs.origin import origin_of

FIRST_WINDOW = 60.0
LONGEST_WINDOW = 60 * 60.0
"""Seconds in which lines of a kind are counted; the time doubles while the flood goes on."""

OF_ONE_ORIGIN, OF_ONE_KIND, OF_ONE_LOGGER = 5, 60, 300
"""Lines in such a time: of the same event from one user and address, of the same event from anywhere, of a logger."""

MOST_COUNTS = 2_000
"""Of so many kinds of events counts are kept; those that come then are counted with their logger alone."""

Key = tuple[Any, ...]


@dataclass
class _Window:
    """How many events of a kind there were lately; `last` stands for those that were not written."""

    begin: float
    seconds: float = FIRST_WINDOW
    events: int = 0
    last: logging.LogRecord | None = field(default=None, repr=False)
    left_out: int = 0

    def ends_by(self, now: float) -> bool:
        return not self.begin <= now < self.begin + self.seconds


class BoundedStream(logging.StreamHandler[TextIO]):
    """Writes events of INFO, things that people did, always; warnings and errors within bounds.

    What is left out is counted in a line with the next event after its time, or when the program ends.
    """

    def __init__(self, stream: TextIO | None = None, *, clock: Callable[[], float] = time.time) -> None:
        super().__init__(stream)
        self._clock = clock
        self._windows: dict[Key, _Window] = {}
        self._tidied = 0.0

    @property
    def kept(self) -> int:
        """Of how many kinds of events counts are kept."""
        return len(self._windows)

    def emit(self, record: logging.LogRecord) -> None:
        """Write the event, or count it. The handler's lock is held."""
        now = self._clock()
        if not self._tidied <= now < self._tidied + 1.0:
            self._tidied = now
            self._tell_and_forget(now)
        if record.levelno < logging.WARNING or self._fits(record, now):
            super().emit(record)

    def close(self) -> None:
        """Tell what was left out."""
        with self.lock or _NoLock():
            for window in self._windows.values():
                self._tell(window)
            self._windows.clear()
        super().close()

    def _fits(self, record: logging.LogRecord, now: float) -> bool:
        """Whether there is room for it. The narrowest count comes first: what it holds back takes no room of others."""
        for key, most in _counted_as(record):
            if most < OF_ONE_LOGGER and key not in self._windows and len(self._windows) >= MOST_COUNTS:
                continue
            window = self._windows.setdefault(key, _Window(now))
            if window.ends_by(now):
                window = self._windows[key] = self._renewed(window, most, now)
            window.events += 1
            if window.events > most:
                window.last, window.left_out = record, window.left_out + 1
                return False
        return True

    def _renewed(self, window: _Window, most: int, now: float) -> _Window:
        self._tell(window)
        goes_on = window.events > most and window.begin <= now < window.begin + 2 * window.seconds
        return _Window(now, min(2 * window.seconds, LONGEST_WINDOW) if goes_on else FIRST_WINDOW)

    def _tell_and_forget(self, now: float) -> None:
        """Counts are kept for as long again as they are counted, to know a flood that goes on."""
        for key, window in list(self._windows.items()):
            if window.ends_by(now):
                self._tell(window)
            if not window.begin <= now < window.begin + 2 * window.seconds:
                del self._windows[key]

    def _tell(self, window: _Window) -> None:
        if window.last is not None:
            told = copy.copy(window.last)
            told.msg, told.args = f"{shortened(message_of(told), 300)} repeated={window.left_out}", ()
            told.facts = getattr(told, "facts", {}) | {"repeated": window.left_out}
            told.exc_info = None
            super().emit(told)
            window.last, window.left_out = None, 0


class _NoLock:
    def __enter__(self) -> None: ...

    def __exit__(self, *_error: object) -> None: ...


def _counted_as(record: logging.LogRecord) -> Iterator[tuple[Key, int]]:
    """The counts that an event belongs to, the narrowest first."""
    origin, facts = origin_of(record), getattr(record, "facts", {})
    logger = (record.name, record.levelno)
    kind = (*logger, getattr(record, "event", str(record.msg)), record.exc_info[0] if record.exc_info else None)
    place = (origin.user, origin.address) if origin else (None, None)
    yield (*kind, *place, facts.get("account")), OF_ONE_ORIGIN
    yield kind, OF_ONE_KIND
    yield logger, OF_ONE_LOGGER
