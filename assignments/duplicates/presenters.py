"""Candidate pairs, records and dated rows as texts for the pages of duplicates."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assignments.duplicates.candidates import POINTS, Pair, Reason
from assignments.duplicates.merging.plan import Plan, PlannedRow, RemainingSpan
from assignments.duplicates.merging.specs import HOUSEHOLDS, DatedRow, MergeSpec, Record
from assignments.models import Assignment, Membership
from households.models import Household, PovertyStatus, Residence
from lambinh.accounts.models import User
from lambinh.lib.dates.formatting import format_range

REASONS = {
    Reason.CITIZEN_ID: gettext_lazy("same citizen id"),
    Reason.OTHER_CITIZEN_ID: gettext_lazy("different citizen ids"),
    Reason.PHONE: gettext_lazy("same phone"),
    Reason.NAME: gettext_lazy("same name"),
    Reason.MARKS_DIFFER: gettext_lazy("names differ in their marks: Huấn and Huân are two people"),
    Reason.BIRTH_YEAR: gettext_lazy("same birth year"),
    Reason.OTHER_BIRTH_YEAR: gettext_lazy("different birth years"),
    Reason.COMMUNE: gettext_lazy("same commune"),
}
PLACE_REASONS = {"households": gettext_lazy("same village"), "members": gettext_lazy("same cell or agency")}
VERY_LIKELY, LIKELY = 90, 70


# --- candidate pairs ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReasonLabel:
    text: str
    is_negative: bool
    """Whether it is evidence that the two are not the same."""
    is_weak: bool


@dataclass(frozen=True)
class Card:
    """A record in the list: with the place and year that distinguish namesakes."""

    record: Record
    place: str
    year: str


@dataclass(frozen=True)
class CandidateRow:
    """A pair in the list."""

    first: Card
    second: Card
    score: int
    similarity: str
    reasons: list[ReasonLabel]


def candidate_rows(spec: MergeSpec, pairs: list[Pair], user: User, day: date) -> list[CandidateRow]:
    """The pairs of a page whose records `user` can both see. Three queries, however many pairs."""
    cards = cards_of(spec, {key for pair in pairs for key in (pair.first, pair.second)}, user, day)
    return [
        CandidateRow(
            cards[pair.first], cards[pair.second], pair.score, similarity(pair.score), reason_labels(spec, pair)
        )
        for pair in pairs
        if pair.first in cards and pair.second in cards
    ]


def reason_labels(spec: MergeSpec, pair: Pair) -> list[ReasonLabel]:
    texts = REASONS | {Reason.PLACE: PLACE_REASONS[spec.kind]}
    return [
        ReasonLabel(str(texts[reason]), POINTS[reason] < 0, reason is Reason.MARKS_DIFFER) for reason in pair.reasons
    ]


def similarity(score: int) -> str:
    if score >= VERY_LIKELY:
        return _("very likely the same")
    return _("likely the same") if score >= LIKELY else _("perhaps the same")


def cards_of(spec: MergeSpec, keys: Collection[int], user: User, day: date) -> dict[int, Card]:
    records = spec.visible_to(user).filter(pk__in=keys)
    name = "village__name" if spec is HOUSEHOLDS else "body__name"
    places = dict(_places(spec, keys, user, day).values_list(f"{spec.record_name}_id", name))
    return {
        record.pk: Card(record, places.get(record.pk, ""), birth_year(record))
        for record in records.select_related("commune")
    }


def _places(spec: MergeSpec, keys: Collection[int], user: User, day: date) -> QuerySet[Residence | Membership]:
    """The residences or memberships of the day."""
    model: Any = spec.tables[0].model
    rows: QuerySet[Residence | Membership] = (
        model.objects.visible_to(user).on(day).filter(**{f"{spec.record_name}__in": keys})
    )
    return rows


def birth_year(record: Record) -> str:
    year = getattr(record, "head_birth_year", None) or getattr(record, "birth_date", "")
    return str(year) if year else ""


def distinct_names(keep: Record, other: Record) -> tuple[str, str]:
    """The names of both records; of namesakes with the order in which the pages show them."""
    if str(keep) != str(other):
        return str(keep), str(other)
    numbers = (_("first record"), _("second record"))
    keep_number, other_number = numbers if keep.pk < other.pk else numbers[::-1]
    return f"{keep} ({keep_number})", f"{other} ({other_number})"


# --- two records side by side -------------------------------------------------------------------------


@dataclass(frozen=True)
class ComparisonRow:
    """A field of both records."""

    title: str
    first: str
    second: str

    @property
    def differs(self) -> bool:
        return bool(self.first and self.second) and self.first != self.second


def side_by_side(spec: MergeSpec, first: Record, second: Record) -> list[ComparisonRow]:
    """The fields of both records; of citizen ids the last four digits."""
    commune = ComparisonRow(capfirst(_("commune today")), str(first.commune or ""), str(second.commune or ""))
    names = (first.name_field, *spec.copied_fields)
    fields = [_comparison(first, second, name) for name in names if name != "user_id"]
    return [commune, *fields, _identity_row(spec, first, second)]


def _identity_row(spec: MergeSpec, first: Record, second: Record) -> ComparisonRow:
    title = _("citizen id") if spec is HOUSEHOLDS else _("user account")
    return ComparisonRow(capfirst(title), _identity(first), _identity(second))


def _identity(record: Record) -> str:
    """The masked citizen id of a household; whether a member has a user account."""
    if isinstance(record, Household):
        return record.citizen_id_masked
    return _("has one") if record.user_id else ""


def _comparison(first: Record, second: Record, name: str) -> ComparisonRow:
    field: Any = first._meta.get_field(name)
    title = capfirst(str(field.verbose_name))
    return ComparisonRow(title, display_value(first, name), display_value(second, name))


def display_value(record: Record, name: str) -> str:
    """A field as text; empty without a value."""
    display = getattr(record, f"get_{name}_display", None)
    value = display() if display else getattr(record, name)
    return "" if value in (None, "") else str(value)


def copied_values(spec: MergeSpec, keep: Record, other: Record) -> list[ComparisonRow]:
    """The values that the kept record copies because it has none."""
    rows = side_by_side(spec, keep, other)[1:]
    return [row for row in rows if row.second and not row.first]


# --- dated rows ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FactRow:
    """A dated row of one of the two records, and what a merge changes about it."""

    kind: str
    text: str
    days: str
    is_duplicate: bool
    change: str = ""
    is_removed: bool = False


def fact_text(row: DatedRow) -> str:
    if isinstance(row, Residence):
        return str(row.village)
    if isinstance(row, PovertyStatus):
        return f"{row.get_poverty_class_display()} {row.year or ''}".strip()
    if isinstance(row, Membership):
        parts = [str(row.body), row.position, _("exempt") if row.is_exempt else ""]
        return ", ".join(part for part in parts if part)
    return f"{_partner(row)}, {row.get_tier_display()}, {row.get_role_display()}"


def _partner(row: Assignment) -> str:
    if hasattr(row, "carer"):
        return row.carer or _("a member of another unit")
    return str(row.household)


def current_facts(plan: Plan, *, is_duplicate: bool) -> list[FactRow]:
    """The dated rows of one of the two records as they are now."""
    return [_current(planned) for planned in plan.rows if planned.is_duplicate is is_duplicate]


def _current(planned: PlannedRow, change: str = "", *, is_removed: bool = False) -> FactRow:
    days = format_range(planned.span.range)
    return FactRow(_kind(planned), fact_text(planned.row), days, planned.is_duplicate, change, is_removed)


def merged_facts(plan: Plan) -> list[FactRow]:
    """All dated rows as the merge leaves them, with what changes about each."""
    return [fact for planned in plan.rows for fact in _merged(planned)]


def _merged(planned: PlannedRow) -> Iterator[FactRow]:
    if not planned.spans:
        yield _current(planned, _("not kept apart: another entry stands for these days"), is_removed=True)
    for remaining in planned.spans:
        days = format_range(remaining.span.range)
        change = _change(planned, remaining)
        yield FactRow(_kind(planned), fact_text(planned.row), days, planned.is_duplicate, change)


def _change(planned: PlannedRow, remaining: RemainingSpan) -> str:
    if remaining.role != planned.role:
        return _("kept as helping")
    return "" if planned.is_unchanged else _("on these days only")


def _kind(planned: PlannedRow) -> str:
    return capfirst(str(planned.table.model._meta.verbose_name))
