"""Invented rosters in the layouts of offices, about a hundred, each with the truth about its rows."""

import json
from pathlib import Path

from tests.support.rosters.layouts import (  # noqa: F401 - each registers its layouts
    assignee_lines,
    assignment_structure,
    assignments,
    combined_cell_faults,
    combined_cells,
    extra_columns,
    facts,
    faults,
    forms,
    headings,
    households,
    lookalikes,
    members,
    offices,
    pages,
    sheets,
    typing_styles,
    variations,
    wordings,
)
from tests.support.rosters.layouts.people import District
from tests.support.rosters.layouts.registry import LAYOUTS
from tests.support.rosters.layouts.workbook import Book
from tests.support.rosters.layouts.write import write

__all__ = ["LAYOUTS", "fill", "make"]


def fill(number: int, seed: int, size: int = 24) -> Book:
    """The book of a layout: the same for the same number, seed and size."""
    chosen = LAYOUTS[number]
    book = Book(chosen.kind, free=("level",))
    chosen.fill(book, District(f"{number}-{seed}"), size, seed)
    return book


def make(number: int, seed: int, folder: Path, size: int = 24) -> tuple[Path, dict[str, object]]:
    """Write the workbook of a layout, and its truth beside it; about `size` rows hold data."""
    book = fill(number, seed, size)
    path = folder / f"{number:02}-{LAYOUTS[number].name}-{seed}.{book.format}"
    write(book, path)
    truth = book.truth()
    path.with_name(f"{path.name}.truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1))
    return path, truth
