"""The parsed cells of a column, and how one cell of any kind is parsed."""

from collections.abc import Callable
from dataclasses import dataclass

from assignments.rosters.parsing.cells.parsers import CellResult, ParsedCell, is_blank, is_ditto
from assignments.rosters.parsing.columns.layout import Column
from assignments.rosters.parsing.problems import problem


@dataclass(frozen=True, slots=True)
class ErrorCell:
    """A cell that shows an error instead of a value."""

    text: str


# Texts that a program wrote where a cell showed an error.
ERROR_TEXTS = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"})
# The result of a cell that says "as above"; recognised by identity.
DITTO = ParsedCell({}, ())
# A list stands for several households in one cell.
ColumnResult = CellResult | list[ParsedCell]
Parse = Callable[[object], ColumnResult]


@dataclass(slots=True)
class ParsedColumn:
    """The result of every record in one column, or in several columns that are read together."""

    fields: tuple[str, ...]
    results: list[ColumnResult]
    column: Column
    raw: list[object]
    parse: Parse | None = None


def parse_cell(cell: object, field: str, parse: Parse) -> ColumnResult:
    """The result of `parse`, unless the cell shows an error, says "as above" or is blank."""
    if type(cell) is ErrorCell:
        code = "formula_without_value" if cell.text == "formula" else "error_cell"
        return ParsedCell({}, (problem(field, code, value=cell.text),))
    # Every cell passes here, so the costlier tests follow only for texts that are no plain words or numbers.
    # Of the letters only those of "nt", "như trên", "cùng trên" begin a ditto mark.
    if type(cell) is str and not (cell[:1].isalnum() and cell[0] not in "nNcC"):
        if cell in ERROR_TEXTS:
            return ParsedCell({}, (problem(field, "error_cell", value=cell),))
        if is_ditto(cell):
            return DITTO
        if is_blank(cell):
            return None
    return parse(cell)
