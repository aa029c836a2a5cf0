"""Rows and values of an import as pages show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from assignments.models import Tier
from assignments.rosters.fields import ValueType, in_plan_order, label, value_type
from assignments.rosters.models import RosterRow
from households.citizen_ids import last_four
from households.models import PovertyStatus
from households.models.named import Sex
from lambinh.lib.dates.formatting import format_day
from lambinh.lib.dates.parsing import from_iso

_CHOICES_OF_TYPE: dict[ValueType, dict[str, str | Promise]] = {
    ValueType.TIER: dict(Tier.choices),
    ValueType.SEX: dict(Sex.choices),
    ValueType.POVERTY_CLASS: dict(PovertyStatus.Class.choices),
}
_DAYS = (ValueType.DAY, ValueType.BIRTH_DATE)


@dataclass(frozen=True)
class ValueView:
    """The value of a field, and what the file had if a user corrected it."""

    field: str
    label: str
    text: str
    original: str = ""


@dataclass(frozen=True)
class ChangeView:
    """A change that a row would make in a known record."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class ProblemView:
    """A problem of a row under the heading of its column."""

    heading: str
    message: str
    level: str


@dataclass(frozen=True)
class RowView:
    """A row of an import, ready for the page of its plan."""

    row: RosterRow
    values: list[ValueView]
    changes: list[ChangeView]
    problems: list[ProblemView]


def choices(name: str) -> Mapping[str, str | Promise]:
    """The choices of a field with their labels; empty for a field without choices."""
    return _CHOICES_OF_TYPE.get(value_type(name), {})


def display(name: str, value: object) -> str:
    """A value for a page: labels of choices, day/month/year, the last four digits of a citizen id."""
    if value in (None, ""):
        return "–"
    if value_type(name) == ValueType.CITIZEN_ID:
        return "…" + last_four(str(value))
    if value_type(name) in _DAYS:
        return _display_day(str(value))
    return str(choices(name).get(str(value), value))


def _display_day(value: str) -> str:
    day = from_iso(value)
    if day.day is not None:
        return format_day(day.first_day())
    return f"{day.month:02d}/{day.year}" if day.month else str(day.year)


def row_view(row: RosterRow, headings: Mapping[str, str]) -> RowView:
    """A row for the page; `headings` are those of its table, by field."""
    return RowView(
        row,
        [_value_view(row, name) for name in in_plan_order({*row.values, *row.original_values})],
        [ChangeView(label(name), display(name, old), display(name, new)) for name, (old, new) in row.changes.items()],
        [problem_view(problem, headings) for problem in row.problems],
    )


def problem_view(problem: Mapping[str, str], headings: Mapping[str, str]) -> ProblemView:
    """A stored problem under the heading of its column; `headings` are those of its table, by field."""
    return ProblemView(_heading(problem["field"], headings), problem["message"], problem["level"])


def _value_view(row: RosterRow, name: str) -> ValueView:
    original = display(name, row.original_values[name]) if name in row.original_values else ""
    return ValueView(name, label(name), display(name, row.values.get(name)), original)


def _heading(name: str | None, headings: Mapping[str, str]) -> str:
    """The heading of a field in the file, or its label if it has none there."""
    return " ".join(headings.get(name or "", "").split()) or label(name)


def heading_labels(remembered: Sequence[Mapping[str, str]]) -> list[tuple[str, str]]:
    """Remembered headings, each with the label of the field that it means."""
    unused = _("(not used)")
    return [(entry["heading"], label(entry["field"]) if entry["field"] else unused) for entry in remembered]
