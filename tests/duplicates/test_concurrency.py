"""Concurrent merges: one succeeds, the others get an error, and no fact that is added meanwhile is lost."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from assignments.duplicates.merging.validation import StaleState
from assignments.duplicates.models import Merge
from assignments.duplicates.services import merge_households, undo_merge
from assignments.models import Assignment
from households.models import Household
from lambinh.accounts.permissions import Role
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """The result or the exception of each of `works`, which all begin at the same moment."""
    start, outcomes = threading.Barrier(len(works)), [None] * len(works)

    def run(index: int, work: Callable[[], Any]) -> None:
        try:
            start.wait()
            outcomes[index] = work()
        except Exception as error:
            outcomes[index] = error  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def _two_households() -> tuple[Household, Household, Any]:
    commune = factories.UnitFactory()
    village = factories.VillageFactory(commune=commune)
    first, second = (factories.HouseholdFactory(village=village) for _ in range(2))
    return first, second, factories.UnitAccessFactory(unit=commune, role=Role.COMMUNE_SECRETARY).user


def test_of_four_who_merge_the_same_two_one_does_and_three_are_told() -> None:
    first, second, by = _two_households()

    outcomes = at_once(*(lambda pair=pair: merge_households(keep=pair[0], other=pair[1], by=by) for pair in
                      ((first, second), (second, first)) * 2))  # fmt: skip

    assert sum(isinstance(outcome, Merge) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, StaleState) for outcome in outcomes) == 3
    merge = Merge.objects.get()
    outcomes = at_once(*[lambda: undo_merge(merge=merge, by=by)] * 2)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "StaleState"]


@pytest.mark.parametrize("_round", range(5))
def test_an_assignment_made_in_the_same_moment_is_merged_or_refused_and_never_left_behind(_round: int) -> None:
    first, second, by = _two_households()
    member = factories.MemberFactory()

    def assign() -> Assignment:
        with transaction.atomic():
            return factories.AssignmentFactory(household=second, member=member)

    merge_outcome, assign_outcome = at_once(lambda: merge_households(keep=first, other=second, by=by), assign)

    assert isinstance(merge_outcome, Merge)
    assert not Assignment.objects.filter(household=second).exists()
    assert isinstance(assign_outcome, IntegrityError) or Assignment.objects.get().household == first
