"""The cells of a sheet: rows of them, which are filled, and the merged areas asked by cell."""

from collections.abc import Sequence
from itertools import product

from lambinh.lib.spreadsheets.types import Area

Cells = Sequence[Sequence[object]]


_LARGEST_AREA = 20_000
"""Cells of a merged area; a larger one is no cell of a table, and asking by cell would cost too much."""
_MOST_AREAS_SEARCHED = 2_000


class Merges:
    """The merged areas of a sheet; `at` has the area of each merged cell."""

    def __init__(self, areas: Sequence[Area]) -> None:
        self.areas = areas
        self.at: dict[tuple[int, int], Area] = {}
        for area in areas:
            if (area.bottom - area.top + 1) * (area.right - area.left + 1) <= _LARGEST_AREA:
                cells = product(range(area.top, area.bottom + 1), range(area.left, area.right + 1))
                self.at.update(dict.fromkeys(cells, area))

    def vertical_into(self, row: int, top: int) -> bool:
        """Whether a merged cell of the rows from `top` reaches down into `row`."""
        return any(top <= area.top < row <= area.bottom for area in self.areas)

    def has_wide_area_in(self, row: int) -> bool:
        """Whether cells of this row alone are merged."""
        return any(
            row == area.top == area.bottom and area.right > area.left for area in self.areas[:_MOST_AREAS_SEARCHED]
        )


def filled(row: Sequence[object]) -> list[int]:
    """The columns with something else than blanks."""
    return [
        col for col, cell in enumerate(row) if cell is not None and not (isinstance(cell, str) and not cell.strip())
    ]
