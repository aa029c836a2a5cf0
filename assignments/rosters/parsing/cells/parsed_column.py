"""What columns tell of every record, and how one cell of any kind is read."""

from collections.abc import Callable
from dataclasses import dataclass

from assignments.rosters.parsing.cells.parsers import CellResult, ParsedCell, is_blank, is_ditto
from assignments.rosters.parsing.columns.layout import Column
from assignments.rosters.parsing.problems import problem


@dataclass(frozen=True, slots=True)
class ErrorCell:
    """Stands for a cell that shows an error instead of a value."""

    text: str


# What a program wrote as text where a cell showed an error.
SHOWN_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"})
# Stands for a cell that says "as above"; told apart by identity.
DITTO = ParsedCell({}, ())
Parse = Callable[[object], CellResult | list[ParsedCell]]


@dataclass(slots=True)
class ParsedColumn:
    """What one column (or several that are read together) tells of every record."""

    fields: tuple[str, ...]
    results: list[CellResult | list[ParsedCell]]
    column: Column | None
    raw: list[object]
    parse: Parse | None = None


def parse_cell(cell: object, field: str, parse: Parse) -> CellResult | list[ParsedCell]:
    if type(cell) is ErrorCell:
        code = "formula_without_value" if cell.text == "formula" else "error_cell"
        return ParsedCell({}, (problem(field, code, value=cell.text),))
    if type(cell) is str and not (cell[:1].isalnum() and cell[0] not in "nNcC"):
        if cell in SHOWN_ERRORS:
            return ParsedCell({}, (problem(field, "error_cell", value=cell),))
        if len(cell) <= 14 and is_ditto(cell):
            return DITTO
        if is_blank(cell):
            return None
    return parse(cell)
