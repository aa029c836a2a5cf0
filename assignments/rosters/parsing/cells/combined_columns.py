"""Several columns for one field: classes marked in columns of their own, sex by column, tier by column."""

import re
from collections.abc import Callable
from datetime import date

from assignments.rosters.parsing.cells.compound import single_parser
from assignments.rosters.parsing.cells.parsed_column import DITTO, SHOWN_ERRORS, ErrorCell, ParsedColumn, parse_cell
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


def combine_columns(layout: TableLayout, raw: dict[int, list[object]], today: date) -> list[ParsedColumn]:
    """Classes marked in columns of their own, sex by column, tier by column."""
    told = []
    classes = [column for column in layout.columns if column.fields == ("poverty",) or set(column.fields) & set(MARKS)]
    if classes:
        keys = {key: kind for column in classes for key, kind in _keys_in(column.heading).items()}
        told.append(_together(("poverty",), classes, raw, lambda cells: _class_from(cells, classes, keys)))
    sexes = [column for column in layout.columns if set(column.fields) & {"male", "female"}]
    if sexes:
        birth = "birth_date" if layout.kind == "members" else "head_birth_year"
        parse = single_parser(birth, today)
        letters = ["M" if "male" in column.fields else "F" for column in sexes]
        # Where a column tells the sex, those of men and women only fill its gaps.
        told_elsewhere = any("sex" in column.fields for column in layout.columns)
        own = (birth,) if told_elsewhere else ("sex", birth)
        marked = any(is_mark(cell) for column in sexes for cell in raw[column.place])
        asked = "sex" if marked and not told_elsewhere else birth
        outcomes = _together(
            own, sexes, raw, lambda cells: _errors_in(cells, asked) or _sex_from(cells, letters, birth, parse)
        )
        if len(sexes) == 1 and marked:
            _fill_others(outcomes, "F" if letters == ["M"] else "M")
        told.append(outcomes)
    tier_columns = [column for column in layout.columns if set(column.fields) & {"district_tier", "commune_tier"}]
    if tier_columns:
        tiers = [column.fields[0].removesuffix("_tier") for column in tier_columns]
        told.append(_together(("tier",), tier_columns, raw, lambda cells: _level_from(cells, tiers)))
    return told


def _fill_others(told: ParsedColumn, sex: str) -> None:
    """Where only one sex is marked, who is not marked is of the other."""
    told.outcomes[:] = [ParsedCell({"sex": sex}) if outcome is None else outcome for outcome in told.outcomes]


def _together(
    fields: tuple[str, ...],
    columns: list[Column],
    raw: dict[int, list[object]],
    read: Callable[[tuple[object, ...]], CellResult],
) -> ParsedColumn:
    known: dict[tuple[object, ...], CellResult] = {}
    outcomes: list[CellResult | list[ParsedCell]] = []
    last: list[object] = [None] * len(columns)
    for cells in zip(*(raw[column.place] for column in columns), strict=True):
        if cells not in known:
            known[cells] = DITTO if any(_says_ditto(cell) for cell in cells) else read(cells)
        outcome = known[cells]
        if outcome is DITTO:
            cells = tuple(old if _says_ditto(cell) else cell for cell, old in zip(cells, last, strict=True))
            outcome = read(cells)
        last = list(cells)
        outcomes.append(outcome)
    return ParsedColumn(fields, outcomes, columns[0], [])


def _says_ditto(cell: object) -> bool:
    return isinstance(cell, str) and len(cell) <= 14 and is_ditto(cell)


def _errors_in(cells: tuple[object, ...], field: str) -> ParsedCell | None:
    wrong = next((cell for cell in cells if isinstance(cell, ErrorCell) or cell in SHOWN_ERRORS), None)
    if wrong is None:
        return None
    found = parse_cell(wrong, field, lambda cell: None)
    return found if isinstance(found, ParsedCell) else None


_KEY = re.compile(r"(\d)\s*[:=\-–.]\s*([^;,()\d]+)")


def _keys_in(heading: str) -> dict[str, str]:
    """What numbers mean by the words of the heading: "Loại hộ (1: hộ nghèo; 2: hộ cận nghèo)"."""
    return {key: kind for key, words in _KEY.findall(heading) if (kind := class_of(words)) is not None}


def _class_from(cells: tuple[object, ...], columns: list[Column], keys: dict[str, str]) -> CellResult:
    fields = [column.fields[0] for column in columns]
    if (wrong := _errors_in(cells, "poverty")) is not None:
        return wrong
    kinds: list[str] = []
    problems: list[Problem] = []
    for cell, field in zip(cells, fields, strict=True):
        if is_blank(cell):
            continue
        text = as_text(cell)
        if field == "poverty":
            kind = keys.get(text.strip()) or class_of(text)
            problems += [] if kind else [problem("poverty", "unknown_class", value=text)]
        else:
            kind, trouble = _marked(cell, field)
            problems += [trouble] if trouble else []
        if kind is not None:
            kinds.append(kind)
    said = list(dict.fromkeys(kinds))
    if len(said) > 1 and "other" in said:
        said.remove("other") if fields.count("poverty") else None
    if len(said) > 1:
        return ParsedCell({}, (problem("poverty", "conflicting_class"),))
    if not said and problems:
        return ParsedCell({}, tuple(problems))
    return (
        ParsedCell({"poverty": said[0] if said else "other"}, tuple(problems))
        if problems
        else said[0]
        if said
        else "other"
    )


def _marked(cell: object, field: str) -> tuple[str | None, Problem | None]:
    marked = is_mark(cell)
    if marked is not None:
        return (MARKS[field] if marked else None), None
    text = as_text(cell)
    if (kind := class_of(text)) is not None:
        return kind, None
    # "2019" under "Thoát nghèo" is the year in which it came true.
    if text.strip().isdigit() and len(text.strip()) == 4:
        return MARKS[field], None
    return None, problem("poverty", "unknown_mark", value=text)


def _sex_from(cells: tuple[object, ...], letters: list[str], birth: str, parse: Parser) -> CellResult:
    told = [
        (cell, letter)
        for cell, letter in zip(cells, letters, strict=True)
        if not is_blank(cell) and is_mark(cell) is not False
    ]
    if not told:
        return None
    if len({letter for _, letter in told}) > 1:
        return ParsedCell({}, (problem("sex", "conflicting_sex"),))
    cell, letter = told[0]
    if is_mark(cell):
        return ParsedCell({"sex": letter})
    outcome = parse(cell)
    if isinstance(outcome, ParsedCell):
        return ParsedCell({"sex": letter, **outcome.values}, outcome.problems)
    return ParsedCell({"sex": letter, birth: outcome} if isinstance(outcome, str | int) else {"sex": letter})


def _level_from(cells: tuple[object, ...], tiers: list[str]) -> CellResult:
    marked = [tier for cell, tier in zip(cells, tiers, strict=True) if is_mark(cell)]
    if len(marked) != 1:
        return (
            ParsedCell({}, (problem("tier", "unknown_level", value=" ".join(as_text(cell) for cell in cells if cell)),))
            if marked
            else None
        )
    return marked[0]
