"""Limits of what parsing one workbook may cost: a small file can hold 200,000 cells of the longest and oddest text.

The child process that reads the cells has limits of its own; the parser runs in the server itself.
"""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

MOST_ROWS = 250_000
"""Households, members or assignments of all sheets together; one cell can name hundreds of them."""

_ends: ContextVar[float] = ContextVar("ends", default=math.inf)


class LimitExceeded(Exception):
    """Parsing the workbook costs too much; `code` and `facts` are those of the message."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Make `check_time` raise once more than `seconds` have passed."""
    previous = _ends.set(time.monotonic() + seconds)
    try:
        yield
    except LimitExceeded as error:
        error.facts.setdefault("seconds", round(seconds))
        raise
    finally:
        _ends.reset(previous)


def check_time() -> None:
    """Raise LimitExceeded when the time is over."""
    if time.monotonic() > _ends.get():
        raise LimitExceeded("too_slow")


def check_rows(count: int) -> None:
    """Raise LimitExceeded when a workbook gives more than `MOST_ROWS` rows."""
    if count > MOST_ROWS:
        raise LimitExceeded("too_many_records", limit=MOST_ROWS)
