"""The fields of a roster in words, and a row as the page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assignments.models import Tier
from assignments.rosters.models import RosterRow
from households.citizen_ids import last_four
from households.models import PovertyStatus
from households.models.named import Sex
from lambinh.lib.dates.formatting import format_day
from lambinh.lib.dates.parsing import from_iso

FIELDS: dict[str, Promise] = {
    "member_name": _("member"),
    "member_birth_year": _("member's birth year"),
    "member_position": _("position"),
    "member_organisation": _("cell or agency"),
    "member_workplace": _("place of work"),
    "member_village": _("member's village"),
    "member_commune": _("member's commune"),
    "member_phone": _("member's phone"),
    "tier": _("tier"),
    "household_code": _("household code"),
    "head_name": _("head of household"),
    "head_birth_year": _("birth year"),
    "full_name": _("full name"),
    "sex": _("sex"),
    "birth_date": _("birth date"),
    "position": _("position"),
    "organisation": _("cell or agency"),
    "workplace": _("place of work"),
    "village": _("village"),
    "commune": _("commune"),
    "address": _("address"),
    "household_size": _("persons"),
    "poverty": _("class"),
    "ethnicity": _("ethnicity"),
    "citizen_id": _("citizen id"),
    "phone": _("phone"),
    "starts_on": _("from"),
    "ends_on": _("until"),
    "period": _("from – until"),
    "help": _("help given"),
    "result": _("result"),
    "note": _("note"),
}
CHOICES = {
    "tier": dict(Tier.choices),
    "sex": dict(Sex.choices),
    "poverty": dict(PovertyStatus.Class.choices),
}
DATES = {"starts_on", "ends_on", "birth_date"}


def label(name: str | None) -> str:
    return str(FIELDS.get(name or "", name or ""))


def shown(name: str, value: Any) -> str:
    """A value as a person reads it: words for codes, day/month/year, the last four digits of a citizen id."""
    if value in (None, ""):
        return "–"
    if name == "citizen_id":
        return "…" + last_four(str(value))
    if name in CHOICES:
        return str(CHOICES[name].get(value, value))
    if name in DATES:
        known = from_iso(str(value))
        if known.day is not None:
            return format_day(known.first_day())
        return f"{known.month:02d}/{known.year}" if known.month else str(known.year)
    return str(value)


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
    order = {name: place for place, name in enumerate(FIELDS)}
    names = sorted({*row.values, *row.original_values}, key=lambda name: order.get(name, len(order)))
    return RowView(
        row,
        [
            ValueView(
                name,
                label(name),
                shown(name, row.values.get(name)),
                shown(name, row.original_values[name]) if name in row.original_values else "",
            )
            for name in names
        ],
        [(label(name), shown(name, old), shown(name, new)) for name, (old, new) in row.changes.items()],
        [problem | {"label": _heading(problem["field"], columns)} for problem in row.problems],
    )


def _heading(name: str | None, columns: Mapping[str, str]) -> str:
    """What the file calls a field, else what it is called here."""
    return " ".join(columns.get(name or "", "").split()) or label(name)


def headings_shown(remembered: Sequence[Mapping[str, str]]) -> list[tuple[str, str]]:
    """Headings that an office said something of before, each with what it is taken for."""
    return [(one["heading"], label(one["field"]) if one["field"] else str(_("(not used)"))) for one in remembered]
