"""The cells of a sheet: rows of them, which are filled, and the merged areas asked by cell."""

from collections.abc import Sequence

from lambinh.lib.spreadsheets.types import Area

Cells = Sequence[Sequence[object]]


class Merges:
    """The merged areas of a sheet, asked by cell."""

    def __init__(self, areas: Sequence[Area]) -> None:
        self.areas = areas
        self.at: dict[tuple[int, int], Area] = {}
        for area in areas:
            if (area.bottom - area.top + 1) * (area.right - area.left + 1) > 20_000:
                continue
            for row in range(area.top, area.bottom + 1):
                for place in range(area.left, area.right + 1):
                    self.at[row, place] = area

    def vertical_into(self, row: int, top: int) -> bool:
        """Whether a merged cell of the rows from `top` reaches down into `row`."""
        return any(top <= area.top < row <= area.bottom for area in self.areas)


def filled(row: Sequence[object]) -> list[int]:
    return [
        place for place, cell in enumerate(row) if cell is not None and not (isinstance(cell, str) and not cell.strip())
    ]
