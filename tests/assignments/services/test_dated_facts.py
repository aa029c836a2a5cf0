"""Dated changes of a member's cell, position and exemption, and corrections of assignments."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from assignments.models import Member, Membership
from assignments.services.corrections import correct_assignment, delete_assignment
from assignments.services.members import (
    LaterMembershipExists,
    MembershipChangesInRange,
    NoMembership,
    NotExempt,
    end_exemption,
    end_membership,
    exempt_member,
    move_member,
)
from households.services.dated import NoChange, StartsSameDay
from lambinh.accounts.models import User
from tests import factories
from tests.factories import days

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> User:
    return factories.PersonFactory()


@pytest.fixture
def member() -> Member:
    """A member in a cell since 1/1/2018."""
    return factories.MemberFactory(body=factories.BodyFactory(name="Chi bộ Nà Khà"), body__during=days("2018-01-01"))


def seats(member: Member) -> list[tuple[str, bool, Any, Any]]:
    rows = Membership.objects.filter(member=member).order_by("during").select_related("body")
    return [(row.position, row.is_exempt, row.during.lower, row.during.upper) for row in rows]


def test_another_cell_begins_and_the_unit_follows(member: Member, by: User) -> None:
    there = factories.BodyFactory()
    move_member(member=member, body=there, position="Bí thư", on=date(2021, 5, 1), by=by)
    assert seats(member) == [
        ("", False, date(2018, 1, 1), date(2021, 5, 1)),
        ("Bí thư", False, date(2021, 5, 1), None),
    ]
    member.refresh_from_db()
    assert member.commune == there.unit


def test_the_same_seat_is_nothing_new_and_its_first_day_is_to_be_corrected(member: Member, by: User) -> None:
    body = member.memberships.get().body
    with pytest.raises(NoChange):
        move_member(member=member, body=body, position="", on=date(2021, 5, 1), by=by)
    with pytest.raises(StartsSameDay):
        move_member(member=member, body=body, position="Bí thư", on=date(2018, 1, 1), by=by)


def test_exempt_from_one_day_to_another_both_included(member: Member, by: User) -> None:
    exempt_member(member=member, on=date(2020, 1, 1), last=date(2020, 12, 31), by=by)
    assert seats(member) == [
        ("", False, date(2018, 1, 1), date(2020, 1, 1)),
        ("", True, date(2020, 1, 1), date(2021, 1, 1)),
        ("", False, date(2021, 1, 1), None),
    ]


def test_an_exemption_without_an_end_is_ended_later(member: Member, by: User) -> None:
    exempt_member(member=member, on=date(2020, 1, 1), last=None, by=by)
    assert seats(member)[-1] == ("", True, date(2020, 1, 1), None)
    with pytest.raises(NoChange):
        exempt_member(member=member, on=date(2020, 6, 1), last=None, by=by)
    end_exemption(member=member, on=date(2022, 1, 1), by=by)
    assert seats(member)[-1] == ("", False, date(2022, 1, 1), None)
    with pytest.raises(NotExempt):
        end_exemption(member=member, on=date(2023, 1, 1), by=by)


def test_who_was_exempt_stays_so_in_another_cell(member: Member, by: User) -> None:
    exempt_member(member=member, on=date(2020, 1, 1), last=None, by=by)
    move_member(member=member, body=factories.BodyFactory(), position="", on=date(2021, 1, 1), by=by)
    assert seats(member)[-1] == ("", True, date(2021, 1, 1), None)


def test_an_exemption_stays_within_one_seat(member: Member, by: User) -> None:
    move_member(member=member, body=factories.BodyFactory(), position="", on=date(2021, 1, 1), by=by)
    with pytest.raises(MembershipChangesInRange):
        exempt_member(member=member, on=date(2020, 1, 1), last=date(2021, 1, 1), by=by)
    exempt_member(member=member, on=date(2020, 1, 1), last=date(2020, 12, 31), by=by)
    assert seats(member)[1:] == [
        ("", True, date(2020, 1, 1), date(2021, 1, 1)),
        ("", False, date(2021, 1, 1), None),
    ]


@pytest.mark.parametrize(("on", "error"), [(date(2018, 1, 1), StartsSameDay), (date(2017, 12, 31), NoMembership)])
def test_there_is_no_exemption_before_the_seats_second_day(
    member: Member, by: User, on: date, error: type[Exception]
) -> None:
    with pytest.raises(error):
        exempt_member(member=member, on=on, last=None, by=by)
    assert len(seats(member)) == 1


def test_who_leaves_sits_nowhere_after_the_last_day_and_stays_with_the_unit(member: Member, by: User) -> None:
    end_membership(member=member, last_day=date(2024, 6, 30), by=by)
    assert seats(member) == [("", False, date(2018, 1, 1), date(2024, 7, 1))]
    unit = member.commune
    member.refresh_from_db()
    assert member.commune == unit
    with pytest.raises(NoChange):
        end_membership(member=member, last_day=date(2024, 6, 30), by=by)
    with pytest.raises(NoMembership):
        end_membership(member=member, last_day=date(2024, 7, 1), by=by)
    move_member(member=member, body=member.memberships.get().body, position="", on=date(2025, 1, 1), by=by)
    assert seats(member)[-1] == ("", False, date(2025, 1, 1), None)


def test_the_last_day_may_be_the_first_one(member: Member, by: User) -> None:
    end_membership(member=member, last_day=date(2018, 1, 1), by=by)
    assert seats(member) == [("", False, date(2018, 1, 1), date(2018, 1, 2))]


def test_who_sits_somewhere_later_does_not_leave(member: Member, by: User) -> None:
    move_member(member=member, body=factories.BodyFactory(name="Văn phòng"), position="", on=date(2030, 1, 1), by=by)
    with pytest.raises(LaterMembershipExists) as refusal, override("en"):
        end_membership(member=member, last_day=date(2024, 6, 30), by=by)
    assert "From 01/01/2030 the member belongs to Văn phòng" in str(refusal.value)
    assert len(seats(member)) == 2


def test_an_assignment_is_put_right_or_taken_out(by: User) -> None:
    first = factories.AssignmentFactory(during=days("2018-11-01", "2020-01-01"))
    second = factories.AssignmentFactory(household=first.household, during=days("2020-01-01"))
    params = {"decision": None, "by": by, "reason": "typing"}
    with pytest.raises(ValidationError):
        correct_assignment(assignment=second, during=days("2019-12-01"), **params)
    correct_assignment(assignment=second, during=days("2020-02-01"), note="theo sổ", **params)
    second.refresh_from_db()
    assert (second.during.lower, second.note) == (date(2020, 2, 1), "theo sổ")
    delete_assignment(assignment=second, by=by, reason="mixed_up")
    first.refresh_from_db()
    assert first.during.upper == date(2020, 1, 1)
