"""The plan of a merge: which dated rows stay, which end earlier, and which questions the user must answer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

from assignments.duplicates.merging.date_spans import DateSpan, span_of
from assignments.duplicates.merging.specs import DatedRow, DatedTable, MergeSpec
from assignments.models import Assignment, Tier

KEEP, OTHER = "keep", "other"
Answers = Mapping[str, str]
IN_CHARGE, HELPER = Assignment.Role.IN_CHARGE, Assignment.Role.HELPER


@dataclass
class RemainingSpan:
    """Days of a row that remain, and the role of an assignment on them: who was in charge may remain as a helper."""

    span: DateSpan
    role: str


@dataclass
class PlannedRow:
    """A row of one of the two records, and the spans of it that remain."""

    table: DatedTable
    row: DatedRow
    is_duplicate: bool
    """Whether it is a row of the record that is not kept."""
    spans: list[RemainingSpan]

    @property
    def span(self) -> DateSpan:
        return span_of(self.row.during)

    @property
    def role(self) -> str:
        """The role of an assignment; empty for other rows."""
        return _role_of(self.row)

    @property
    def tier(self) -> str:
        """The tier of an assignment; empty for other rows."""
        tier: str = getattr(self.row, "tier", "")
        return tier

    @property
    def is_unchanged(self) -> bool:
        """Whether its days and its role remain as they were."""
        return self.spans == [RemainingSpan(self.span, self.role)]

    @property
    def in_charge_spans(self) -> list[DateSpan]:
        return [remaining.span for remaining in self.spans if remaining.role == IN_CHARGE]

    def end_on(self, span: DateSpan) -> None:
        """Leave out the days of `span`."""
        self._replace(span, role=None)

    def help_on(self, span: DateSpan) -> None:
        """Turn being in charge on the days of `span` into helping."""
        self._replace(span, role=HELPER)

    def _replace(self, span: DateSpan, role: str | None) -> None:
        spans: list[RemainingSpan] = []
        for remaining in self.spans:
            shared = remaining.span.intersection(span)
            if shared is None or (role is not None and remaining.role != IN_CHARGE):
                spans.append(remaining)
                continue
            spans += [RemainingSpan(rest, remaining.role) for rest in remaining.span.subtract(span)]
            if role is not None:
                spans.append(RemainingSpan(shared, role))
        self.spans = sorted(spans, key=lambda remaining: (remaining.span.first is not None, remaining.span.first))


Pair = tuple[PlannedRow, PlannedRow]
"""A row of the record that is kept, and one of its duplicate."""


@dataclass(frozen=True)
class Question:
    """Two rows that cannot both hold on the days of `span`: the user chooses one."""

    key: str
    table: DatedTable
    keep_row: DatedRow
    other_row: DatedRow
    span: DateSpan
    can_become_helper: bool
    """Whether the member of the row that is not chosen remains as a helper."""
    answer: str


@dataclass
class Plan:
    """The rows of both records as they will be, and the questions."""

    rows: list[PlannedRow] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    @property
    def open_questions(self) -> list[Question]:
        return [question for question in self.questions if not question.answer]

    @property
    def changes_district_tier(self) -> bool:
        """Whether days or role of a district assignment change; another owner alone is no such change."""
        of_district = (row for row in self.rows if row.tier == Tier.DISTRICT)
        return any(not row.is_unchanged for row in of_district)


def plan_merge(spec: MergeSpec, keep: int, other: int, answers: Answers) -> Plan:
    """The plan under `answers`, which map the key of a question to "keep" or "other". One query a table."""
    plan = Plan()
    for table in spec.tables:
        rows = [_planned_row(table, row, other) for row in table.rows(keep, other)]
        pairs = list(product([row for row in rows if not row.is_duplicate], [row for row in rows if row.is_duplicate]))
        plan.rows += rows
        plan.questions += _questions(table, pairs, answers)
    return plan


def _planned_row(table: DatedTable, row: DatedRow, other: int) -> PlannedRow:
    is_duplicate = table.owner_of(row) == other
    return PlannedRow(table, row, is_duplicate, [RemainingSpan(span_of(row.during), _role_of(row))])


def _role_of(row: DatedRow) -> str:
    role: str = getattr(row, "role", "")
    return role


def _questions(table: DatedTable, pairs: list[Pair], answers: Answers) -> Iterator[Question]:
    if table.model is not Assignment:
        for pair in pairs:
            yield from _resolve_overlap(table, pair, answers)
        return
    # First the assignments of one member and household: who ends by that is no longer in charge.
    yield from _same_partner(table, pairs, answers)
    if table.owner == "household":
        yield from _both_in_charge(table, pairs, answers)


def _same_partner(table: DatedTable, pairs: list[Pair], answers: Answers) -> Iterator[Question]:
    """A member has one assignment of a household on any day."""
    partner = "member_id" if table.owner == "household" else "household_id"
    for pair in pairs:
        keep, other = pair
        if getattr(keep.row, partner) == getattr(other.row, partner):
            yield from _resolve_overlap(table, pair, answers)


def _resolve_overlap(table: DatedTable, pair: Pair, answers: Answers) -> Iterator[Question]:
    """On the days that both rows have, one of them ends; the user need not choose between two rows of one fact."""
    keep, other = pair
    span = keep.span.intersection(other.span)
    if span is None:
        return
    if table.is_same_fact(keep.row, other.row):
        other.end_on(span)
        return
    question = _question(table, pair, span, answers, can_become_helper=False)
    _loser(pair, question).end_on(span)
    yield question


def _both_in_charge(table: DatedTable, pairs: list[Pair], answers: Answers) -> Iterator[Question]:
    """One member is in charge of a household in a tier on any day; the other one remains as a helper."""
    for pair in pairs:
        shared = _shared_in_charge(pair)
        if shared:
            keep, other = pair
            span = keep.span.intersection(other.span) or shared[0]
            question = _question(table, pair, span, answers, can_become_helper=True)
            for days in shared:
                _loser(pair, question).help_on(days)
            yield question


def _shared_in_charge(pair: Pair) -> list[DateSpan]:
    """The days on which both are in charge in the same tier."""
    keep, other = pair
    if keep.tier != other.tier:
        return []
    shared = (days.intersection(rest) for days, rest in product(keep.in_charge_spans, other.in_charge_spans))
    return [span for span in shared if span is not None]


def _loser(pair: Pair, question: Question) -> PlannedRow:
    """The row that gives way: without an answer that of the duplicate."""
    keep, other = pair
    return keep if question.answer == OTHER else other


def _question(table: DatedTable, pair: Pair, span: DateSpan, answers: Answers, *, can_become_helper: bool) -> Question:
    keep, other = (planned.row for planned in pair)
    key = f"{table.name}-{min(keep.pk, other.pk)}-{max(keep.pk, other.pk)}"
    answer = answers.get(key, "")
    return Question(key, table, keep, other, span, can_become_helper, answer if answer in (KEEP, OTHER) else "")
