"""What an office said that its headings mean, kept for its next workbook."""

from collections.abc import Mapping
from datetime import datetime

from assignments.rosters.models import RememberedHeading
from assignments.rosters.parsing import Roster
from assignments.rosters.parsing.columns.headings import normal_heading
from assignments.rosters.parsing.records import Choices
from households.models import Unit
from lambinh.accounts.models import User


def confirmed_headings(choices: Choices, roster: Roster) -> dict[str, str | None]:
    """What the choices say of headings, by the heading as it is compared."""
    said: dict[str, str | None] = {}
    for table in roster.tables:
        chosen = choices.sheets[table.name].columns if table.name in choices.sheets else {}
        for column in table.seen:
            if column.place in chosen and column.heading:
                said[normal_heading(column.heading)] = chosen[column.place]
    return said


def headings_kept(used: Mapping[str, str | None]) -> list[dict[str, str]]:
    """What was said before and counted in a workbook, as it is kept with its upload."""
    return [{"heading": heading, "field": field or ""} for heading, field in used.items()]


def remembered_headings(office: Unit | None) -> dict[str, str | None]:
    """What an office said before about headings: the field, or None for a column that is not used."""
    rows = RememberedHeading.objects.filter(office=office).values_list("heading", "field")
    return {heading: field or None for heading, field in rows}


def remember(headings: Mapping[str, str | None], *, office: Unit | None, by: User, now: datetime) -> None:
    """Remember for `office` what its headings mean."""
    for heading, field in headings.items():
        RememberedHeading.objects.update_or_create(
            office=office, heading=heading[:200], defaults={"field": field or "", "decided_at": now, "decided_by": by}
        )
