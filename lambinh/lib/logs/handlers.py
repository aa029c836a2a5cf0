"""Write a flood of warnings as a few lines and a count, so that nobody can fill the disk with bad requests."""

import copy
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TextIO

from lambinh.lib.logs.formatters import message_of, truncate
from lambinh.lib.logs.origin import origin_of

FIRST_WINDOW = 60.0
MAX_WINDOW = 60 * 60.0
"""Seconds in which lines of a kind are counted. The window doubles while the flood continues."""

ORIGIN_LIMIT, KIND_LIMIT, LOGGER_LIMIT = 5, 60, 300
"""Lines per window: of an event from one user and address, of an event from anywhere, and of a logger."""

MAX_WINDOWS = 2_000
"""Maximum number of counted kinds of events. Further kinds are counted only by their logger."""

Key = tuple[object, ...]


@dataclass
class _Window:
    """The recent events of a kind. `last` represents those that were not written."""

    start: float
    seconds: float = FIRST_WINDOW
    events: int = 0
    last: logging.LogRecord | None = field(default=None, repr=False)
    skipped: int = 0

    def has_ended(self, now: float) -> bool:
        return not self.start <= now < self.start + self.seconds


class BoundedStream(logging.StreamHandler[TextIO]):
    """Writes all events of level INFO, which are actions of users, and limits warnings and errors.

    A line with the number of skipped events follows at the next event after the window, or when the program ends.
    """

    def __init__(self, stream: TextIO | None = None, *, clock: Callable[[], float] = time.time) -> None:
        super().__init__(stream)
        self._clock = clock
        self._windows: dict[Key, _Window] = {}
        self._cleaned_at = 0.0

    @property
    def window_count(self) -> int:
        """The number of counted kinds of events."""
        return len(self._windows)

    def emit(self, record: logging.LogRecord) -> None:
        """Write the event or count it. `logging` holds the lock of the handler."""
        now = self._clock()
        if not self._cleaned_at <= now < self._cleaned_at + 1.0:
            self._cleaned_at = now
            self._clean_up(now)
        if record.levelno < logging.WARNING or self._is_within_limits(record, now):
            super().emit(record)

    def close(self) -> None:
        """Report the skipped events."""
        with self.lock or _NoLock():
            for window in self._windows.values():
                self._report(window)
            self._windows.clear()
        super().close()

    def _is_within_limits(self, record: logging.LogRecord, now: float) -> bool:
        # The narrowest window comes first, so that a skipped event does not count in the wider ones.
        for key, limit in _windows_of(record):
            if limit < LOGGER_LIMIT and key not in self._windows and len(self._windows) >= MAX_WINDOWS:
                continue
            window = self._windows.setdefault(key, _Window(now))
            if window.has_ended(now):
                window = self._windows[key] = self._next_window(window, limit, now)
            window.events += 1
            if window.events > limit:
                window.last, window.skipped = record, window.skipped + 1
                return False
        return True

    def _next_window(self, window: _Window, limit: int, now: float) -> _Window:
        self._report(window)
        continues = window.events > limit and window.start <= now < window.start + 2 * window.seconds
        return _Window(now, min(2 * window.seconds, MAX_WINDOW) if continues else FIRST_WINDOW)

    def _clean_up(self, now: float) -> None:
        # A window is kept for twice its length, to recognise a flood that continues.
        for key, window in list(self._windows.items()):
            if window.has_ended(now):
                self._report(window)
            if not window.start <= now < window.start + 2 * window.seconds:
                del self._windows[key]

    def _report(self, window: _Window) -> None:
        if window.last is not None:
            record = copy.copy(window.last)
            record.msg, record.args = f"{truncate(message_of(record), 300)} repeated={window.skipped}", ()
            record.facts = getattr(record, "facts", {}) | {"repeated": window.skipped}
            record.exc_info = None
            super().emit(record)
            window.last, window.skipped = None, 0


class _NoLock:
    def __enter__(self) -> None: ...

    def __exit__(self, *_error: object) -> None: ...


def _windows_of(record: logging.LogRecord) -> Iterator[tuple[Key, int]]:
    """The keys and limits of the windows of an event, the narrowest first."""
    origin, facts = origin_of(record), getattr(record, "facts", {})
    logger = (record.name, record.levelno)
    kind = (*logger, getattr(record, "event", str(record.msg)), record.exc_info[0] if record.exc_info else None)
    source = (origin.user, origin.address) if origin else (None, None)
    yield (*kind, *source, facts.get("account")), ORIGIN_LIMIT
    yield kind, KIND_LIMIT
    yield logger, LOGGER_LIMIT


class QueueFilter(logging.Filter):
    """Drop records of the task queue below `level`: its worker command lowers the level of its logger by itself."""

    def __init__(self, level: str) -> None:
        super().__init__()
        self._level = logging.getLevelNamesMapping()[level]

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= self._level or not record.name.startswith("django_tasks")
