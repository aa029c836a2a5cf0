"""The concepts of one column from the texts above it, before its neighbours are considered."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assignments.rosters.parsing.columns.fields import CONCEPT_OF_FIELD, DERIVED_FIELDS, NAMES
from assignments.rosters.parsing.columns.headings import CERTAIN, concepts_of, nearest_concept, normal_heading
from assignments.rosters.parsing.columns.layout import Column
from assignments.rosters.parsing.columns.vocabulary import GROUP_ALIASES, UNREAD
from assignments.rosters.parsing.records import Memory
from assignments.rosters.parsing.rules import Rule, always, decide

_OF_MEMBER = re.compile(r"\b(dang vien|can bo|nguoi (duoc|phu trach|giup|nhan)|dong chi)\b")
_OF_HEAD = re.compile(r"\b(chu ho|ho gia dinh|ho (ngheo|duoc|dan|nhan|phu trach)|thong tin (ve )?ho|ve ho)\b")
# Under "Nhân khẩu" beside "Nữ" and others.
_SUMS = frozenset({"tong so", "tong", "tong cong", "cong", "ts", "so luong", "tong chung"})
LONGEST_HEADING = 90


def concepts_of_header(texts: tuple[str, ...], corrections: Memory) -> Column:
    """A column with its concepts and its owner. `corrections`: the fields that users chose before for headings."""
    *above, leaf = texts
    column = Column(-1, texts, concepts_under(above, leaf))
    heading = next((text for text in (column.heading, leaf) if normal_heading(text) in corrections), None)
    if heading is None or _is_unused_number_column(column, corrections[normal_heading(heading)]):
        column.owner = _owner_of(column, above, leaf)
    else:
        _correct(column, corrections.use(heading, normal_heading(heading)))
    return column


def _is_unused_number_column(column: Column, field: str | None) -> bool:
    """A column of running numbers fills no field, and still tells records from other rows."""
    return column.concepts == ("index",) and field is None


def owner_named(text: str) -> str | None:
    """ "member" or "head", where a heading names whose facts are below it."""
    normal = normal_heading(text)
    if normal in GROUP_ALIASES:
        return GROUP_ALIASES[normal]
    if _OF_MEMBER.search(normal):
        return "member"
    return "head" if _OF_HEAD.search(normal) else None


def _owner_of(column: Column, above: Sequence[str], leaf: str) -> str | None:
    owner = next((owner for text in reversed(above) if (owner := owner_named(text))), None)
    # A name says by itself whose it is, and a class is always a household's.
    if owner is None and not set(column.concepts) & {*NAMES, "poverty"}:
        return owner_named(leaf)
    return owner


def _correct(column: Column, field: str | None) -> None:
    """Apply a correction that an office made: a field that is one of several facts leaves the others."""
    column.is_corrected = True
    if field is None:
        column.concepts = (UNREAD,)
        return
    concept, column.owner = CONCEPT_OF_FIELD.get(field, (field, None))
    concepts = tuple(concept if old == "name" and concept in NAMES else old for old in column.concepts)
    is_among_them = concept in concepts or any(field in DERIVED_FIELDS.get(old, ()) for old in concepts)
    column.concepts = concepts if is_among_them else (concept,)


# --- what a heading means under those above it --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heading:
    """The lowest text over a column, with those above it."""

    above: tuple[str, ...]
    leaf: str

    @property
    def normal(self) -> str:
        return normal_heading(self.leaf)

    @property
    def concepts(self) -> tuple[str, ...]:
        return concepts_of(self.leaf)

    def is_under(self, *concepts: str) -> bool:
        return any(concept in concepts_of(text) for text in self.above for concept in concepts)

    @property
    def is_year(self) -> bool:
        """ "Năm" and not "Nam"."""
        return self.concepts == ("male",) and "ă" in self.leaf.lower()

    @property
    def is_men_or_women(self) -> bool:
        return self.concepts in (("male",), ("female",)) and bool(self.above)

    @property
    def joined_concepts(self) -> tuple[str, ...]:
        return concepts_of(" ".join([*self.above, self.leaf])) if self.above else ()

    @property
    def similar_concept(self) -> str | None:
        near = nearest_concept(self.leaf)
        return near.concept if near is not None and near.score >= CERTAIN else None


# "Nam" is also "Năm" without its mark, so that what is above it counts before the word itself.
CONCEPT_RULES: tuple[Rule[Heading, tuple[str, ...]], ...] = (
    Rule("year of birth", lambda heading: heading.is_year and heading.is_under("birth"), always(("birth",))),
    Rule("another year", lambda heading: heading.is_year, always((UNREAD,))),
    Rule(
        "men or women",
        lambda heading: heading.is_men_or_women and heading.is_under("birth", "sex"),
        lambda heading: heading.concepts,
    ),
    # "Số khẩu / Nam" counts persons.
    Rule("count of men or women", lambda heading: heading.is_men_or_women, always((UNREAD,))),
    Rule(
        "day of birth", lambda heading: heading.normal == "ngay" and heading.is_under("birth"), always(("birth_day",))
    ),
    Rule(
        "month of birth",
        lambda heading: heading.normal == "thang" and heading.is_under("birth"),
        always(("birth_month",)),
    ),
    Rule("sum of persons", lambda heading: heading.normal in _SUMS and heading.is_under("size"), always(("size",))),
    Rule("known heading", lambda heading: bool(heading.concepts), lambda heading: heading.concepts),
    Rule(
        "known with those above",
        lambda heading: bool(heading.joined_concepts),
        lambda heading: heading.joined_concepts,
    ),
    Rule("sentence", lambda heading: len(heading.leaf) > LONGEST_HEADING, always(())),
    Rule(
        "misspelt heading",
        lambda heading: heading.similar_concept is not None,
        lambda heading: (str(heading.similar_concept),),
    ),
)


def concepts_under(above: Sequence[str], leaf: str) -> tuple[str, ...]:
    """The concepts of a heading under those above it."""
    return decide(CONCEPT_RULES, Heading(tuple(above), leaf)) or ()
