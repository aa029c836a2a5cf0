"""Columns for unit tests of the column mapping."""

from typing import Any

from assignments.rosters.parsing.columns.layout import Column


def column(col: int, concepts: str = "", *, fields: str = "", text: str = "", **attributes: Any) -> Column:
    """A column with `concepts` and `fields` separated by spaces, under the heading `text` (levels separated by /)."""
    texts = tuple(text.split(" / "))
    return Column(col, texts, tuple(concepts.split()), fields=tuple(fields.split()), **attributes)


def columns(*concepts: str) -> list[Column]:
    """Columns side by side, each with its concepts."""
    return [column(col, names) for col, names in enumerate(concepts)]
