"""Headings → fields: which kind of list a table is, and which field each of its columns holds."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assignments.rosters.parsing.columns.birth_columns import join_assignee_births, join_births
from assignments.rosters.parsing.columns.fields import (
    ASSIGNEE,
    ASSIGNMENT,
    FIELDS,
    HOUSEHOLD_ONLY,
    KIND_FIELDS,
    NAMES,
    PERSONAL,
    REPEATABLE_FIELDS,
)
from assignments.rosters.parsing.columns.headings import nearest_concept, normal_heading
from assignments.rosters.parsing.columns.layout import Column, TableLayout
from assignments.rosters.parsing.columns.ownership import LIST_OWNER, assign_owners
from assignments.rosters.parsing.columns.table_kind import (
    is_kind_unsure,
    kind_of,
    likely_kind,
    resolve_name_columns,
    set_first_names,
)
from assignments.rosters.parsing.columns.tiers import assign_tiers
from assignments.rosters.parsing.columns.vocabulary import UNREAD
from assignments.rosters.parsing.problems import problem
from assignments.rosters.parsing.records import Problem

_NUMBERED_HEAD = re.compile(r"(?:\w+ )*(?:thu |so )?\d{1,2}")
# Positions of less weight: such a column holds the position only where no other does.
_LESSER_POSITIONS = frozenset({"cap bac", "quan ham", "nghe nghiep", "cong viec", "trinh do"})


def map_columns(
    columns: Sequence[Column], title: str, *, kind: str | None = None, is_confirmed: bool = False
) -> TableLayout | None:
    """Decide kind and fields of a table from its columns and its folded title; None when it lists no people.

    `kind` is the user's choice. `is_confirmed`: the user says that there is a table, so that one without names is
    shown too.
    """
    columns = list(columns)
    _join_columns(columns)
    index_col = _index_col(columns)
    # Before the names are resolved: afterwards none is plain.
    is_unsure = kind is None and is_kind_unsure(columns, title)
    kind = _resolve_kind(columns, title, kind)
    if not is_confirmed and (kind is None or not _is_list(columns, index_col)):
        return None
    layout = TableLayout(kind or likely_kind(columns), [], index_col)
    _set_fields(columns, layout.kind)
    layout.notices += _notices_of_table(columns, layout.kind, is_unsure)
    layout.notices += _resolve_duplicates(columns)
    layout.columns = [column for column in columns if column.fields]
    layout.notices += _guess_unknown_columns(columns, layout.kind)
    return layout


def _index_col(columns: Sequence[Column]) -> int | None:
    """The column of running numbers."""
    return next((column.col for column in columns if column.concepts == ("index",)), None)


def _resolve_kind(columns: Sequence[Column], title: str, kind: str | None) -> str | None:
    resolve_name_columns(columns, title)
    if not kind:
        return kind_of(columns)
    set_first_names(columns, kind)
    return kind


def _is_list(columns: Sequence[Column], index_col: int | None) -> bool:
    """Two known columns, or one beside running numbers in a table that is no mere list of notes."""
    known = sum(bool(set(column.concepts) - {"index", UNREAD}) for column in columns)
    return known > 1 or (known == 1 and index_col is not None and len(columns) > 2)


def _notices_of_table(columns: Sequence[Column], kind: str, is_unsure: bool) -> list[Problem]:
    notices = [problem(None, "unsure_kind")] if is_unsure else []
    return notices if _has_names(columns, kind) else [*notices, problem(None, "no_name_column")]


def _has_names(columns: Sequence[Column], kind: str) -> bool:
    fields = {name for column in columns for name in column.fields}
    if kind == "members":
        return "full_name" in fields
    has_heads = bool(fields & {"head_name", "person"})
    if kind == "households":
        return has_heads
    return "member_name" in fields and (has_heads or "household_code" in fields)


# --- columns that hold parts of one fact --------------------------------------------------------------------------


def _join_columns(columns: Sequence[Column]) -> None:
    # Halves of names first: the columns that they take away hold no fact of their own.
    _join_name_halves(columns)
    join_births(columns)
    _join_households(columns)


def _join_name_halves(columns: Sequence[Column]) -> None:
    """ "Họ đệm | Tên": one name in two columns."""
    for column, following in pairwise(columns):
        if column.concepts == ("surname",) and set(following.concepts) & NAMES:
            column.concepts, column.owner = following.concepts, following.owner
            column.extra_cols = (following.col, *following.extra_cols)
            following.concepts = (UNREAD,)


def _join_households(columns: Sequence[Column]) -> None:
    """ "Hộ 1 | Hộ 2 | Hộ 3" beside one another: one assignment for each that is filled."""
    heads = [column for column in columns if column.concepts == ("head",) and _is_numbered(column)]
    are_adjacent = all(after.col == before.col + 1 for before, after in pairwise(heads))
    if len(heads) > 1 and are_adjacent:
        heads[0].household_cols = tuple(column.col for column in heads[1:])
        for column in heads[1:]:
            column.concepts = (UNREAD,)


def _is_numbered(column: Column) -> bool:
    return _NUMBERED_HEAD.fullmatch(normal_heading(column.texts[-1])) is not None


# --- the fields of each column ------------------------------------------------------------------------------------

# In a list of assignments: the fields of the columns that belong to the member.
_ASSIGNEE_TABLE = {
    **ASSIGNMENT,
    **{c: FIELDS["assignments"][c] for c in (*HOUSEHOLD_ONLY, "tier", "note", "district_tier", "commune_tier")},
    **ASSIGNEE,
}


def _set_fields(columns: Sequence[Column], kind: str) -> None:
    assign_owners(columns, kind)
    if kind == "assignments":
        join_assignee_births(columns)
    is_family = any("relation" in column.concepts for column in columns)
    for column in columns:
        column.fields = _fields_of(column, kind, is_family=is_family)
        if column.user_fields and set(column.user_fields) <= KIND_FIELDS[kind]:
            column.fields = column.user_fields
    if kind == "assignments":
        assign_tiers(columns)
    _call_workplace_organisation(columns)


def _fields_of(column: Column, kind: str, *, is_family: bool) -> tuple[str, ...]:
    """`is_family`: only the heads' rows of a list of persons are kept, so that facts of a person are the head's."""
    table = _ASSIGNEE_TABLE if kind == "assignments" and column.owner == "member" else FIELDS[kind]
    is_of_another = column.owner not in (None, LIST_OWNER.get(kind, column.owner))
    unused = PERSONAL if is_of_another and not is_family else frozenset()
    concepts = [concept for concept in column.concepts if concept in table and concept not in unused]
    return tuple(dict.fromkeys(table[concept] for concept in concepts))


def _call_workplace_organisation(columns: Sequence[Column]) -> None:
    """Read the agency as the member's organisation where no column holds the cell."""
    for prefix in ("", "member_"):
        workplace, organisation = f"{prefix}workplace", f"{prefix}organisation"
        tiers_with_cell = {column.tier for column in columns if organisation in column.fields}
        for column in columns:
            if column.tier not in tiers_with_cell:
                column.fields = tuple(organisation if name == workplace else name for name in column.fields)


# --- doubts -------------------------------------------------------------------------------------------------------


def _resolve_duplicates(columns: Sequence[Column]) -> list[Problem]:
    """Leave each field to one column, and give a notice for every pair of columns that have equal weight."""
    notices = []
    holders: dict[tuple[str | None, str], Column] = {}
    for column in columns:
        for name in column.fields:
            holder = holders.setdefault((column.tier, name), column)
            if holder is column or name in REPEATABLE_FIELDS:
                continue
            # Of two columns with equal weight the left one counts.
            counting, other = (column, holder) if _weight(column) > _weight(holder) else (holder, column)
            if _weight(counting) == _weight(other):
                notices.append(problem(name, "doubled_column", heading=counting.heading, other=other.heading))
                other.guess = name
            other.fields = tuple(field for field in other.fields if field != name)
            holders[column.tier, name] = counting
    return notices


def _weight(column: Column) -> tuple[bool, bool, bool, int]:
    """A choice for this file counts first, then an office's correction, a position before a rank, more facts."""
    return (
        column.user_fields is not None,
        column.is_corrected,
        normal_heading(column.texts[-1]) not in _LESSER_POSITIONS,
        len(column.concepts),
    )


def _guess_unknown_columns(columns: Sequence[Column], kind: str) -> list[Problem]:
    return [notice for column in columns if (notice := _guess_unknown_column(column, kind))]


def _guess_unknown_column(column: Column, kind: str) -> Problem | None:
    """Guess the field of an unknown heading, and say so."""
    if column.concepts or column.is_corrected:
        return None
    near = nearest_concept(column.texts[-1]) or nearest_concept(column.heading)
    if near is None:
        return None
    column.guess = next(iter(_fields_of(replace(column, concepts=(near.concept,)), kind, is_family=False)), None)
    return problem(None, "unsure_column", heading=column.heading, guess=near.alias)
