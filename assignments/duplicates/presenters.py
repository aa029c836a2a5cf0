"""Pairs, records and facts as a page tells them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assignments.duplicates.candidates import POINTS, Pair, Reason
from assignments.duplicates.merge_plan import Plan, PlannedRow, RemainingSpan
from assignments.duplicates.merge_specs import HOUSEHOLDS, MergeSpec
from assignments.models import Assignment, Membership
from households.models import PovertyStatus, Residence
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
PLACES = {"households": gettext_lazy("same village"), "members": gettext_lazy("same cell or agency")}
VERY_LIKELY, LIKELY = 90, 70


@dataclass(frozen=True)
class ReasonLabel:
    """A reason in words, and whether it speaks against."""

    text: str
    speaks_against: bool
    is_weak: bool


@dataclass(frozen=True)
class Card:
    """A record in a list: its name and what tells it from others."""

    record: Any
    place: str
    year: str


@dataclass(frozen=True)
class CandidateRow:
    """A pair as the list shows it."""

    first: Card
    second: Card
    score: int
    likeness: str
    reasons: list[ReasonLabel]


def reason_labels(merging: MergeSpec, pair: Pair) -> list[ReasonLabel]:
    told = REASONS | {Reason.PLACE: PLACES[merging.kind]}
    return [ReasonLabel(str(told[one]), POINTS[one] < 0, one is Reason.MARKS_DIFFER) for one in pair.reasons]


def likeness(score: int) -> str:
    if score >= VERY_LIKELY:
        return _("very likely the same")
    return _("likely the same") if score >= LIKELY else _("perhaps the same")


def candidate_rows(merging: MergeSpec, pairs: list[Pair], user: User, day: date) -> list[CandidateRow]:
    """The pairs of a page, those whose two records `user` sees. Three queries however many."""
    cards = cards_of(merging, {key for pair in pairs for key in (pair.first, pair.second)}, user, day)
    return [
        CandidateRow(
            cards[pair.first], cards[pair.second], pair.score, likeness(pair.score), reason_labels(merging, pair)
        )
        for pair in pairs
        if pair.first in cards and pair.second in cards
    ]


def cards_of(merging: MergeSpec, keys: Collection[int], user: User, day: date) -> dict[int, Card]:
    records = merging.visible_to(user).filter(pk__in=keys)
    places = dict(_places(merging, keys, user, day).values_list(f"{merging.one}_id", _place(merging)))
    return {
        record.pk: Card(record, places.get(record.pk, ""), year_of(record))
        for record in records.select_related("commune")
    }


def _place(merging: MergeSpec) -> str:
    return "village__name" if merging is HOUSEHOLDS else "body__name"


def _places(merging: MergeSpec, keys: Collection[int], user: User, day: date) -> QuerySet[Any]:
    model: Any = merging.facts[0].model
    found: QuerySet[Any] = model.objects.visible_to(user).on(day).filter(**{f"{merging.one}__in": keys})
    return found


def year_of(record: Any) -> str:
    year = getattr(record, "head_birth_year", None) or getattr(record, "birth_date", "")
    return str(year) if year else ""


def named_apart(keeping: Any, other: Any) -> tuple[str, str]:
    """What the two are called; of one name, as the first and the second of the list."""
    if str(keeping) != str(other):
        return str(keeping), str(other)
    order = (_("first record"), _("second record"))
    told = order if keeping.pk < other.pk else order[::-1]
    return f"{keeping} ({told[0]})", f"{other} ({told[1]})"


# --- side by side -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """What one word says of both records."""

    title: str
    first: str
    second: str

    @property
    def differs(self) -> bool:
        return bool(self.first and self.second) and self.first != self.second


def side_by_side(merging: MergeSpec, first: Any, second: Any) -> list[Row]:
    """The records' own words; of citizen ids the last four digits."""
    name = first.name_field
    rows = [_row(first, second, field) for field in (name, *merging.gives) if field != "user_id"]
    if merging is HOUSEHOLDS:
        rows.append(Row(capfirst(_("citizen id")), first.citizen_id_masked, second.citizen_id_masked))
    else:
        rows.append(Row(capfirst(_("user account")), *(_("has one") if r.user_id else "" for r in (first, second))))
    return [Row(capfirst(_("commune today")), str(first.commune or ""), str(second.commune or "")), *rows]


def _row(first: Any, second: Any, name: str) -> Row:
    title = capfirst(str(first._meta.get_field(name).verbose_name))
    return Row(title, shown(first, name), shown(second, name))


def shown(record: Any, name: str) -> str:
    """A field as people read it; empty where nothing is known."""
    display = getattr(record, f"get_{name}_display", None)
    value = display() if display else getattr(record, name)
    return "" if value in (None, "") else str(value)


def copied_values(merging: MergeSpec, keep: Any, other: Any) -> list[Row]:
    """What the kept record takes from its double because it has none of its own."""
    rows = side_by_side(merging, keep, other)[1:]
    return [row for row in rows if row.second and not row.first]


# --- facts --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FactLine:
    """A fact in words: what kind, what it says, on which days, and what a merge does to it."""

    kind: str
    text: str
    days: str
    of_double: bool
    fate: str = ""
    gone: bool = False


def fact_text(row: Any) -> str:
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


def facts_of(plan: Plan, *, of_double: bool) -> list[FactLine]:
    """The facts of one of the two as they are now."""
    return [
        FactLine(_kind(line), fact_text(line.row), format_range(line.span.range), of_double)
        for line in plan.lines
        if line.of_double is of_double
    ]


def merged_facts(plan: Plan) -> list[FactLine]:
    """All facts as the merge will leave them, with what happens to each."""
    told = []
    for line in plan.lines:
        if not line.pieces:
            fate = _("not kept apart: another entry stands for these days")
            told.append(
                FactLine(
                    _kind(line), fact_text(line.row), format_range(line.span.range), line.of_double, fate, gone=True
                )
            )
        for piece in line.pieces:
            told.append(_left(line, piece))
    return told


def _left(line: PlannedRow, piece: RemainingSpan) -> FactLine:
    fate = "" if line.is_whole else _("on these days only")
    if piece.role != getattr(line.row, "role", ""):
        fate = _("kept as helping")
    return FactLine(_kind(line), fact_text(line.row), format_range(piece.span.range), line.of_double, fate)


def _kind(line: PlannedRow) -> str:
    return capfirst(str(line.fact.model._meta.verbose_name))
