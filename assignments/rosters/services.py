"""Importing rosters: check what a file would do, then apply it, wholly or not at all.

This is the pages' way: a file is kept as an upload, what it would do as an import for each kind of list in it; a
person looks at it, mends it (`mending.py`) and has it applied by the background worker (`working.py`).
"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.rosters.apply import keep_rows, write
from assignments.rosters.applying import AlreadyImported, mark_applied, one_import_at_a_time, refuse_second_time
from assignments.rosters.copying import watched
from assignments.rosters.files import stored
from assignments.rosters.kept import Told, keep_plan, kept_rows, plan_kept, told_before, told_now
from assignments.rosters.models import RosterImport, RosterKind, RosterRow, RosterUpload
from assignments.rosters.opening import ReadRoster, RosterFile, by_kind, opened, understood
from assignments.rosters.plan import Outcome, Plan
from assignments.rosters.planning import plan_roster
from assignments.rosters.reading import Roster
from assignments.rosters.reading.records import Choices
from assignments.rosters.remembering import headings_said, remember, remembered
from assignments.rosters.rights import office_of
from assignments.rosters.working import State, Work, in_hand, start
from lambinh.accounts.models import User
from lambinh.lib.sheets import Workbook


def take_in(
    file: RosterFile, *, by: User, now: datetime, on: date | None = None, continues: RosterUpload | None = None
) -> RosterUpload:
    """Keep an upload with what importing it would do, for a person to see: an import for each kind of list in it.

    Where the file holds cells and no list was found among them it has no import yet: the person says where its
    heading is. `continues` is the upload that this one mends: it is read as that one was, and takes its place.
    Raises UnreadableFile, and NothingToImport when there is nothing to ask about.
    """
    choices = Choices.from_data(continues.choices) if continues else None
    workbook, headings = opened(file), remembered(office_of(by))
    roster = understood(workbook, today=timezone.localdate(now), headings=headings, choices=choices)
    read = by_kind(file, roster) if roster.tables or not _may_hold_a_list(workbook) else []
    with transaction.atomic():
        upload = RosterUpload.objects.create(
            file_name=file.name,
            digest=file.digest,
            uploaded_at=now,
            uploaded_by=by,
            asked_for=on or (continues.asked_for if continues else None),
            choices=continues.choices if continues else {},
            is_certain=roster.is_certain and bool(read),
            continues=continues,
        )
        if continues:
            _replace(continues, upload)
        _plan_and_keep(upload, read, by=by, now=now)
    return upload


def _may_hold_a_list(workbook: Workbook) -> bool:
    """Whether a person could say where a list is: some sheet has cells in two rows and two columns."""
    return any(
        sum(1 for row in sheet.rows if sum(cell is not None for cell in row) > 1) > 1 for sheet in workbook.sheets
    )


def _replace(old: RosterUpload, new: RosterUpload) -> None:
    note = _("A mended workbook took the place of this one: %(file)s.") % {"file": new.file_name}
    old.imports.filter(state=State.CHECKED).update(state=State.REFUSED, notes=[note])


def choose_columns(upload: RosterUpload, choices: Choices, roster: Roster, *, by: User, now: datetime) -> None:
    """Read the upload again as a person says; `roster` is what is understood with their choices.

    What they said of headings is remembered for their office. Raises NothingToImport.
    """
    read = by_kind(stored(upload), roster)
    with transaction.atomic():
        upload.choices, upload.is_certain = choices.as_data(), True
        upload.save(update_fields=["choices", "is_certain"])
        remember(headings_said(choices, roster), office=office_of(by), by=by, now=now)
        waiting = upload.imports.select_for_update().filter(state=State.CHECKED)  # one that is applied just now stays
        upload.imports.filter(pk__in=[one.pk for one in waiting]).delete()
        _plan_and_keep(upload, read, by=by, now=now)


def _plan_and_keep(upload: RosterUpload, read: list[ReadRoster], *, by: User, now: datetime) -> None:
    for one in read:
        planned = plan_roster(one, on=upload.asked_for, by=by, now=now)
        planned.roster_import.upload = upload
        planned.roster_import.save()
        keep_rows(planned.roster_import, planned.plan, {})


def check_again(pk: int, *, by: User, now: datetime) -> RosterImport:
    """Compare the kept rows of a checked import with the data of this moment. Raises NotMendable."""
    with transaction.atomic():
        roster_import: RosterImport = RosterImport.objects.select_for_update().get(pk=pk)
        if roster_import.state == State.CHECKED:
            plan = plan_kept(roster_import, kept_rows(roster_import), by=by, now=now)
            keep_plan(roster_import, plan, told_before(roster_import), now=now, by=by)
    return roster_import


def start_applying(roster_import: RosterImport, *, now: datetime | None = None) -> bool:
    """Ask for a checked import to be applied; False when somebody has done so already or it has invalid rows."""
    return start(roster_import, State.APPLYING, now=now or timezone.now())


def start_undoing(roster_import: RosterImport, *, now: datetime | None = None) -> bool:
    """Ask for an applied import to be taken back; False when somebody has done so already."""
    return start(roster_import, State.UNDOING, now=now or timezone.now())


def apply_checked(pk: int, *, by: User, now: datetime) -> RosterImport:
    """Apply the kept rows of an import, if the data still makes the same plan of them.

    When it does not, nothing is written and the import is checked anew, for the person to look at again.
    """
    with in_hand(pk, State.APPLYING, now=now) as work:
        if work is not None:
            try:
                with one_import_at_a_time(by=by, way=f"import {pk}"):
                    _apply_kept(work, by=by, now=now)
            except AlreadyImported as told:
                free = {"attempt": None, "heartbeat_at": None}
                RosterImport.objects.filter(pk=pk, attempt=work.attempt).update(
                    state=State.REFUSED, notes=[str(told)], **free
                )
    return RosterImport.objects.get(pk=pk)


PLANNED = 0.2
"""So much of the work is done when the plan is made again; the rest is writing."""


def _apply_kept(work: Work, *, by: User, now: datetime) -> None:
    roster_import: RosterImport = RosterImport.objects.get(pk=work.pk)
    refuse_second_time(roster_import)
    before = told_before(roster_import)
    work.reached(PLANNED / 2)
    plan = plan_kept(roster_import, kept_rows(roster_import), by=by, now=now)
    work.reached(PLANNED)
    if any(told_now(row)[:2] != before[row.position][:2] for row in plan.rows):
        _show_again(work, plan, before, now=now)
        return
    whole = _rows_to_write(plan)
    with watched(lambda rows: work.reached(PLANNED + (1 - PLANNED) * rows / whole)):
        written = write(plan, timezone.localdate(now))
        RosterRow.objects.filter(roster_import=roster_import).delete()
        keep_rows(roster_import, plan, written)
    mark_applied(work.take_for_good(), plan, by=by, now=now)


def _show_again(work: Work, plan: Plan, before: dict[int, Told], *, now: datetime) -> None:
    roster_import = work.take_for_good()
    roster_import.state, roster_import.attempt, roster_import.heartbeat_at = State.CHECKED, None, None
    keep_plan(roster_import, plan, before, now=now)
    roster_import.notes.insert(0, _("The data has changed since this was shown. Look at it again, then apply."))
    roster_import.save(update_fields=["notes"])


def _rows_to_write(plan: Plan) -> int:
    """How many rows of all tables a plan is about to write."""
    tables = {RosterKind.HOUSEHOLDS: 3, RosterKind.MEMBERS: 2, RosterKind.ASSIGNMENTS: 1}
    return len(plan.rows) + tables[plan.kind] * len(plan.of(Outcome.NEW)) + 1
