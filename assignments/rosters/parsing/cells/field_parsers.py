"""The parser of each field, for a cell or a part of a cell that holds this field alone."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from assignments.rosters.fields import ValueType, value_type
from assignments.rosters.parsing.cells.date_parsers import birth_parser, day_parser, period_parser
from assignments.rosters.parsing.cells.parsers import (
    CellResult,
    ParsedCell,
    Parser,
    as_text,
    citizen_id_parser,
    class_of,
    code_of,
    ethnicity_of,
    phone_parser,
    sex_of,
    size_of,
    text_of,
    tier_of,
)
from assignments.rosters.parsing.cells.places import (
    last_part,
    normalise_commune,
    normalise_organisation,
    normalise_position,
    normalise_village,
    parse_address,
    split_position,
)
from assignments.rosters.parsing.problems import problem

NO_LENGTHS: frozenset[int] = frozenset()
_SEVERAL_PLACES = re.compile(r"[,;\n]|\s[-–]\s|\bxã\b", re.IGNORECASE)


def cell_of(values: dict[str, str | None]) -> ParsedCell:
    """A result with the values that are known."""
    return ParsedCell({field: value for field, value in values.items() if value})


def place_parser(fields: Sequence[str]) -> Parser:
    """A village, a commune, or an address with both."""
    village = "member_village" if "member_village" in fields else "village"
    commune = "member_commune" if "member_commune" in fields else "commune"
    only_commune = "address" not in fields and village not in fields
    # How to read a part that does not name its kind.
    bare_kind = "commune" if only_commune else "village"

    def place_of(value: object) -> CellResult:
        text = as_text(value)
        if "address" in fields or _SEVERAL_PLACES.search(text):
            place = parse_address(text, bare_kind)
            return cell_of({village: place.village, commune: place.commune})
        return normalise_commune(text) if only_commune else normalise_village(text)

    return place_of


def position_parser(fields: Sequence[str], position: str, organisation: str, *, split: bool) -> Parser:
    """`split`: no other column holds the organisation, so that a cell may name it after the position."""
    holds_both = len(fields) > 1

    def position_of(value: object) -> CellResult:
        text = as_text(value)
        if not holds_both and not split:
            return normalise_position(text)
        role, body = split_position(text)
        if role is None and body is None:
            return None
        if role is None and not holds_both:
            # In a column of positions alone an agency's name is part of the position.
            return normalise_position(text)
        if holds_both and body is None:
            role, body = last_part(text)
        return cell_of({position: role, organisation: body})

    return position_of


def organisation_of(value: object) -> CellResult:
    return normalise_organisation(as_text(value)) or None


def class_or_problem(value: object) -> CellResult:
    text = as_text(value)
    return class_of(text) or ParsedCell({}, (problem("poverty", "unknown_class", value=text),))


_PARSERS: dict[ValueType, Parser] = {
    ValueType.SIZE: size_of,
    ValueType.CODE: code_of,
    ValueType.SEX: sex_of,
    ValueType.ETHNICITY: ethnicity_of,
    ValueType.TIER: tier_of,
    ValueType.POVERTY_CLASS: class_or_problem,
    ValueType.ORGANISATION: organisation_of,
}
"""The types whose parser needs no more than the cell."""
_PARSERS_BY_FIELD: dict[ValueType, Callable[[str], Parser]] = {
    ValueType.PLACE: lambda field: place_parser((field,)),
    ValueType.PHONE: phone_parser,
}


def single_parser(field: str, today: date, *, shortened: frozenset[int] = NO_LENGTHS) -> Parser:
    """The parser of a cell that holds one field. `shortened`: see `citizen_id_parser`."""
    kind = value_type(field)
    if kind in (ValueType.BIRTH_YEAR, ValueType.BIRTH_DATE):
        return birth_parser(field, today, year_only=kind == ValueType.BIRTH_YEAR)
    if kind == ValueType.DAY:
        return day_parser(field, today)
    if kind == ValueType.PERIOD:
        return period_parser(today)
    if kind == ValueType.CITIZEN_ID:
        return citizen_id_parser(shortened=shortened)
    if kind in _PARSERS_BY_FIELD:
        return _PARSERS_BY_FIELD[kind](field)
    return _PARSERS.get(kind, text_of)


class FieldParsers:
    """The parsers of the fields of one column, and of every other field where a cell holds more."""

    def __init__(self, fields: Sequence[str], today: date, *, shortened: frozenset[int] = NO_LENGTHS) -> None:
        self.fields, self.today = fields, today
        self.parsers = {field: single_parser(field, today, shortened=shortened) for field in fields}

    def of(self, field: str) -> Parser:
        return self.parsers.get(field) or single_parser(field, self.today)

    def parse(self, field: str, text: str) -> ParsedCell:
        result = self.of(field)(text)
        if isinstance(result, ParsedCell):
            return result
        return ParsedCell({} if result is None else {field: result})
