"""Several columns for one field: classes marked in columns of their own, sex by column, tier by column."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from assignments.rosters.parsing.cells.field_parsers import single_parser
from assignments.rosters.parsing.cells.parsed_column import DITTO, ERROR_TEXTS, ErrorCell, ParsedColumn, parse_cell
from assignments.rosters.parsing.cells.parsers import (
    CellResult,
    ParsedCell,
    Parser,
    as_text,
    class_of,
    is_blank,
    is_ditto,
    is_mark,
)
from assignments.rosters.parsing.columns.fields import MARKS
from assignments.rosters.parsing.columns.layout import Column, TableLayout
from assignments.rosters.parsing.problems import problem
from assignments.rosters.parsing.records import Problem
from assignments.rosters.parsing.rules import Rule, always, decide, first_rule

Cells = tuple[object, ...]
RawColumns = dict[int, list[object]]


# --- which columns are read together ------------------------------------------------------------------------------


def _holds_class(column: Column) -> bool:
    return column.fields == ("poverty",) or not MARKS.keys().isdisjoint(column.fields)


def _holds_men_or_women(column: Column) -> bool:
    return not {"male", "female"}.isdisjoint(column.fields)


def _holds_tier_mark(column: Column) -> bool:
    return not {"district_tier", "commune_tier"}.isdisjoint(column.fields)


def is_combined(column: Column) -> bool:
    """Whether the cells of a column count only together with those of its like."""
    return any(combination.includes(column) for combination in COMBINATIONS)


def combine_columns(layout: TableLayout, raw: RawColumns, today: date) -> list[ParsedColumn]:
    """Classes marked in columns of their own, sex by column, tier by column."""
    combined = []
    for combination in COMBINATIONS:
        columns = [column for column in layout.columns if combination.includes(column)]
        if columns:
            combined.append(combination.combine(columns, layout, raw, today))
    return combined


def _combine(
    fields: tuple[str, ...], columns: Sequence[Column], raw: RawColumns, parse: Callable[[Cells], CellResult]
) -> ParsedColumn:
    """One result for each record from its cells in `columns`; equal cells are parsed only once."""
    known: dict[Cells, CellResult] = {}
    results: list[CellResult | list[ParsedCell]] = []
    above: Cells = (None,) * len(columns)
    for cells in zip(*(raw[column.col] for column in columns), strict=True):
        if cells not in known:
            known[cells] = DITTO if any(_is_ditto(cell) for cell in cells) else parse(cells)
        result = known[cells]
        if result is DITTO:
            cells = tuple(old if _is_ditto(cell) else cell for cell, old in zip(cells, above, strict=True))
            result = parse(cells)
        above = cells
        results.append(result)
    return ParsedColumn(fields, results, columns[0], [])


def _is_ditto(cell: object) -> bool:
    return isinstance(cell, str) and is_ditto(cell)


def _error_in(cells: Cells, field: str) -> ParsedCell | None:
    """The problem of the first cell that shows an error."""
    error = next((cell for cell in cells if isinstance(cell, ErrorCell) or cell in ERROR_TEXTS), None)
    if error is None:
        return None
    result = parse_cell(error, field, always(None))
    return result if isinstance(result, ParsedCell) else None


# --- classes ------------------------------------------------------------------------------------------------------

_KEY = re.compile(r"(\d)\s*[:=\-–.]\s*([^;,()\d]+)")
# The class and the problem that one cell gives.
ClassMark = tuple[str | None, Problem | None]


@dataclass(frozen=True, slots=True)
class ClassMarks:
    """The different classes that the cells of one record name, and the problems of its unreadable cells."""

    classes: tuple[str, ...]
    problems: tuple[Problem, ...]


def _combine_classes(columns: Sequence[Column], layout: TableLayout, raw: RawColumns, today: date) -> ParsedColumn:
    fields = [column.fields[0] for column in columns]
    keys = {key: kind for column in columns for key, kind in _keys_in(column.heading).items()}
    return _combine(("poverty",), columns, raw, partial(class_from_cells, fields=fields, keys=keys))


def _keys_in(heading: str) -> dict[str, str]:
    """The class of each number that a heading explains: "Loại hộ (1: hộ nghèo; 2: hộ cận nghèo)"."""
    return {key: kind for key, words in _KEY.findall(heading) if (kind := class_of(words)) is not None}


def class_from_cells(cells: Cells, fields: Sequence[str], keys: dict[str, str]) -> CellResult:
    """The class of a household. `fields`: "poverty" for a column of words, else the class whose marks it holds."""
    return _error_in(cells, "poverty") or decide(CLASS_RULES, _class_marks(cells, fields, keys))


def _class_marks(cells: Cells, fields: Sequence[str], keys: dict[str, str]) -> ClassMarks:
    marks = [_class_mark(cell, field, keys) for cell, field in zip(cells, fields, strict=True) if not is_blank(cell)]
    classes = list(dict.fromkeys(kind for kind, _ in marks if kind is not None))
    # A word for "none of these" beside the mark of a class: the mark counts. Two marks contradict each other.
    if len(classes) > 1 and "poverty" in fields and "other" in classes:
        classes.remove("other")
    return ClassMarks(tuple(classes), tuple(mark_problem for _, mark_problem in marks if mark_problem))


CLASS_RULES: tuple[Rule[ClassMarks, CellResult], ...] = (
    Rule(
        "several classes",
        lambda marks: len(marks.classes) > 1,
        lambda marks: ParsedCell({}, (problem("poverty", "conflicting_class"),)),
    ),
    Rule(
        "unreadable",
        lambda marks: bool(marks.problems) and not marks.classes,
        lambda marks: ParsedCell({}, marks.problems),
    ),
    Rule(
        "one class beside an unreadable cell",
        lambda marks: bool(marks.problems),
        lambda marks: ParsedCell({"poverty": marks.classes[0]}, marks.problems),
    ),
    Rule("one class", lambda marks: bool(marks.classes), lambda marks: marks.classes[0]),
    Rule("no mark", always(True), always("other")),
)


def _class_mark(cell: object, field: str, keys: dict[str, str]) -> ClassMark:
    return _class_in_words(as_text(cell), keys) if field == "poverty" else _class_by_mark(cell, field)


def _class_in_words(text: str, keys: dict[str, str]) -> ClassMark:
    kind = keys.get(text.strip()) or class_of(text)
    return kind, None if kind else problem("poverty", "unknown_class", value=text)


@dataclass(frozen=True, slots=True)
class MarkCell:
    """A cell under the heading of one class."""

    cell: object
    heading_class: str


def _class_by_mark(cell: object, field: str) -> ClassMark:
    mark = MarkCell(cell, MARKS[field])
    rule = first_rule(MARK_RULES, mark)
    return (rule.verdict(mark), None) if rule else (None, problem("poverty", "unknown_mark", value=as_text(cell)))


MARK_RULES: tuple[Rule[MarkCell, str | None], ...] = (
    Rule("mark", lambda mark: is_mark(mark.cell) is True, lambda mark: mark.heading_class),
    Rule("no mark", lambda mark: is_mark(mark.cell) is False, always(None)),
    Rule(
        "class in words",
        lambda mark: class_of(as_text(mark.cell)) is not None,
        lambda mark: class_of(as_text(mark.cell)),
    ),
    # "2019" under "Thoát nghèo" is the year in which it came true.
    Rule(
        "year",
        lambda mark: re.fullmatch(r"\d{4}", as_text(mark.cell).strip()) is not None,
        lambda mark: mark.heading_class,
    ),
)


# --- sex ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SexCells:
    """The filled cells of one record under "Nam" and "Nữ", each with the sex of its column."""

    filled: tuple[tuple[object, str], ...]
    birth_field: str
    parse_birth: Parser


def _combine_sexes(columns: Sequence[Column], layout: TableLayout, raw: RawColumns, today: date) -> ParsedColumn:
    birth_field = "birth_date" if layout.kind == "members" else "head_birth_year"
    sexes = ["M" if "male" in column.fields else "F" for column in columns]
    # Where a further column holds the sex, those of men and women only fill its gaps.
    fields = (birth_field,) if "sex" in layout.fields else ("sex", birth_field)
    has_marks = any(is_mark(cell) for column in columns for cell in raw[column.col])
    error_field = fields[0] if has_marks else birth_field
    parse_birth = single_parser(birth_field, today)

    def parse(cells: Cells) -> CellResult:
        return _error_in(cells, error_field) or sex_from_cells(cells, sexes, birth_field, parse_birth)

    combined = _combine(fields, columns, raw, parse)
    if len(columns) == 1 and has_marks:
        _fill_with_other_sex(combined, sexes[0])
    return combined


def sex_from_cells(cells: Cells, sexes: Sequence[str], birth_field: str, parse_birth: Parser) -> CellResult:
    """The sex of the column that is filled, with the birth if its cell holds one."""
    filled = tuple((cell, sex) for cell, sex in zip(cells, sexes, strict=True) if _is_filled(cell))
    return decide(SEX_RULES, SexCells(filled, birth_field, parse_birth))


def _is_filled(cell: object) -> bool:
    return not is_blank(cell) and is_mark(cell) is not False


def _fill_with_other_sex(column: ParsedColumn, sex: str) -> None:
    """Give the other sex to every record without a mark: only one sex is marked."""
    other = ParsedCell({"sex": "F" if sex == "M" else "M"})
    column.results[:] = [other if result is None else result for result in column.results]


def _sex_with_birth(cells: SexCells) -> CellResult:
    """The sex of the column, and the birth that its cell gives."""
    cell, sex = cells.filled[0]
    birth = cells.parse_birth(cell)
    if isinstance(birth, ParsedCell):
        return ParsedCell({"sex": sex, **birth.values}, birth.problems)
    return ParsedCell({"sex": sex} if birth is None else {"sex": sex, cells.birth_field: birth})


SEX_RULES: tuple[Rule[SexCells, CellResult], ...] = (
    Rule("blank", lambda cells: not cells.filled, always(None)),
    Rule(
        "both columns filled",
        lambda cells: len({sex for _, sex in cells.filled}) > 1,
        lambda cells: ParsedCell({}, (problem("sex", "conflicting_sex"),)),
    ),
    Rule(
        "mark",
        lambda cells: is_mark(cells.filled[0][0]) is True,
        lambda cells: ParsedCell({"sex": cells.filled[0][1]}),
    ),
    Rule("birth", always(True), _sex_with_birth),
)


# --- tiers --------------------------------------------------------------------------------------------------------


def _combine_tiers(columns: Sequence[Column], layout: TableLayout, raw: RawColumns, today: date) -> ParsedColumn:
    tiers = [column.fields[0].removesuffix("_tier") for column in columns]
    return _combine(("tier",), columns, raw, partial(tier_from_cells, tiers=tiers))


def tier_from_cells(cells: Cells, tiers: Sequence[str]) -> CellResult:
    """The tier whose column is marked."""
    marked = [tier for cell, tier in zip(cells, tiers, strict=True) if is_mark(cell)]
    if len(marked) > 1:
        texts = " ".join(as_text(cell) for cell in cells if cell)
        return ParsedCell({}, (problem("tier", "unknown_level", value=texts),))
    return marked[0] if marked else None


@dataclass(frozen=True, slots=True)
class Combination:
    """Columns that are read together, and how."""

    includes: Callable[[Column], bool]
    combine: Callable[[Sequence[Column], TableLayout, RawColumns, date], ParsedColumn]


COMBINATIONS = (
    Combination(_holds_class, _combine_classes),
    Combination(_holds_men_or_women, _combine_sexes),
    Combination(_holds_tier_mark, _combine_tiers),
)
