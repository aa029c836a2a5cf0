"""The user's answers about sheets and columns, and the workbook as it is read with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from assignments.rosters.parsing import Roster
from assignments.rosters.parsing.records import Choices
from assignments.rosters.reader import parse_workbook
from assignments.rosters.review.column_choices import parse_column_choices, parse_sheet_choices
from assignments.rosters.review.column_form import SheetView, sheet_views
from lambinh.lib.spreadsheets.types import Workbook

QUESTIONS = ("signature-", "skip-", "kind-", "first-", "last-", "column-", "order-")
MAX_ANSWER_LENGTH = 400


@dataclass(frozen=True)
class ColumnReview:
    """A workbook as it is read with the user's choices, and its sheets for the column page."""

    choices: Choices
    roster: Roster
    sheets: list[SheetView]


@dataclass(frozen=True)
class WorkbookReading:
    """A workbook, the day on which it is read, and the headings that the office confirmed before.

    The methods raise UnreadableFile when reading takes too long.
    """

    workbook: Workbook
    today: date
    headings: Mapping[str, str | None]

    def parse(self, choices: Choices) -> Roster:
        return parse_workbook(self.workbook, today=self.today, headings=self.headings, choices=choices)

    def review(self, choices: Choices) -> ColumnReview:
        roster = self.parse(choices)
        return ColumnReview(choices, roster, sheet_views(self.workbook, roster, choices))

    def apply_answers(self, choices: Choices, answers: Mapping[str, str]) -> ColumnReview:
        """The workbook with `answers` given to its page with `choices`."""
        # First sheets and headings: answers about columns count only if the table is the one that the form showed.
        sheets = self.review(parse_sheet_choices(answers, self.review(choices).sheets)).sheets
        return self.review(parse_column_choices(answers, sheets))


def open_questions(sheets: list[SheetView]) -> str:
    """A message that names the columns without an answer; empty if there are none."""
    names = [column.heading for sheet in sheets for table in sheet.tables for column in table.columns if column.is_open]
    if not names:
        return ""
    return _("Choose the contents of these columns, or that they are not used: %(names)s.") % {
        "names": "; ".join(names)
    }


def extract_answers(data: Mapping[str, object]) -> dict[str, str]:
    """The answers of a posted form, to be stored until a worker reads the workbook."""
    return {name: str(data[name])[:MAX_ANSWER_LENGTH] for name in data if name.startswith(QUESTIONS)}
