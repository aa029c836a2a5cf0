"""Uploads: a workbook is received by a page and checked by the background worker.

Checking says what importing the workbook would do: an import for each kind of list in it. Where the file holds cells
and no list was found among them it has no import yet: the person says where its heading is.
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
from assignments.rosters.planning.build import plan_roster
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
from assignments.rosters.worker import upload_checks
from assignments.rosters.writing.apply import store_rows
from lambinh.accounts import scope
from lambinh.accounts.models import User
from lambinh.lib.spreadsheets.types import Workbook

State, Stage = RosterUpload.State, RosterUpload.Stage


class Watch(Protocol):
    """Who hears how far a check is, and gives the upload for its last step."""

    def reached(self, part: float) -> None: ...

    def note(self, **facts: Any) -> None: ...

    def take_for_good(self) -> Any: ...


@dataclass
class Unwatched:
    """A check for which somebody waits."""

    upload: RosterUpload

    def reached(self, part: float) -> None: ...

    def note(self, **facts: Any) -> None: ...

    def take_for_good(self) -> RosterUpload:
        return self.upload


def receive(
    file: NamedFile, *, by: User, now: datetime, on: date | None = None, continues: RosterUpload | None = None
) -> RosterUpload:
    """Note an upload that is to be checked."""
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
    """Receive an upload and check it at once, for callers who can wait.

    Raises UnreadableFile, and NothingToImport when there is nothing to ask about.
    """
    with transaction.atomic():
        upload = receive(file, by=by, now=now, on=on, continues=continues)
        _check(Unwatched(upload), upload, file, by=by, now=now)
    return upload


def check(pk: int, *, by: User, now: datetime) -> None:
    """Check a waiting upload, if no other worker has it in hand, within the rights of `by`."""
    with upload_checks.in_hand(pk, now=now) as work:
        if work is not None:
            upload: RosterUpload = RosterUpload.objects.get(pk=pk)
            with decrypted_file(file_of(upload)) as file:
                _check(work, upload, file, by=by, now=now)


def _check(watch: Watch, upload: RosterUpload, file: RosterFile, *, by: User, now: datetime) -> None:
    if upload.continues is None:
        upload.continues = _continued(by, token_of(file.path))
    workbook = read_cells(file)
    upload.rows_in_all = sum(len(sheet.rows) for sheet in workbook.sheets)
    watch.note(rows_in_all=upload.rows_in_all)
    watch.reached(0)
    reading = reading_of(upload, workbook, by=by, now=now)
    choices = _choices_of(upload)
    if upload.answers:
        review = reading.apply_answers(choices, upload.answers)
        choices, roster = review.choices, review.roster
        if question := open_questions(review.sheets):
            raise upload_checks.Unanswered(question)
        read = split_by_kind(file_of(upload), roster)
    else:
        roster = reading.parse(choices)
        read = split_by_kind(file_of(upload), roster) if roster.tables or not _may_hold_a_list(workbook) else []
    watch.note(stage=Stage.COMPARING)
    watch.reached(0)
    with transaction.atomic():
        scope.set_actor(user=by.pk, source=f"upload {upload.pk}")
        if upload.answers:
            remember(confirmed_headings(choices, roster), office=office_for(by), by=by, now=now)
        if upload.continues:
            _replace(upload.continues, upload)
        _take_away_waiting(upload)
        _plan_and_keep(watch, upload, read, by=by, now=now)
        _note_checked(watch.take_for_good(), upload, roster, choices, is_certain=roster.is_certain and bool(read))


def reading_of(upload: RosterUpload, workbook: Workbook, *, by: User, now: datetime) -> WorkbookReading:
    """A workbook with what the office of `by` said of headings, unless the person wants it read without."""
    headings = remembered_headings(office_for(by)) if upload.uses_memory else {}
    return WorkbookReading(workbook, timezone.localdate(now), headings)


def _choices_of(upload: RosterUpload) -> Choices:
    if not upload.choices and upload.continues:
        return Choices.from_data(upload.continues.choices)
    return Choices.from_data(upload.choices)


def _continued(by: User, token: str) -> RosterUpload | None:
    """The upload whose marked workbook comes back mended, if `by` may see it."""
    if not token.isdecimal() or len(token) > 18:
        return None
    found: RosterUpload | None = RosterUpload.objects.visible_to(by).filter(pk=int(token)).first()
    return found


def _note_checked(
    row: RosterUpload, upload: RosterUpload, roster: Roster, choices: Choices, *, is_certain: bool
) -> None:
    row.is_certain = is_certain or bool(upload.answers)
    row.state, row.stage, row.error, row.progress = State.CHECKED, "", "", 1
    row.attempt = row.heartbeat_at = row.requested_at = None
    row.rows_in_all, row.continues, row.interruptions = upload.rows_in_all, upload.continues, 0
    row.requested_as_of = upload.requested_as_of or (upload.continues.requested_as_of if upload.continues else None)
    row.choices, row.answers = choices.as_data(), {}
    row.remembered = headings_as_data(roster.remembered)
    row.save()


def _may_hold_a_list(workbook: Workbook) -> bool:
    """Whether a person could say where a list is: some sheet has cells in two rows and two columns."""
    return any(
        sum(1 for row in sheet.rows if sum(cell is not None for cell in row) > 1) > 1 for sheet in workbook.sheets
    )


def _replace(old: RosterUpload, new: RosterUpload) -> None:
    note = _("A mended workbook took the place of this one: %(file)s.") % {"file": new.file_name}
    old.imports.filter(state=RosterImport.State.CHECKED).update(state=RosterImport.State.REFUSED, notes=[note])


def choose_columns(upload: RosterUpload, choices: Choices, roster: Roster, *, by: User, now: datetime) -> None:
    """Read a small upload again as a person says; `roster` is what is understood with their choices.

    What they said of headings is remembered for their office. Raises NothingToImport.
    """
    read = split_by_kind(file_of(upload), roster)
    with transaction.atomic():
        remember(confirmed_headings(choices, roster), office=office_for(by), by=by, now=now)
        upload.choices, upload.is_certain, upload.remembered = (
            choices.as_data(),
            True,
            headings_as_data(roster.remembered),
        )
        upload.answers, upload.error = {}, ""
        upload.save(update_fields=["choices", "is_certain", "remembered", "answers", "error"])
        _take_away_waiting(upload)  # after the save: without its imports the upload is its author's alone
        _plan_and_keep(Unwatched(upload), upload, read, by=by, now=now)


def _take_away_waiting(upload: RosterUpload) -> None:
    """Remove the imports of an upload that was read otherwise before."""
    waiting = upload.imports.select_for_update().filter(state=RosterImport.State.CHECKED)  # one just applied stays
    upload.imports.filter(pk__in=[one.pk for one in waiting]).delete()


def _plan_and_keep(watch: Watch, upload: RosterUpload, read: list[ParsedRoster], *, by: User, now: datetime) -> None:
    """Rows are counted twice: compared, and kept."""
    whole = 2 * sum(len(one.rows) for one in read) or 1
    on = upload.requested_as_of or (upload.continues.requested_as_of if upload.continues else None)
    with report_progress_to(lambda rows: watch.reached(rows / whole)):
        for one in read:
            planned = plan_roster(one, on=on, by=by, now=now)
            planned.roster_import.upload = upload
            planned.roster_import.save()
            store_rows(planned.roster_import, planned.plan, {})
