"""End assignments with a reason, and hand over all households of a member."""

from collections import Counter
from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from assignments.desk.planning.results import ActionRefused
from assignments.desk.services import end_assignments, hand_over, preview_hand_over
from assignments.models import Assignment, DeskAction, Member, Tier
from tests import factories
from tests.assignments.desk.conftest import ON, Desk, charges, request_of

pytestmark = pytest.mark.django_db

LAST = date(2026, 10, 31)
LEFT, MOVED = Assignment.EndReason.LEFT_POVERTY, Assignment.EndReason.MEMBER_MOVED


def test_assignments_end_with_a_last_day_and_a_reason(desk: Desk) -> None:
    quang, households = desk.member(), [desk.household() for _ in range(3)]
    rows = [desk.in_charge(household, quang) for household in households]
    with request_of(desk.secretary):
        action = end_assignments(
            assignments=[row.pk for row in rows[:2]], last_day=LAST, reason=LEFT, by=desk.secretary, key=uuid4()
        )
    assert [charges(household)[0][2:] for household in households] == [
        (ON, "left_poverty"),
        (ON, "left_poverty"),
        (None, ""),
    ]
    assert (action.kind, action.started, action.ended, action.conflicts, action.tier) == ("end", 0, 2, [], "commune")


def test_what_ended_by_then_or_is_gone_is_lost_and_the_others_end(desk: Desk) -> None:
    quang = desk.member()
    over, open_, gone = (desk.in_charge(desk.household(), quang) for _ in range(3))
    with request_of(desk.office):
        end_assignments(assignments=[over.pk], last_day=date(2020, 1, 1), reason=LEFT, by=desk.office, key=uuid4())
    keys = [over.pk, open_.pk, gone.pk]
    gone.delete()
    with request_of(desk.secretary):
        action = end_assignments(assignments=keys, last_day=LAST, reason=LEFT, by=desk.secretary, key=uuid4())
    assert action.ended == 1
    assert [(conflict["household"], conflict["by"]) for conflict in action.conflicts] == [
        (over.household_id, desk.office.pk), (None, None),
    ]  # fmt: skip


def test_an_end_before_the_beginning_is_an_error(desk: Desk) -> None:
    row = desk.in_charge(desk.household(), desk.member(), since="2026-12-01")
    with pytest.raises(ActionRefused) as refusal:
        end_assignments(assignments=[row.pk], last_day=LAST, reason=LEFT, by=desk.secretary, key=uuid4())
    assert [(message.level, message.code) for message in refusal.value.messages] == [("error", "begins_later")]


def test_ending_the_same_form_twice_is_done_once(desk: Desk) -> None:
    row, same = desk.in_charge(desk.household(), desk.member()), uuid4()
    actions = [
        end_assignments(assignments=[row.pk], last_day=LAST, reason=LEFT, by=desk.secretary, key=same)
        for _ in range(2)
    ]  # fmt: skip
    assert actions[0] == actions[1] and DeskAction.objects.count() == 1


def test_the_secretary_ends_nothing_of_the_district_tier(desk: Desk) -> None:
    row = desk.in_charge(desk.household(), desk.member(), tier=Tier.DISTRICT)
    with request_of(desk.secretary), pytest.raises(PermissionDenied):
        end_assignments(assignments=[row.pk], last_day=LAST, reason=LEFT, by=desk.secretary, key=uuid4())


# --- handovers -----------------------------------------------------------------------------------------


def split_of(desk: Desk, member: Member, *to: Member) -> dict[str, list[str]]:
    proposed = preview_hand_over(member=member, on=ON, recipients=to, by=desk.secretary)
    names = dict(Member.objects.values_list("pk", "full_name"))
    split: dict[str, list[str]] = {}
    for line in proposed:
        household = Assignment.objects.get(pk=line.assignment).household
        assert household.pk == line.household
        split.setdefault(names[line.recipient], []).append(household.head_name)
    return split


def test_households_are_split_evenly_and_the_same_village_comes_first(desk: Desk) -> None:
    gone, near, far = desk.member(), desk.member("Lý Thị Gần"), desk.member("Lý Thị Xa", desk.other_cell)
    for number in range(3):
        desk.in_charge(desk.household(f"Giàng A Gần {number}"), gone)
        desk.in_charge(desk.household(f"Giàng A Xa {number}", desk.neighbour), gone)
    split = split_of(desk, gone, far, near)
    assert {who: {name.split()[2] for name in names} for who, names in split.items()} == {
        "Lý Thị Gần": {"Gần"}, "Lý Thị Xa": {"Xa"},
    }  # fmt: skip


def test_nobody_gets_more_than_one_more_than_the_others_and_who_has_the_fewest_gets_it(desk: Desk) -> None:
    gone, busy, free = desk.member(), desk.member("Lý Thị Bận"), desk.member("Lý Thị Rỗi")
    desk.in_charge(desk.household("Vàng A Sùng"), busy)
    for number in range(5):
        desk.in_charge(desk.household(f"Giàng A {number}"), gone)
    assert Counter({who: len(names) for who, names in split_of(desk, gone, busy, free).items()}) == {
        "Lý Thị Bận": 2, "Lý Thị Rỗi": 3,
    }  # fmt: skip


def test_who_helps_a_household_already_is_not_proposed_for_it(desk: Desk) -> None:
    gone, helper, other = desk.member(), desk.member("Lý Thị Giúp"), desk.member("Lý Thị Khác")
    household = desk.household("Giàng A Páo")
    desk.in_charge(household, gone)
    desk.in_charge(household, helper, role="helper")
    assert split_of(desk, gone, helper, other) == {"Lý Thị Khác": ["Giàng A Páo"]}


def test_only_what_one_may_change_is_proposed(desk: Desk) -> None:
    gone, other = desk.member(), desk.member("Lý Thị Khác")
    desk.in_charge(desk.household("Giàng A Xã"), gone)
    desk.in_charge(desk.household("Giàng A Huyện"), gone, tier=Tier.DISTRICT)
    assert split_of(desk, gone, other) == {"Lý Thị Khác": ["Giàng A Xã"]}
    assert len(preview_hand_over(member=gone, on=ON, recipients=[other], by=desk.office)) == 2
    assert preview_hand_over(member=gone, on=ON, recipients=[gone], by=desk.office) == []


def test_all_households_of_a_member_change_hands_in_one_action(desk: Desk) -> None:
    gone, first, second = desk.member(), desk.member("Lý Thị Một"), desk.member("Lý Thị Hai")
    households = [desk.household(f"Giàng A {number}") for number in range(4)]
    rows = [desk.in_charge(household, gone) for household in households]
    choices = {line.assignment: line.recipient for line in preview_hand_over(
        member=gone, on=ON, recipients=[first, second], by=desk.secretary
    )}  # fmt: skip
    decision = factories.DecisionFactory()
    with request_of(desk.secretary):
        action = hand_over(choices=choices, on=ON, reason=MOVED, decision=decision, by=desk.secretary, key=uuid4())
    assert (action.kind, action.started, action.ended, action.conflicts) == ("hand_over", 4, 4, [])
    for household, row in zip(households, rows, strict=True):
        (before, after) = charges(household)
        assert before == ("Ma Văn Quang", date(2018, 11, 1), ON, "member_moved")
        assert after == (str(Member.objects.get(pk=choices[row.pk])), ON, None, "")


def test_a_household_that_has_changed_hands_since_is_lost_and_the_others_are_handed_over(desk: Desk) -> None:
    gone, other, quick = desk.member(), desk.member("Lý Thị Khác"), desk.member("Lý Thị Nhanh")
    households = [desk.household(f"Giàng A {number}") for number in range(3)]
    choices = {desk.in_charge(household, gone).pk: other.pk for household in households}
    desk.assign(households[0], member=quick, by=desk.office)
    action = hand_over(choices=choices, on=ON, reason=MOVED, decision=None, by=desk.secretary, key=uuid4())
    assert (action.started, [conflict["household"] for conflict in action.conflicts]) == (2, [households[0].pk])
    assert charges(households[0])[-1][0] == "Lý Thị Nhanh"


def test_rules_speak_when_handing_over_too(desk: Desk) -> None:
    row, exempt = desk.in_charge(desk.household(), desk.member()), factories.MemberFactory(commune=desk.commune)
    factories.MembershipFactory(member=exempt, body=desk.cell, is_exempt=True)
    params = {"choices": {row.pk: exempt.pk}, "on": ON, "reason": MOVED, "decision": None, "by": desk.secretary}
    with pytest.raises(ActionRefused) as refusal:
        hand_over(**params, key=uuid4())  # type: ignore[arg-type]
    assert [message.code for message in refusal.value.warnings] == ["exempt"]
    assert hand_over(**params, key=uuid4(), confirmation="tự nguyện").started == 1  # type: ignore[arg-type]
