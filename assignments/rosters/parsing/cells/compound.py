"""Cells under a heading of several facts: "Nam⏎Tày⏎Không", "Bí thư, Công an huyện"."""

import re
from collections.abc import Callable, Sequence

from assignments.rosters.parsing.cells.field_parsers import FieldParsers
from assignments.rosters.parsing.cells.parsers import CellResult, ParsedCell, as_text, class_of
from assignments.rosters.parsing.cells.places import is_agency, is_cell
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
BIRTH = re.compile(
    r"(?:sinh\s+(?:năm|ngày)|sinh|s\.?/?n\.?|năm\s+sinh)?[\s.:]*(?:\d{1,2}\s*[/.\-]\s*){0,2}(?:18|19|20)\d\d"
    r"|(?:sinh\s+năm|s\.?n\.?)[\s.:]*\d{2}",
    re.IGNORECASE,
)
_FACT_BREAK = re.compile(r"\s*[,;/\n()]+\s*|\s+[-–]\s+")


def is_ethnic_group(text: str) -> bool:
    return fold(text) in ETHNIC_GROUPS


class CompoundCellParser:
    """Parses a column whose cells hold several facts: in the order of its heading, else by their form."""

    def __init__(self, parsers: FieldParsers, concepts: Sequence[str], field_of: Callable[[str], str | None]) -> None:
        """`concepts`: those of the heading, in its order; `field_of`: the field of such a concept."""
        self.parsers, self.fields = parsers, parsers.fields
        self.heading_fields = [field_of(concept) for concept in concepts]

    def parse(self, value: object) -> CellResult:
        text = as_text(value)
        parts = [clean(part) for part in _FACT_BREAK.split(text) if part.strip(" .,;")]
        if len(self.fields) == 1 and len(parts) == 1:
            return self.parsers.parse(self.fields[0], text)
        if len(parts) == len(self.heading_fields):
            in_order = self._in_order(parts)
            if not in_order.problems:
                return in_order
        return self._by_form(parts)

    def _in_order(self, parts: Sequence[str]) -> ParsedCell:
        values: dict[str, Value] = {}
        problems: list[Problem] = []
        for part, field in zip(parts, self.heading_fields, strict=True):
            if field in self.fields:
                fact = self.parsers.parse(str(field), part)
                values.update(fact.values)
                problems += fact.problems
        return ParsedCell(values, tuple(problems))

    def _by_form(self, parts: Sequence[str]) -> ParsedCell:
        values: dict[str, Value] = {}
        problems: list[Problem] = []
        for part in parts:
            field = next((name for name in self.fields if name not in values and has_form_of(name, part)), None)
            if field is None:
                problems.append(problem(self.fields[0], "unread_part", value=part))
                continue
            fact = self.parsers.parse(field, part)
            values.update(fact.values)
            problems += fact.problems
        return ParsedCell(values, tuple(problems))


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda part: compiled.fullmatch(part) is not None


def _is_birth(part: str) -> bool:
    return BIRTH.fullmatch(part) is not None


def _is_body(part: str) -> bool:
    return is_cell(part) or is_agency(part)


_is_long_number = _matches(r"[\d\s.]{8,16}")
# By field: whether a part of a cell has its form. Any other field may hold all but a bare number.
FORMS: dict[str, Callable[[str], bool]] = {
    "head_birth_year": _is_birth,
    "birth_date": _is_birth,
    "member_birth_year": _is_birth,
    "sex": lambda part: fold(part) in ("nam", "nu"),
    "ethnicity": is_ethnic_group,
    "household_size": _matches(r"\d{1,2}(?:\s*\D+)?"),
    "poverty": lambda part: class_of(part) is not None,
    "phone": _is_long_number,
    "member_phone": _is_long_number,
    "citizen_id": _is_long_number,
    "organisation": _is_body,
    "member_organisation": _is_body,
}


def has_form_of(field: str, part: str) -> bool:
    form = FORMS.get(field)
    return not part.isdigit() if form is None else form(part)
