"""Several people at once: one merges, the others are told; a fact that is added meanwhile is not lost."""

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
    """What each of `works` gave or raised, all of them begun in the same moment."""
    start, given = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int, work: Callable[[], Any]) -> None:
        try:
            start.wait()
            given[place] = work()
        except Exception as error:
            given[place] = error  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def _two() -> tuple[Household, Household, Any]:
    commune = factories.UnitFactory()
    village = factories.VillageFactory(commune=commune)
    one, two = (factories.HouseholdFactory(village=village) for _ in range(2))
    return one, two, factories.UnitAccessFactory(unit=commune, role=Role.COMMUNE_SECRETARY).user


def test_of_four_who_merge_the_same_two_one_does_and_three_are_told() -> None:
    one, two, by = _two()

    given = at_once(*(lambda pair=pair: merge_households(keep=pair[0], other=pair[1], by=by) for pair in
                      ((one, two), (two, one)) * 2))  # fmt: skip

    assert sum(isinstance(answer, Merge) for answer in given) == 1
    assert sum(isinstance(answer, StaleState) for answer in given) == 3
    merge = Merge.objects.get()
    given = at_once(*[lambda: undo_merge(merge=merge, by=by)] * 2)
    assert sorted(type(answer).__name__ for answer in given) == ["NoneType", "StaleState"]


@pytest.mark.parametrize("_round", range(5))
def test_an_assignment_made_in_the_same_moment_is_merged_or_refused_and_never_left_behind(_round: int) -> None:
    one, two, by = _two()
    member = factories.MemberFactory()

    def assign() -> Assignment:
        with transaction.atomic():
            return factories.AssignmentFactory(household=two, member=member)

    merged, assigned = at_once(lambda: merge_households(keep=one, other=two, by=by), assign)

    assert isinstance(merged, Merge)
    assert not Assignment.objects.filter(household=two).exists()
    assert isinstance(assigned, IntegrityError) or Assignment.objects.get().household == one
