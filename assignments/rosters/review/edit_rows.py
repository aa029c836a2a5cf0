"""Edit the rows of a checked import before it is applied: correct values, leave rows out.

Each operation changes rows, plans the whole import again and stores the new results. Only a checked import can be
edited; otherwise the operations raise `NotEditable`. For a large import, a page stores the operation with the import
(`request_edit`), and the background worker carries it out (`run_requested_edit`).
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from assignments.rosters.errors import NotEditable
from assignments.rosters.models import RosterImport, RosterKind, RosterRow
from assignments.rosters.parsing import Row
from assignments.rosters.parsing.duplicate_codes import add_duplicate_code_problems
from assignments.rosters.planning.plan import Plan
from assignments.rosters.progress import report_progress_to
from assignments.rosters.review import row_changes
from assignments.rosters.review.row_changes import Change
from assignments.rosters.review.stored_rows import (
    load_rows,
    note_visible_plan,
    replan,
    store_results,
    stored_results,
)
from assignments.rosters.rows import Outcome, PlannedRow
from assignments.rosters.storage.citizen_ids import decrypted, encrypted
from assignments.rosters.worker.claims import ClaimedJob
from assignments.rosters.worker.imports import State, import_lease
from assignments.rosters.writing.apply import as_json
from lambinh.accounts import scope
from lambinh.accounts.models import User

MAX_ROUNDS = 5
"""A row that another one refers to may become invalid only after that other row is left out."""

Operation = Callable[..., RosterImport]


def set_values(
    pk: int, position: int, texts: Mapping[str, str], *, everywhere: Collection[str] = (), by: User, now: datetime
) -> RosterImport:
    """Set values of a row, field by field; a field of `everywhere` in all rows with the same value.

    One correction then settles a misspelt village, or a name that two members have, for the whole file.
    """
    change = row_changes.set_values(position=position, texts=texts, everywhere=everywhere, now=now)
    return _edit(pk, change, by=by, now=now)


def fill_down(pk: int, position: int, field: str, *, by: User, now: datetime) -> RosterImport:
    """Copy the value of a row to the rows below it that have none, up to the next row with a value."""
    return _edit(pk, row_changes.fill_down(position=position, field=field), by=by, now=now)


def set_included(
    pk: int, *, leave_out: Collection[int] = (), take_in: Collection[int] = (), by: User, now: datetime
) -> RosterImport:
    """Leave rows out of the import, so that their problems do not stop it, or include them again."""
    return _edit(pk, row_changes.set_included(leave_out=leave_out, take_in=take_in), by=by, now=now)


def leave_out_invalid(pk: int, *, by: User, now: datetime) -> RosterImport:
    """Leave out every invalid row, and the rows that become invalid without them."""
    for _round in range(MAX_ROUNDS):
        roster_import = set_included(pk, leave_out=_invalid_positions(pk), by=by, now=now)
        if not roster_import.invalid:
            break
    return roster_import


def check_again(pk: int, *, by: User, now: datetime) -> RosterImport:
    """Compare the stored rows with the present data."""
    return _edit(pk, row_changes.check_again(), by=by, now=now)


def _invalid_positions(pk: int) -> set[int]:
    invalid = RosterRow.objects.filter(roster_import=pk, outcome=Outcome.INVALID)
    return set(invalid.values_list("position", flat=True))


def request_edit(roster_import: RosterImport, operation: Operation, *, now: datetime, **arguments: Any) -> None:
    """Store with an import the operation of this module, and its arguments, that a worker is to carry out.

    Raises NotEditable.
    """
    texts = encrypted(dict(arguments.pop("texts", {})))
    name, language = operation.__name__, get_language() or ""
    request = {"operation": name, "arguments": arguments, "texts": texts, "language": language}
    if not import_lease.start(roster_import, State.CHECKING, now=now, pending_edit=request):
        raise _no_longer_editable()


def run_requested_edit(pk: int, *, by: User, now: datetime) -> None:
    """Carry out the operation that `request_edit` stored with an import."""
    with import_lease.claim(pk, State.CHECKING, now=now) as job:
        if job is not None:
            roster_import: RosterImport = RosterImport.objects.get(pk=pk)
            with override(roster_import.pending_edit["language"] or None), transaction.atomic():
                scope.set_actor(user=by.pk, source=f"import {pk}")
                _edit_as_worker(job, roster_import, by=by, now=now)


def _edit_as_worker(job: ClaimedJob[RosterImport], roster_import: RosterImport, *, by: User, now: datetime) -> None:
    for change in _requested_changes(roster_import, now):
        with report_progress_to(partial(_report, job, roster_import.rows_in_all or 1)):
            before, rows = stored_results(roster_import), load_rows(roster_import)
            plan, changed = _change_and_plan(roster_import, rows, change, by=by, now=now)
        note_visible_plan(roster_import, plan, by=by, now=now)
        store_results(plan, before, roster_import)
        _store_values(roster_import, changed)
    # The import's own row comes last: from here on heartbeats would wait for its lock.
    job.lock_for_commit()
    roster_import.state, roster_import.pending_edit, roster_import.progress = State.CHECKED, {}, 0
    roster_import.attempt = roster_import.heartbeat_at = roster_import.requested_at = None
    roster_import.save()


def _report(job: ClaimedJob[RosterImport], total: int, rows: int) -> None:
    job.report_progress(rows / total)


_CHANGES: dict[str, Callable[..., Change]] = {
    set_included.__name__: row_changes.set_included,
    fill_down.__name__: row_changes.fill_down,
    check_again.__name__: row_changes.check_again,
}


def _requested_changes(roster_import: RosterImport, now: datetime) -> Iterator[Change]:
    request = roster_import.pending_edit
    operation, arguments = request["operation"], request["arguments"]
    if operation == set_values.__name__:
        yield row_changes.set_values(**arguments, texts=decrypted(request["texts"]), now=now)
    elif operation == leave_out_invalid.__name__:
        yield from _leave_out_in_rounds(roster_import)
    else:
        yield _CHANGES[operation](**arguments)


def _leave_out_in_rounds(roster_import: RosterImport) -> Iterator[Change]:
    for _round in range(MAX_ROUNDS):
        yield row_changes.set_included(leave_out=_invalid_positions(roster_import.pk))
        if not roster_import.invalid:
            break


def _edit(pk: int, change: Change, *, by: User, now: datetime) -> RosterImport:
    with transaction.atomic():
        roster_import: RosterImport = RosterImport.objects.select_for_update().get(pk=pk)
        if roster_import.state != State.CHECKED:
            raise _no_longer_editable()
        before, rows = stored_results(roster_import), load_rows(roster_import)
        plan, changed = _change_and_plan(roster_import, rows, change, by=by, now=now)
        note_visible_plan(roster_import, plan, by=by, now=now)
        roster_import.save()
        store_results(plan, before, roster_import)
        _store_values(roster_import, changed)
    return roster_import


def _no_longer_editable() -> NotEditable:
    return NotEditable(_("This import is no longer waiting to be applied: its rows cannot be changed now."))


def _change_and_plan(
    roster_import: RosterImport, rows: list[PlannedRow], change: Change, *, by: User, now: datetime
) -> tuple[Plan[PlannedRow], list[PlannedRow]]:
    """The new plan, and the rows with new values."""
    changed = list(change(roster_import, rows))
    if roster_import.kind != RosterKind.MEMBERS and changed:
        _find_same_codes(rows)
    return replan(roster_import, rows, by=by, now=now), changed


def _find_same_codes(rows: list[PlannedRow]) -> None:
    """Find codes with two heads again, among all rows that are included: one new value may concern other rows."""
    included = [row for row in rows if row.outcome != Outcome.LEFT_OUT]
    plain = [Row(row.number, row.values, tuple(p for p in row.problems if p.code != "same_code")) for row in included]
    add_duplicate_code_problems([plain])
    for row, checked in zip(included, plain, strict=True):
        row.problems = checked.problems


def _store_values(roster_import: RosterImport, rows: Collection[PlannedRow]) -> None:
    unique = {row.position: row for row in rows}
    columns: list[list[Any]] = [
        list(unique),
        [as_json(encrypted(row.values)) for row in unique.values()],
        [as_json(encrypted(row.original_values)) for row in unique.values()],
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {RosterRow._meta.db_table} r SET values = s.values, original_values = s.original_values "  # noqa: S608
            "FROM unnest(%s::int[], %s::jsonb[], %s::jsonb[]) AS s(position, values, original_values) "
            "WHERE r.roster_import_id = %s AND r.position = s.position",
            [*columns, roster_import.pk],
        )
