"""The parsed values of one record, and how several households in one cell share those of the other cells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
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


class Share(NamedTuple):
    """The way in which several households share a cell."""

    is_listed: bool = False
    is_unclear: bool = False


SHARE_RULES: tuple[Rule[SharedCell, Share], ...] = (
    Rule("name", SharedCell.is_of_name, always(Share())),
    Rule("column without cells of its own", lambda cell: cell.column.parse is None, always(Share())),
    Rule("an item for each", lambda cell: len(cell.items) == cell.households, always(Share(is_listed=True))),
    Rule("blank", lambda cell: is_blank(cell.raw), always(Share())),
    # A code or a phone number cannot be that of each household.
    Rule(
        "field of one household",
        lambda cell: cell.column.fields[0] in FIELDS_OF_ONE_HOUSEHOLD,
        always(Share(is_unclear=True)),
    ),
    Rule("value of all", always(True), always(Share())),
)


def split_record(
    columns: Sequence[ParsedColumn], i: int, record: RecordValues, heads: Sequence[ParsedCell]
) -> list[RecordValues]:
    """A record for each household: the items of the other cells one by one, or their values for all of them."""
    values, parts = dict(record.values), list(record.parts)
    own_values: list[dict[str, Value]] = [{} for _ in heads]
    own_problems: list[tuple[Problem, ...]] = [() for _ in heads]
    unread: list[Problem] = []
    for column in columns:
        cell = SharedCell(column, column.raw[i] if column.raw else None, len(heads))
        share = decide(SHARE_RULES, cell) or Share()
        if share.is_listed or share.is_unclear:
            values.pop(column.fields[0], None)
            parts = [part for part in parts if part.fields != frozenset(column.fields)]
        if share.is_listed:
            for household, item in enumerate(cell.parsed_items()):
                own_values[household] |= item.values
                own_problems[household] += item.problems
        elif share.is_unclear:
            unread.append(problem(column.fields[0], "unread_part", value=cell.raw))
    return [
        RecordValues(
            values | own,
            [
                *parts,
                PartResult(head, frozenset({"head_name"})),
                PartResult(ParsedCell({}, (*problems, *unread)), frozenset()),
            ],
        )
        for head, own, problems in zip(heads, own_values, own_problems, strict=True)
    ]


def _parse_item(item: str, field: str, parse: Parse) -> ParsedCell:
    result = parse_cell(item, field, parse)
    if isinstance(result, ParsedCell):
        return result
    return ParsedCell({field: result} if isinstance(result, str | int) else {})
