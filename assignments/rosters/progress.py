"""Progress of a long task, counted in rows."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

ROWS_A_REPORT = 100

Row = TypeVar("Row")

_listener: ContextVar[Callable[[int], None] | None] = ContextVar("listener", default=None)


@contextmanager
def report_progress_to(callback: Callable[[int], None]) -> Iterator[None]:
    """Call `callback` with the number of rows compared and written so far. An exception in it ends the task."""
    total = 0

    def add(rows: int) -> None:
        nonlocal total
        total += rows
        callback(total)

    outer = _listener.set(add)
    try:
        yield
    finally:
        _listener.reset(outer)


def report_rows(count: int) -> None:
    """Report `count` more rows."""
    if listener := _listener.get():
        listener(count)


def count_rows(rows: Sequence[Row]) -> Iterator[Row]:
    """Iterate over `rows` and report them."""
    for number, row in enumerate(rows, 1):
        yield row
        if number % ROWS_A_REPORT == 0:
            report_rows(ROWS_A_REPORT)
