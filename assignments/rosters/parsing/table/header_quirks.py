"""Odd rows about a heading: numbers of columns, another program's names of fields, one heading broken in two rows."""

import re
from collections.abc import Sequence

from assignments.rosters.parsing.columns.headings import concepts_of
from assignments.rosters.parsing.sheet.grid import Cells, Merges, filled

_COLUMN_NUMBER = re.compile(r"\(?\s*(?:\d{1,2}|[A-HĐa-h])\s*\)?(?:\s*=.*)?")


def is_column_numbers(row: Sequence[object]) -> bool:
    """The row under a heading that numbers its columns: "(1) (2) (3)", "A B 1 2"."""
    places = filled(row)
    if len(places) < 3:
        return False
    cells = [str(row[place]).strip() for place in places]
    if not all(_COLUMN_NUMBER.fullmatch(cell) for cell in cells):
        return False
    numbers = [int(found.group()) for cell in cells if (found := re.search(r"\d+", cell.split("=")[0]))]
    letters = len(cells) - len(numbers)
    return (
        numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        if len(numbers) > 1 and numbers[0] <= 3
        else letters >= 3
    )


_FIELD_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")


def is_field_names(row: Sequence[object]) -> bool:
    """The row of another program's names of fields: "stt | ho_ten | nam_sinh"."""
    cells = [str(row[place]) for place in filled(row)]
    names = [cell for cell in cells if _FIELD_NAME.fullmatch(cell)]
    return len(cells) > 2 and len(names) == len(cells) and sum("_" in name for name in names) > 1


def join_broken_header(rows: Cells, at: int, merges: Merges) -> Cells | None:
    """The rows with a heading in one that was broken over two ("Chức | Năm", "vụ | sinh"); None if it was not."""
    if at + 1 >= len(rows):
        return None
    above, below = rows[at], rows[at + 1]
    both = [place for place in filled(above) if place in set(filled(below))]
    texts = [above[place] for place in filled(above)] + [below[place] for place in filled(below)]
    if len(both) < 3 or not all(isinstance(text, str) and len(text) < 40 for text in texts):
        return None
    if any((row, place) in merges.at for row in (at, at + 1) for place in both):
        return None
    joined = tuple(" ".join(str(cell) for cell in cells if cell) or None for cells in zip(above, below, strict=True))
    wholes = sum(bool(concepts_of(str(joined[place]))) for place in both)
    halves = max(sum(bool(concepts_of(str(row[place]))) for place in both) for row in (above, below))
    if wholes < len(both) - 1 or halves * 4 > wholes * 3:
        return None
    return [*rows[:at], joined, (None,) * len(below), *rows[at + 2 :]]
