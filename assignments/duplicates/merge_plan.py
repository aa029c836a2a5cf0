"""What becomes of the dated facts of two records that are one: which stay, which end earlier, what must be asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from assignments.duplicates.date_spans import DateSpan, span_of
from assignments.duplicates.merge_specs import DatedTable, MergeSpec
from assignments.models import Assignment, Tier

KEEP, OTHER = "keep", "other"
Answers = Mapping[str, str]


@dataclass
class RemainingSpan:
    """A stretch of a row that goes on; an assignment may go on as help."""

    span: DateSpan
    role: str


@dataclass
class PlannedRow:
    """A row of one of the two records, and what is left of it."""

    fact: DatedTable
    row: Any
    of_double: bool
    pieces: list[RemainingSpan]

    @property
    def span(self) -> DateSpan:
        return span_of(self.row.during)

    @property
    def is_whole(self) -> bool:
        """Whether its days and its role stay as they were."""
        return self.pieces == [RemainingSpan(self.span, getattr(self.row, "role", ""))]


@dataclass(frozen=True)
class Question:
    """Two rows that cannot both hold on the days of `span`. With `helps` the loser goes on as help, else it ends."""

    key: str
    fact: DatedTable
    kept: Any
    double: Any
    span: DateSpan
    helps: bool
    answer: str


@dataclass
class Plan:
    """The rows of both records as they will be, and the questions on the way."""

    lines: list[PlannedRow] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    @property
    def open_questions(self) -> list[Question]:
        return [question for question in self.questions if not question.answer]

    @property
    def changes_district_tier(self) -> bool:
        """Whether days or role of an assignment of the district tier change; that it changes hands is no change."""
        of_district = (line for line in self.lines if getattr(line.row, "tier", "") == Tier.DISTRICT)
        return any(not line.is_whole for line in of_district)


def plan(merging: MergeSpec, keep: int, other: int, answers: Answers) -> Plan:
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


def _line(fact: DatedTable, row: Any, other: int) -> PlannedRow:
    return PlannedRow(
        fact, row, fact.owner_of(row) == other, [RemainingSpan(span_of(row.during), getattr(row, "role", ""))]
    )


def _one_at_a_time(
    fact: DatedTable, kept: list[PlannedRow], double: list[PlannedRow], answers: Answers
) -> Iterator[Question]:
    for one, two in ((one, two) for one in kept for two in double):
        yield from _resolve_overlap(fact, one, two, answers)


def _same_pair(
    fact: DatedTable, kept: list[PlannedRow], double: list[PlannedRow], answers: Answers
) -> Iterator[Question]:
    """A member looks after a household once on any day."""
    partner = "member_id" if fact.owner == "household" else "household_id"
    for one, two in ((one, two) for one in kept for two in double):
        if getattr(one.row, partner) == getattr(two.row, partner):
            yield from _resolve_overlap(fact, one, two, answers)


def _resolve_overlap(fact: DatedTable, one: PlannedRow, two: PlannedRow, answers: Answers) -> Iterator[Question]:
    """On the days that both have, one of them ends; where they say the same nobody need be asked."""
    span = one.span.meets(two.span)
    if span is None:
        return
    if fact.same(one.row, two.row):
        _subtract(two, span)
        return
    question = _question(fact, one, two, span, answers, helps=False)
    _subtract(one if question.answer == OTHER else two, span)
    yield question


def _in_charge(
    fact: DatedTable, kept: list[PlannedRow], double: list[PlannedRow], answers: Answers
) -> Iterator[Question]:
    """One member is in charge of a household in a tier on any day; the other one is kept as helping."""
    if fact.owner != "household":
        return  # of a member's two assignments to one household the pair has been settled
    for one, two in ((one, two) for one in kept for two in double if one.row.tier == two.row.tier):
        shared = [both for a in _charges(one) for b in _charges(two) if (both := a.span.meets(b.span))]
        if shared:
            question = _question(fact, one, two, one.span.meets(two.span) or shared[0], answers, helps=True)
            for span in shared:
                _subtract(one if question.answer == OTHER else two, span, helps=True)
            yield question


def _charges(line: PlannedRow) -> list[RemainingSpan]:
    return [piece for piece in line.pieces if piece.role == Assignment.Role.IN_CHARGE]


def _question(
    fact: DatedTable, one: PlannedRow, two: PlannedRow, span: DateSpan, answers: Answers, *, helps: bool
) -> Question:
    key = f"{fact.name}-{min(one.row.pk, two.row.pk)}-{max(one.row.pk, two.row.pk)}"
    answer = answers.get(key, "")
    return Question(key, fact, one.row, two.row, span, helps, answer if answer in (KEEP, OTHER) else "")


def _subtract(line: PlannedRow, span: DateSpan, *, helps: bool = False) -> None:
    pieces = []
    for piece in line.pieces:
        both = piece.span.meets(span)
        if both is None or (helps and piece.role != Assignment.Role.IN_CHARGE):
            pieces.append(piece)
            continue
        pieces += [RemainingSpan(left, piece.role) for left in piece.span.without(span)]
        if helps:
            pieces.append(RemainingSpan(both, Assignment.Role.HELPER))
    line.pieces = sorted(pieces, key=lambda piece: (piece.span.first is not None, piece.span.first))
