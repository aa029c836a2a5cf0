"""What becomes of the dated facts of two records that are one: which stay, which end earlier, what must be asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from assignments.duplicates.date_spans import Span, span_of
from assignments.duplicates.merge_specs import Fact, Merging
from assignments.models import Assignment, Tier

KEEP, OTHER = "keep", "other"
Answers = Mapping[str, str]


@dataclass
class Piece:
    """A stretch of a row that goes on; an assignment may go on as help."""

    span: Span
    role: str


@dataclass
class Line:
    """A row of one of the two records, and what is left of it."""

    fact: Fact
    row: Any
    of_double: bool
    pieces: list[Piece]

    @property
    def span(self) -> Span:
        return span_of(self.row.during)

    @property
    def is_whole(self) -> bool:
        """Whether its days and its role stay as they were."""
        return self.pieces == [Piece(self.span, getattr(self.row, "role", ""))]


@dataclass(frozen=True)
class Question:
    """Two rows that cannot both hold on the days of `span`. With `helps` the loser goes on as help, else it ends."""

    key: str
    fact: Fact
    kept: Any
    double: Any
    span: Span
    helps: bool
    answer: str


@dataclass
class Plan:
    """The rows of both records as they will be, and the questions on the way."""

    lines: list[Line] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    @property
    def open_questions(self) -> list[Question]:
        return [question for question in self.questions if not question.answer]

    @property
    def changes_district_tier(self) -> bool:
        """Whether days or role of an assignment of the district tier change; that it changes hands is no change."""
        of_district = (line for line in self.lines if getattr(line.row, "tier", "") == Tier.DISTRICT)
        return any(not line.is_whole for line in of_district)


def plan(merging: Merging, keep: int, other: int, answers: Answers) -> Plan:
    """The plan under `answers`, which give "keep" or "other" for the key of a question. A query for each table."""
    made = Plan()
    for fact in merging.facts:
        lines = [_line(fact, row, other) for row in fact.rows(keep, other)]
        kept = [line for line in lines if not line.of_double]
        double = [line for line in lines if line.of_double]
        if fact.model is Assignment:
            made.questions += _same_pair(fact, kept, double, answers)
            made.questions += _in_charge(fact, kept, double, answers)
        else:
            made.questions += _one_at_a_time(fact, kept, double, answers)
        made.lines += lines
    return made


def _line(fact: Fact, row: Any, other: int) -> Line:
    return Line(fact, row, fact.owner_of(row) == other, [Piece(span_of(row.during), getattr(row, "role", ""))])


def _one_at_a_time(fact: Fact, kept: list[Line], double: list[Line], answers: Answers) -> Iterator[Question]:
    for one, two in ((one, two) for one in kept for two in double):
        yield from _settle(fact, one, two, answers)


def _same_pair(fact: Fact, kept: list[Line], double: list[Line], answers: Answers) -> Iterator[Question]:
    """A member looks after a household once on any day."""
    partner = "member_id" if fact.owner == "household" else "household_id"
    for one, two in ((one, two) for one in kept for two in double):
        if getattr(one.row, partner) == getattr(two.row, partner):
            yield from _settle(fact, one, two, answers)


def _settle(fact: Fact, one: Line, two: Line, answers: Answers) -> Iterator[Question]:
    """On the days that both have, one of them ends; where they say the same nobody need be asked."""
    span = one.span.meets(two.span)
    if span is None:
        return
    if fact.same(one.row, two.row):
        _cut(two, span)
        return
    question = _question(fact, one, two, span, answers, helps=False)
    _cut(one if question.answer == OTHER else two, span)
    yield question


def _in_charge(fact: Fact, kept: list[Line], double: list[Line], answers: Answers) -> Iterator[Question]:
    """One member is in charge of a household in a tier on any day; the other one is kept as helping."""
    if fact.owner != "household":
        return  # of a member's two assignments to one household the pair has been settled
    for one, two in ((one, two) for one in kept for two in double if one.row.tier == two.row.tier):
        shared = [both for a in _charges(one) for b in _charges(two) if (both := a.span.meets(b.span))]
        if shared:
            question = _question(fact, one, two, one.span.meets(two.span) or shared[0], answers, helps=True)
            for span in shared:
                _cut(one if question.answer == OTHER else two, span, helps=True)
            yield question


def _charges(line: Line) -> list[Piece]:
    return [piece for piece in line.pieces if piece.role == Assignment.Role.IN_CHARGE]


def _question(fact: Fact, one: Line, two: Line, span: Span, answers: Answers, *, helps: bool) -> Question:
    key = f"{fact.name}-{min(one.row.pk, two.row.pk)}-{max(one.row.pk, two.row.pk)}"
    answer = answers.get(key, "")
    return Question(key, fact, one.row, two.row, span, helps, answer if answer in (KEEP, OTHER) else "")


def _cut(line: Line, span: Span, *, helps: bool = False) -> None:
    pieces = []
    for piece in line.pieces:
        both = piece.span.meets(span)
        if both is None or (helps and piece.role != Assignment.Role.IN_CHARGE):
            pieces.append(piece)
            continue
        pieces += [Piece(left, piece.role) for left in piece.span.without(span)]
        if helps:
            pieces.append(Piece(both, Assignment.Role.HELPER))
    line.pieces = sorted(pieces, key=lambda piece: (piece.span.first is not None, piece.span.first))
