"""Cells with several facts: a name with a year or a position beside it, "Nam⏎Tày⏎Không", a village with its commune."""

import re
from collections.abc import Callable
from datetime import date

from assignments.rosters.fields import ValueType, value_type
from assignments.rosters.parsing.cells.names import (
    LOWER,
    UPPER,
    begins_with_surname,
    is_plain,
    looks_like_person,
    split_people,
    split_person,
    starts_with_role,
)
from assignments.rosters.parsing.cells.parsers import (
    CellResult,
    ParsedCell,
    Parser,
    as_text,
    birth_parser,
    citizen_id_parser,
    class_of,
    code_of,
    day_parser,
    ethnicity_of,
    level_of,
    period_parser,
    phone_parser,
    sex_of,
    size_of,
    text_of,
)
from assignments.rosters.parsing.cells.places import (
    is_agency,
    is_cell,
    last_part,
    parse_address,
    split_position,
    starts_as_place,
    tidy_commune,
    tidy_organisation,
    tidy_position,
    tidy_village,
)
from assignments.rosters.parsing.problems import problem
from assignments.rosters.parsing.records import Problem, Value
from lambinh.lib.vietnamese import clean, fold

# The groups of the country, folded; some under two names.
_GROUPS = """
    ba, ba na, bo, bo y, cao, cao lan, cham, chay, chi, co, co lao, dang, dao, de, diu, e, gia, gia rai, giay,
    h mong, h'mong, ha, ha nhi, hmong, ho, hoa, hre, khang, kho, kho me, kinh, la, la chi, lan, lao, lo, lo
    lo, me, meo, mong, mu, muong, na, ngai, nhi, nung, pa, pa then, phu, rai, san, san chay, san chi, san diu,
    tay, thai, then, thuy, tong, xo, xo dang, y
    """
ETHNIC_GROUPS = frozenset(" ".join(name.split()) for name in _GROUPS.split(","))
_BIRTH = re.compile(
    r"(?:sinh\s+(?:năm|ngày)|sinh|s\.?/?n\.?|năm\s+sinh)?[\s.:]*(?:\d{1,2}\s*[/.\-]\s*){0,2}(?:18|19|20)\d\d"
    r"|(?:sinh\s+năm|s\.?n\.?)[\s.:]*\d{2}",
    re.IGNORECASE,
)
_NOBODY = re.compile(r"(?:chua|khong)(?: (?:co|phan|cong|duoc|nguoi|ai|phu|trach|giao))*")
# "Lý A Su (Páo)": no post is one word with one capital, but for these.
_ANOTHER_NAME = re.compile(rf"(?!(?:Hưu|Phó|Trưởng)$)[{UPPER}][{LOWER}]+")
_LABEL = re.compile(r"^(?:chức vụ|chức danh|cv|c/v|đơn vị|đơn vị công tác)\s*:\s*", re.IGNORECASE)
_SIZE = re.compile(r"\d{1,2}\s*(?:nhân\s*)?(?:khẩu|người)", re.IGNORECASE)
_PLACE = re.compile(r"(?:thôn|xóm|tdp|tổ dân phố|bản|xã|thị trấn|khu)\s+\S", re.IGNORECASE)

NONE: frozenset[int] = frozenset()
MEMBER_FIELDS = {
    "member_name": ("member_birth_year", "member_position", "member_organisation", "member_phone"),
    "full_name": ("birth_date", "position", "organisation", "phone"),
}


class CompoundCellParser:
    """Reads one column whose cells may hold more than their heading says."""

    def __init__(
        self, fields: tuple[str, ...], today: date, *, held: frozenset[str], shortened: frozenset[int] = NONE
    ) -> None:
        """`held`: the fields that columns of the table hold, which a remark in another column must not replace."""
        self.fields, self.today, self.held = fields, today, held
        self.single = {name: single_parser(name, today, shortened=shortened) for name in fields}
        self.name_field = next((name for name in fields if name in NAME_FIELDS), None)

    # -- names -----------------------------------------------------------------------------------------------------

    def people(self, value: object) -> CellResult | list[ParsedCell]:
        """The person of a name cell with what else stands there; a list when they are several."""
        if isinstance(value, str) and is_plain(value) and value[:2] not in ("Ch", "Kh"):
            return value
        text = as_text(value)
        if self.name_field == "member_name" and _NOBODY.fullmatch(fold(text).strip(" .-()")):
            return ParsedCell({}, (problem("member_name", "missing_member_name"),))
        if self.name_field != "full_name":
            items = split_people(text)
            if len(items) > 1 and self.name_field == "head_name":
                return [self._as_found(self.person(item)) for item in items]
            if self.name_field == "member_name" and _are_people(items):
                first = self._as_found(self.person(items[0]))
                told = problem("member_name", "several_members", value=first.values.get("member_name", items[0]))
                return ParsedCell(first.values, (*first.problems, told))
        return self.person(text)

    def _as_found(self, outcome: CellResult) -> ParsedCell:
        return outcome if isinstance(outcome, ParsedCell) else ParsedCell({str(self.name_field): outcome or ""})

    def person(self, text: str) -> CellResult:
        name, rest = split_person(text)
        field = str(self.name_field)
        if not name or not any(letter.isalpha() for letter in name):
            return ParsedCell({}, (problem(field, "not_a_name", value=text),)) if text.strip() else None
        problems: list[Problem] = []
        if name.isalpha() and len(name) > 1:
            return (
                ParsedCell({field: name}, (problem(field, "one_word_name", value=name),))
                if not rest
                else self._named(name, rest)
            )
        if any(letter.isdigit() for letter in name) or not looks_like_person(name) or starts_with_role(name):
            problems.append(problem(field, "not_a_name", value=name))
        if not rest:
            return ParsedCell({} if problems else {field: name}, tuple(problems)) if problems else name
        values: dict[str, Value] = {} if problems else {field: name}
        self._remarks(rest, values, problems)
        return ParsedCell(values, tuple(problems))

    def _named(self, name: str, rest: tuple[str, ...]) -> ParsedCell:
        values: dict[str, Value] = {str(self.name_field): name}
        problems = [problem(self.name_field, "one_word_name", value=name)]
        self._remarks(rest, values, problems)
        return ParsedCell(values, tuple(problems))

    def _remarks(self, rest: tuple[str, ...], values: dict[str, Value], problems: list[Problem]) -> None:
        expected = [name for name in self.fields if name != self.name_field]
        for part in rest:
            known = self._member_fact(part, values) if self.name_field in MEMBER_FIELDS else self._head_fact(part)
            if known is None and expected:
                known = self._as(expected[0], part)
            if known is None and self._is_village(part, rest):
                known = ParsedCell({"village": tidy_village(part)})
            if known is None:
                problems.append(problem(self.name_field, "unread_part", value=part))
                continue
            expected = [name for name in expected if name not in known.values]
            problems += known.problems
            for name, value in known.values.items():
                if name == self.name_field or name in values:
                    continue
                values[name] = value

    def _as(self, field: str, part: str) -> ParsedCell:
        parser = self.single.get(field) or single_parser(field, self.today)
        outcome = parser(part)
        return (
            outcome if isinstance(outcome, ParsedCell) else ParsedCell({field: outcome} if outcome is not None else {})
        )

    def _head_fact(self, part: str) -> ParsedCell | None:
        if _BIRTH.fullmatch(part):
            return self._as("head_birth_year", part)
        if _SIZE.fullmatch(part):
            return self._as("household_size", part)
        if re.fullmatch(r"[\d\s.]{9,16}", part):
            return self._as("citizen_id" if len(re.sub(r"\D", "", part)) == 12 else "phone", part)
        if _PLACE.match(part):
            place = parse_address(part)
            return ParsedCell(
                {name: text for name, text in (("village", place.village), ("commune", place.commune)) if text}
            )
        if re.search(r"\bngheo\b|^(?:hn|hcn|htn)$", fold(part)) and (kind := class_of(part)):
            return ParsedCell({"poverty": kind})
        if fold(part) in ETHNIC_GROUPS or fold(part).startswith("dan toc "):
            return self._as("ethnicity", part)
        return None

    def _is_village(self, part: str, rest: tuple[str, ...]) -> bool:
        """A bare name beside a head's year of birth; alone it may be another name of the head."""
        return (
            self.name_field == "head_name"
            and not self.held & {"village", "address"}
            and _is_bare_place(part)
            and (starts_as_place(part) or any(_BIRTH.fullmatch(other) for other in rest))
        )

    def _member_fact(self, part: str, values: dict[str, Value]) -> ParsedCell | None:
        birth, position, organisation, phone = MEMBER_FIELDS[str(self.name_field)]
        if _BIRTH.fullmatch(part):
            return self._as(birth, part)
        if re.fullmatch(r"[\d\s.]{9,13}", part):
            return self._as(phone, part)
        if not any(letter.isalpha() for letter in part) or _ANOTHER_NAME.fullmatch(part):
            return None
        role, place = split_position(_LABEL.sub("", part))
        if role and position in values:
            values[position] = f"{values[position]}, {role}"
            role = None if place is None else role
            return ParsedCell({organisation: place} if place else {position: str(values[position])})
        return ParsedCell({name: text for name, text in ((position, role), (organisation, place)) if text})

    # -- cells of several facts ------------------------------------------------------------------------------------

    def compound(self, value: object, concepts: tuple[str, ...], field_of: Callable[[str], str | None]) -> CellResult:
        """A cell under a heading of several facts: in their order when all are there, else by their looks."""
        text = as_text(value)
        parts = [clean(part) for part in re.split(r"\s*[,;/\n()]+\s*|\s+[-–]\s+", text) if part.strip(" .,;")]
        if len(self.fields) == 1 and len(parts) == 1:
            return self._as(self.fields[0], text)
        if len(parts) == len(concepts):
            in_order = self._in_order(parts, concepts, field_of)
            if not in_order.problems:
                return in_order
        return self._by_look(parts)

    def _in_order(
        self, parts: list[str], concepts: tuple[str, ...], field_of: Callable[[str], str | None]
    ) -> ParsedCell:
        values: dict[str, Value] = {}
        problems: list[Problem] = []
        for part, concept in zip(parts, concepts, strict=True):
            field = field_of(concept)
            if field is None or field not in self.fields:
                continue
            found = self._as(field, part)
            values.update(found.values)
            problems += found.problems
        return ParsedCell(values, tuple(problems))

    def _by_look(self, parts: list[str]) -> ParsedCell:
        values: dict[str, Value] = {}
        problems: list[Problem] = []
        for part in parts:
            field = next((name for name in self.fields if name not in values and _looks_like(name, part)), None)
            if field is None:
                problems.append(problem(self.fields[0], "unread_part", value=part))
                continue
            found = self._as(field, part)
            values.update(found.values)
            problems += found.problems
        return ParsedCell(values, tuple(problems))


def _are_people(items: list[str]) -> bool:
    """Several people, and not one with a post or an agency on the next line."""
    names = [split_person(item).name for item in items]
    return len(names) > 1 and all(begins_with_surname(name) and not starts_with_role(name) for name in names)


def _is_bare_place(part: str) -> bool:
    """Two or three words with capitals that are no person's name."""
    words = part.split()
    return (
        1 < len(words) < 4
        and all(word[0].isupper() and word.isalpha() and not word.isupper() for word in words)
        and (starts_as_place(part) or not begins_with_surname(part))
    )


def _looks_like(field: str, part: str) -> bool:
    if field in ("organisation", "member_organisation"):
        return is_cell(part) or is_agency(part)
    return _LOOKS.get(value_type(field), _is_no_number)(part)


def _is_no_number(part: str) -> bool:
    return not part.isdigit()


def _is_birth(part: str) -> bool:
    return _BIRTH.fullmatch(part) is not None


def _is_number_of_digits(part: str) -> bool:
    return re.fullmatch(r"[\d\s.]{8,16}", part) is not None


# A part of a cell that reads like a value of the type; parts that are no number fit all other types.
_LOOKS: dict[ValueType, Callable[[str], bool]] = {
    ValueType.BIRTH_YEAR: _is_birth,
    ValueType.BIRTH_DATE: _is_birth,
    ValueType.SEX: lambda part: fold(part) in ("nam", "nu"),
    ValueType.ETHNICITY: lambda part: fold(part) in ETHNIC_GROUPS,
    ValueType.SIZE: lambda part: re.fullmatch(r"\d{1,2}(?:\s*\D+)?", part) is not None,
    ValueType.POVERTY_CLASS: lambda part: class_of(part) is not None,
    ValueType.PHONE: _is_number_of_digits,
    ValueType.CITIZEN_ID: _is_number_of_digits,
}


# --- columns of one field -----------------------------------------------------------------------------------------

NAME_FIELDS = ("head_name", "member_name", "full_name", "person")


def place_parser(fields: tuple[str, ...]) -> Parser:
    """A village, a commune, or an address with both; `first` is what a part without its kind is."""
    village = "member_village" if "member_village" in fields else "village"
    commune = "member_commune" if "member_commune" in fields else "commune"
    only_commune = "address" not in fields and village not in fields
    first = "commune" if only_commune else "village"

    def place_of(value: object) -> CellResult:
        text = as_text(value)
        if re.search(r"[,;\n]|\s[-–]\s|\bxã\b", text, re.IGNORECASE) or "address" in fields:
            place = parse_address(text, first)
            found = {name: part for name, part in ((village, place.village), (commune, place.commune)) if part}
            return ParsedCell(dict(found))
        return tidy_commune(text) if only_commune else tidy_village(text)

    return place_of


def position_parser(fields: tuple[str, ...], position: str, organisation: str, *, split: bool) -> Parser:
    """`split`: no other column holds the organisation, so that a cell may name it after the position."""
    both = len(fields) > 1

    def position_of(value: object) -> CellResult:
        text = as_text(value)
        if not both and not split:
            return tidy_position(text)
        role, place = split_position(text)
        if role is None and place is None:
            return None
        if both and place is None:
            role, place = last_part(text)
        if not both and role is None:
            return tidy_position(text)
        return ParsedCell({name: part for name, part in ((position, role), (organisation, place)) if part})

    return position_of


def organisation_of(value: object) -> CellResult:
    return tidy_organisation(as_text(value)) or None


def class_or_problem(value: object) -> CellResult:
    text = as_text(value)
    return class_of(text) or ParsedCell({}, (problem("poverty", "unknown_class", value=text),))


def single_parser(field: str, today: date, *, shortened: frozenset[int] = NONE) -> Parser:
    """The parser of a column that holds one field."""
    type_ = value_type(field)
    if type_ in _PARSERS:
        return _PARSERS[type_]
    with_context: dict[ValueType, Callable[[], Parser]] = {
        ValueType.BIRTH_YEAR: lambda: birth_parser(field, today, year_only=True),
        ValueType.BIRTH_DATE: lambda: birth_parser(field, today, year_only=False),
        ValueType.DAY: lambda: day_parser(field, today),
        ValueType.PERIOD: lambda: period_parser(today),
        ValueType.PHONE: lambda: phone_parser(field),
        ValueType.CITIZEN_ID: lambda: citizen_id_parser(shortened=shortened),
        ValueType.PLACE: lambda: place_parser((field,)),
    }
    return with_context[type_]()


_PARSERS: dict[ValueType, Parser] = {
    ValueType.TEXT: text_of,
    ValueType.NAME: text_of,
    ValueType.CODE: code_of,
    ValueType.SIZE: size_of,
    ValueType.SEX: sex_of,
    ValueType.ETHNICITY: ethnicity_of,
    ValueType.TIER: level_of,
    ValueType.POVERTY_CLASS: class_or_problem,
    ValueType.ORGANISATION: organisation_of,
}
"""The types whose parser needs no more than the cell."""
