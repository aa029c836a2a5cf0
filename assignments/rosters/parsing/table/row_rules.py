"""Which rows under a heading are records: ordered rules, the first that is met decides."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from assignments.rosters.parsing.cells.names import begins_with_surname, looks_like_person
from assignments.rosters.parsing.cells.parsers import is_blank
from assignments.rosters.parsing.cells.places import starts_as_place
from assignments.rosters.parsing.columns.headings import is_heading_text, normal_heading
from assignments.rosters.parsing.sheet.grid import Merges
from assignments.rosters.parsing.table.group_rows import GroupFinder
from assignments.rosters.parsing.table.header_quirks import is_column_numbers
from assignments.rosters.parsing.table.line_patterns import (
    COUNT,
    ROMAN,
    TOTAL,
    heads_a_summary,
    is_plain_person,
    is_signature,
)
from assignments.rosters.parsing.table.lines import KeyColumns, Line
from assignments.rosters.parsing.table.titles import bare_group, group_of

_REMARK = re.compile(r"\W*(?:ghi chú|lưu ý|chú thích)\b", re.IGNORECASE)


class Verdict(Enum):
    RECORD = "record"
    BLANK = "blank"
    HEADING = "heading"
    TOTAL = "total"
    SUMMARY = "summary"
    """The heading of a table of totals under the list, or a row of it."""
    SIGNATURE = "signature"
    GROUP = "group"
    BARE_PLACE = "bare place"
    UNKNOWN_GROUP = "unknown group"


REASONS = {verdict: verdict.value for verdict in Verdict} | {
    Verdict.SUMMARY: "total",
    Verdict.BARE_PLACE: "group",
    Verdict.UNKNOWN_GROUP: "group",
}
"""How an ignored row is described, by the verdict."""


@dataclass(slots=True)
class TableState:
    """What the rules know about the table besides the line itself."""

    columns: KeyColumns
    groups: GroupFinder
    merges: Merges
    heading_texts: frozenset[str] = frozenset()
    repeated_headings: frozenset[int] = frozenset()
    """The rows of a heading that is printed again on a later page."""
    is_in_summary: bool = False
    is_under_signature: bool = False
    records: list[int] = field(default_factory=list)

    def is_right_under_record(self, line: Line) -> bool:
        return bool(self.records) and self.records[-1] == line.row_index - 1


class RowRule(NamedTuple):
    name: str
    is_met: Callable[[Line, TableState], bool]
    verdict: Verdict


def first_rule(line: Line, table: TableState) -> RowRule:
    """The rule that decides about a line."""
    return next(rule for rule in ROW_RULES if rule.is_met(line, table))


# --- conditions ----------------------------------------------------------------------------------------------------


def is_person(value: object) -> bool:
    return isinstance(value, str) and (is_plain_person(value) or (looks_like_person(value) and not group_of(value)))


def _repeats_heading(line: Line, table: TableState) -> bool:
    texts = [line.cells[col] for col in line.filled]
    return len(texts) > 1 and all(
        isinstance(text, str) and normal_heading(text) in table.heading_texts and is_heading_text(text)
        for text in texts
    )


def _is_summary_heading(line: Line, table: TableState) -> bool:
    return heads_a_summary([line.cells[col] for col in line.filled])


def _is_total(line: Line, table: TableState) -> bool:
    return not line.is_numbered and TOTAL.match(line.first_text) is not None


def _is_under_signature(line: Line, table: TableState) -> bool:
    """Under a signature only a numbered person with values can be a record again."""
    return table.is_under_signature and not (line.is_numbered and is_person(line.name) and len(line.filled) > 2)


def _is_signature(line: Line, table: TableState) -> bool:
    is_text_only = bool(line.texts) and len(line.texts) == len(line.filled)
    return is_text_only and not line.is_numbered and is_signature([str(line.cells[col]) for col in line.texts])


def _has_error_for_name(line: Line, table: TableState) -> bool:
    return table.columns.name in line.errors


def _has_error_for_name_and_values(line: Line, table: TableState) -> bool:
    return _has_error_for_name(line, table) and len(line.facts) - len(line.errors) > 1


def _names_group(line: Line, table: TableState) -> bool:
    return table.groups.named_group(line) is not None


def _is_place_with_sums(line: Line, table: TableState) -> bool:
    index = table.columns.index
    if index is None or len(line.texts) != 1 or not ROMAN.fullmatch(str(line.cells[index])):
        return False
    sums = [line.cells[col] for col in line.filled if col not in (index, line.texts[0])]
    if not sums or not all(COUNT.fullmatch(str(cell)) for cell in sums):
        return False
    name = bare_group(line.first_text)
    is_place = starts_as_place(name) or not begins_with_surname(name)
    return is_place and table.groups.bare_place(line) is not None


def _is_person_with_facts(line: Line, table: TableState) -> bool:
    is_row = len(line.facts) > 1 or line.is_numbered or table.columns.assignee is not None
    return is_row and is_person(line.name)


def _is_next_name(line: Line, table: TableState) -> bool:
    return (
        table.columns.index is None
        and table.is_right_under_record(line)
        and is_person(line.name)
        and begins_with_surname(str(line.name))
    )


def _is_second_assignee(line: Line, table: TableState) -> bool:
    """Only where the assignees stand right of the household's name."""
    assignee = table.columns.assignee
    if assignee is None or assignee <= table.columns.name or line.filled != [assignee]:
        return False
    name = line.cells[assignee]
    return table.is_right_under_record(line) and is_person(name) and begins_with_surname(str(name))


def _has_error_for_name_and_number(line: Line, table: TableState) -> bool:
    return _has_error_for_name(line, table) and (len(line.facts) > 1 or line.is_numbered)


def _has_name_merged_from_above(line: Line, table: TableState) -> bool:
    area = table.merges.at.get((line.row_index, table.columns.name))
    return area is not None and area.top < line.row_index and bool(line.facts)


def _has_name(line: Line) -> bool:
    return not is_blank(line.name)


def _has_name_and_facts(line: Line, table: TableState) -> bool:
    return _has_name(line) and len(line.facts) > 1


def _has_name_and_number(line: Line, table: TableState) -> bool:
    is_group = isinstance(line.name, str) and bool(group_of(line.name))
    return _has_name(line) and line.is_numbered and not is_group


def _has_number_and_facts(line: Line, table: TableState) -> bool:
    return not _has_name(line) and line.is_numbered and bool(line.facts)


def _has_facts_with_text(line: Line, table: TableState) -> bool:
    return not _has_name(line) and len(line.facts) > 1 and bool(line.texts)


def _has_sums_only(line: Line, table: TableState) -> bool:
    return not _has_name(line) and not line.texts and len(line.filled) > 1


def _may_be_group(line: Line, table: TableState) -> bool:
    """Whether a lone text stands where groups do, not over the values right of the names."""
    return line.texts[0] in table.columns.names or line.texts[0] <= table.columns.name


def _is_bare_place(line: Line, table: TableState) -> bool:
    return _may_be_group(line, table) and table.groups.bare_place(line) is not None


# --- the rules -----------------------------------------------------------------------------------------------------

# The order counts: a rule may rely on all rules before it not being met.
ROW_RULES: Sequence[RowRule] = (
    RowRule("empty", lambda line, table: not line.filled and not line.errors, Verdict.BLANK),
    RowRule("heading on a later page", lambda line, table: line.row_index in table.repeated_headings, Verdict.HEADING),
    RowRule("numbers of columns", lambda line, table: is_column_numbers(line.cells), Verdict.HEADING),
    RowRule("heading repeated", _repeats_heading, Verdict.HEADING),
    # Nothing under such a heading is a record, whatever it looks like.
    RowRule("row of a summary", lambda line, table: table.is_in_summary, Verdict.SUMMARY),
    RowRule("heading of a summary", _is_summary_heading, Verdict.SUMMARY),
    RowRule("total", _is_total, Verdict.TOTAL),
    # Names of those who sign read like members, so signatures come before records and groups.
    RowRule("under a signature", _is_under_signature, Verdict.SIGNATURE),
    RowRule("signature", _is_signature, Verdict.SIGNATURE),
    RowRule("error for the name, with values", _has_error_for_name_and_values, Verdict.RECORD),
    RowRule("named group", _names_group, Verdict.GROUP),
    RowRule("place with sums", _is_place_with_sums, Verdict.BARE_PLACE),
    RowRule("person with facts", _is_person_with_facts, Verdict.RECORD),
    RowRule("next name of a list without numbers", _is_next_name, Verdict.RECORD),
    RowRule("second assignee", _is_second_assignee, Verdict.RECORD),
    RowRule("error for the name, with a number", _has_error_for_name_and_number, Verdict.RECORD),
    RowRule("error for the name alone", _has_error_for_name, Verdict.BLANK),
    RowRule("name merged from above", _has_name_merged_from_above, Verdict.RECORD),
    RowRule("name and facts", _has_name_and_facts, Verdict.RECORD),
    RowRule("name and number", _has_name_and_number, Verdict.RECORD),
    RowRule("number and facts", _has_number_and_facts, Verdict.RECORD),
    RowRule("facts without a name", _has_facts_with_text, Verdict.RECORD),
    RowRule("sums only", _has_sums_only, Verdict.TOTAL),
    # From here on the line is a text of its own.
    RowRule("no text", lambda line, table: not line.texts, Verdict.BLANK),
    RowRule("remark", lambda line, table: _REMARK.match(line.first_text) is not None, Verdict.BLANK),
    RowRule("place without its kind", _is_bare_place, Verdict.BARE_PLACE),
    RowRule("group that is not known", _may_be_group, Verdict.UNKNOWN_GROUP),
    RowRule("text beside the names", lambda line, table: True, Verdict.BLANK),
)
