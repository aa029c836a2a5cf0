from dataclasses import replace
from typing import Any

import pytest

from assignments.models import Body, Tier
from assignments.rosters.matching.assignment_timeline import AssignmentSpan, ResolvedAssignment
from assignments.rosters.matching.bodies import NewBody
from assignments.rosters.matching.rows import AssignmentRow, HouseholdRow, MemberRow
from assignments.rosters.permissions import ALL, ImportPermissions
from assignments.rosters.planning.permissions import RULES, first_problem
from assignments.rosters.rows import Outcome, PlannedRow
from tests.rosters.books import NOW

OWN = 1


def household(outcome: str) -> PlannedRow:
    return HouseholdRow(0, 0, 2, {}, (), outcome=outcome)


def assignment(tier: Tier) -> PlannedRow:
    span = AssignmentSpan(1, "Nguyễn Văn Quang", NOW.date(), None, tier)
    return AssignmentRow(0, 0, 2, {}, (), outcome=Outcome.NEW, assignment=ResolvedAssignment(1, span))


def member(tier: Tier) -> PlannedRow:
    body = NewBody("Ban Tổ chức", Body.Kind.AGENCY, tier, unit=None)  # type: ignore[arg-type]
    return MemberRow(0, 0, 2, {}, (), outcome=Outcome.NEW, body=body)


def without(**permissions: Any) -> ImportPermissions:
    return replace(ALL, **permissions)


NOTHING: frozenset[int] = frozenset()
# For each rule a row that it is about, permissions that lack it, and a row that it is not about.
EXAMPLES = {
    "not_your_unit": (household(Outcome.NEW), without(import_units=NOTHING), None),
    "not_your_tier": (
        assignment(Tier.DISTRICT),
        without(district_assignment_units=NOTHING),
        assignment(Tier.COMMUNE),
    ),
    "not_your_body": (member(Tier.DISTRICT), without(district_body_units=NOTHING), member(Tier.COMMUNE)),
    "may_not_change": (household(Outcome.CHANGED), without(change_units=NOTHING), household(Outcome.NEW)),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_row_needs_the_permission_of_its_rule_in_all_its_units(rule: Any) -> None:
    row, permissions, other = EXAMPLES[rule.code]

    problem = first_problem(row, {OWN}, permissions)

    assert problem is not None
    assert (problem.code, problem.level) == (rule.code, "error")
    assert first_problem(row, {OWN}, ALL) is None
    assert other is None or first_problem(other, {OWN}, permissions) is None


def test_the_permission_is_needed_in_every_unit_of_the_row() -> None:
    permissions = without(import_units=frozenset({OWN}))

    assert first_problem(household(Outcome.NEW), {OWN}, permissions) is None
    assert first_problem(household(Outcome.NEW), {OWN, 2}, permissions) is not None


def test_a_row_of_a_foreign_unit_is_told_so_before_anything_else() -> None:
    permissions = without(import_units=NOTHING, change_units=NOTHING)

    problem = first_problem(household(Outcome.CHANGED), {OWN}, permissions)

    assert problem is not None
    assert problem.code == "not_your_unit"
