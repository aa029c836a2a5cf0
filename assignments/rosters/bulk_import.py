"""Import several files in one transaction, for the command line."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.rosters.permissions import office_for
from assignments.rosters.pipeline import plan_roster, read_file, write_plan
from assignments.rosters.planning.plan import Plan
from assignments.rosters.reader import ORDER, ParsedRoster
from assignments.rosters.review.labels import heading_labels
from assignments.rosters.review.remembered_headings import headings_as_data, remembered_headings
from assignments.rosters.rows import PlannedRow
from assignments.rosters.storage.files import RosterFile
from assignments.rosters.writing.apply import problems_as_data
from assignments.rosters.writing.transaction import import_lock
from lambinh.accounts.models import User


@dataclass
class BatchResult:
    """Row counts, problems and notes of some files together. Nothing was written if it `is_refused`."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    invalid: int = 0
    left_out: int = 0
    problems: list[dict[str, object]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def is_refused(self) -> bool:
        return self.invalid > 0

    def add(self, file: str, plan: Plan[PlannedRow]) -> None:
        for outcome, count in plan.counts.items():
            setattr(self, outcome, getattr(self, outcome) + count)
        self.notes += [f"{file}: {note}" for note in plan.notes()]
        for row in plan.rows:
            if row.all_problems:
                place = {"file": file, "sheet": plan.sources[row.source].sheet, "row": row.number}
                self.problems += [place | problem for problem in problems_as_data(row)]


def import_files(
    files: Sequence[RosterFile],
    *,
    by: User,
    now: datetime,
    on: date | None = None,
    check: bool = False,
    memory: bool = True,
) -> BatchResult:
    """Import `files` in one transaction: all of them, or none if a row of any is invalid.

    Registers of members and households come before assignment lists, whatever the order of `files`. With `check`
    nothing is kept. Without `memory`, headings that the office confirmed earlier are ignored. Raises the exceptions of
    `read_file` and `write_plan`.
    """
    started, result = time.monotonic(), BatchResult()
    today = timezone.localdate(now)
    headings = remembered_headings(office_for(by)) if memory else {}
    rosters = [roster for file in files for roster in read_file(file, today=today, headings=headings)]
    result.notes += _headings_notes(rosters)
    with import_lock(by=by, source="import"):
        for roster in sorted(rosters, key=lambda roster: ORDER.index(roster.kind)):
            planned = plan_roster(roster, on=on, by=by, now=now)
            result.add(roster.file.name, planned.plan)
            # Valid rows of a refused file are written as well and rolled back below: later files refer to them.
            if not planned.plan.changes_nothing:
                write_plan(planned, by=by, now=now)
        if check or result.is_refused:
            transaction.set_rollback(True)
    result.seconds = round(time.monotonic() - started, 3)
    return result


def _headings_notes(rosters: Sequence[ParsedRoster]) -> list[str]:
    """A note for each file whose headings were read as the office confirmed them earlier."""
    text = _("Headings read as your office confirmed earlier: %(headings)s. To ignore them, use --without-memory.")
    used = {r.file.name: heading_labels(headings_as_data(r.remembered)) for r in rosters if r.remembered}
    return [
        f"{name}: {text % {'headings': '; '.join(f'{heading} = {field}' for heading, field in headings)}}"
        for name, headings in used.items()
    ]
