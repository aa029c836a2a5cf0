"""Mending a checked import before it is applied: other values in its rows, rows left out.

Each operation changes rows, plans the whole import anew and keeps what the new plan says. Only a checked import can be
mended; `NotEditable` says so otherwise. What a page asks of a large import is kept with it (`ask`), and done by the
background worker (`mend_kept`).
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
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
from assignments.rosters.review.stored_rows import load_rows, note_seen_plan, replan, rewrite_rows, stored_results
from assignments.rosters.rows import Outcome, PlannedRow
from assignments.rosters.storage.citizen_ids import decrypted, encrypted
from assignments.rosters.worker.claims import ClaimedJob
from assignments.rosters.worker.imports import State, import_lease
from assignments.rosters.writing.apply import as_json
from lambinh.accounts import scope
from lambinh.accounts.models import User

ROUNDS = 5
"""A row that stood in for another may turn out wrong only once that is left out."""


def set_values(
    pk: int, position: int, texts: Mapping[str, str], *, everywhere: Collection[str] = (), by: User, now: datetime
) -> RosterImport:
    """Set what a row says, field by field; a field of `everywhere` in all rows that say there what this one says.

    So a village that is spelt otherwise, or a member of whom there are two, is settled once for the whole file.
    """
    change = row_changes.type_values(position=position, texts=texts, everywhere=everywhere, now=now)
    return _mend(pk, change, by=by, now=now)


def fill_down(pk: int, position: int, field: str, *, by: User, now: datetime) -> RosterImport:
    """Give the value of a row to the rows under it that have none, up to the next that has one."""
    return _mend(pk, row_changes.fill_down(position=position, field=field), by=by, now=now)


def set_included(
    pk: int, *, leave_out: Collection[int] = (), take_in: Collection[int] = (), by: User, now: datetime
) -> RosterImport:
    """Leave rows out of the import, so that what is wrong with them does not stop it, or take them in again."""
    return _mend(pk, row_changes.tick(leave_out=leave_out, take_in=take_in), by=by, now=now)


def leave_out_invalid(pk: int, *, by: User, now: datetime) -> RosterImport:
    """Leave out every row that cannot be imported, and those that cannot be without them."""
    for _round in range(ROUNDS):
        roster_import = set_included(pk, leave_out=_invalid(pk), by=by, now=now)
        if not roster_import.invalid:
            break
    return roster_import


def check_again(pk: int, *, by: User, now: datetime) -> RosterImport:
    """Compare the kept rows of a checked import with the data of this moment. Raises NotMendable."""
    return _mend(pk, row_changes.tick(), by=by, now=now)


def _invalid(pk: int) -> set[int]:
    invalid = RosterRow.objects.filter(roster_import=pk, outcome=Outcome.INVALID)
    return set(invalid.values_list("position", flat=True))


def ask(roster_import: RosterImport, what: str, *, now: datetime, **details: Any) -> None:
    """Keep with an import which operation of this module a worker is to do, with its arguments.

    Raises NotMendable.
    """
    texts = encrypted(dict(details.pop("texts", {})))
    edit = {"what": what, "details": details, "texts": texts, "language": get_language() or ""}
    if not import_lease.start(roster_import, State.CHECKING, now=now, pending_edit=edit):
        raise _too_late()


def mend_kept(pk: int, *, by: User, now: datetime) -> None:
    """Do what was kept with an import by `ask`."""
    with import_lease.claim(pk, State.CHECKING, now=now) as job:
        if job is not None:
            roster_import: RosterImport = RosterImport.objects.get(pk=pk)
            with override(roster_import.pending_edit["language"] or None), transaction.atomic():
                scope.set_actor(user=by.pk, source=f"import {pk}")
                _mend_in_hand(job, roster_import, by=by, now=now)


def _mend_in_hand(job: ClaimedJob[RosterImport], roster_import: RosterImport, *, by: User, now: datetime) -> None:
    """The row of the import is written at the very end: signs of life would wait for its lock."""
    for change in _asked(roster_import, now):
        whole = roster_import.rows_in_all or 1
        with report_progress_to(lambda rows, whole=whole: job.report_progress(rows / whole)):  # type: ignore[misc]
            before, rows = stored_results(roster_import), load_rows(roster_import)
            plan, mended = _plan(roster_import, rows, change, by=by, now=now)
        note_seen_plan(roster_import, plan, by=by, now=now)
        rewrite_rows(plan, before, roster_import)
        _keep_values(roster_import, mended)
    job.lock_for_commit()
    roster_import.state, roster_import.pending_edit, roster_import.progress = State.CHECKED, {}, 0
    roster_import.attempt = roster_import.heartbeat_at = roster_import.requested_at = None
    roster_import.save()


def _asked(roster_import: RosterImport, now: datetime) -> Iterator[Change]:
    edit = roster_import.pending_edit
    what, details = edit["what"], edit["details"]
    if what == "type_values":
        yield row_changes.type_values(**details, texts=decrypted(edit["texts"]), now=now)
    elif what == "fill_down":
        yield row_changes.fill_down(**details)
    elif what == "leave_out_invalid":
        for _round in range(ROUNDS):
            yield row_changes.tick(leave_out=_invalid(roster_import.pk))
            if not roster_import.invalid:
                break
    else:
        yield row_changes.tick(**details)


def _mend(pk: int, change: Change, *, by: User, now: datetime) -> RosterImport:
    with transaction.atomic():
        roster_import: RosterImport = RosterImport.objects.select_for_update().get(pk=pk)
        if roster_import.state != State.CHECKED:
            raise _too_late()
        before, rows = stored_results(roster_import), load_rows(roster_import)
        plan, mended = _plan(roster_import, rows, change, by=by, now=now)
        note_seen_plan(roster_import, plan, by=by, now=now)
        roster_import.save()
        rewrite_rows(plan, before, roster_import)
        _keep_values(roster_import, mended)
    return roster_import


def _too_late() -> NotEditable:
    return NotEditable(_("This import is no longer waiting to be applied: its rows cannot be changed now."))


def _plan(
    roster_import: RosterImport, rows: list[PlannedRow], change: Change, *, by: User, now: datetime
) -> tuple[Plan[PlannedRow], list[PlannedRow]]:
    """The new plan, and the rows whose values changed."""
    mended = list(change(roster_import, rows))
    if roster_import.kind != RosterKind.MEMBERS and mended:
        _look_for_same_codes(rows)
    return replan(roster_import, rows, by=by, now=now), mended


def _look_for_same_codes(rows: list[PlannedRow]) -> None:
    """One code for two heads is a matter of all rows: looked for again among those that are taken."""
    taken = [row for row in rows if row.outcome != Outcome.LEFT_OUT]
    plain = [Row(row.number, row.values, tuple(p for p in row.problems if p.code != "same_code")) for row in taken]
    add_duplicate_code_problems([plain])
    for row, read in zip(taken, plain, strict=True):
        row.problems = read.problems


def _keep_values(roster_import: RosterImport, rows: Collection[PlannedRow]) -> None:
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
