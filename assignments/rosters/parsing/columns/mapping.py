"""Headings → fields: which kind of list a table is, and which field each of its columns holds."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assignments.rosters.parsing.columns.birth_columns import join_births
from assignments.rosters.parsing.columns.fields import (
    ASSIGNMENT,
    CARER,
    CORRECTED,
    FIELDS,
    HOLDS,
    HOUSEHOLD_ONLY,
    MAY_REPEAT,
    NAMES,
    PERSONAL,
    PLACES,
    STANDS_FOR,
)
from assignments.rosters.parsing.columns.headings import CERTAIN, concepts_of, nearest_concept, normal_heading
from assignments.rosters.parsing.columns.layout import Column, TableLayout
from assignments.rosters.parsing.columns.table_kind import (
    is_kind_unsure,
    likely_kind,
    matches_kind,
    resolve_name_columns,
)
from assignments.rosters.parsing.columns.tiers import assign_tiers
from assignments.rosters.parsing.columns.vocabulary import GROUP_ALIASES, UNREAD
from assignments.rosters.parsing.problems import problem
from assignments.rosters.parsing.records import Memory, Problem

_OF_MEMBER = re.compile(r"\b(dang vien|can bo|nguoi (duoc|phu trach|giup|nhan)|dong chi)\b")
_OF_HEAD = re.compile(r"\b(chu ho|ho gia dinh|ho (ngheo|duoc|dan|nhan|phu trach)|thong tin (ve )?ho|ve ho)\b")


_NUMBERED_HEAD = re.compile(r"(?:\w+ )*(?:thu |so )?\d{1,2}")
# What is taken for a position only where nothing else is one.
_LESSER = frozenset({"cap bac", "quan ham", "nghe nghiep", "cong viec", "trinh do"})
# Under "Nhân khẩu" beside "Nữ" and others.
_SUMS = frozenset({"tong so", "tong", "tong cong", "cong", "ts", "so luong", "tong chung"})


def _owner_named(text: str) -> str | None:
    normal = normal_heading(text)
    if normal in GROUP_ALIASES:
        return GROUP_ALIASES[normal]
    if _OF_MEMBER.search(normal):
        return "member"
    return "head" if _OF_HEAD.search(normal) else None


def concepts_of_header(texts: tuple[str, ...], corrections: Memory) -> Column:
    """What the texts over one column mean by themselves, before its neighbours are looked at."""
    column = Column(-1, texts)
    said = next((key for key in (column.heading, texts[-1]) if normal_heading(key) in corrections), None)
    *above, leaf = texts
    column.concepts = _concepts(above, leaf)
    if said is not None and not (column.concepts == ("index",) and corrections[normal_heading(said)] is None):
        _correct(column, corrections.use(said, normal_heading(said)))
        return column
    column.owner = next((owner for text in reversed(above) if (owner := _owner_named(text))), None)
    if not set(column.concepts) & NAMES and column.owner is None:
        column.owner = _owner_named(leaf) if "poverty" not in column.concepts else None
    return column


def _correct(column: Column, field: str | None) -> None:
    """`field` is what an office said of the heading; one of several facts under it does not deny the others."""
    column.corrected = True
    if field is None:
        column.concepts = (UNREAD,)
        return
    concept, column.owner = CORRECTED.get(field, (field, None))
    natural = tuple(concept if old == "name" and concept in NAMES else old for old in column.concepts)
    if concept not in natural and not any(field in STANDS_FOR.get(old, ()) for old in natural):
        natural = (concept,)
    column.concepts = natural


def _concepts(above: list[str], leaf: str) -> tuple[str, ...]:
    found = concepts_of(leaf)
    under_birth = any("birth" in concepts_of(text) for text in above)
    if found == ("male",) and "ă" in leaf.lower():
        return ("birth",) if under_birth else (UNREAD,)
    if found in (("male",), ("female",)) and above:
        # "Số khẩu / Nam" counts persons; only under birth or sex does the column tell whose.
        persons = under_birth or any("sex" in concepts_of(text) for text in above)
        return found if persons else (UNREAD,)
    if under_birth and normal_heading(leaf) in ("ngay", "thang"):
        return ("birth_day",) if normal_heading(leaf) == "ngay" else ("birth_month",)
    if normal_heading(leaf) in _SUMS and any("size" in concepts_of(text) for text in above):
        return ("size",)
    if not found and above:
        found = concepts_of(" ".join([*above, leaf]))
    if found or len(leaf) > 90:
        return found
    near = nearest_concept(leaf)
    return (near[0],) if near is not None and near[2] >= CERTAIN else ()


def map_columns(
    columns: Sequence[Column], title: str, *, kind: str | None = None, asked: bool = False
) -> TableLayout | None:
    """Decide kind and fields of a table from its columns and its folded title; None when it lists no people.

    `kind` is what a person said; `asked`: they said that there is a table, so one without names is shown to them.
    """
    columns = list(columns)
    _join_halves(columns)
    join_births(columns)
    _list_households(columns)
    index = next((column.place for column in columns if column.concepts == ("index",)), None)
    unsure = kind is None and is_kind_unsure(columns, title)
    found = resolve_name_columns(columns, title)
    kind = matches_kind(columns, kind) if kind else found
    if not asked and (kind is None or not _is_a_list(columns, index)):
        return None
    layout = TableLayout(kind or likely_kind(columns), [], index)
    _give_owners(columns, layout.kind)
    _join_carers_births(columns, layout.kind)
    family = any("relation" in column.concepts for column in columns)
    for column in columns:
        understood = _fields(column, layout.kind, family=family)
        column.fields = column.said if column.said and set(column.said) <= HOLDS[layout.kind] else understood
    if layout.kind == "assignments":
        assign_tiers(columns)
    _call_workplace_organisation(columns)
    if unsure:
        layout.notices.append(problem(None, "unsure_kind"))
    if not _has_names(columns, layout.kind):
        layout.notices.append(problem(None, "no_name_column"))
    _settle_doubles(columns, layout)
    layout.columns = [column for column in columns if column.fields]
    layout.notices += [notice for column in columns if (notice := _unsure(column, layout.kind))]
    return layout


def _is_a_list(columns: list[Column], index: int | None) -> bool:
    known = [column for column in columns if set(column.concepts) - {"index", UNREAD}]
    return len(known) > 1 or (bool(known) and index is not None and len(columns) > 2)


def _has_names(columns: list[Column], kind: str) -> bool:
    fields = {name for column in columns for name in column.fields}
    if kind == "members":
        return "full_name" in fields
    heads = bool(fields & {"head_name", "person"}) or (kind == "assignments" and "household_code" in fields)
    return heads and (kind == "households" or "member_name" in fields)


def _list_households(columns: list[Column]) -> None:
    """ "Hộ 1 | Hộ 2 | Hộ 3" beside one another: one assignment for each that is filled."""
    heads = [column for column in columns if _NUMBERED_HEAD.fullmatch(normal_heading(column.texts[-1]))]
    heads = [column for column in heads if column.concepts == ("head",)]
    beside = all(after.place == before.place + 1 for before, after in pairwise(heads))
    if len(heads) > 1 and beside:
        heads[0].listed = tuple(column.place for column in heads[1:])
        for column in heads[1:]:
            column.concepts = (UNREAD,)


def _join_halves(columns: list[Column]) -> None:
    """ "Họ đệm | Tên": one name in two columns."""
    for column, following in pairwise(columns):
        if column.concepts == ("surname",) and set(following.concepts) & NAMES:
            column.concepts, column.owner = following.concepts, following.owner
            column.also = (following.place, *following.also)
            following.concepts = (UNREAD,)


def _give_owners(columns: list[Column], kind: str) -> None:
    """A fact of a person belongs to the name before it; before any name, to the first one."""
    only = {"households": "head", "members": "member"}.get(kind)
    first = next((_named_person(column) for column in columns if _named_person(column)), None)
    current = first
    for column in columns:
        current = _named_person(column) or current
        if only:
            column.owner = current if current in NAMES - {only} else only
        elif column.owner is None or _named_person(column):
            column.owner = current
    if kind == "assignments":
        _assign_places_to_household(columns)


def _join_carers_births(columns: list[Column], kind: str) -> None:
    """Of a carer the year is kept, whether it stands under men or women."""
    for man, woman in pairwise(columns):
        both = man.concepts + woman.concepts
        of_carer = kind == "assignments" and man.owner == woman.owner == "member"
        if of_carer and sorted(both) == ["female", "male"] and any("birth" in concepts_of(text) for text in man.texts):
            man.concepts, man.also, woman.concepts = ("birth",), (woman.place,), (UNREAD,)


def _named_person(column: Column) -> str | None:
    return next((concept for concept in column.concepts if concept in ("head", "member", "person")), None)


def _assign_places_to_household(columns: list[Column]) -> None:
    """Village, commune and phone of an assignment are the household's, unless it has its own beside the member's."""
    for wanted in (PLACES, {"phone"}):
        holders = [column for column in columns if set(column.concepts) & wanted]
        if any(column.owner == "head" for column in holders):
            _claim_only_ones(holders)
            continue
        for column in holders:
            if not set(column.concepts) & NAMES and not column.corrected:
                column.owner = "head"


def _claim_only_ones(holders: list[Column]) -> None:
    """The one commune of a table is the households', though it stands by the member, as their village does not."""
    for concept in PLACES:
        own = [column for column in holders if concept in column.concepts]
        elsewhere = [column for column in holders if column.owner == "member" and column not in own]
        if len(own) != 1 or elsewhere or own[0].corrected or set(own[0].concepts) & NAMES:
            continue
        if not any(_owner_named(text) == "member" for text in own[0].texts):
            own[0].owner = "head"


def _fields(column: Column, kind: str, *, family: bool) -> tuple[str, ...]:
    """`family`: only the heads' rows of a list of persons are kept, so what is told of a person is the head's."""
    if kind == "assignments" and column.owner == "member":
        carer = {
            **ASSIGNMENT,
            **{c: FIELDS[kind][c] for c in (*HOUSEHOLD_ONLY, "tier", "note", "district_tier", "commune_tier")},
        }
        table = {**carer, **CARER}
    else:
        table = FIELDS[kind]
    if column.owner not in (None, {"households": "head", "members": "member"}.get(kind, column.owner)) and not family:
        table = {concept: name for concept, name in table.items() if concept not in PERSONAL}
    return tuple(dict.fromkeys(table[concept] for concept in column.concepts if concept in table))


def _call_workplace_organisation(columns: list[Column]) -> None:
    """Where no column holds the cell, the agency is the member's organisation."""
    for prefix in ("", "member_"):
        with_cell = {column.tier for column in columns if f"{prefix}organisation" in column.fields}
        for column in columns:
            if column.tier not in with_cell:
                column.fields = tuple(
                    f"{prefix}organisation" if name == f"{prefix}workplace" else name for name in column.fields
                )


def _settle_doubles(columns: list[Column], layout: TableLayout) -> None:
    holders: dict[tuple[str | None, str], Column] = {}
    for column in columns:
        for name in column.fields:
            other = holders.setdefault((column.tier, name), column)
            if other is column or name in MAY_REPEAT:
                continue
            keep, drop = (column, other) if _counts_more(column, other) else (other, column)
            if _weight(keep) == _weight(drop):
                layout.notices.append(problem(name, "doubled_column", heading=keep.heading, other=drop.heading))
                drop.guess = name
            drop.fields = tuple(kept for kept in drop.fields if kept != name)
            holders[column.tier, name] = keep


def _weight(column: Column) -> tuple[bool, bool, bool, int]:
    """What was said of this file counts first, then what an office said, a post before a rank, more facts in one."""
    return (
        column.said is not None,
        column.corrected,
        normal_heading(column.texts[-1]) not in _LESSER,
        len(column.concepts),
    )


def _counts_more(column: Column, other: Column) -> bool:
    return _weight(column) > _weight(other)


def _unsure(column: Column, kind: str) -> Problem | None:
    if column.concepts or column.corrected:
        return None
    near = nearest_concept(column.texts[-1]) or nearest_concept(column.heading)
    if near is None:
        return None
    like = replace(column, concepts=(near[0],))
    column.guess = next(iter(_fields(like, kind, family=False)), None)
    return problem(None, "unsure_column", heading=column.heading, guess=near[1])
