"""The fields of a roster in words, and a row as the page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from assignments.models import Tier
from assignments.rosters.fields import ValueType, in_plan_order, label, value_type
from assignments.rosters.models import RosterRow
from households.citizen_ids import last_four
from households.models import PovertyStatus
from households.models.named import Sex
from lambinh.lib.dates import from_iso

_CHOICES_OF_TYPE: dict[ValueType, dict[str, str | Promise]] = {
    ValueType.TIER: dict(Tier.choices),
    ValueType.SEX: dict(Sex.choices),
    ValueType.POVERTY_CLASS: dict(PovertyStatus.Class.choices),
}
_DAYS = (ValueType.DAY, ValueType.BIRTH_DATE)


def choices(name: str) -> Mapping[str, str | Promise]:
    """The choices of a field with their labels; empty for a field without choices."""
    return _CHOICES_OF_TYPE.get(value_type(name), {})


def display(name: str, value: Any) -> str:
    """A value for a page: labels of choices, day/month/year, the last four digits of a citizen id."""
    if value in (None, ""):
        return "–"
    if value_type(name) == ValueType.CITIZEN_ID:
        return "…" + last_four(str(value))
    if value_type(name) in _DAYS:
        return _display_day(str(value))
    return str(choices(name).get(value, value))


def _display_day(value: str) -> str:
    known = from_iso(value)
    if known.day is not None:
        return date_format(known.first_day(), "SHORT_DATE_FORMAT")
    return f"{known.month:02d}/{known.year}" if known.month else str(known.year)


@dataclass(frozen=True)
class ValueView:
    """What a row says in one field, and what the file had where a person wrote something else."""

    field: str
    label: str
    text: str
    was: str = ""


@dataclass(frozen=True)
class RowView:
    """A row of an import, ready for the page."""

    row: RosterRow
    values: list[ValueView]
    changes: list[tuple[str, str, str]]
    problems: list[dict[str, Any]]


def row_for_page(row: RosterRow, columns: Mapping[str, str]) -> RowView:
    """A row with its problems under the headings of its table, where `columns` knows them."""
    names = in_plan_order({*row.values, *row.typed})
    return RowView(
        row,
        [
            ValueView(
                name,
                label(name),
                display(name, row.values.get(name)),
                display(name, row.typed[name]) if name in row.typed else "",
            )
            for name in names
        ],
        [(label(name), display(name, old), display(name, new)) for name, (old, new) in row.changes.items()],
        [problem | {"label": _heading(problem["field"], columns)} for problem in row.problems],
    )


def _heading(name: str | None, columns: Mapping[str, str]) -> str:
    """What the file calls a field, else what it is called here."""
    return " ".join(columns.get(name or "", "").split()) or label(name)


def headings_shown(remembered: Sequence[Mapping[str, str]]) -> list[tuple[str, str]]:
    """Headings that an office said something of before, each with what it is taken for."""
    return [(one["heading"], label(one["field"]) if one["field"] else _("(not used)")) for one in remembered]
