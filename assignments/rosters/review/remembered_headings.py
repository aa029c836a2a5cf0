"""The meanings of headings that an office confirmed, remembered for its next workbook."""

from collections.abc import Mapping
from datetime import datetime

from assignments.rosters.models import RememberedHeading
from assignments.rosters.parsing import Roster
from assignments.rosters.parsing.columns.headings import normal_heading
from assignments.rosters.parsing.records import Choices
from households.models import Unit
from lambinh.accounts.models import User


def confirmed_headings(choices: Choices, roster: Roster) -> dict[str, str | None]:
    """The headings of chosen columns, normalised, with the field of each; None for a column that is not used."""
    headings: dict[str, str | None] = {}
    for table in roster.tables:
        columns = choices.of(table.name).columns
        for column in table.previews:
            if column.place in columns and column.heading:
                headings[normal_heading(column.heading)] = columns[column.place]
    return headings


def headings_as_data(used: Mapping[str, str | None]) -> list[dict[str, str]]:
    """The remembered headings that a workbook used, as its upload stores them."""
    return [{"heading": heading, "field": field or ""} for heading, field in used.items()]


def remembered_headings(office: Unit | None) -> dict[str, str | None]:
    """The headings of an office with the field of each; None for a column that is not used."""
    rows = RememberedHeading.objects.filter(office=office).values_list("heading", "field")
    return {heading: field or None for heading, field in rows}


def remember(headings: Mapping[str, str | None], *, office: Unit | None, by: User, now: datetime) -> None:
    """Remember for `office` the meanings of its headings."""
    for heading, field in headings.items():
        RememberedHeading.objects.update_or_create(
            office=office, heading=heading[:200], defaults={"field": field or "", "decided_at": now, "decided_by": by}
        )
