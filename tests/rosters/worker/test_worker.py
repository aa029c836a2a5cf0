"""A real worker process at the test database: it applies each requested import once."""

from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from assignments.rosters.models import RosterRow
from households.models import Household, Residence
from tests.support.rosters.workers import officer, state, wait_until

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]


def test_what_the_page_asks_for_is_done_by_the_worker(plan: str, worker: Any) -> None:
    officer().post(f"{plan}apply/")
    assert state() == "applying"

    worker()
    wait_until(lambda: state() != "applying")

    assert state() == "applied"
    assert Household.objects.count() == Residence.objects.count() == 2
    assert RosterRow.objects.exclude(record=None).count() == 2
    wait_until(lambda: DBTaskResult.objects.get().status == "SUCCESSFUL")


def test_two_workers_apply_an_import_once(plan: str, worker: Any) -> None:
    officer().post(f"{plan}apply/")
    officer().post(f"{plan}apply/")

    worker()
    worker()
    wait_until(lambda: state() != "applying")

    assert DBTaskResult.objects.count() == 1
    assert Household.objects.count() == 2
