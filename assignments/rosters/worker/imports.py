"""The lease of imports, so that none stays "being applied" after its worker has died."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from assignments.rosters.errors import NotEditable
from assignments.rosters.models import RosterImport
from assignments.rosters.worker.claims import Cancelled, is_disk_full, is_long_ago
from assignments.rosters.worker.lease import UNCLAIMED, Lease
from lambinh.lib.encryption.keys import DecryptionError

State = RosterImport.State
CLAIM_TIMEOUT = timedelta(minutes=10)
"""Time after which a user may start an import again that no worker has claimed."""
PREVIOUS_STATE = {State.CHECKING: State.CHECKED, State.APPLYING: State.CHECKED, State.UNDOING: State.APPLIED}


class ImportLease(Lease[RosterImport]):
    """An import whose job ends early goes back to its previous state, with a note."""

    model = RosterImport
    states = tuple(PREVIOUS_STATE)
    refusals = (NotEditable,)

    def start(
        self,
        roster_import: RosterImport,
        state: State,
        *,
        now: datetime,
        pending_edit: Mapping[str, object] | None = None,
    ) -> bool:
        """Request that an import is checked again, applied or undone. False if it is not in the state for that."""
        ready = RosterImport.objects.filter(pk=roster_import.pk, state=PREVIOUS_STATE[state])
        if state == State.APPLYING:
            ready = ready.filter(invalid=0)
        return bool(
            ready.update(state=state, requested_at=now, progress=0, is_cancelled=False, pending_edit=pending_edit or {})
        )

    def cancel(self, row: RosterImport) -> None:
        """Stop what was requested: at once if no worker has claimed it, otherwise as soon as the worker notices."""
        requested = RosterImport.objects.filter(pk=row.pk, state__in=PREVIOUS_STATE)
        for state, previous in PREVIOUS_STATE.items():
            requested.filter(state=state, attempt=None).update(state=previous, requested_at=None)
        requested.update(is_cancelled=True)

    def is_overdue(self, now: datetime) -> Q:
        return Q(attempt=None) & is_long_ago("requested_at", now, CLAIM_TIMEOUT)

    def release(self, row: RosterImport, now: datetime) -> bool:
        rows = RosterImport.objects.filter(pk=row.pk)
        is_overdue = rows.filter(self.is_overdue(now)).exists()
        return _put_back(rows, _no_worker_note() if is_overdue else _interrupted_note(State(row.state)))

    def give_back(self, rows: QuerySet[RosterImport], error: Exception) -> None:
        row = rows.first()
        if row is not None:
            _put_back(rows, _note(State(row.state), error))


def _put_back(rows: QuerySet[RosterImport], note: str) -> bool:
    row = rows.filter(state__in=PREVIOUS_STATE).first()
    if row is None:
        return False
    notes = [note, *(other for other in row.notes if other != note)]
    previous = PREVIOUS_STATE[State(row.state)]
    return bool(rows.update(**UNCLAIMED, state=previous, notes=notes, requested_at=None, pending_edit={}))


def _note(state: State, error: Exception) -> str:
    if isinstance(error, Cancelled):
        return _("Cancelled: nothing was changed.")
    if isinstance(error, NotEditable | DecryptionError):
        return str(error)
    return _disk_full_note(state) if is_disk_full(error) else _interrupted_note(state)


def _disk_full_note(state: State) -> str:
    if state == State.CHECKING:
        return _("The database's disk is full: nothing was changed. Tell the administrator, then try again.")
    if state == State.APPLYING:
        return _("The database's disk is full: nothing was stored. Tell the administrator, then try again.")
    return _("The database's disk is full: everything is still stored. Tell the administrator, then try again.")


def _interrupted_note(state: State) -> str:
    if state == State.CHECKING:
        return _("The check was interrupted: nothing was changed. Try again.")
    if state == State.APPLYING:
        return _("The import was interrupted: nothing was stored. Apply it again.")
    return _("The undo was interrupted: everything is still stored. Undo it again.")


def _no_worker_note() -> str:
    return _("The background worker did not respond. Try again; if it happens again, tell the administrator.")


import_lease = ImportLease()
