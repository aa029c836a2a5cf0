"""Logs tell where the program failed, and nothing of what stands in people's lists.

Errors of the database quote the row that they are about; those of reading and planning may quote a cell.
"""

import logging
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

from django.db import Error

_OF_LISTS = ("assignments.rosters", "lambinh.lib.spreadsheets.reader")
_QUOTING = ("22", "23", "P0")
"""Kinds of errors whose very first line may quote a value: of data, of rules, of triggers."""


class RedactingFormatter(logging.Formatter):
    """A formatter that leaves the texts of such errors out."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name that logging gives
        """Where it failed and what kind of error it was."""
        return "\n".join(_chain(ei[1])) if ei[1] is not None else ""


def redacted(error: BaseException) -> str:
    """What kind of error it was, without a value that it was about."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    text = _of_database(error) if isinstance(error, Error) or hasattr(error, "pgcode") else _of_program(error)
    return f"{kind}: {text}" if text else kind


def _of_program(error: BaseException) -> str:
    frames = traceback.walk_tb(error.__traceback__)
    return "" if any(_is_of_lists(frame.f_globals.get("__name__", "")) for frame, _line in frames) else str(error)


def _is_of_lists(module: str) -> bool:
    return module.startswith(_OF_LISTS)


def _of_database(error: BaseException) -> str:
    cause: Any = error if hasattr(error, "pgcode") else error.__cause__
    first = str(error).strip().split("\n", 1)[0]
    if getattr(cause, "pgcode", None) is None:  # about connecting
        return first
    names = (cause.diag.table_name, cause.diag.column_name, cause.diag.constraint_name)
    said = "" if cause.pgcode.startswith(_QUOTING) else first
    return " ".join(part for part in (f"[{cause.pgcode}]", *names, said) if part)


def _chain(error: BaseException) -> Iterator[str]:
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _chain(before)
        yield "\nWhich led to:\n"
    yield from _lines(error.__traceback__)
    yield redacted(error)


def _lines(where: TracebackType | None) -> Iterator[str]:
    if where is not None:
        yield "Traceback (most recent call last):"
        yield "".join(traceback.format_tb(where)).rstrip()
