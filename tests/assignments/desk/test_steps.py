"""The steps of an action without a database: each rule with an example, conflicts, changes, messages, distribution."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError

from assignments.desk.idempotency import unless_crossed
from assignments.desk.planning.changes import plan_changes, plan_ends
from assignments.desk.planning.conflicts import Conflict, find_conflicts, find_ended
from assignments.desk.planning.distribution import HandedHousehold, Recipient, distribute
from assignments.desk.planning.requests import ActionContext, AssignmentRequest, RequestCase, fit_requests
from assignments.desk.planning.results import ActionRefused, RuleMessage, refuse_unconfirmed
from assignments.desk.planning.rules import validate, validate_ends
from assignments.desk.planning.snapshot import (
    AssignmentState,
    HouseholdState,
    MembershipPeriod,
    MemberState,
    Snapshot,
)
from assignments.models import Assignment, DeskAction, Tier

ON, TODAY = date(2026, 11, 1), date(2026, 10, 15)
COMMUNE, DISTRICT = Tier.COMMUNE.value, Tier.DISTRICT.value
PAO = HouseholdState(1, "Giàng A Páo", 10)
QUANG = MemberState(
    5, "Nguyễn Văn Quang", 10, (MembershipPeriod(date(2018, 1, 1), None, is_exempt=False),), {COMMUNE: 0, DISTRICT: 0}
)


def assignment_state(
    pk: int = 100, member: int = 6, first: str = "2018-11-01", end: str = "", **fields: Any
) -> AssignmentState:
    last = date.fromisoformat(end) if end else None
    row = AssignmentState(pk, PAO.pk, member, "Ma Thị Hòa", COMMUNE, "in_charge", date.fromisoformat(first), last, "")
    return replace(row, **fields)


def snapshot(*rows: AssignmentState, member: MemberState = QUANG) -> Snapshot:
    return Snapshot(TODAY, {PAO.pk: PAO}, {member.pk: member}, {PAO.pk: list(rows)})


def case(*rows: AssignmentState, member: MemberState = QUANG, **request: Any) -> RequestCase:
    assignment_request = replace(AssignmentRequest(PAO.pk, QUANG.pk, COMMUNE, None), **request)
    return fit_requests(snapshot(*rows, member=member), [assignment_request], ON)[0]


def unknown_member() -> RequestCase:
    return fit_requests(snapshot(), [AssignmentRequest(PAO.pk, 7, COMMUNE, None)], ON)[0]


def context(kind: DeskAction.Kind = DeskAction.Kind.ASSIGN) -> ActionContext:
    user: Any = None
    return ActionContext(kind, ON, user, uuid4(), "")


# --- rules --------------------------------------------------------------------------------------------

RULES = {
    "nothing": (case(), []),
    "hidden": (case(household=2), ["hidden"]),
    "member_hidden": (unknown_member(), ["member_hidden"]),
    "already": (case(assignment_state(member=QUANG.pk)), ["already"]),
    "same_pair": (case(assignment_state(member=QUANG.pk, role="helper")), ["same_pair"]),
    "same_pair in the other tier": (case(assignment_state(member=QUANG.pk, tier=DISTRICT)), ["same_pair"]),
    "same_pair that ended": (case(assignment_state(member=QUANG.pk, role="helper", end="2026-11-01")), []),
    "in_charge": (case(assignment_state()), ["in_charge"]),
    "in_charge of a hand-over": (case(assignment_state(), is_hand_over=True), []),
    "same_day": (case(assignment_state(first="2026-11-01")), ["same_day"]),
    "later": (case(assignment_state(first="2026-11-02")), ["later"]),
    "no_membership": (case(member=replace(QUANG, memberships=())), ["no_membership"]),
    "before_membership": (
        case(member=replace(QUANG, memberships=(MembershipPeriod(date(2026, 11, 2), None, is_exempt=False),))),
        ["before_membership"],
    ),
    "exempt": (case(member=replace(QUANG, memberships=(MembershipPeriod(None, None, is_exempt=True),))), ["exempt"]),
    "other_commune": (case(member=replace(QUANG, commune=11)), ["other_commune"]),
    "load at the limit": (case(member=replace(QUANG, loads={COMMUNE: 9})), []),
    "load": (case(member=replace(QUANG, loads={COMMUNE: 10})), ["load"]),
    "one_to_one": (case(member=replace(QUANG, loads={DISTRICT: 1}), tier=DISTRICT), ["one_to_one"]),
}


@pytest.fixture(autouse=True)
def limits(settings: Any) -> None:
    settings.LAMBINH_LOAD_LIMITS = {"commune": 10, "district": 1}


@pytest.mark.parametrize("name", RULES)
def test_a_rule_speaks_of_its_example_and_of_no_other(name: str) -> None:
    example, codes = RULES[name]

    assert [message.code for message in validate([example], ON)] == codes


def test_errors_come_before_warnings() -> None:
    cases = [case(assignment_state()), case(household=2)]

    assert [message.level for message in validate(cases, ON)] == ["error", "warning"]


def test_both_tiers_for_one_member_is_an_error_for_each_request() -> None:
    cases = [case(), case(tier=DISTRICT)]

    assert [message.code for message in validate(cases, ON)] == ["both_tiers", "both_tiers"]


def test_an_assignment_ends_on_its_first_day_at_the_earliest() -> None:
    row = assignment_state(first="2026-11-01")

    assert validate_ends(snapshot(row), [row], date(2026, 11, 1)) == ()
    assert [message.code for message in validate_ends(snapshot(row), [row], date(2026, 10, 31))] == ["begins_later"]


# --- messages -----------------------------------------------------------------------------------------


def test_a_message_writes_households_by_name_and_dates_as_days() -> None:
    message = RuleMessage.error("code", "%(household)s, %(member)s, %(day)s", household=PAO, member=QUANG, day=ON)

    assert (message.message, message.household) == ("Giàng A Páo, Nguyễn Văn Quang, 01/11/2026", PAO.pk)


@pytest.mark.parametrize(
    ("messages", "confirmation", "is_refused"),
    [
        ([], "", False),
        ([RuleMessage.warning("w", "…")], "", True),
        ([RuleMessage.warning("w", "…")], " ", True),
        ([RuleMessage.warning("w", "…")], "họp chi bộ", False),
        ([RuleMessage.error("e", "…")], "họp chi bộ", True),
    ],
)
def test_warnings_need_a_reason_and_errors_are_refused(
    messages: list[RuleMessage], confirmation: str, is_refused: bool
) -> None:
    try:
        refuse_unconfirmed(tuple(messages), confirmation)
    except ActionRefused as refusal:
        assert is_refused
        assert list(refusal.messages) == messages
    else:
        assert not is_refused


# --- conflicts ----------------------------------------------------------------------------------------


def conflicts_of(
    *rows: AssignmentState, kind: DeskAction.Kind = DeskAction.Kind.ASSIGN, is_retry: bool = False, **request: Any
) -> tuple[int, list[Conflict]]:
    remaining, conflicts = find_conflicts(snapshot(*rows), [case(*rows, **request)], context(kind), is_retry=is_retry)
    return len(remaining), conflicts


def test_another_assignment_than_the_expected_one_is_a_conflict() -> None:
    assert conflicts_of(assignment_state(), expected=100) == (1, [])
    assert conflicts_of(assignment_state(), expected=None) == (0, [Conflict(PAO.pk, None)])
    assert conflicts_of(expected=100) == (0, [Conflict(PAO.pk, 100)])
    assert conflicts_of(household=2, expected=100) == (1, [])  # not visible: an error of the rules


def test_the_expected_assignment_may_be_that_of_today_but_not_in_a_hand_over() -> None:
    ends_before = assignment_state(end="2026-10-20")

    assert conflicts_of(ends_before, expected=100) == (1, [])
    assert conflicts_of(ends_before, expected=100, kind=DeskAction.Kind.HAND_OVER) == (0, [Conflict(PAO.pk, 100)])


def test_on_a_retry_a_household_that_a_rule_forbids_is_a_conflict() -> None:
    helper = assignment_state(member=QUANG.pk, role="helper")

    assert conflicts_of(helper) == (1, [])
    assert conflicts_of(helper, is_retry=True) == (0, [Conflict(PAO.pk, None)])


def test_an_assignment_that_ends_by_then_or_is_gone_is_a_conflict() -> None:
    goes_on, ends = assignment_state(1), assignment_state(2, end="2026-11-01")

    remaining, conflicts = find_ended([goes_on, ends], {1, 2, 3}, ON, {1: 7, 2: 8})

    assert remaining == [goes_on]
    assert conflicts == [Conflict(8, 2), Conflict(None, 3)]


# --- changes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "counts"),
    [
        ([], (1, 0, 0)),
        ([assignment_state()], (1, 1, 0)),
        ([assignment_state(first="2026-11-01")], (1, 0, 1)),
        ([assignment_state(member=QUANG.pk)], (0, 0, 0)),
    ],
)
def test_the_current_assignment_ends_or_is_removed(rows: list[AssignmentState], counts: tuple[int, int, int]) -> None:
    changes = plan_changes([case(*rows)], ON, "replaced")

    assert (len(changes.starts), len(changes.ends), len(changes.removals)) == counts


def test_a_new_assignment_ends_where_the_next_one_begins() -> None:
    (start,) = plan_changes([case(assignment_state(first="2026-12-01"))], ON, "replaced").starts

    assert (start.first, start.end, start.end_reason) == (ON, date(2026, 12, 1), Assignment.EndReason.REPLACED)


def test_changes_are_ordered_by_household() -> None:
    first, second = assignment_state(1, household=8), assignment_state(2, household=7)

    assert [end.row.pk for end in plan_ends([first, second], ON, "replaced").ends] == [2, 1]


# --- retries ------------------------------------------------------------------------------------------


class Cause(Exception):
    """The error of the database driver."""

    def __init__(self, pgcode: str | None) -> None:
        super().__init__()
        self.pgcode = pgcode


@pytest.mark.parametrize(("code", "is_suppressed"), [("40P01", True), ("23P01", True), ("42501", False), (None, False)])
def test_only_the_error_of_a_crossed_transaction_is_suppressed(code: str | None, is_suppressed: bool) -> None:
    error = DatabaseError()
    error.__cause__ = Cause(code)
    try:
        with unless_crossed():
            raise error
    except DatabaseError:
        assert not is_suppressed
    else:
        assert is_suppressed


# --- distribution -------------------------------------------------------------------------------------


def test_a_neighbour_comes_first_then_the_smallest_load() -> None:
    households = [HandedHousehold(n, n, village, frozenset()) for n, village in ((1, 20), (2, 21), (3, 20))]
    near, far = Recipient(5, 20, load=3), Recipient(6, None, load=0)

    proposed = {line.assignment: line.recipient for line in distribute(households, [near, far])}

    assert proposed == {1: 5, 3: 5, 2: 6}


def test_a_member_who_has_the_household_in_another_way_gets_it_only_if_nobody_else_can() -> None:
    household = HandedHousehold(1, 1, None, frozenset({5}))

    assert distribute([household], [Recipient(5, None, 0), Recipient(6, None, 9)])[0].recipient == 6
    assert distribute([household], [Recipient(5, None, 0)])[0].recipient == 5
