"""Columns of values become rows: what titles and groups give is added, and what a row lacks is said."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from assignments.rosters.parsing.cells.parsed_column import ParsedColumn, parse_cell
from assignments.rosters.parsing.cells.parsers import ParsedCell, is_blank
from assignments.rosters.parsing.columns.fields import MARKS
from assignments.rosters.parsing.columns.layout import TableLayout
from assignments.rosters.parsing.problems import problem
from assignments.rosters.parsing.records import Ignored, Problem, Row, Value
from assignments.rosters.parsing.sheet.limits import check_rows
from lambinh.lib.vietnamese import clean, fold

REQUIRED = {"households": ("head_name",), "members": ("full_name",), "assignments": ("member_name", "head_name")}
# What belongs to one household alone, never to all that share a cell.
OF_ONE_HOUSEHOLD = {"household_code", "head_birth_year", "household_size", "citizen_id", "phone", "sex"}
_ITEM = re.compile(r"\s*[;\n]\s*")
_NUMBERING = re.compile(r"^\s*\d{1,2}\s*[.)]\s*(?=\S)")


def build_rows(
    told: list[ParsedColumn], data: list[int], defaults: list[dict[str, str]], layout: TableLayout
) -> list[Row]:
    """One row for every record, several with the same number where a cell held several households."""
    finish = RowBuilder(layout)
    single = [(one.fields[0], one.results, frozenset(one.fields)) for one in told]
    rows: list[Row] = []
    add = rows.append
    for number, at in enumerate(data):
        values: dict[str, Value] = {}
        found: list[tuple[ParsedCell, frozenset[str]]] = []
        several: list[ParsedCell] | None = None
        for field, outcomes, own in single:
            outcome = outcomes[number]
            if outcome is None:
                continue
            if type(outcome) is str or type(outcome) is int:
                values[field] = outcome
            elif type(outcome) is ParsedCell:
                found.append((outcome, own))
            elif isinstance(outcome, list):
                several = outcome
        if several is None:
            add(finish.row(at + 1, values, found, defaults[number]))
        else:
            rows += _several(told, number, at + 1, values, found, several, defaults[number], finish)
            check_rows(len(rows))
    return rows


def _several(
    told: list[ParsedColumn],
    number: int,
    excel_row: int,
    values: dict[str, Value],
    found: list[tuple[ParsedCell, frozenset[str]]],
    people: list[ParsedCell],
    defaults: dict[str, str],
    finish: "RowBuilder",
) -> list[Row]:
    """One cell names several households: the other cells of the row are theirs one by one, or all of them's."""
    shares: list[dict[str, Value]] = [{} for _ in people]
    shared_problems: list[list[Problem]] = [[] for _ in people]
    dropped: list[Problem] = []
    for one in told:
        if "head_name" in one.fields or one.parse is None or set(one.fields) & {"member_name"}:
            continue
        raw = one.raw[number]
        items = (
            [_NUMBERING.sub("", item) for item in _ITEM.split(str(raw)) if item.strip()] if isinstance(raw, str) else []
        )
        field = one.fields[0]
        if len(items) == len(people):
            values.pop(field, None)
            found = [(each, own) for each, own in found if own != frozenset(one.fields)]
            for place, item in enumerate(items):
                outcome = parse_cell(item, field, one.parse)
                part = (
                    outcome
                    if isinstance(outcome, ParsedCell)
                    else ParsedCell({field: outcome} if isinstance(outcome, str | int) else {})
                )
                shares[place].update(part.values)
                shared_problems[place] += part.problems
        elif field in OF_ONE_HOUSEHOLD and not is_blank(raw):
            values.pop(field, None)
            found = [(each, own) for each, own in found if own != frozenset(one.fields)]
            dropped.append(problem(field, "unread_part", value=raw))
    rows = []
    for person, share, troubles in zip(people, shares, shared_problems, strict=True):
        mine = [*found, (person, frozenset({"head_name"})), (ParsedCell({}, (*troubles, *dropped)), frozenset())]
        rows.append(finish.row(excel_row, {**values, **share}, mine, defaults))
    return rows


class RowBuilder:
    """What holds for every row of one table: what it must have, and what it may take from the titles above."""

    def __init__(self, layout: TableLayout) -> None:
        self.kind = layout.kind
        fields = {name for column in layout.columns for name in column.fields}
        required = REQUIRED[layout.kind]
        if "household_code" in fields and not fields & {"head_name", "person"}:
            required = tuple(name for name in required if name != "head_name")
        self.required = required
        self.has_classes = bool(fields & {"poverty", *MARKS})
        self.has_workplace = bool(fields & {"workplace", "member_workplace"})
        self.prefix = "member_" if layout.kind == "assignments" else ""

    def row(
        self,
        excel_row: int,
        values: dict[str, Value],
        found: list[tuple[ParsedCell, frozenset[str]]],
        defaults: dict[str, str],
    ) -> Row:
        problems: tuple[Problem, ...] = ()
        for outcome, own in found:
            problems += outcome.problems
            for name, value in outcome.values.items():
                if name in own:
                    values.setdefault(name, value) if name in ("address",) else values.__setitem__(name, value)
                else:
                    values.setdefault(name, value)
        for name, text in defaults.items():
            if name not in values:
                values[name] = text
        if self.has_workplace:
            self._one_organisation(values)
        wrong = {one.field for one in problems} if problems else ()
        if self.has_classes and "poverty" not in values and "poverty" not in wrong:
            values["poverty"] = "other"
        for name in self.required:
            if name not in values and name not in wrong:
                problems += (problem(name, f"missing_{name}"),)
        if "ends_on" in values and "starts_on" in values and _before(str(values["ends_on"]), str(values["starts_on"])):
            problems += (problem("ends_on", "ends_before_start"),)
        return Row(excel_row, values, problems)

    def _one_organisation(self, values: dict[str, Value]) -> None:
        """The cell of a member; where only an agency is known, that."""
        organisation, workplace = f"{self.prefix}organisation", f"{self.prefix}workplace"
        if organisation not in values and workplace in values:
            values[organisation] = values.pop(workplace)


def _before(end: str, start: str) -> bool:
    length = min(len(end), len(start))
    return end[:length] < start[:length]


# --- families -------------------------------------------------------------------------------------------------------


def only_heads(told: list[ParsedColumn], data: list[int], indexes: Sequence[object]) -> tuple[list[int], list[Ignored]]:
    """Where every person of a household has a row ("Quan hệ với chủ hộ"): the positions in `data` of the heads."""
    relation = next(one for one in told if one.fields == ("relation",))
    kept, ignored = [], []
    for number, outcome in enumerate(relation.results):
        said = re.sub(r"[^a-z]+", " ", fold(str(outcome))).strip() if isinstance(outcome, str) else ""
        if said in ("chu ho", "ch", "la chu ho", "ban than", "chu", "h", "chu ho gia dinh") or (
            not said and not is_blank(indexes[number])
        ):
            kept.append(number)
        else:
            ignored.append(Ignored(data[number] + 1, "member_of_household"))
    return kept, ignored


def heads_from_persons(told: list[ParsedColumn]) -> None:
    """A head's own row may carry the name in the column of persons only."""
    person = next((one for one in told if one.fields == ("person",)), None)
    head = next((one for one in told if "head_name" in one.fields), None)
    if person is None:
        return
    renamed = [_as_head(outcome) for outcome in person.results]
    if head is None:
        person.fields = ("head_name",)
        person.results[:] = renamed
        return
    head.results[:] = [one if one is not None else other for one, other in zip(head.results, renamed, strict=True)]


def _as_head(outcome: Any) -> Any:
    if isinstance(outcome, ParsedCell):
        return ParsedCell(
            {"head_name" if name == "person" else name: value for name, value in outcome.values.items()},
            tuple(replace(one, field="head_name") if one.field == "person" else one for one in outcome.problems),
        )
    return outcome


def same_codes(tables: Sequence[Sequence[Row]]) -> None:
    """One code for two heads in the file is an error of both rows."""
    from lambinh.lib.vietnamese import sort_key

    seen: dict[Value, tuple[Sequence[Row], int]] = {}
    for rows in tables:
        for place, row in enumerate(rows):
            code = row.values.get("household_code")
            if code is None:
                continue
            known = seen.get(code)
            head = row.values.get("head_name")
            if known is None:
                if head is not None:
                    seen[code] = (rows, place)
                continue
            other_rows, other = known
            first = other_rows[other]
            if (
                head is None
                or first.values["head_name"] == head
                or sort_key(clean(str(first.values["head_name"]))) == sort_key(clean(str(head)))
            ):
                continue
            _add_duplicate_code_problem(rows, place, first.row)
            _add_duplicate_code_problem(other_rows, other, row.row)


def _add_duplicate_code_problem(rows: Sequence[Row], place: int, other: int) -> None:
    row = rows[place]
    if any(one.code == "same_code" for one in row.problems):
        return
    found = problem("household_code", "same_code", value=row.values["household_code"], row=other)
    rows[place] = Row(row.row, row.values, (*row.problems, found))  # type: ignore[index]
