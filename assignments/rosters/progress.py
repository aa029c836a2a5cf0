"""Progress of a long task, reported row by row."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

ROWS_A_PIECE = 100


Row = TypeVar("Row")


_watcher: ContextVar[Callable[[int], None] | None] = ContextVar("watcher", default=None)


@contextmanager
def report_progress_to(tell: Callable[[int], None]) -> Iterator[None]:
    """Meanwhile `tell` hears how many rows were compared and written so far; what it raises ends the work."""
    written = 0

    def count(rows: int) -> None:
        nonlocal written
        written += rows
        tell(written)

    before = _watcher.set(count)
    try:
        yield
    finally:
        _watcher.reset(before)


def count_rows(rows: Sequence[Row]) -> Iterator[Row]:
    """`rows`, while whoever watches hears how many of them were taken."""
    tell = _watcher.get()
    for number, row in enumerate(rows, 1):
        yield row
        if tell and number % ROWS_A_PIECE == 0:
            tell(ROWS_A_PIECE)
