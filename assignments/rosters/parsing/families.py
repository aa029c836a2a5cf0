"""Lists in which every person of a household has a row or a column: the head's name and the head's row."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assignments.rosters.parsing.cells.parsed_column import ColumnResult, ParsedColumn
from assignments.rosters.parsing.cells.parsers import ParsedCell
from lambinh.lib.vietnamese import fold

# The head in a column "Quan hệ với chủ hộ", folded.
_HEAD_WORDS = frozenset(("chu ho", "ch", "la chu ho", "ban than", "chu", "h", "chu ho gia dinh"))


def find_heads(columns: Sequence[ParsedColumn], is_numbered: Sequence[bool]) -> list[int]:
    """The records of the heads by the column of relations; a numbered record without a relation is one too."""
    relations = next(column for column in columns if column.fields == ("relation",))
    return [i for i, result in enumerate(relations.results) if _is_head(_relation(result), is_numbered[i])]


def _is_head(relation: str, is_numbered: bool) -> bool:
    return relation in _HEAD_WORDS if relation else is_numbered


def _relation(result: ColumnResult) -> str:
    return re.sub(r"[^a-z]+", " ", fold(result)).strip() if isinstance(result, str) else ""


def move_heads_from_persons(columns: Sequence[ParsedColumn]) -> None:
    """Read the names of persons as heads where the column of heads has none."""
    persons = next((column for column in columns if column.fields == ("person",)), None)
    if persons is None:
        return
    results = [_as_head(result) for result in persons.results]
    heads = next((column for column in columns if "head_name" in column.fields), None)
    if heads is None:
        persons.fields = ("head_name",)
        persons.results[:] = results
    else:
        pairs = zip(heads.results, results, strict=True)
        heads.results[:] = [person if head is None else head for head, person in pairs]


def _as_head(result: ColumnResult) -> ColumnResult:
    if not isinstance(result, ParsedCell):
        return result
    return ParsedCell(
        {"head_name" if name == "person" else name: value for name, value in result.values.items()},
        tuple(
            replace(problem, field="head_name") if problem.field == "person" else problem for problem in result.problems
        ),
    )
