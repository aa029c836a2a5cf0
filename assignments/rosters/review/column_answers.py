"""What a person answers about the sheets and columns of a workbook, read together with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from assignments.rosters.parsing import Roster
from assignments.rosters.parsing.records import Choices
from assignments.rosters.reader import parse_workbook
from assignments.rosters.review.column_form import SheetView, parse_column_choices, parse_sheet_choices, shown_sheets
from lambinh.lib.spreadsheets.types import Workbook

QUESTIONS = ("shown-", "skip-", "kind-", "first-", "last-", "column-", "order-")
LONGEST_ANSWER = 400


@dataclass(frozen=True)
class WorkbookReading:
    """A workbook, the day on which it is read, and what was said before of headings."""

    workbook: Workbook
    today: date
    headings: Mapping[str, str | None]

    def understood(self, choices: Choices) -> Roster:
        """Raises UnreadableFile when it takes too long."""
        return parse_workbook(self.workbook, today=self.today, headings=self.headings, choices=choices)

    def shown(self, choices: Choices) -> tuple[Roster, list[SheetView]]:
        roster = self.understood(choices)
        return roster, shown_sheets(self.workbook, roster, choices)

    def answered(self, choices: Choices, answers: Mapping[str, Any]) -> tuple[Choices, Roster, list[SheetView]]:
        """The choices that `answers` make of those before, and what is understood with them."""
        _roster, sheets = self.shown(choices)
        _roster, sheets = self.shown(parse_sheet_choices(answers, sheets))
        choices = parse_column_choices(answers, sheets)
        return choices, *self.shown(choices)


def questions_left(sheets: list[SheetView]) -> str:
    """What a person still has to say, in words; empty when that is nothing."""
    names = [column.heading for sheet in sheets for table in sheet.tables for column in table.columns if column.is_open]
    if not names:
        return ""
    return _("Choose what these columns hold, or that they are not used: %(names)s.") % {"names": "; ".join(names)}


def answers_in(data: Mapping[str, Any]) -> dict[str, str]:
    """The answers of a posted form, to be kept until a worker reads them."""
    return {name: str(data[name])[:LONGEST_ANSWER] for name in data if name.startswith(QUESTIONS)}
