"""Whose names a table holds, and with that what kind of list it is."""

import re

from assignments.rosters.parsing.columns.fields import HOUSEHOLD_ONLY, MEMBER_ONLY, NAMES
from assignments.rosters.parsing.columns.layout import Column

_OF_HEADS_TITLE = re.compile(r"\bho (ngheo|can ngheo|gia dinh|thoat ngheo|dan)\b|chu ho")


def resolve_name_columns(columns: list[Column], title: str) -> str | None:
    """Say of each plain "Họ và tên" whose name it is; give the kind of the table."""
    concepts = {concept for column in columns for concept in column.concepts}
    plain = [column for column in columns if "name" in column.concepts]
    named = {concept: _first(columns, concept) for concept in ("head", "member")}
    for column in plain:
        if column.owner in ("head", "member"):
            _rename(column, column.owner)
            named[column.owner] = named[column.owner] if named[column.owner] is not None else column.col
    plain = [column for column in plain if "name" in column.concepts]
    about_carers = re.search(r"phu trach|phan cong|giup do|do dau", title) is not None
    for place, column in enumerate(plain):
        _rename(column, _whose(column, named, concepts, about_carers, more=len(plain) - place > 1, title=title))
        for concept in ("head", "member"):
            if concept in column.concepts and named[concept] is None:
                named[concept] = column.col
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
        return "member" if column.col < head or about_carers else "person"
    if member is not None:
        return "person" if head is not None else "head"
    if more:
        return "member"
    if concepts & HOUSEHOLD_ONLY:
        return "head"
    if concepts & MEMBER_ONLY:
        return "member"
    return "head" if _OF_HEADS_TITLE.search(title) else "member"


def _first(columns: list[Column], concept: str) -> int | None:
    return next((column.col for column in columns if concept in column.concepts), None)


def _rename(column: Column, concept: str) -> None:
    column.concepts = tuple(concept if old == "name" else old for old in column.concepts)


def matches_kind(columns: list[Column], kind: str) -> str:
    """The list is of this kind: its first names are those that such a list is of."""
    wanted = {"households": "head", "members": "member"}.get(kind)
    names = [column for column in columns if set(column.concepts) & NAMES]
    if wanted and names and not any({wanted, "relation"} & set(column.concepts) for column in columns):
        first = names[0]
        first.concepts = tuple(wanted if old in NAMES else old for old in first.concepts)
    return kind


def likely_kind(columns: list[Column]) -> str:
    concepts = {concept for column in columns for concept in column.concepts}
    return "members" if concepts & MEMBER_ONLY and not concepts & HOUSEHOLD_ONLY else "households"


def is_kind_unsure(columns: list[Column], title: str) -> bool:
    """One plain "Họ và tên", and neither another column nor the title tells whose."""
    concepts = {concept for column in columns for concept in column.concepts}
    plain = [column for column in columns if "name" in column.concepts]
    if len(plain) != 1 or plain[0].owner or concepts & {"head", "member", "person", *HOUSEHOLD_ONLY, *MEMBER_ONLY}:
        return False
    return not (_OF_HEADS_TITLE.search(title) or re.search(r"\b(dang vien|can bo|dong chi)\b", title))
