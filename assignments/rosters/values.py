"""Column by column: the raw cells of a table's records become values, merged, repeated and blank cells included."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from .blocks import Merges
from .columns import FIELDS, MARKS, Column, Layout
from .facts import NAME_FIELDS, Facts, place_parser, position_parser, single_parser
from .parsing import Found, Outcome, as_text, class_of, is_blank, is_ditto, is_mark, period_parser
from .problems import problem
from .records import Problem

Cells = Sequence[Sequence[object]]
CARER_FIELDS = {
    "member_name",
    "member_position",
    "member_organisation",
    "member_workplace",
    "member_birth_year",
    "member_phone",
    "member_village",
    "member_commune",
}
WRITTEN_ONCE = {"village", "commune", "address", "level", "organisation", "workplace", "starts_on", "ends_on", "period"}
DATES = {"birth_date", "starts_on", "ends_on"}


@dataclass(frozen=True, slots=True)
class ErrorCell:
    """Stands for a cell that shows an error instead of a value."""

    shown: str


# Stands for a cell that says "as above"; told apart by identity.
DITTO = Found({}, ())
Parse = Callable[[object], Outcome | list[Found]]


@dataclass(slots=True)
class Told:
    """What one column (or several that are read together) tells of every record."""

    fields: tuple[str, ...]
    outcomes: list[Outcome | list[Found]]
    column: Column | None
    raw: list[object]
    parse: Parse | None = None


def raw_cells(
    rows: Cells, data: list[int], place: int, merges: Merges, errors: dict[tuple[int, int], str]
) -> list[object]:
    cells: list[object] = [rows[at][place] for at in data]
    if not merges.at and not errors:
        return cells
    for number, at in enumerate(data):
        if cells[number] is None:
            area = merges.at.get((at, place))
            if area is not None and area.left == place:
                cells[number] = rows[area.top][place]
            if (at, place) in errors:
                cells[number] = ErrorCell(errors[at, place])
    return cells


def tell(
    rows: Cells,
    data: list[int],
    groups: list[dict[str, str]],
    layout: Layout,
    merges: Merges,
    errors: dict[tuple[int, int], str],
    today: date,
    file_format: str,
) -> list[Told]:
    """Every column of the layout, parsed for all records at once; equal cells are parsed only once."""
    held = frozenset(name for column in layout.columns for name in column.fields)
    raw = {column.place: raw_cells(rows, data, column.place, merges, errors) for column in layout.columns}
    for column in layout.columns:
        for place in column.also:
            raw[column.place] = _joined(raw[column.place], raw_cells(rows, data, place, merges, errors))
    told = [
        *_combined(layout, raw, today),
        *(
            _told(column, raw[column.place], layout, held, today, file_format)
            for column in layout.columns
            if not _is_combined(column)
        ),
    ]
    _carry_on(told, groups, _numbered(rows, data, layout, merges), _merged_from_above(data, layout, merges))
    return told


def _merged_from_above(data: list[int], layout: Layout, merges: Merges) -> list[bool]:
    """The rows whose member stands in a merged cell that begins above."""
    place = next((column.place for column in layout.columns if "member_name" in column.fields), None)
    if place is None or not merges.at:
        return [False] * len(data)
    areas = (merges.at.get((at, place)) for at in data)
    return [area is not None and area.top < at for area, at in zip(areas, data, strict=True)]


def _numbered(rows: Cells, data: list[int], layout: Layout, merges: Merges) -> list[bool] | None:
    place = {name: column.place for column in layout.columns for name in column.fields}
    if layout.index is None or place.get("member_name", -1) < place.get("head_name", 0):
        return None
    return [rows[at][layout.index] is not None and (at, place["member_name"]) not in merges.at for at in data]


def _joined(first: list[object], second: list[object]) -> list[object]:
    """Cells of two columns under one heading."""
    return [
        f"{one} {other}" if isinstance(one, str) and isinstance(other, str) else (other if one is None else one)
        for one, other in zip(first, second, strict=True)
    ]


def _is_combined(column: Column) -> bool:
    return bool(
        set(column.fields) & {*MARKS, "male", "female", "district_level", "commune_level"}
    ) or column.fields == ("poverty",)


def _told(
    column: Column, raw: list[object], layout: Layout, held: frozenset[str], today: date, file_format: str
) -> Told:
    parse = parser_of(column, raw, layout, held, today, file_format)
    return Told(column.fields, parse_all(raw, column.fields[0], parse), column, raw, parse)


def parse_all(raw: list[object], field: str, parse: Parse) -> list[Outcome | list[Found]]:
    known: dict[object, Outcome | list[Found]] = {None: None}
    outcomes: list[Outcome | list[Found]] = []
    add = outcomes.append
    for cell in raw:
        if cell in known:
            add(known[cell])
            continue
        known[cell] = outcome = parse_cell(cell, field, parse)
        add(outcome)
    return outcomes


def parse_cell(cell: object, field: str, parse: Parse) -> Outcome | list[Found]:
    if type(cell) is ErrorCell:
        code = "formula_without_value" if cell.shown == "formula" else "error_cell"
        return Found({}, (problem(field, code, value=cell.shown),))
    if type(cell) is str and not (cell[:1].isalnum() and cell[0] not in "nNcC"):
        if len(cell) <= 14 and is_ditto(cell):
            return DITTO
        if is_blank(cell):
            return None
    return parse(cell)


def parser_of(
    column: Column, raw: list[object], layout: Layout, held: frozenset[str], today: date, file_format: str
) -> Parse:
    fields = column.fields
    zeros_lost = file_format == "csv" and not any(isinstance(cell, str) and cell.startswith("0") for cell in raw)
    facts = Facts(fields, today, held=held, zeros_lost=zeros_lost)
    if facts.name_field is not None:
        return facts.people
    if set(fields) <= {"village", "commune", "address", "member_village", "member_commune"}:
        return place_parser(fields)
    position = "position" if layout.kind == "members" else "member_position"
    organisation = "organisation" if layout.kind == "members" else "member_organisation"
    workplace = "workplace" if layout.kind == "members" else "member_workplace"
    if position in fields and set(fields) <= {position, organisation, workplace}:
        return position_parser(fields, position, organisation, split=not {organisation, workplace} & held)
    if "period" in fields:
        return period_parser(today)
    if len(fields) == 1 and len(column.concepts) == 1:
        return facts.single[fields[0]]
    table = FIELDS[layout.kind]
    by_field = {"birth": {"head_birth_year", "member_birth_year", "birth_date"}}

    def field_of(concept: str) -> str | None:
        direct = table.get(concept)
        if direct in fields:
            return direct
        return next((name for name in fields if name in by_field.get(concept, ())), None)

    return lambda cell: facts.compound(cell, column.concepts, field_of)


# --- several columns for one field ----------------------------------------------------------------------------------


def _combined(layout: Layout, raw: dict[int, list[object]], today: date) -> list[Told]:
    """Classes marked in columns of their own, sex by column, tier by column."""
    told = []
    classes = [column for column in layout.columns if column.fields == ("poverty",) or set(column.fields) & set(MARKS)]
    if classes:
        told.append(
            _together(("poverty",), classes, raw, lambda cells: _class_from(cells, [c.fields[0] for c in classes]))
        )
    sexes = [column for column in layout.columns if set(column.fields) & {"male", "female"}]
    if sexes:
        birth = "birth_date" if layout.kind == "members" else "head_birth_year"
        parse = single_parser(birth, today)
        letters = ["M" if "male" in column.fields else "F" for column in sexes]
        told.append(_together(("sex", birth), sexes, raw, lambda cells: _sex_from(cells, letters, birth, parse)))
    levels = [column for column in layout.columns if set(column.fields) & {"district_level", "commune_level"}]
    if levels:
        tiers = [column.fields[0].removesuffix("_level") for column in levels]
        told.append(_together(("level",), levels, raw, lambda cells: _level_from(cells, tiers)))
    return told


def _together(
    fields: tuple[str, ...],
    columns: list[Column],
    raw: dict[int, list[object]],
    read: Callable[[tuple[object, ...]], Outcome],
) -> Told:
    known: dict[tuple[object, ...], Outcome] = {}
    outcomes: list[Outcome | list[Found]] = []
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
    return Told(fields, outcomes, columns[0], [])


def _says_ditto(cell: object) -> bool:
    return isinstance(cell, str) and len(cell) <= 14 and is_ditto(cell)


def _errors_in(cells: tuple[object, ...], field: str) -> Found | None:
    wrong = next((cell for cell in cells if isinstance(cell, ErrorCell)), None)
    if wrong is None:
        return None
    found = parse_cell(wrong, field, lambda cell: None)
    return found if isinstance(found, Found) else None


def _class_from(cells: tuple[object, ...], fields: list[str]) -> Outcome:
    if (wrong := _errors_in(cells, "poverty")) is not None:
        return wrong
    kinds: list[str] = []
    problems: list[Problem] = []
    for cell, field in zip(cells, fields, strict=True):
        if is_blank(cell):
            continue
        text = as_text(cell)
        if field == "poverty":
            kind = class_of(text)
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
        return Found({}, (problem("poverty", "conflicting_class"),))
    if not said and problems:
        return Found({}, tuple(problems))
    return (
        Found({"poverty": said[0] if said else "other"}, tuple(problems)) if problems else said[0] if said else "other"
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


def _sex_from(cells: tuple[object, ...], letters: list[str], birth: str, parse: Parse) -> Outcome:
    if (wrong := _errors_in(cells, birth)) is not None:
        return wrong
    told = [
        (cell, letter)
        for cell, letter in zip(cells, letters, strict=True)
        if not is_blank(cell) and is_mark(cell) is not False
    ]
    if not told:
        return None
    if len({letter for _, letter in told}) > 1:
        return Found({}, (problem("sex", "conflicting_sex"),))
    cell, letter = told[0]
    if is_mark(cell):
        return Found({"sex": letter})
    outcome = parse(cell)
    if isinstance(outcome, Found):
        return Found({"sex": letter, **outcome.values}, outcome.problems)
    return Found({"sex": letter, birth: outcome} if isinstance(outcome, str | int) else {"sex": letter})


def _level_from(cells: tuple[object, ...], tiers: list[str]) -> Outcome:
    marked = [tier for cell, tier in zip(cells, tiers, strict=True) if is_mark(cell)]
    if len(marked) != 1:
        return (
            Found({}, (problem("level", "unknown_level", value=" ".join(as_text(cell) for cell in cells if cell)),))
            if marked
            else None
        )
    return marked[0]


# --- what is written once and meant for the rows below ---------------------------------------------------------------


def _say_filled(one: Told, goes_on: list[bool], numbered: list[bool]) -> None:
    """In a list of households a blank under "người phụ trách" may also mean that nobody is in charge."""
    for number, on in enumerate(goes_on):
        outcome = one.outcomes[number]
        if on and numbered[number] and outcome is not None and not isinstance(outcome, list):
            found = outcome if isinstance(outcome, Found) else Found({"member_name": outcome})
            name = found.values.get("member_name", "")
            one.outcomes[number] = Found(found.values, (problem("member_name", "filled_from_above", value=name),))


def _carry_on(told: list[Told], groups: list[dict[str, str]], numbered: list[bool] | None, merged: list[bool]) -> None:
    """`numbered`: the rows with a number of their own, where the list goes by households and not by members."""
    carer = next((one for one in told if "member_name" in one.fields), None)
    blank = [outcome is None for outcome in carer.outcomes] if carer else []
    again = [outcome is DITTO for outcome in carer.outcomes] if carer else []
    for one in told:
        _resolve_dittos(one)
    if carer is not None:
        same_group = [number > 0 and groups[number] is groups[number - 1] for number in range(len(groups))]
        # Whether a row goes on with the member above has to be known before the name itself is filled in.
        goes_on = [
            (unnamed and together) or ditto or covered
            for unnamed, together, ditto, covered in zip(blank, same_group, again, merged, strict=True)
        ]
        goes_on[:1] = [False] * len(goes_on[:1])
        for one in told:
            if set(one.fields) & CARER_FIELDS and set(one.fields) <= CARER_FIELDS:
                _fill(one, goes_on)
                if one is carer and numbered is not None:
                    _say_filled(one, [on and unnamed for on, unnamed in zip(goes_on, blank, strict=True)], numbered)
            elif set(one.fields) <= WRITTEN_ONCE and _is_written_with_carer(one, goes_on):
                _fill(one, goes_on)
    for one in told:
        if set(one.fields) <= WRITTEN_ONCE and _is_written_once(one, groups):
            _fill(one, [number > 0 and groups[number] is groups[number - 1] for number in range(len(groups))])


def _is_written_with_carer(one: Told, goes_on: list[bool]) -> bool:
    """Filled exactly where a member's name is: it holds for all the households of that member."""
    blanks = [on for outcome, on in zip(one.outcomes, goes_on, strict=True) if outcome is None]
    filled = [on for outcome, on in zip(one.outcomes, goes_on, strict=True) if outcome is not None]
    return bool(blanks) and all(blanks) and not any(filled)


def _fill(one: Told, goes_on: list[bool]) -> None:
    outcomes = one.outcomes
    for number, on in enumerate(goes_on):
        if on and outcomes[number] is None:
            outcomes[number] = _without_problems(outcomes[number - 1])


def _without_problems(outcome: Outcome | list[Found]) -> Outcome | list[Found]:
    return Found(outcome.values) if isinstance(outcome, Found) and outcome.problems else outcome


def _is_written_once(one: Told, groups: list[dict[str, str]]) -> bool:
    """No value follows itself, and most rows are blank: each value stands for the rows under it."""
    present = [outcome is not None for outcome in one.outcomes]
    if all(present) or not present[:1] or not present[0] or sum(present) * 10 > len(present) * 7:
        return False
    del groups
    repeats = sum(
        1
        for before, after in zip(one.outcomes, one.outcomes[1:], strict=False)
        if after is not None and before == after
    )
    return repeats == 0


def _resolve_dittos(one: Told) -> None:
    if not any(outcome is DITTO for outcome in one.outcomes):
        return
    last: Outcome | list[Found] = None
    field = one.fields[0]
    for number, outcome in enumerate(one.outcomes):
        if outcome is DITTO:
            if last is None:
                one.outcomes[number] = Found({}, (problem(field, "ditto_without_above"),))
            else:
                one.outcomes[number] = _without_problems(last)
        elif outcome is not None:
            last = outcome


def dates_may_be_exchanged(one: Told) -> bool:
    """Excel in English makes 7/3/1975 a real 3rd of July and leaves 28/11/1987 as text: real days are small."""
    if not set(one.fields) & DATES:
        return False
    real = [cell for cell in one.raw if isinstance(cell, date | datetime)]
    typed = [cell.split("/")[0] for cell in one.raw if isinstance(cell, str) and cell.count("/") == 2]
    days = [int(day) for day in typed if day.strip().isdigit()]
    if len(real) < 4 or len(days) < 4:
        return False
    return all(cell.day <= 12 for cell in real) and all(day > 12 for day in days)


__all__ = ["NAME_FIELDS", "Told", "dates_may_be_exchanged", "parse_cell", "tell"]
