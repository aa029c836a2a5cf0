"""Headings → fields: which kind of list a table is, and which field each of its columns holds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from .fields import ASSIGNMENT, CARER, CORRECTED, FIELDS, HOUSEHOLD_ONLY, MARKS, MAY_REPEAT, NAMES, PERSONAL, PLACES
from .headings import CERTAIN, concepts_of, nearest_concept, normal_heading
from .problems import problem
from .records import Corrections, Problem
from .vocabulary import GROUP_ALIASES, UNREAD


@dataclass(slots=True)
class Column:
    """A column of a table: where it stands, what stands over it from top to bottom, and what that means."""

    place: int
    texts: tuple[str, ...]
    concepts: tuple[str, ...] = ()
    owner: str | None = None
    fields: tuple[str, ...] = ()
    corrected: bool = False
    # Further columns under the same heading, or with the other half of a name.
    also: tuple[int, ...] = ()
    # The field that it may hold, where that is unsure.
    guess: str | None = None

    @property
    def heading(self) -> str:
        return " / ".join(self.texts)


@dataclass(slots=True)
class Layout:
    """How a table is to be read: its kind, the columns that are used, the one with running numbers, what is unsure."""

    kind: str
    columns: list[Column]
    index: int | None
    notices: list[Problem] = field(default_factory=list)

    def headings(self) -> dict[str, str]:
        found: dict[str, list[str]] = {}
        birth = "birth_date" if self.kind == "members" else "head_birth_year"
        for column in self.columns:
            for name in column.fields:
                for shown in ("sex", birth) if name in ("male", "female") else ("poverty" if name in MARKS else name,):
                    found.setdefault(shown, []).append(column.heading)
        return {name: " | ".join(headings) for name, headings in found.items()}


_OF_MEMBER = re.compile(r"\b(dang vien|can bo|nguoi (duoc|phu trach|giup|nhan)|dong chi)\b")
_OF_HEAD = re.compile(r"\b(chu ho|ho gia dinh|ho (ngheo|duoc|dan|nhan|phu trach)|thong tin (ve )?ho|ve ho)\b")


def _owner_named(text: str) -> str | None:
    normal = normal_heading(text)
    if normal in GROUP_ALIASES:
        return GROUP_ALIASES[normal]
    if _OF_MEMBER.search(normal):
        return "member"
    return "head" if _OF_HEAD.search(normal) else None


def understand(texts: tuple[str, ...], corrections: Corrections) -> Column:
    """What the texts over one column mean by themselves, before its neighbours are looked at."""
    column = Column(-1, texts)
    said = next((key for key in (column.heading, texts[-1]) if normal_heading(key) in corrections), None)
    if said is not None:
        chosen = corrections[normal_heading(said)] or UNREAD
        concept, owner = CORRECTED.get(chosen, (chosen, None))
        column.concepts, column.owner, column.corrected = (concept,), owner, True
        return column
    *above, leaf = texts
    column.concepts = _concepts(above, leaf)
    column.owner = next((owner for text in reversed(above) if (owner := _owner_named(text))), None)
    if not set(column.concepts) & NAMES and column.owner is None:
        column.owner = _owner_named(leaf) if "poverty" not in column.concepts else None
    return column


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
        return (UNREAD,)
    if not found and above:
        found = concepts_of(" ".join([*above, leaf]))
    if found or len(leaf) > 90:
        return found
    near = nearest_concept(leaf)
    return (near[0],) if near is not None and near[2] >= CERTAIN else ()


def lay_out(columns: Sequence[Column], title: str, corrections: Corrections) -> Layout | None:
    """Decide kind and fields of a table from its columns and its folded title; None when it lists no people."""
    del corrections
    columns = list(columns)
    _join_halves(columns)
    index = next((column.place for column in columns if column.concepts == ("index",)), None)
    kind = _settle_names(columns, title)
    if kind is None:
        return None
    known = [column for column in columns if set(column.concepts) - {"index", UNREAD}]
    if len(known) < 2 and not (known and index is not None and len(columns) >= 3):
        return None
    layout = Layout(kind, [], index)
    _give_owners(columns, kind)
    family = any("relation" in column.concepts for column in columns)
    for column in columns:
        column.fields = _fields(column, kind, family=family)
    _call_workplace_organisation(columns)
    _settle_doubles(columns, layout)
    layout.columns = [column for column in columns if column.fields]
    layout.notices += [notice for column in columns if (notice := _unsure(column, kind))]
    return layout


def _join_halves(columns: list[Column]) -> None:
    """ "Họ đệm | Tên": one name in two columns."""
    for column, following in pairwise(columns):
        if column.concepts == ("surname",) and set(following.concepts) & NAMES:
            column.concepts, column.owner = following.concepts, following.owner
            column.also = (following.place, *following.also)
            following.concepts = (UNREAD,)


def _settle_names(columns: list[Column], title: str) -> str | None:
    """Say of each plain "Họ và tên" whose name it is; give the kind of the table."""
    concepts = {concept for column in columns for concept in column.concepts}
    plain = [column for column in columns if "name" in column.concepts]
    named = {concept: _first(columns, concept) for concept in ("head", "member")}
    for column in plain:
        if column.owner in ("head", "member"):
            _rename(column, column.owner)
            named[column.owner] = named[column.owner] if named[column.owner] is not None else column.place
    plain = [column for column in plain if "name" in column.concepts]
    about_carers = re.search(r"phu trach|phan cong|giup do|do dau", title) is not None
    for place, column in enumerate(plain):
        _rename(column, _whose(column, named, concepts, about_carers, more=len(plain) - place > 1, title=title))
        for concept in ("head", "member"):
            if concept in column.concepts and named[concept] is None:
                named[concept] = column.place
    concepts = {concept for column in columns for concept in column.concepts}
    if ("head" in concepts and "member" in concepts) or {"member", "code"} <= concepts:
        return "assignments"
    if "head" in concepts or {"person", "relation"} <= concepts:
        return "households"
    return "members" if "member" in concepts else None


def _whose(
    column: Column, named: dict[str, int | None], concepts: set[str], about_carers: bool, *, more: bool, title: str
) -> str:
    head, member = named["head"], named["member"]
    if "relation" in concepts:
        return "person" if head is not None else "head"
    if head is not None and member is None:
        return "member" if column.place < head or about_carers else "person"
    if member is not None:
        return "person" if head is not None else "head"
    if more:
        return "member"
    if concepts & HOUSEHOLD_ONLY:
        return "head"
    if concepts & {"position", "cell", "workplace", "level"}:
        return "member"
    return "head" if re.search(r"\bho (ngheo|can ngheo|gia dinh|thoat ngheo|dan)\b|chu ho", title) else "member"


def _first(columns: list[Column], concept: str) -> int | None:
    return next((column.place for column in columns if concept in column.concepts), None)


def _rename(column: Column, concept: str) -> None:
    column.concepts = tuple(concept if old == "name" else old for old in column.concepts)


def _give_owners(columns: list[Column], kind: str) -> None:
    """A fact of a person belongs to the name before it; before any name, to the first one."""
    only = {"households": "head", "members": "member"}.get(kind)
    first = next((_named_person(column) for column in columns if _named_person(column)), None)
    current = first
    for column in columns:
        current = _named_person(column) or current
        if only:
            column.owner = "person" if current == "person" else only
        elif column.owner is None or _named_person(column):
            column.owner = current
    if kind == "assignments":
        _claim_for_household(columns)


def _named_person(column: Column) -> str | None:
    return next((concept for concept in column.concepts if concept in ("head", "member", "person")), None)


def _claim_for_household(columns: list[Column]) -> None:
    """Village, commune and phone of an assignment are the household's, unless it has its own beside the member's."""
    for wanted in (PLACES, {"phone"}):
        holders = [column for column in columns if set(column.concepts) & wanted]
        if any(column.owner == "head" for column in holders):
            continue
        for column in holders:
            if not set(column.concepts) & NAMES and not column.corrected:
                column.owner = "head"


def _fields(column: Column, kind: str, *, family: bool) -> tuple[str, ...]:
    """`family`: only the heads' rows of a list of persons are kept, so what is told of a person is the head's."""
    if kind == "assignments" and column.owner == "member":
        carer = {
            **ASSIGNMENT,
            **{c: FIELDS[kind][c] for c in (*HOUSEHOLD_ONLY, "level", "note", "district_level", "commune_level")},
        }
        table = {**carer, **CARER}
    else:
        table = FIELDS[kind]
    if kind == "households" and column.owner == "person" and not family:
        table = {concept: name for concept, name in table.items() if concept not in PERSONAL}
    return tuple(dict.fromkeys(table[concept] for concept in column.concepts if concept in table))


def _call_workplace_organisation(columns: list[Column]) -> None:
    """Where no column holds the cell, the agency is the member's organisation."""
    for prefix in ("", "member_"):
        if not any(f"{prefix}organisation" in column.fields for column in columns):
            for column in columns:
                column.fields = tuple(
                    f"{prefix}organisation" if name == f"{prefix}workplace" else name for name in column.fields
                )


def _settle_doubles(columns: list[Column], layout: Layout) -> None:
    holders: dict[str, Column] = {}
    for column in columns:
        for name in column.fields:
            other = holders.setdefault(name, column)
            if other is column or name in MAY_REPEAT:
                continue
            keep, drop = (other, column) if len(column.concepts) <= len(other.concepts) else (column, other)
            if keep.corrected == drop.corrected and len(keep.concepts) == len(drop.concepts):
                layout.notices.append(problem(name, "doubled_column", heading=keep.heading, other=drop.heading))
                drop.guess = name
            if column.corrected and not other.corrected:
                keep, drop = column, other
            drop.fields = tuple(kept for kept in drop.fields if kept != name)
            holders[name] = keep


def _unsure(column: Column, kind: str) -> Problem | None:
    if column.concepts or column.corrected:
        return None
    near = nearest_concept(column.texts[-1]) or nearest_concept(column.heading)
    if near is None:
        return None
    like = replace(column, concepts=(near[0],))
    column.guess = next(iter(_fields(like, kind, family=False)), None)
    return problem(None, "unsure_column", heading=column.heading, guess=near[1])
