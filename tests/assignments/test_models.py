"""The constraints on bodies, members, assignments and desk actions."""

import pytest
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange

from assignments.models import Assignment, Body, Decision, DeskAction, Member, Membership
from tests import factories
from tests.factories import ALWAYS, days
from tests.support.constraint_checks import Case, assert_message, assert_refused, constraints_of, names_with_message

pytestmark = pytest.mark.django_db

NEVER = DateRange(empty=True)
EARLY, OVERLAPPING = days("2018-11-01", "2020-01-01"), days("2019-12-31")


def _assignment(**fields: object) -> Assignment:
    people: dict[str, object] = {
        "household": factories.HouseholdFactory(),
        "member": factories.MemberFactory(),
        "tier": "commune",
        "during": days("2018-11-01"),
    }
    return Assignment(**people | fields)


def _same_name() -> Body:
    body = factories.BodyFactory()
    return Body(kind="cell", tier="commune", name=body.name, unit=body.unit)


def _second_seat() -> Membership:
    seat = factories.MembershipFactory(during=EARLY)
    return Membership(member=seat.member, body=factories.BodyFactory(), during=OVERLAPPING)


def _same_decision() -> Decision:
    known = factories.DecisionFactory()
    return Decision(number=known.number, issued_on=known.issued_on, issuer=known.issuer)


def _second_in_charge() -> models.Model:
    first = factories.AssignmentFactory(during=EARLY)
    return _assignment(household=first.household, during=OVERLAPPING)


def _same_pair_in_the_other_tier() -> models.Model:
    first = factories.AssignmentFactory(during=EARLY)
    return _assignment(
        household=first.household, member=first.member, tier="district", role="helper", during=OVERLAPPING
    )


def _action(**fields: object) -> DeskAction:
    return factories.DeskActionFactory.build(by=factories.PersonFactory(), **fields)


def _same_key() -> DeskAction:
    first = factories.DeskActionFactory()
    return factories.DeskActionFactory.build(by=first.by, key=first.key)


CASES: dict[str, Case] = {
    "desk_action_once_per_key": _same_key,
    "desk_action_undone_at_and_by": lambda: _action(undone_by=factories.PersonFactory()),
    "desk_action_undo_names_its_action": lambda: _action(kind="undo"),
    "desk_action_tier_known": lambda: _action(tier="province"),
    "body_name_unique_in_unit": _same_name,
    "body_tier_known": lambda: Body(kind="cell", tier="province", name="Chi bộ 1", unit=factories.UnitFactory()),
    "member_has_a_name": lambda: Member(full_name=""),
    "member_birth_date_is_partial_date": lambda: Member(full_name="Ma Thị Huấn", birth_date="7/3/1975"),
    "member_sex_known": lambda: Member(full_name="Ma Thị Huấn", sex="X"),
    "membership_one_on_any_day": _second_seat,
    "membership_lasts_at_least_a_day": lambda: Membership(
        member=factories.MemberFactory(), body=factories.BodyFactory(), during=NEVER
    ),
    "decision_unique": _same_decision,
    "assignment_one_in_charge_per_tier_on_any_day": _second_in_charge,
    "assignment_pair_once_on_any_day": _same_pair_in_the_other_tier,
    "assignment_lasts_at_least_a_day": lambda: _assignment(during=NEVER),
    "assignment_end_reason_needs_an_end": lambda: _assignment(end_reason="replaced"),
    "assignment_tier_known": lambda: _assignment(tier="province"),
    "assignment_role_known": lambda: _assignment(role="owner"),
}


@pytest.mark.parametrize("name", CASES)
def test_the_database_refuses_a_row_that_breaks_a_promise(name: str) -> None:
    assert_refused(name, CASES[name]())


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", names_with_message("assignments"))
def test_a_person_reads_which_promise_a_row_would_break(name: str, language: str) -> None:
    assert_message(name, CASES[name](), language)


def test_every_promise_about_members_and_assignments_has_its_bad_row() -> None:
    assert set(CASES) == set(constraints_of("assignments"))


def _fits(row: models.Model) -> None:
    row.full_clean()
    row.save()


def test_a_household_has_one_in_charge_in_each_tier() -> None:
    first = factories.AssignmentFactory(tier="commune")
    _fits(_assignment(household=first.household, tier="district"))


def test_helpers_stand_beside_the_member_in_charge() -> None:
    first = factories.AssignmentFactory()
    for _ in range(2):
        _fits(_assignment(household=first.household, role="helper"))


def test_a_successor_takes_over_on_the_day_after_the_last() -> None:
    first = factories.AssignmentFactory(during=days("2018-11-01", "2020-01-01"), end_reason="replaced")
    _fits(_assignment(household=first.household, during=days("2020-01-01")))


def test_a_member_looks_after_many_households() -> None:
    first = factories.AssignmentFactory()
    _fits(_assignment(member=first.member))


@pytest.mark.parametrize("birth_date", ["", "1975", "1975-03", "1975-03-07"])
def test_as_much_of_a_birth_date_as_is_known_is_kept(birth_date: str) -> None:
    _fits(Member(full_name="Ma Thị Huấn", birth_date=birth_date))


def test_cells_of_one_name_stand_in_different_units() -> None:
    body = factories.BodyFactory(name="Chi bộ thôn Nà Khà")
    _fits(Body(kind="cell", tier="commune", name=body.name, unit=factories.UnitFactory()))


def test_a_member_sits_in_one_cell_after_another() -> None:
    seat = factories.MembershipFactory(during=days("2018-11-01", "2020-01-01"))
    _fits(Membership(member=seat.member, body=factories.BodyFactory(), during=days("2020-01-01")))
    assert Membership.objects.filter(during=ALWAYS).count() == 0
