"""The kind of a table (members, households or assignments), from the persons whose names it holds."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assignments.rosters.parsing.columns.fields import HOUSEHOLD_ONLY, MEMBER_ONLY, NAMES
from assignments.rosters.parsing.columns.layout import Column
from assignments.rosters.parsing.rules import Rule, always, decide

_HEADS_TITLE = re.compile(r"\bho (ngheo|can ngheo|gia dinh|thoat ngheo|dan)\b|chu ho")
_MEMBERS_TITLE = re.compile(r"\b(dang vien|can bo|dong chi)\b")
_ASSIGNMENTS_TITLE = re.compile(r"phu trach|phan cong|giup do|do dau")


def _concepts_in(columns: Iterable[Column]) -> frozenset[str]:
    return frozenset(concept for column in columns for concept in column.concepts)


# --- whose names a plain "Họ và tên" holds ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlainName:
    """A column "Họ và tên" that does not say whose names it holds, with what is known of its table."""

    col: int = 0
    # The first columns with names of heads and of members.
    head_col: int | None = None
    member_col: int | None = None
    # The concepts of all columns of the table.
    concepts: frozenset[str] = frozenset()
    has_more_names: bool = False
    title: str = ""

    @property
    def is_beside_heads_only(self) -> bool:
        return self.head_col is not None and self.member_col is None


PLAIN_NAME_RULES: tuple[Rule[PlainName, str], ...] = (
    Rule(
        "family beside its head",
        lambda name: "relation" in name.concepts and name.head_col is not None,
        always("person"),
    ),
    Rule("family with its head", lambda name: "relation" in name.concepts, always("head")),
    Rule(
        "left of the heads",
        lambda name: name.is_beside_heads_only and name.col < (name.head_col or 0),
        always("member"),
    ),
    Rule(
        "right of the heads in a list of assignments",
        lambda name: name.is_beside_heads_only and _ASSIGNMENTS_TITLE.search(name.title) is not None,
        always("member"),
    ),
    Rule("right of the heads", lambda name: name.is_beside_heads_only, always("person")),
    Rule(
        "beside heads and members",
        lambda name: name.head_col is not None and name.member_col is not None,
        always("person"),
    ),
    Rule("beside members", lambda name: name.member_col is not None, always("head")),
    Rule("first of several", lambda name: name.has_more_names, always("member")),
    Rule("beside facts of households", lambda name: bool(name.concepts & HOUSEHOLD_ONLY), always("head")),
    Rule("beside facts of members", lambda name: bool(name.concepts & MEMBER_ONLY), always("member")),
    Rule("under a title of households", lambda name: _HEADS_TITLE.search(name.title) is not None, always("head")),
    Rule("list of names", always(True), always("member")),
)


def resolve_name_columns(columns: Sequence[Column], title: str) -> None:
    """Give each plain "Họ và tên" the concept of the persons whose names it holds."""
    concepts = _concepts_in(columns)
    first_cols = {concept: _first_col(columns, concept) for concept in ("head", "member")}
    for column in columns:
        if "name" in column.concepts and column.owner in ("head", "member"):
            _resolve(column, column.owner, first_cols)
    plain = [column for column in columns if "name" in column.concepts]
    for i, column in enumerate(plain, 1):
        name = PlainName(
            column.col, first_cols["head"], first_cols["member"], concepts, has_more_names=i < len(plain), title=title
        )
        _resolve(column, str(decide(PLAIN_NAME_RULES, name)), first_cols)


def _first_col(columns: Iterable[Column], concept: str) -> int | None:
    return next((column.col for column in columns if concept in column.concepts), None)


def _resolve(column: Column, concept: str, first_cols: dict[str, int | None]) -> None:
    column.concepts = tuple(concept if old == "name" else old for old in column.concepts)
    for name in first_cols:
        if name in column.concepts and first_cols[name] is None:
            first_cols[name] = column.col


# --- the kind of a table ------------------------------------------------------------------------------------------

KIND_RULES: tuple[Rule[frozenset[str], str], ...] = (
    Rule("members and heads", lambda concepts: {"head", "member"} <= concepts, always("assignments")),
    Rule("members and household codes", lambda concepts: {"member", "code"} <= concepts, always("assignments")),
    Rule("heads", lambda concepts: "head" in concepts, always("households")),
    Rule("families", lambda concepts: {"person", "relation"} <= concepts, always("households")),
    Rule("members", lambda concepts: "member" in concepts, always("members")),
)


def kind_of(columns: Iterable[Column]) -> str | None:
    """The kind of a table whose names are resolved; None when it lists no people."""
    return decide(KIND_RULES, _concepts_in(columns))


def set_first_names(columns: Sequence[Column], kind: str) -> None:
    """Read the first names as those of the persons that a list of the user's kind is about."""
    person = {"households": "head", "members": "member"}.get(kind)
    names = [column for column in columns if set(column.concepts) & NAMES]
    if person is None or not names or {person, "relation"} & _concepts_in(columns):
        return
    names[0].concepts = tuple(person if old in NAMES else old for old in names[0].concepts)


def likely_kind(columns: Iterable[Column]) -> str:
    """The kind of a table without names."""
    concepts = _concepts_in(columns)
    return "members" if concepts & MEMBER_ONLY and not concepts & HOUSEHOLD_ONLY else "households"


def is_kind_unsure(columns: Sequence[Column], title: str) -> bool:
    """One plain "Họ và tên", and neither another column nor the title tells whose."""
    plain = [column for column in columns if "name" in column.concepts]
    if len(plain) != 1 or plain[0].owner:
        return False
    if _concepts_in(columns) & {"head", "member", "person", *HOUSEHOLD_ONLY, *MEMBER_ONLY}:
        return False
    return not (_HEADS_TITLE.search(title) or _MEMBERS_TITLE.search(title))
