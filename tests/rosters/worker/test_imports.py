import pytest
from django.db import OperationalError
from django.utils.translation import override

from assignments.rosters.errors import NotEditable
from assignments.rosters.worker.claims import Cancelled
from assignments.rosters.worker.imports import PREVIOUS_STATE, State, _note


class DiskFull(Exception):
    pgcode = "53100"


def disk_full() -> OperationalError:
    error = OperationalError()
    error.__cause__ = DiskFull()
    return error


@pytest.mark.parametrize("state", PREVIOUS_STATE)
def test_an_import_that_ends_early_says_what_is_still_so_and_what_to_do(state: State) -> None:
    message = "everything is still stored" if state == State.UNDOING else "nothing was"

    with override("en"):
        interrupted, full = _note(state, ValueError()), _note(state, disk_full())

    assert "interrupted" in interrupted
    assert message in interrupted
    assert "disk is full" in full
    assert message in full


def test_a_refusal_speaks_for_itself() -> None:
    assert _note(State.CHECKING, NotEditable("Too late.")) == "Too late."
    with override("en"):
        assert _note(State.APPLYING, Cancelled()) == "Cancelled: nothing was changed."
