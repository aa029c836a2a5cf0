"""Column by column: the raw cells of a table's records become values, merged, repeated and blank cells included."""

import re
from dataclasses import dataclass
from datetime import date

from assignments.rosters.parsing.cells.column_cells import cells_of_column, raw_cells
from assignments.rosters.parsing.cells.combined_columns import combine_columns, is_combined
from assignments.rosters.parsing.cells.compound import CompoundCellParser
from assignments.rosters.parsing.cells.date_parsers import period_parser
from assignments.rosters.parsing.cells.field_parsers import NO_LENGTHS, FieldParsers, place_parser, position_parser
from assignments.rosters.parsing.cells.fill_down import fill_down, fill_household_cells
from assignments.rosters.parsing.cells.parsed_column import ColumnResult, Parse, ParsedColumn, parse_cell
from assignments.rosters.parsing.cells.parsers import SHORTENED, is_blank
from assignments.rosters.parsing.cells.person_cells import NAME_FIELDS, PersonCellParser
from assignments.rosters.parsing.columns.fields import FIELDS
from assignments.rosters.parsing.columns.layout import Column, TableLayout
from assignments.rosters.parsing.rules import Rule, always, first_rule
from assignments.rosters.parsing.sheet.grid import Cells, Merges
from assignments.rosters.parsing.sheet.limits import check_time

DATES = frozenset({"birth_date", "starts_on", "ends_on"})
PLACE_FIELDS = frozenset({"village", "commune", "address", "member_village", "member_commune"})
BIRTH_FIELDS = frozenset({"head_birth_year", "member_birth_year", "birth_date"})


def parse_columns(
    rows: Cells,
    data: list[int],
    groups: list[dict[str, str]],
    layout: TableLayout,
    merges: Merges,
    errors: dict[tuple[int, int], str],
    today: date,
    file_format: str,
    exchanged: frozenset[int] = frozenset(),
    ended: list[bool] | None = None,
) -> list[ParsedColumn]:
    """Every column of the layout, parsed for all records at once.

    `data`: the row of each record. `exchanged`: the date columns in which the user called day and month exchanged.
    `ended`: the records whose blank assignee is not the one above.
    """

    def cells_in(col: int) -> list[object]:
        return raw_cells(rows, data, col, merges, errors)

    raw = {column.col: cells_of_column(column, cells_in, column.col in exchanged) for column in layout.columns}
    columns = combine_columns(layout, raw, today)
    for column in layout.columns:
        if not is_combined(column):
            columns.append(_parse_column(column, raw[column.col], layout, today, file_format))
    unnumbered = [layout.index_col is None or is_blank(rows[row][layout.index_col]) for row in data]
    fill_household_cells(columns, groups, unnumbered)
    numbered = _numbered_households(rows, data, layout, merges)
    fill_down(columns, groups, numbered, _merged_from_above(data, layout, merges), ended)
    return columns


# --- rows with a number or a merged cell --------------------------------------------------------------------------


def _merged_from_above(data: list[int], layout: TableLayout, merges: Merges) -> list[bool]:
    """The rows whose member is in a merged cell that begins above."""
    col = next((column.col for column in layout.columns if "member_name" in column.fields), None)
    if col is None or not merges.at:
        return [False] * len(data)
    areas = (merges.at.get((row, col)) for row in data)
    return [area is not None and area.top < row for area, row in zip(areas, data, strict=True)]


def _numbered_households(rows: Cells, data: list[int], layout: TableLayout, merges: Merges) -> list[bool] | None:
    """The rows with a number and a member's cell of their own; None where the numbers are those of members."""
    cols = {name: column.col for column in layout.columns for name in column.fields}
    index_col, member_col = layout.index_col, cols.get("member_name", -1)
    if index_col is None or member_col < cols.get("head_name", 0):
        return None
    return [rows[row][index_col] is not None and (row, member_col) not in merges.at for row in data]


# --- parsing ------------------------------------------------------------------------------------------------------


def _parse_column(
    column: Column, raw: list[object], layout: TableLayout, today: date, file_format: str
) -> ParsedColumn:
    parse = parser_of(column, raw, layout, layout.fields, today, file_format)
    # A problem of an address is one of its village, unless another column holds that.
    field = column.fields[0]
    if field == "address" and "village" not in layout.fields - {*column.fields}:
        field = "village"
    return ParsedColumn(column.fields, parse_all(raw, field, parse), column, raw, parse)


def parse_all(raw: list[object], field: str, parse: Parse) -> list[ColumnResult]:
    """The result of every cell; equal cells are parsed only once."""
    known: dict[object, ColumnResult] = {None: None}
    results: list[ColumnResult] = []
    add = results.append
    for cell in raw:
        if cell in known:
            add(known[cell])
            continue
        check_time()
        known[cell] = result = parse_cell(cell, field, parse)
        add(result)
    return results


@dataclass(frozen=True, slots=True)
class ColumnToParse:
    """A column with all that decides how its cells are parsed."""

    column: Column
    kind: str
    # The fields that all columns of the table hold.
    table_fields: frozenset[str]
    today: date
    # See `citizen_id_parser`.
    shortened: frozenset[int] = NO_LENGTHS

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(self.column.fields)

    @property
    def position_fields(self) -> tuple[str, str, str]:
        """Position, organisation and workplace of a member, as this kind of list calls them."""
        prefix = "" if self.kind == "members" else "member_"
        return f"{prefix}position", f"{prefix}organisation", f"{prefix}workplace"

    def names_parser(self) -> Parse:
        parser = PersonCellParser(
            self.column.fields, self.today, table_fields=self.table_fields, shortened=self.shortened
        )
        return parser.parse

    def positions_parser(self) -> Parse:
        position, organisation, workplace = self.position_fields
        has_no_body_column = self.table_fields.isdisjoint({organisation, workplace})
        return position_parser(self.column.fields, position, organisation, split=has_no_body_column)

    def holds_positions(self) -> bool:
        return self.position_fields[0] in self.fields and self.fields <= set(self.position_fields)

    def single_parser(self) -> Parse:
        return self._field_parsers().of(self.column.fields[0])

    def compound_parser(self) -> Parse:
        return CompoundCellParser(self._field_parsers(), self.column.concepts, self._field_of_concept).parse

    def _field_parsers(self) -> FieldParsers:
        return FieldParsers(self.column.fields, self.today, shortened=self.shortened)

    def _field_of_concept(self, concept: str) -> str | None:
        field = FIELDS[self.kind].get(concept)
        if field in self.fields:
            return field
        return next((name for name in self.column.fields if concept == "birth" and name in BIRTH_FIELDS), None)


PARSER_RULES: tuple[Rule[ColumnToParse, Parse], ...] = (
    Rule("names", lambda case: not case.fields.isdisjoint(NAME_FIELDS), ColumnToParse.names_parser),
    Rule("places", lambda case: case.fields <= PLACE_FIELDS, lambda case: place_parser(case.column.fields)),
    Rule("positions", ColumnToParse.holds_positions, ColumnToParse.positions_parser),
    Rule("period", lambda case: "period" in case.fields, lambda case: period_parser(case.today)),
    Rule(
        "one fact",
        lambda case: len(case.column.fields) == len(case.column.concepts) == 1,
        ColumnToParse.single_parser,
    ),
    Rule("several facts", always(True), ColumnToParse.compound_parser),
)


def parser_of(
    column: Column,
    raw: list[object],
    layout: TableLayout,
    table_fields: frozenset[str],
    today: date,
    file_format: str,
) -> Parse:
    """The parser for the cells of a column."""
    shortened = _shortened(raw) if file_format == "csv" else NO_LENGTHS
    case = ColumnToParse(column, layout.kind, table_fields, today, shortened)
    rule = first_rule(PARSER_RULES, case)
    assert rule is not None
    return rule.verdict(case)


def _shortened(raw: list[object]) -> frozenset[int]:
    """The lengths of ids that lost zeros in a csv, which has no numbers; beside ids with one zero others lost two."""
    return frozenset({10}) if any(isinstance(cell, str) and cell.startswith("0") for cell in raw) else SHORTENED


_TYPED_DATE = re.compile(r"\s*(\d{1,2})\s*/[^/]*/[^/]*")
# Fewer dates of either sort are no evidence.
_ENOUGH_DATES = 4


def dates_may_be_exchanged(column: ParsedColumn) -> bool:
    """Excel in English makes 7/3/1975 a real 3rd of July and leaves 28/11/1987 as text: real days are small."""
    if DATES.isdisjoint(column.fields):
        return False
    real_days = [cell.day for cell in column.raw if isinstance(cell, date)]
    dates = [_TYPED_DATE.fullmatch(cell) for cell in column.raw if isinstance(cell, str)]
    typed_days = [int(typed.group(1)) for typed in dates if typed is not None]
    if min(len(real_days), len(typed_days)) < _ENOUGH_DATES:
        return False
    return max(real_days) <= 12 < min(typed_days)
