from datetime import date
from typing import Any

from assignments.models import Tier
from assignments.rosters.matching.assignment_timeline import AssignmentSpan, ResolvedAssignment
from assignments.rosters.matching.known_households import KnownHousehold
from assignments.rosters.matching.known_members import KnownMember, prefer
from assignments.rosters.matching.rows import AssignmentRow, HouseholdRow, MemberRow
from assignments.rosters.rows import Outcome, PlannedRow

SINCE = date(2018, 10, 17)


def known_member(**values: Any) -> KnownMember:
    defaults = dict.fromkeys(KnownMember._fields) | {"pk": 1, "body": 5, "position": "Bí thư", "is_exempt": False}
    return KnownMember(**(defaults | {"lower": SINCE} | values))


def known_household(**values: Any) -> KnownHousehold:
    return KnownHousehold(**(dict.fromkeys(KnownHousehold._fields) | {"pk": 1} | values))


def with_values(row: PlannedRow, *names: str) -> PlannedRow:
    for name in names:
        row.add_change(name, "old", "new")
    row.set_outcome()
    return row


def test_a_changed_member_keeps_the_membership_as_it_was() -> None:
    row = with_values(MemberRow(0, 0, 2, {}, (), match=known_member(phone="0912")), "phone", "position")

    membership = {"body": 5, "position": "Bí thư", "is_exempt": False, "lower": SINCE}
    assert row.previous_values() == {"phone": "0912"} | membership


def test_a_changed_household_keeps_columns_and_facts_as_they_were() -> None:
    match = known_household(head_sex="M", village=7, village_since=SINCE, poverty="poor", poverty_year=2018)
    row = with_values(HouseholdRow(0, 0, 2, {}, (), match=match), "sex", "village")

    assert row.previous_values() == {"head_sex": "M", "village": 7, "village_since": SINCE}


def test_an_assignment_keeps_its_days_and_the_end_of_the_one_it_replaces() -> None:
    old = AssignmentSpan(1, "Huấn", SINCE, date(2019, 1, 1), Tier.COMMUNE, pk=3, stored_end=None)
    new = AssignmentSpan(2, "Quang", date(2019, 1, 1), None, Tier.COMMUNE)
    row = AssignmentRow(0, 0, 2, {}, (), match=old, assignment=ResolvedAssignment(1, new, ends=old))

    assert with_values(row, "member_name").previous_values() == {
        "assignment": 3,
        "end": None,
        "wrote": [date(2019, 1, 1), None],
    }
    assert (row.replaced, row.repeated) == (old, None)


def test_a_row_that_writes_nothing_keeps_nothing() -> None:
    row = with_values(MemberRow(0, 0, 2, {}, (), match=known_member()))

    assert (row.outcome, row.previous_values()) == (Outcome.UNCHANGED, {})


def test_namesakes_that_meet_a_condition_are_preferred() -> None:
    quang, huan = known_member(full_name="Quang"), known_member(full_name="Huấn")

    assert prefer([quang, huan], lambda member: member.full_name == "Huấn") == [huan]
    assert prefer([quang, huan], lambda member: False) == [quang, huan]
    assert prefer([quang], lambda member: False) == [quang]
