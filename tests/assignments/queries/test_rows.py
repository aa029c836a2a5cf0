"""The rows that the lists, the printed sheets and the reports share."""

from types import SimpleNamespace

from assignments.models import Assignment, Member
from assignments.queries.rows import AssignedHousehold, AssignedMember, assigned_household


def test_a_household_assigned_in_both_tiers_counts_once_in_the_load_of_a_member() -> None:
    assignments = [Assignment(household_id=1, tier="district"), Assignment(household_id=1, tier="commune")]

    row = AssignedMember(Member(), None, [AssignedHousehold(assignment, "Páo") for assignment in assignments])

    assert row.load == 1


def test_only_a_helper_has_a_role_beside_the_tier() -> None:
    in_charge = Assignment(tier="commune", role=Assignment.Role.IN_CHARGE)
    helper = Assignment(tier="commune", role=Assignment.Role.HELPER)

    texts = [AssignedHousehold(assignment, "").tier_and_role for assignment in (in_charge, helper)]

    assert texts == [
        str(in_charge.get_tier_display()),
        f"{helper.get_tier_display()} · {helper.get_role_display()}",
    ]


def test_a_household_without_residence_or_class_on_the_day_has_neither_in_its_row() -> None:
    household = SimpleNamespace(homes_then=[], classes_then=[])

    row = assigned_household(Assignment(), household)

    assert (row.village, row.poverty) == ("", None)
