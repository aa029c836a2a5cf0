"""Undo an action exactly and once, and leave alone the rows that somebody has changed since."""

import random
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from assignments.desk.planning.conflicts import conflict_messages
from assignments.desk.planning.results import ActionRefused
from assignments.desk.services import end_assignments, hand_over
from assignments.desk.undo import undo_action
from assignments.models import Assignment, DeskAction, Tier
from tests import factories
from tests.assignments.desk.conftest import ON, Desk, charges, request_of

pytestmark = pytest.mark.django_db

LEFT, MOVED = Assignment.EndReason.LEFT_POVERTY, Assignment.EndReason.MEMBER_MOVED


def all_rows() -> list[Any]:
    return list(Assignment.objects.order_by("pk").values_list())


@pytest.mark.parametrize("seed", range(8))
def test_whatever_was_done_is_taken_back_to_the_last_row(desk: Desk, seed: int) -> None:
    chance = random.Random(seed)
    people = [desk.member(f"Ma Văn {number}") for number in range(3)]
    households = [desk.household(f"Giàng A {number}") for number in range(6)]
    for household in households:
        day = ON + timedelta(days=chance.choice([-900, 0, 5]))
        end = day + timedelta(days=chance.choice([10, 2000]))
        first = desk.in_charge(household, people[1], since=day.isoformat(), until=end.isoformat(), end_reason="other")
        Assignment.objects.filter(pk=first.pk).update(help="giúp làm chuồng trại", note="đã xem")
        desk.in_charge(household, people[2], since=end.isoformat())
    before = all_rows()
    with request_of(desk.secretary):
        actions = [desk.assign(*households, member=people[0])]
        assignment_ids = list(Assignment.objects.in_charge().on(ON).values_list("pk", flat=True))
        choices = dict.fromkeys(assignment_ids[:3], people[1].pk)
        actions.append(
            hand_over(
                choices=choices, on=ON + timedelta(days=2), reason=MOVED, decision=None, by=desk.secretary,
                key=uuid4(), confirmation="đã bàn",
            )
        )  # fmt: skip
        actions.append(
            end_assignments(
                assignments=assignment_ids[3:],
                last_day=ON + timedelta(days=1),
                reason=LEFT,
                by=desk.secretary,
                key=uuid4(),
            )
        )
        assert all_rows() != before
        for action in reversed(actions):
            assert undo_action(action, by=desk.secretary).conflicts == []
    assert all_rows() == before


def test_taking_back_twice_is_taking_back_once(desk: Desk) -> None:
    household = desk.household()
    action = desk.assign(household, member=desk.member())
    first, second = undo_action(action, by=desk.secretary), undo_action(action, by=desk.office)
    assert first == second and charges(household) == []
    stored = DeskAction.objects.get(pk=action.pk)
    assert (stored.undone_by, stored.undone_at) == (desk.secretary, first.at) == (action.undone_by, action.undone_at)
    assert (first.kind, first.undoes, first.ended) == ("undo", action, 1)


def test_a_household_that_was_changed_since_is_named_and_the_others_go_back(desk: Desk) -> None:
    changed, calm = desk.household("Giàng A Páo"), desk.household("Vàng A Sùng")
    quick, quang = desk.member("Lý Thị Nhanh"), desk.member()
    action = desk.assign(changed, calm, member=quang)
    with request_of(desk.office):
        desk.assign(changed, member=quick, by=desk.office, on=ON + timedelta(days=9))
    with request_of(desk.secretary):
        undo = undo_action(action, by=desk.secretary)
        (message,) = conflict_messages(undo, by=desk.secretary)
    assert (message.household, charges(calm), len(charges(changed))) == (changed.pk, [], 2)
    assert "Giàng A Páo" in message.message and str(desk.office) in message.message


def test_a_note_written_since_is_a_change(desk: Desk) -> None:
    household = desk.household()
    action = desk.assign(household, member=desk.member())
    Assignment.objects.update(help="tặng một con bò")
    with pytest.raises(ActionRefused) as refusal:
        undo_action(action, by=desk.secretary)
    assert [message.code for message in refusal.value.errors] == ["changed_since"]
    assert Assignment.objects.count() == 1 and DeskAction.objects.get().undone_at is None


def test_what_ended_does_not_go_on_where_somebody_else_took_over(desk: Desk) -> None:
    household, quang = desk.household(), desk.member()
    row = desk.in_charge(household, quang)
    ended = end_assignments(assignments=[row.pk], last_day=ON, reason=LEFT, by=desk.secretary, key=uuid4())
    desk.assign(household, member=desk.member("Lý Thị Nhanh"), on=ON + timedelta(days=40))
    before = all_rows()
    with pytest.raises(ActionRefused):
        undo_action(ended, by=desk.secretary)
    assert all_rows() == before


def test_an_undo_is_not_taken_back(desk: Desk) -> None:
    undo = undo_action(desk.assign(desk.household(), member=desk.member()), by=desk.secretary)
    with pytest.raises(ActionRefused) as refusal:
        undo_action(undo, by=desk.secretary)
    assert [message.code for message in refusal.value.errors] == ["is_undo"]


def test_what_another_desk_did_is_not_taken_back(desk: Desk) -> None:
    of_district = desk.assign(desk.household(), member=desk.member(), by=desk.office, tier=Tier.DISTRICT)
    stranger = factories.UnitAccessFactory(
        unit=factories.UnitFactory(name="Phúc Yên", parent=desk.district), role="commune_secretary"
    ).user
    for user in (desk.secretary, stranger):
        with request_of(user), pytest.raises(PermissionDenied):
            undo_action(of_district, by=user)
    assert Assignment.objects.count() == 1
