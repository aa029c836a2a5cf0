"""Ordered rules that tell records from the other rows under a heading: the first that applies decides."""

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from assignments.rosters.parsing.cells.names import begins_with_surname, looks_like_person
from assignments.rosters.parsing.cells.places import starts_as_place
from assignments.rosters.parsing.columns.headings import is_heading_text, normal_heading
from assignments.rosters.parsing.rules import Rule, always, decide
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
from assignments.rosters.parsing.table.line_values import bare_group, group_of
from assignments.rosters.parsing.table.lines import KeyColumns, Line

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
    """The facts about a table that rules use besides the line itself."""

    columns: KeyColumns
    groups: GroupFinder
    merges: Merges
    heading_texts: frozenset[str] = frozenset()
    repeated_headings: frozenset[int] = frozenset()
    """The rows of a heading that is printed again on a later page."""
    is_in_summary: bool = False
    is_under_signature: bool = False
    records: list[int] = field(default_factory=list)


class RowCase(NamedTuple):
    """A line, and the table with the lines above it as they were read."""

    line: Line
    table: TableState

    @property
    def is_right_under_record(self) -> bool:
        records = self.table.records
        return bool(records) and records[-1] == self.line.row_index - 1


def verdict_on(line: Line, table: TableState) -> Verdict:
    verdict = decide(ROW_RULES, RowCase(line, table))
    assert verdict is not None  # the last rule applies to every line
    return verdict


# --- conditions ----------------------------------------------------------------------------------------------------


def is_person(value: object) -> bool:
    return isinstance(value, str) and (is_plain_person(value) or (looks_like_person(value) and not group_of(value)))


def _repeats_heading(case: RowCase) -> bool:
    texts = [case.line.cells[col] for col in case.line.filled]
    return len(texts) > 1 and all(
        isinstance(text, str) and normal_heading(text) in case.table.heading_texts and is_heading_text(text)
        for text in texts
    )


def _is_summary_heading(case: RowCase) -> bool:
    return heads_a_summary([case.line.cells[col] for col in case.line.filled])


def _is_total(case: RowCase) -> bool:
    return not case.line.is_numbered and TOTAL.match(case.line.first_text) is not None


def _is_under_signature(case: RowCase) -> bool:
    """Under a signature only a numbered person with values can be a record again."""
    return case.table.is_under_signature and not (
        case.line.is_numbered and is_person(case.line.name) and len(case.line.filled) > 2
    )


def _is_signature(case: RowCase) -> bool:
    is_text_only = bool(case.line.texts) and len(case.line.texts) == len(case.line.filled)
    return (
        is_text_only
        and not case.line.is_numbered
        and is_signature([str(case.line.cells[col]) for col in case.line.texts])
    )


def _has_error_for_name(case: RowCase) -> bool:
    return case.table.columns.name in case.line.errors


def _has_error_for_name_and_values(case: RowCase) -> bool:
    return _has_error_for_name(case) and len(case.line.facts) - len(case.line.errors) > 1


def _names_group(case: RowCase) -> bool:
    return case.table.groups.named_group(case.line) is not None


def _is_place_with_sums(case: RowCase) -> bool:
    """Whether a line has a roman number, one name and sums: "I | Nà Khà | | 32"."""
    has_one_text = _has_roman_number(case) and len(case.line.texts) == 1
    return has_one_text and _has_sums_beside_text(case) and _may_begin_place(case.line) and _is_place(case)


def _has_roman_number(case: RowCase) -> bool:
    index = case.table.columns.index
    return index is not None and ROMAN.fullmatch(str(case.line.cells[index])) is not None


def _has_sums_beside_text(case: RowCase) -> bool:
    others = [col for col in case.line.filled if col not in (case.table.columns.index, case.line.texts[0])]
    return bool(others) and all(COUNT.fullmatch(str(case.line.cells[col])) for col in others)


def _may_begin_place(line: Line) -> bool:
    name = bare_group(line.first_text)
    return starts_as_place(name) or not begins_with_surname(name)


def _is_place(case: RowCase) -> bool:
    return case.table.groups.bare_place(case.line) is not None


def _is_person_with_facts(case: RowCase) -> bool:
    is_row = len(case.line.facts) > 1 or case.line.is_numbered or case.table.columns.assignee is not None
    return is_row and is_person(case.line.name)


def _is_next_name(case: RowCase) -> bool:
    return (
        case.table.columns.index is None
        and case.is_right_under_record
        and is_person(case.line.name)
        and begins_with_surname(str(case.line.name))
    )


def _is_second_assignee(case: RowCase) -> bool:
    """Only where the assignees stand right of the household's name."""
    assignee = case.table.columns.assignee
    if assignee is None or assignee <= case.table.columns.name or case.line.filled != [assignee]:
        return False
    name = case.line.cells[assignee]
    return case.is_right_under_record and is_person(name) and begins_with_surname(str(name))


def _has_error_for_name_and_number(case: RowCase) -> bool:
    return _has_error_for_name(case) and (len(case.line.facts) > 1 or case.line.is_numbered)


def _has_name_merged_from_above(case: RowCase) -> bool:
    area = case.table.merges.at.get((case.line.row_index, case.table.columns.name))
    return area is not None and area.top < case.line.row_index and bool(case.line.facts)


def _has_name_and_facts(case: RowCase) -> bool:
    return case.line.has_name and len(case.line.facts) > 1


def _has_name_and_number(case: RowCase) -> bool:
    is_group = isinstance(case.line.name, str) and bool(group_of(case.line.name))
    return case.line.has_name and case.line.is_numbered and not is_group


def _has_number_and_facts(case: RowCase) -> bool:
    return not case.line.has_name and case.line.is_numbered and bool(case.line.facts)


def _has_facts_with_text(case: RowCase) -> bool:
    return not case.line.has_name and len(case.line.facts) > 1 and bool(case.line.texts)


def _has_sums_only(case: RowCase) -> bool:
    return not case.line.has_name and not case.line.texts and len(case.line.filled) > 1


def _may_be_group(case: RowCase) -> bool:
    """Whether a lone text stands where groups do, not over the values right of the names."""
    return case.line.texts[0] in case.table.columns.names or case.line.texts[0] <= case.table.columns.name


def _is_bare_place(case: RowCase) -> bool:
    return _may_be_group(case) and _is_place(case)


# --- the rules -----------------------------------------------------------------------------------------------------

# The order counts: a rule may rely on all rules before it not being met.
ROW_RULES: tuple[Rule[RowCase, Verdict], ...] = (
    Rule("empty", lambda case: not case.line.filled and not case.line.errors, always(Verdict.BLANK)),
    Rule(
        "heading on a later page",
        lambda case: case.line.row_index in case.table.repeated_headings,
        always(Verdict.HEADING),
    ),
    Rule("numbers of columns", lambda case: is_column_numbers(case.line.cells), always(Verdict.HEADING)),
    Rule("heading repeated", _repeats_heading, always(Verdict.HEADING)),
    # Nothing under such a heading is a record, whatever it looks like.
    Rule("row of a summary", lambda case: case.table.is_in_summary, always(Verdict.SUMMARY)),
    Rule("heading of a summary", _is_summary_heading, always(Verdict.SUMMARY)),
    Rule("total", _is_total, always(Verdict.TOTAL)),
    # Names of those who sign read like members, so signatures come before records and groups.
    Rule("under a signature", _is_under_signature, always(Verdict.SIGNATURE)),
    Rule("signature", _is_signature, always(Verdict.SIGNATURE)),
    Rule("error for the name, with values", _has_error_for_name_and_values, always(Verdict.RECORD)),
    Rule("named group", _names_group, always(Verdict.GROUP)),
    Rule("place with sums", _is_place_with_sums, always(Verdict.BARE_PLACE)),
    Rule("person with facts", _is_person_with_facts, always(Verdict.RECORD)),
    Rule("next name of a list without numbers", _is_next_name, always(Verdict.RECORD)),
    Rule("second assignee", _is_second_assignee, always(Verdict.RECORD)),
    Rule("error for the name, with a number", _has_error_for_name_and_number, always(Verdict.RECORD)),
    Rule("error for the name alone", _has_error_for_name, always(Verdict.BLANK)),
    Rule("name merged from above", _has_name_merged_from_above, always(Verdict.RECORD)),
    Rule("name and facts", _has_name_and_facts, always(Verdict.RECORD)),
    Rule("name and number", _has_name_and_number, always(Verdict.RECORD)),
    Rule("number and facts", _has_number_and_facts, always(Verdict.RECORD)),
    Rule("facts without a name", _has_facts_with_text, always(Verdict.RECORD)),
    Rule("sums only", _has_sums_only, always(Verdict.TOTAL)),
    # From here on the line is a text of its own.
    Rule("no text", lambda case: not case.line.texts, always(Verdict.BLANK)),
    Rule("remark", lambda case: _REMARK.match(case.line.first_text) is not None, always(Verdict.BLANK)),
    Rule("place without its kind", _is_bare_place, always(Verdict.BARE_PLACE)),
    Rule("group that is not known", _may_be_group, always(Verdict.UNKNOWN_GROUP)),
    Rule("text beside the names", always(True), always(Verdict.BLANK)),
)
