"""Column by column: the raw cells of a table's records become values, merged, repeated and blank cells included."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from assignments.rosters.fields import FIELDS as DECLARED
from assignments.rosters.fields import ValueType
from assignments.rosters.parsing.cells.birth_dates import joined_births
from assignments.rosters.parsing.cells.combined_columns import combine_columns
from assignments.rosters.parsing.cells.compound import NONE, CompoundCellParser, place_parser, position_parser
from assignments.rosters.parsing.cells.fill_down import fill_down, fill_household_cells
from assignments.rosters.parsing.cells.parsed_column import ErrorCell, Parse, ParsedColumn, parse_cell
from assignments.rosters.parsing.cells.parsers import SHORTENED, CellResult, ParsedCell, is_blank, period_parser
from assignments.rosters.parsing.columns.fields import FIELDS, MARKS
from assignments.rosters.parsing.columns.layout import Column, TableLayout
from assignments.rosters.parsing.sheet.grid import Merges
from assignments.rosters.parsing.sheet.limits import check_time

Cells = Sequence[Sequence[object]]
DATES = {field.name for field in DECLARED.values() if field.type in (ValueType.BIRTH_DATE, ValueType.DAY)}
PLACES = {field.name for field in DECLARED.values() if field.type == ValueType.PLACE}


def raw_cells(
    rows: Cells, data: list[int], place: int, merges: Merges, errors: dict[tuple[int, int], str]
) -> list[object]:
    cells: list[object] = [rows[at][place] for at in data]
    if not merges.at and not errors:
        return cells
    for number, at in enumerate(data):
        if cells[number] is None:
            area = merges.at.get((at, place))
            if area is not None and area.left == place:
                cells[number] = rows[area.top][place]
                at = area.top if cells[number] is None else at
            if (at, place) in errors:
                cells[number] = ErrorCell(errors[at, place])
    return cells


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
    """Every column of the layout, parsed for all records at once; equal cells are parsed only once.

    `exchanged`: the columns of dates whose days and months a person called exchanged. `ended`: the records whose
    blank carer is not the one above.
    """
    held = frozenset(name for column in layout.columns for name in column.fields)
    raw = {column.place: raw_cells(rows, data, column.place, merges, errors) for column in layout.columns}
    for place in exchanged & raw.keys():
        raw[place] = [_exchanged(cell) for cell in raw[place]]
    for column in layout.columns:
        others = {place: raw_cells(rows, data, place, merges, errors) for place in column.others}
        if column.parts:
            cells = {column.place: raw[column.place], **others}
            raw[column.place] = joined_births(*(cells[place] if place is not None else None for place in column.parts))
            continue
        if column.listed:
            raw[column.place] = _listed([raw[column.place], *(others[place] for place in column.listed)])
            continue
        for place in column.also:
            raw[column.place] = _joined(raw[column.place], others[place])
    told = [
        *combine_columns(layout, raw, today),
        *(
            _parse_column(column, raw[column.place], layout, held, today, file_format)
            for column in layout.columns
            if not _is_combined(column)
        ),
    ]
    blank = [layout.index is None or is_blank(rows[at][layout.index]) for at in data]
    fill_household_cells(told, groups, blank)
    fill_down(told, groups, _numbered(rows, data, layout, merges), _merged_from_above(data, layout, merges), ended)
    return told


def _exchanged(cell: object) -> object:
    if isinstance(cell, date) and cell.day <= 12:
        return cell.replace(day=cell.month, month=cell.day)
    return cell


def _merged_from_above(data: list[int], layout: TableLayout, merges: Merges) -> list[bool]:
    """The rows whose member stands in a merged cell that begins above."""
    place = next((column.place for column in layout.columns if "member_name" in column.fields), None)
    if place is None or not merges.at:
        return [False] * len(data)
    areas = (merges.at.get((at, place)) for at in data)
    return [area is not None and area.top < at for area, at in zip(areas, data, strict=True)]


def _numbered(rows: Cells, data: list[int], layout: TableLayout, merges: Merges) -> list[bool] | None:
    place = {name: column.place for column in layout.columns for name in column.fields}
    if layout.index is None or place.get("member_name", -1) < place.get("head_name", 0):
        return None
    return [rows[at][layout.index] is not None and (at, place["member_name"]) not in merges.at for at in data]


def _joined(first: list[object], second: list[object]) -> list[object]:
    """Cells of two columns under one heading."""
    return [
        f"{one} {other}" if isinstance(one, str) and isinstance(other, str) else (other if one is None else one)
        for one, other in zip(first, second, strict=True)
    ]


def _listed(columns: list[list[object]]) -> list[object]:
    """Cells that each name a household, as one cell that names them all."""
    filled = ([cell for cell in cells if not is_blank(cell)] for cells in zip(*columns, strict=True))
    return [
        "\n".join(f"{number}. {cell}" for number, cell in enumerate(cells, 1))
        if len(cells) > 1
        else next(iter(cells), None)
        for cells in filled
    ]


def _is_combined(column: Column) -> bool:
    return bool(set(column.fields) & {*MARKS, "male", "female", "district_tier", "commune_tier"}) or column.fields == (
        "poverty",
    )


def _parse_column(
    column: Column, raw: list[object], layout: TableLayout, held: frozenset[str], today: date, file_format: str
) -> ParsedColumn:
    parse = parser_of(column, raw, layout, held, today, file_format)
    # An address is asked for its village, unless another column holds that.
    field = column.fields[0]
    if field == "address" and "village" not in held - {*column.fields}:
        field = "village"
    return ParsedColumn(column.fields, parse_all(raw, field, parse), column, raw, parse)


def parse_all(raw: list[object], field: str, parse: Parse) -> list[CellResult | list[ParsedCell]]:
    known: dict[object, CellResult | list[ParsedCell]] = {None: None}
    outcomes: list[CellResult | list[ParsedCell]] = []
    add = outcomes.append
    for cell in raw:
        if cell in known:
            add(known[cell])
            continue
        check_time()
        known[cell] = outcome = parse_cell(cell, field, parse)
        add(outcome)
    return outcomes


def parser_of(
    column: Column, raw: list[object], layout: TableLayout, held: frozenset[str], today: date, file_format: str
) -> Parse:
    fields = column.fields
    facts = CompoundCellParser(fields, today, held=held, shortened=_shortened(raw) if file_format == "csv" else NONE)
    if facts.name_field is not None:
        return facts.people
    if set(fields) <= PLACES:
        return place_parser(fields)
    position = "position" if layout.kind == "members" else "member_position"
    organisation = "organisation" if layout.kind == "members" else "member_organisation"
    workplace = "workplace" if layout.kind == "members" else "member_workplace"
    if position in fields and set(fields) <= {position, organisation, workplace}:
        return position_parser(fields, position, organisation, split=not {organisation, workplace} & held)
    if "period" in fields:
        return period_parser(today)
    if len(fields) == 1 and len(column.concepts) == 1:
        return facts.single[fields[0]]
    table = FIELDS[layout.kind]
    by_field = {"birth": {"head_birth_year", "member_birth_year", "birth_date"}}

    def field_of(concept: str) -> str | None:
        direct = table.get(concept)
        if direct in fields:
            return direct
        return next((name for name in fields if name in by_field.get(concept, ())), None)

    return lambda cell: facts.compound(cell, column.concepts, field_of)


def _shortened(raw: list[object]) -> frozenset[int]:
    """In a csv nothing tells numbers from texts; where some ids kept their zeros, another may have lost both of its."""
    return frozenset({10}) if any(isinstance(cell, str) and cell.startswith("0") for cell in raw) else SHORTENED


def dates_may_be_exchanged(one: ParsedColumn) -> bool:
    """Excel in English makes 7/3/1975 a real 3rd of July and leaves 28/11/1987 as text: real days are small."""
    if not set(one.fields) & DATES:
        return False
    real = [cell for cell in one.raw if isinstance(cell, date | datetime)]
    typed = [cell.split("/")[0] for cell in one.raw if isinstance(cell, str) and cell.count("/") == 2]
    days = [int(day) for day in typed if re.fullmatch(r"\s*\d{1,2}\s*", day)]
    if len(real) < 4 or len(days) < 4:
        return False
    return all(cell.day <= 12 for cell in real) and all(day > 12 for day in days)
