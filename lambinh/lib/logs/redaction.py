"""Remove personal data from tracebacks.

Database errors quote the row that they are about. Errors while reading and planning rosters may quote a cell.
"""

import logging
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

from django.db import Error

_ROSTER_MODULES = ("assignments.rosters", "lambinh.lib.spreadsheets.reader")
_QUOTING_CLASSES_CLASSES = ("22", "23", "P0")
"""Classes of SQLSTATE whose first line may quote a value: data exceptions, constraints, and PL/pgSQL."""


ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class RedactingFormatter(logging.Formatter):
    """A formatter that omits the texts of such errors."""

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 - the name in logging
        """The traceback with redacted errors."""
        return "\n".join(_chain(ei[1])) if ei[1] is not None else ""


def redacted(error: BaseException) -> str:
    """The type of the error, and its text unless it may quote personal data."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    text = _database_error(error) if isinstance(error, Error) or hasattr(error, "pgcode") else _program_error(error)
    return f"{kind}: {text}" if text else kind


def _program_error(error: BaseException) -> str:
    frames = traceback.walk_tb(error.__traceback__)
    return "" if any(_is_roster_module(frame.f_globals.get("__name__", "")) for frame, _line in frames) else str(error)


def _is_roster_module(module: str) -> bool:
    return module.startswith(_ROSTER_MODULES)


def _database_error(error: BaseException) -> str:
    cause: Any = error if hasattr(error, "pgcode") else error.__cause__
    first = str(error).strip().split("\n", 1)[0]
    if getattr(cause, "pgcode", None) is None:  # a connection error
        return first
    names = (cause.diag.table_name, cause.diag.column_name, cause.diag.constraint_name)
    text = "" if cause.pgcode.startswith(_QUOTING_CLASSES_CLASSES) else first
    return " ".join(part for part in (f"[{cause.pgcode}]", *names, text) if part)


def _chain(error: BaseException) -> Iterator[str]:
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _chain(before)
        yield "\nWhich led to:\n"
    yield from _lines(error.__traceback__)
    yield redacted(error)


def _lines(frames: TracebackType | None) -> Iterator[str]:
    if frames is not None:
        yield "Traceback (most recent call last):"
        yield "".join(traceback.format_tb(frames)).rstrip()
