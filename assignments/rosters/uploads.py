"""Check uploads: a page stores a workbook, and the background worker plans its imports.

A check stores an import with its plan for each kind of list in the workbook. A workbook with cells but without a list
has no import yet; the user shows where the heading of the list is.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assignments.rosters.models import RosterImport, RosterUpload
from assignments.rosters.parsing import Roster
from assignments.rosters.parsing.records import Choices
from assignments.rosters.permissions import office_for
from assignments.rosters.pipeline import plan_roster
from assignments.rosters.progress import report_progress_to
from assignments.rosters.reader import ParsedRoster, read_cells, split_by_kind
from assignments.rosters.review.column_answers import WorkbookReading, open_questions
from assignments.rosters.review.remembered_headings import (
    confirmed_headings,
    headings_as_data,
    remember,
    remembered_headings,
)
from assignments.rosters.storage.files import NamedFile, RosterFile, decrypted_file, file_of
from assignments.rosters.workbooks.annotated import token_of
from assignments.rosters.worker.uploads import Unanswered, upload_lease
from assignments.rosters.writing.apply import store_rows
from lambinh.accounts import scope
from lambinh.accounts.models import User
from lambinh.lib.spreadsheets.types import Workbook

State, Stage = RosterUpload.State, RosterUpload.Stage
MAX_TOKEN_DIGITS = 18
"""Larger numbers are no id of an upload."""


class CheckJob(Protocol):
    """Takes the progress of a check, and locks the upload for its last step."""

    def report_progress(self, share: float) -> None: ...

    def publish(self, **fields: Any) -> None: ...

    def lock_for_commit(self) -> RosterUpload: ...


@dataclass
class SynchronousCheck:
    """A check whose caller waits for it."""

    upload: RosterUpload

    def report_progress(self, share: float) -> None: ...

    def publish(self, **fields: Any) -> None: ...

    def lock_for_commit(self) -> RosterUpload:
        return self.upload


def receive(
    file: NamedFile, *, by: User, now: datetime, on: date | None = None, continues: RosterUpload | None = None
) -> RosterUpload:
    """Store an upload that waits for its check."""
    return RosterUpload.objects.create(
        file_name=file.name,
        digest=file.digest,
        uploaded_at=now,
        uploaded_by=by,
        requested_as_of=on,
        continues=continues,
        state=State.WAITING,
        requested_at=now,
        requested_by=by,
        language=get_language() or "",
    )


def create_upload(
    file: RosterFile, *, by: User, now: datetime, on: date | None = None, continues: RosterUpload | None = None
) -> RosterUpload:
    """Receive an upload and check it at once, for callers that can wait.

    Raises UnreadableFile, and NothingToImport if the file has no cells to choose a heading from.
    """
    with transaction.atomic():
        upload = receive(file, by=by, now=now, on=on, continues=continues)
        _check(SynchronousCheck(upload), upload, file, by=by, now=now)
    return upload


def check(pk: int, *, by: User, now: datetime) -> None:
    """Check a waiting upload with the permissions of `by`, unless another worker has claimed it."""
    with upload_lease.claim(pk, State.WAITING, now=now) as job:
        if job is not None:
            upload: RosterUpload = RosterUpload.objects.get(pk=pk)
            with decrypted_file(file_of(upload)) as file:
                _check(job, upload, file, by=by, now=now)


def _check(job: CheckJob, upload: RosterUpload, file: RosterFile, *, by: User, now: datetime) -> None:
    if upload.continues is None:
        upload.continues = _continued(by, token_of(file.path))
    workbook = read_cells(file)
    upload.rows_in_all = sum(len(sheet.rows) for sheet in workbook.sheets)
    job.publish(rows_in_all=upload.rows_in_all)
    job.report_progress(0)
    parsed = _parse(upload, workbook, by=by, now=now)
    job.publish(stage=Stage.COMPARING)
    job.report_progress(0)
    with transaction.atomic():
        scope.set_actor(user=by.pk, source=f"upload {upload.pk}")
        if upload.answers:
            remember(confirmed_headings(parsed.choices, parsed.roster), office=office_for(by), by=by, now=now)
        if upload.continues:
            _replace(upload.continues, upload)
        _delete_waiting(upload)
        _plan_and_store(job, upload, parsed.rosters, by=by, now=now)
        _set_checked(job.lock_for_commit(), upload, parsed)


@dataclass(frozen=True)
class _ParsedWorkbook:
    """The tables of a workbook, the user's choices that they depend on, and their rows by kind."""

    roster: Roster
    choices: Choices
    rosters: list[ParsedRoster]

    @property
    def is_certain(self) -> bool:
        return self.roster.is_certain and bool(self.rosters)


def _parse(upload: RosterUpload, workbook: Workbook, *, by: User, now: datetime) -> _ParsedWorkbook:
    """Parse a workbook with the user's choices. Raises Unanswered if answers are missing, and NothingToImport."""
    reading = reading_of(upload, workbook, by=by, now=now)
    choices = _choices_of(upload)
    if upload.answers:
        review = reading.apply_answers(choices, upload.answers)
        choices, roster, sheets = review.choices, review.roster, review.sheets
        if message := open_questions(sheets):
            raise Unanswered(message)
    else:
        roster = reading.parse(choices)
        if not roster.tables and _may_have_a_list(workbook):
            return _ParsedWorkbook(roster, choices, [])
    return _ParsedWorkbook(roster, choices, split_by_kind(file_of(upload), roster))


def reading_of(upload: RosterUpload, workbook: Workbook, *, by: User, now: datetime) -> WorkbookReading:
    """A workbook, with the headings that the office of `by` confirmed earlier unless the user switched them off."""
    headings = remembered_headings(office_for(by)) if upload.uses_memory else {}
    return WorkbookReading(workbook, timezone.localdate(now), headings)


def _choices_of(upload: RosterUpload) -> Choices:
    if not upload.choices and upload.continues:
        return Choices.from_data(upload.continues.choices)
    return Choices.from_data(upload.choices)


def _continued(by: User, token: str) -> RosterUpload | None:
    """The upload whose annotated workbook comes back corrected, if `by` may see it."""
    if not token.isdecimal() or len(token) > MAX_TOKEN_DIGITS:
        return None
    upload: RosterUpload | None = RosterUpload.objects.visible_to(by).filter(pk=int(token)).first()
    return upload


def _set_checked(row: RosterUpload, upload: RosterUpload, parsed: _ParsedWorkbook) -> None:
    row.is_certain = parsed.is_certain or bool(upload.answers)
    row.state, row.stage, row.error, row.progress = State.CHECKED, "", "", 1
    row.attempt = row.heartbeat_at = row.requested_at = None
    row.rows_in_all, row.continues, row.interruptions = upload.rows_in_all, upload.continues, 0
    row.requested_as_of = _requested_day(upload)
    row.choices, row.answers = parsed.choices.as_data(), {}
    row.remembered = headings_as_data(parsed.roster.remembered)
    row.save()


def _requested_day(upload: RosterUpload) -> date | None:
    """The day that the user gave for this workbook, or for the one that it continues."""
    return upload.requested_as_of or (upload.continues.requested_as_of if upload.continues else None)


def _may_have_a_list(workbook: Workbook) -> bool:
    """Whether a user could show where a list is: some sheet has two rows with cells in two columns."""
    return any(
        sum(1 for row in sheet.rows if sum(cell is not None for cell in row) > 1) > 1 for sheet in workbook.sheets
    )


def _replace(old: RosterUpload, new: RosterUpload) -> None:
    note = _("A corrected workbook replaced this one: %(file)s.") % {"file": new.file_name}
    old.imports.filter(state=RosterImport.State.CHECKED).update(state=RosterImport.State.REFUSED, notes=[note])


def choose_columns(upload: RosterUpload, choices: Choices, roster: Roster, *, by: User, now: datetime) -> None:
    """Plan a small upload again with the user's choices; `roster` is parsed with them.

    The user's office remembers the headings that they confirm. Raises NothingToImport.
    """
    rosters = split_by_kind(file_of(upload), roster)
    with transaction.atomic():
        remember(confirmed_headings(choices, roster), office=office_for(by), by=by, now=now)
        upload.choices, upload.is_certain, upload.remembered = (
            choices.as_data(),
            True,
            headings_as_data(roster.remembered),
        )
        upload.answers, upload.error = {}, ""
        upload.save(update_fields=["choices", "is_certain", "remembered", "answers", "error"])
        _delete_waiting(upload)  # after the save: without imports, only its author may change the upload
        _plan_and_store(SynchronousCheck(upload), upload, rosters, by=by, now=now)


def _delete_waiting(upload: RosterUpload) -> None:
    """Delete imports of an earlier check that are not applied."""
    waiting = upload.imports.select_for_update().filter(state=RosterImport.State.CHECKED)  # one just applied stays
    upload.imports.filter(pk__in=[roster_import.pk for roster_import in waiting]).delete()


def _plan_and_store(
    job: CheckJob, upload: RosterUpload, rosters: list[ParsedRoster], *, by: User, now: datetime
) -> None:
    # Each row is reported twice: when it is compared, and when it is stored.
    total = 2 * sum(len(roster.rows) for roster in rosters) or 1
    with report_progress_to(lambda rows: job.report_progress(rows / total)):
        for roster in rosters:
            planned = plan_roster(roster, on=_requested_day(upload), by=by, now=now)
            planned.roster_import.upload = upload
            planned.roster_import.save()
            store_rows(planned.roster_import, planned.plan, {})
