"""Cells with the name of a person and other facts beside it: a year of birth, a position, a village."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assignments.rosters.parsing.cells.compound import BIRTH, is_ethnic_group
from assignments.rosters.parsing.cells.field_parsers import NO_LENGTHS, FieldParsers, cell_of
from assignments.rosters.parsing.cells.names import (
    LOWER,
    UPPER,
    begins_with_surname,
    is_plain_name,
    looks_like_person,
    split_people,
    split_person,
    starts_with_role,
)
from assignments.rosters.parsing.cells.parsed_column import ColumnResult
from assignments.rosters.parsing.cells.parsers import CellResult, ParsedCell, as_text, class_of
from assignments.rosters.parsing.cells.places import (
    normalise_village,
    parse_address,
    split_position,
    starts_as_place,
)
from assignments.rosters.parsing.problems import problem
from assignments.rosters.parsing.records import Problem, Value
from assignments.rosters.parsing.rules import Rule, always, decide
from lambinh.lib.vietnamese import fold

_NOBODY = re.compile(r"(?:chua|khong)(?: (?:co|phan|cong|duoc|nguoi|ai|phu|trach|giao))*")
# "Lý A Su (Páo)": no post is one word with one capital, but for these.
_ANOTHER_NAME = re.compile(rf"(?!(?:Hưu|Phó|Trưởng)$)[{UPPER}][{LOWER}]+")
_LABEL = re.compile(r"^(?:chức vụ|chức danh|cv|c/v|đơn vị|đơn vị công tác)\s*:\s*", re.IGNORECASE)
_SIZE = re.compile(r"\d{1,2}\s*(?:nhân\s*)?(?:khẩu|người)", re.IGNORECASE)
_PLACE = re.compile(r"(?:thôn|xóm|tdp|tổ dân phố|bản|xã|thị trấn|khu)\s+\S", re.IGNORECASE)

NAME_FIELDS = ("head_name", "member_name", "full_name", "person")
# For the name of a member: the fields of its birth, position, organisation and phone.
MEMBER_FIELDS = {
    "member_name": ("member_birth_year", "member_position", "member_organisation", "member_phone"),
    "full_name": ("birth_date", "position", "organisation", "phone"),
}
_POSITIONS = frozenset(position for _, position, _, _ in MEMBER_FIELDS.values())


@dataclass(frozen=True, slots=True)
class Remark:
    """A text beside a name. `others`: all texts beside that name."""

    text: str
    others: Sequence[str]
    name_field: str
    parsers: FieldParsers

    def parse_as(self, field: str) -> ParsedCell:
        return self.parsers.parse(field, self.text)

    @property
    def member_fields(self) -> tuple[str, str, str, str]:
        return MEMBER_FIELDS[self.name_field]


class PersonCellParser:
    """Parses a column of names whose cells may hold more than their heading says."""

    def __init__(
        self,
        fields: Sequence[str],
        today: date,
        *,
        table_fields: frozenset[str],
        shortened: frozenset[int] = NO_LENGTHS,
    ) -> None:
        """`table_fields`: the fields with a column in the table, which a remark in another column must not replace."""
        self.fields, self.table_fields = fields, table_fields
        self.parsers = FieldParsers(fields, today, shortened=shortened)
        self.name_field = next(name for name in fields if name in NAME_FIELDS)

    def parse(self, value: object) -> ColumnResult:
        """The person of a cell with the facts beside the name; a list when it names several households."""
        # "Chưa có", "Không" look like plain names.
        if isinstance(value, str) and is_plain_name(value) and value[:2] not in ("Ch", "Kh"):
            return value
        text = as_text(value)
        if self.name_field == "head_name":
            return self._parse_heads(text)
        return self._parse_assignee(text) if self.name_field == "member_name" else self.parse_person(text)

    def _parse_heads(self, text: str) -> ColumnResult:
        heads = split_people(text)
        return [self._parse_item(head) for head in heads] if len(heads) > 1 else self.parse_person(text)

    def _parse_assignee(self, text: str) -> CellResult:
        """The first of the members whom a cell names: an assignment has one assignee."""
        if _NOBODY.fullmatch(fold(text).strip(" .-()")):
            return ParsedCell({}, (problem("member_name", "missing_member_name"),))
        people = split_people(text)
        if not are_people(people):
            return self.parse_person(text)
        first = self._parse_item(people[0])
        name = first.values.get("member_name", people[0])
        return ParsedCell(first.values, (*first.problems, problem("member_name", "several_members", value=name)))

    def _parse_item(self, text: str) -> ParsedCell:
        result = self.parse_person(text)
        return result if isinstance(result, ParsedCell) else ParsedCell({self.name_field: result or ""})

    def parse_person(self, text: str) -> CellResult:
        """One person: the bare name, or a result with the facts beside it and its problems."""
        name, remarks = split_person(text)
        if not any(letter.isalpha() for letter in name):
            return ParsedCell({}, (problem(self.name_field, "not_a_name", value=text),)) if text.strip() else None
        code = decide(NAME_PROBLEMS, name)
        if code is None and not remarks:
            return name
        values: dict[str, Value] = {} if code == "not_a_name" else {self.name_field: name}
        problems = [] if code is None else [problem(self.name_field, code, value=name)]
        self._add_remarks(remarks, values, problems)
        return ParsedCell(values, tuple(problems))

    def _add_remarks(self, remarks: Sequence[str], values: dict[str, Value], problems: list[Problem]) -> None:
        expected = [name for name in self.fields if name != self.name_field]
        for text in remarks:
            fact = self._fact_of(Remark(text, remarks, self.name_field, self.parsers), expected)
            if fact is None:
                problems.append(problem(self.name_field, "unread_part", value=text))
                continue
            expected = [name for name in expected if name not in fact.values]
            problems += fact.problems
            self._add_values(fact, values)

    def _add_values(self, fact: ParsedCell, values: dict[str, Value]) -> None:
        """Add the values of a remark: the name and the first value of a field count, and a person has all positions."""
        for name, value in fact.values.items():
            if name in _POSITIONS and name in values:
                values[name] = f"{values[name]}, {value}"
            elif name != self.name_field:
                values.setdefault(name, value)

    def _fact_of(self, remark: Remark, expected: Sequence[str]) -> ParsedCell | None:
        """The values of a remark: by its form, else as the next field of the heading, else as a village."""
        fact = decide(MEMBER_FACTS if self.name_field in MEMBER_FIELDS else HEAD_FACTS, remark)
        if fact is not None:
            return fact
        if expected:
            return remark.parse_as(expected[0])
        return cell_of({"village": normalise_village(remark.text)}) if self._is_village(remark) else None

    def _is_village(self, remark: Remark) -> bool:
        """A bare name beside a head's year of birth; alone it may be another name of the head."""
        return (
            self.name_field == "head_name"
            and self.table_fields.isdisjoint({"village", "address"})
            and is_bare_place(remark.text)
            and (starts_as_place(remark.text) or any(BIRTH.fullmatch(other) for other in remark.others))
        )


def are_people(items: Sequence[str]) -> bool:
    """Several people, and not one with a position or an agency on the next line."""
    names = [split_person(item).name for item in items]
    return len(names) > 1 and all(begins_with_surname(name) and not starts_with_role(name) for name in names)


def is_bare_place(text: str) -> bool:
    """Two or three words with capitals that are no person's name."""
    words = text.split()
    return (
        1 < len(words) < 4
        and all(word[0].isupper() and word.isalpha() and not word.isupper() for word in words)
        and (starts_as_place(text) or not begins_with_surname(text))
    )


# The code of a name's problem; a name without one is as it should be.
NAME_PROBLEMS: tuple[Rule[str, str], ...] = (
    Rule("one word", lambda name: name.isalpha() and len(name) > 1, always("one_word_name")),
    Rule("digits", lambda name: any(letter.isdigit() for letter in name), always("not_a_name")),
    Rule("no person", lambda name: not looks_like_person(name), always("not_a_name")),
    Rule("position", starts_with_role, always("not_a_name")),
)


# --- facts beside the name of a head of household -----------------------------------------------------------------

_LONG_NUMBER = re.compile(r"[\d\s.]{9,16}")
_CLASS = re.compile(r"\bngheo\b|^(?:hn|hcn|htn)$")


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _is_long_number(remark: Remark) -> bool:
    return _LONG_NUMBER.fullmatch(remark.text) is not None


def _address_of(remark: Remark) -> ParsedCell:
    return cell_of(parse_address(remark.text)._asdict())


HEAD_FACTS: tuple[Rule[Remark, ParsedCell | None], ...] = (
    Rule("birth", lambda remark: BIRTH.fullmatch(remark.text) is not None, lambda r: r.parse_as("head_birth_year")),
    Rule("size", lambda remark: _SIZE.fullmatch(remark.text) is not None, lambda r: r.parse_as("household_size")),
    Rule(
        "citizen id",
        lambda remark: _is_long_number(remark) and len(_digits(remark.text)) == 12,
        lambda remark: remark.parse_as("citizen_id"),
    ),
    Rule("phone", _is_long_number, lambda remark: remark.parse_as("phone")),
    Rule("place", lambda remark: _PLACE.match(remark.text) is not None, _address_of),
    Rule(
        "class",
        lambda remark: _CLASS.search(fold(remark.text)) is not None and class_of(remark.text) is not None,
        lambda remark: cell_of({"poverty": class_of(remark.text)}),
    ),
    Rule(
        "ethnic group",
        lambda remark: is_ethnic_group(remark.text) or fold(remark.text).startswith("dan toc "),
        lambda remark: remark.parse_as("ethnicity"),
    ),
)


# --- facts beside the name of a member ----------------------------------------------------------------------------

_PHONE = re.compile(r"[\d\s.]{9,13}")


def _position_of(remark: Remark) -> ParsedCell:
    _, position, organisation, _ = remark.member_fields
    role, body = split_position(_LABEL.sub("", remark.text))
    return cell_of({position: role, organisation: body})


MEMBER_FACTS: tuple[Rule[Remark, ParsedCell | None], ...] = (
    Rule(
        "birth",
        lambda remark: BIRTH.fullmatch(remark.text) is not None,
        lambda remark: remark.parse_as(remark.member_fields[0]),
    ),
    Rule(
        "phone",
        lambda remark: _PHONE.fullmatch(remark.text) is not None,
        lambda remark: remark.parse_as(remark.member_fields[3]),
    ),
    Rule("no letters", lambda remark: not any(letter.isalpha() for letter in remark.text), always(None)),
    Rule("another name", lambda remark: _ANOTHER_NAME.fullmatch(remark.text) is not None, always(None)),
    Rule("position or organisation", always(True), _position_of),
)
