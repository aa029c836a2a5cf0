"""The parsed values of one record, and how several households in one cell share those of the other cells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from assignments.rosters.parsing.cells.parsed_column import ColumnResult, Parse, ParsedColumn, parse_cell
from assignments.rosters.parsing.cells.parsers import ParsedCell, is_blank
from assignments.rosters.parsing.problems import problem
from assignments.rosters.parsing.records import Problem, Value
from assignments.rosters.parsing.rules import Rule, always, decide

# Fields of one household, never of all that share a cell.
FIELDS_OF_ONE_HOUSEHOLD = {"household_code", "head_birth_year", "household_size", "citizen_id", "phone", "sex"}
_ITEM_SEPARATOR = re.compile(r"\s*[;\n]\s*")
_NUMBERING = re.compile(r"^\s*\d{1,2}\s*[.)]\s*(?=\S)")


class PartResult(NamedTuple):
    """A cell that gave several values or problems, and the fields of its column."""

    cell: ParsedCell
    fields: frozenset[str]


@dataclass(slots=True)
class RecordValues:
    """The results of one record: plain values, parsed cells, and the heads of several households in one cell."""

    values: dict[str, Value] = field(default_factory=dict)
    parts: list[PartResult] = field(default_factory=list)
    heads: list[ParsedCell] | None = None

    def add(self, name: str, result: ColumnResult, fields: frozenset[str]) -> None:
        if isinstance(result, str | int):
            self.values[name] = result
        elif isinstance(result, ParsedCell):
            self.parts.append(PartResult(result, fields))
        elif result is not None:
            self.heads = result

    def without(self, column: ParsedColumn) -> "RecordValues":
        """The values and parts that do not come from a column."""
        fields = frozenset(column.fields)
        values = {name: value for name, value in self.values.items() if name != column.fields[0]}
        return RecordValues(values, [part for part in self.parts if part.fields != fields], self.heads)


# --- several households in one cell --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SharedCell:
    """A cell beside one that names several households, as the items that it may list."""

    column: ParsedColumn
    raw: object
    households: int

    @property
    def items(self) -> list[str]:
        if not isinstance(self.raw, str):
            return []
        return [_NUMBERING.sub("", item) for item in _ITEM_SEPARATOR.split(self.raw) if item.strip()]

    def parsed_items(self) -> list[ParsedCell]:
        field, parse = self.column.fields[0], self.column.parse
        assert parse is not None  # a column without cells of its own lists nothing
        return [_parse_item(item, field, parse) for item in self.items]

    def is_of_name(self) -> bool:
        return bool({"head_name", "member_name"} & set(self.column.fields))


class Sharing(Enum):
    """How several households share a cell."""

    VALUE_OF_ALL = "value of all"
    LISTED = "an item for each"
    UNCLEAR = "unclear"


SHARING_RULES: tuple[Rule[SharedCell, Sharing], ...] = (
    Rule("name", SharedCell.is_of_name, always(Sharing.VALUE_OF_ALL)),
    Rule("column without cells of its own", lambda cell: cell.column.parse is None, always(Sharing.VALUE_OF_ALL)),
    Rule("an item for each", lambda cell: len(cell.items) == cell.households, always(Sharing.LISTED)),
    Rule("blank", lambda cell: is_blank(cell.raw), always(Sharing.VALUE_OF_ALL)),
    # A code or a phone number cannot be that of each household.
    Rule(
        "field of one household",
        lambda cell: cell.column.fields[0] in FIELDS_OF_ONE_HOUSEHOLD,
        always(Sharing.UNCLEAR),
    ),
    Rule("value of all", always(True), always(Sharing.VALUE_OF_ALL)),
)


def split_record(
    columns: Sequence[ParsedColumn], i: int, record: RecordValues, heads: Sequence[ParsedCell]
) -> list[RecordValues]:
    """A record for each household: the items of the other cells one by one, or their values for all of them."""
    shares = [_Share(head) for head in heads]
    unread: list[Problem] = []
    for column in columns:
        cell = SharedCell(column, column.raw[i] if column.raw else None, len(heads))
        sharing = decide(SHARING_RULES, cell)
        if sharing in (Sharing.LISTED, Sharing.UNCLEAR):
            record = record.without(column)
        if sharing is Sharing.LISTED:
            for share, item in zip(shares, cell.parsed_items(), strict=True):
                share.add(item)
        elif sharing is Sharing.UNCLEAR:
            unread.append(problem(column.fields[0], "unread_part", value=cell.raw))
    return [share.record(record, unread) for share in shares]


class _Share:
    """The head of one of several households in a cell, and its items of the other cells."""

    def __init__(self, head: ParsedCell) -> None:
        self.head = PartResult(head, frozenset({"head_name"}))
        self.values: dict[str, Value] = {}
        self.problems: list[Problem] = []

    def add(self, item: ParsedCell) -> None:
        self.values |= item.values
        self.problems += item.problems

    def record(self, common: RecordValues, unread: Sequence[Problem]) -> RecordValues:
        problems = PartResult(ParsedCell({}, (*self.problems, *unread)), frozenset())
        return RecordValues(common.values | self.values, [*common.parts, self.head, problems])


def _parse_item(item: str, field: str, parse: Parse) -> ParsedCell:
    result = parse_cell(item, field, parse)
    if isinstance(result, ParsedCell):
        return result
    return ParsedCell({field: result} if isinstance(result, str | int) else {})
