"""Concurrent sessions assign the same households: nothing is duplicated, and each loser gets a conflict."""

import multiprocessing
import sys
import threading
import traceback
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction

from assignments.desk.planning.results import ActionRefused
from assignments.models import Assignment, DeskAction, Member, Tier
from households.models import Household
from households.permissions import cache_permissions
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Role
from tests import factories
from tests.assignments.desk.conftest import ON, Desk, charges, make_desk, request_of

pytestmark = [
    pytest.mark.fault,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(sys.platform == "win32", reason="sessions are forked processes"),
]
FORK: Any = multiprocessing.get_context("fork") if sys.platform != "win32" else None

ROUNDS = 1_000
SESSIONS = 4


@pytest.fixture
def high_load_limits(settings: Any) -> None:
    settings.LAMBINH_LOAD_LIMITS = {"commune": 10_000, "district": 1}


def secretaries(desk: Desk, count: int) -> list[User]:
    people = [factories.UnitAccessFactory(unit=desk.commune, role=Role.COMMUNE_SECRETARY).user for _ in range(count)]
    for person in people:
        cache_permissions(person)
    return people


def create_households(desk: Desk, count: int) -> list[Household]:
    rows = [Household(head_name=f"Giàng A {number}", commune=desk.commune) for number in range(count)]
    for row in rows:
        row.update_search_keys()
    return list(Household.objects.bulk_create(rows))


def run_together(sessions: int, rounds: int, work: Callable[[int, int], Any]) -> list[list[Any]]:
    """The results of `work(session, round)` by session. Sessions are processes; all begin a round together."""
    connection.close()  # each process opens its own
    start, ends = FORK.Barrier(sessions), []
    for number in range(sessions):
        receiver, sender = FORK.Pipe(duplex=False)
        FORK.Process(target=_session, args=(sender, start, rounds, work, number), daemon=True).start()
        sender.close()
        ends.append(receiver)
    outcomes = [end.recv() for end in ends]
    for outcome in outcomes:
        if isinstance(outcome, str):
            raise AssertionError(outcome)
    return outcomes


def _session(sender: Any, start: Any, rounds: int, work: Callable[[int, int], Any], number: int) -> None:
    try:
        outcome: Any = []
        for turn in range(rounds):
            start.wait(timeout=60)
            outcome.append(work(number, turn))
    except BaseException:
        start.abort()
        outcome = traceback.format_exc()
    connection.close()
    sender.send(outcome)


@pytest.mark.usefixtures("high_load_limits")
def test_four_sessions_at_one_household_a_thousand_times() -> None:
    desk = make_desk()
    people, households = secretaries(desk, SESSIONS), create_households(desk, ROUNDS)
    members = [desk.member(f"Ma Văn {number}") for number in range(SESSIONS)]

    def work(session: int, turn: int) -> DeskAction:
        household = households[turn]
        with request_of(people[session], web=False):
            return desk.assign(
                household, member=members[session], by=people[session], expected={household.pk: None}, confirmation=""
            )  # fmt: skip

    outcomes = run_together(SESSIONS, ROUNDS, work)
    for turn in range(ROUNDS):
        actions = [outcomes[session][turn] for session in range(SESSIONS)]
        (winner,) = [action for action in actions if action.started]
        for loser in actions:
            if loser != winner:
                (conflict,) = loser.conflicts
                assert (conflict["household"], conflict["by"]) == (households[turn].pk, winner.by_id)
                assert conflict["at"]
    assert Assignment.objects.count() == ROUNDS
    assert set(Counter(Assignment.objects.values_list("household", flat=True)).values()) == {1}


@pytest.mark.usefixtures("high_load_limits")
def test_sessions_at_crossing_lists_of_households_wait_for_each_other_and_none_is_doubled() -> None:
    """Each session names the same households in another order. Locks are taken by key, so there is no deadlock."""
    desk, rounds, size = make_desk(), 25, 12
    people, households = secretaries(desk, SESSIONS), create_households(desk, rounds * size)
    members = [desk.member(f"Ma Văn {number}") for number in range(SESSIONS)]

    def work(session: int, turn: int) -> DeskAction:
        chosen = households[turn * size : (turn + 1) * size]
        chosen = (chosen[session * 2 :] if session % 2 else chosen[: size - session])[:: -1 if session > 1 else 1]
        with request_of(people[session]):
            return desk.assign(
                *chosen, member=members[session], by=people[session],
                expected={household.pk: None for household in chosen}, confirmation="",
            )  # fmt: skip

    actions = [action for each in run_together(SESSIONS, rounds, work) for action in each]
    assert sum(action.started for action in actions) == Assignment.objects.count() == len(households)
    assert all(action.started + len(action.conflicts) >= size - 2 * SESSIONS for action in actions)


@pytest.mark.usefixtures("high_load_limits")
def test_a_double_click_is_one_action() -> None:
    desk, rounds = make_desk(), 100
    (person,), households, member = secretaries(desk, 1), create_households(desk, rounds), desk.member()
    keys = [uuid4() for _ in range(rounds)]

    def work(_session: int, turn: int) -> DeskAction:
        with request_of(person):
            return desk.assign(
                households[turn],
                member=member,
                by=person,
                key=keys[turn],
                expected={households[turn].pk: None},
                confirmation="",
            )

    first, second = run_together(2, rounds, work)
    assert first == second
    assert DeskAction.objects.count() == Assignment.objects.count() == rounds
    assert not any(action.conflicts for action in first)


def test_a_member_of_the_district_tier_is_given_to_one_household_by_two_sessions() -> None:
    desk, rounds = make_desk(), 50
    households, office = create_households(desk, rounds * 2), desk.office
    cache_permissions(office)
    members = [desk.member(f"Ma Văn {number}") for number in range(rounds)]

    def work(session: int, turn: int) -> str:
        household = households[turn * 2 + session]
        try:
            with request_of(office):
                desk.assign(
                    household, member=members[turn], by=office, tier=Tier.DISTRICT, expected={household.pk: None}
                )
        except ActionRefused as refusal:
            return refusal.messages[0].code
        return ""

    for pair in zip(*run_together(2, rounds, work), strict=True):
        assert set(pair) == {"", "one_to_one"}
    assert Assignment.objects.values("member").distinct().count() == Assignment.objects.count() == rounds


def test_a_row_that_another_way_of_writing_puts_in_between_is_lost_and_no_error() -> None:
    """A register or an import takes no lock of the desk. The constraint decides then, and the desk tries again."""
    desk = make_desk()
    (person,), (household, calm) = secretaries(desk, 1), create_households(desk, 2)
    member, other = desk.member(), desk.member()
    inserted = threading.Event()

    def elsewhere(other: Member) -> None:
        try:
            with transaction.atomic():
                factories.AssignmentFactory(household=household, member=other, during=factories.days("2026-01-01"))
                inserted.set()
                _until_somebody_waits()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(elsewhere, other)
        assert inserted.wait(timeout=30)
        with request_of(person):
            action = desk.assign(
                household, calm, member=member, by=person, expected={household.pk: None, calm.pk: None}, confirmation=""
            )  # fmt: skip
        waiting.result()
    assert (action.started, [conflict["household"] for conflict in action.conflicts]) == (1, [household.pk])
    assert [name for name, *_ in charges(household)] == [str(other)]
    assert charges(calm) == [(str(member), ON, None, "")]


def _until_somebody_waits() -> None:
    with connection.cursor() as cursor:
        for _ in range(300):
            cursor.execute("SELECT pg_sleep(0.05), pg_stat_clear_snapshot()")
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waited")
