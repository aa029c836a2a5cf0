"""The lists behind the figures, and the number of queries of the pages."""

import pytest

from reports.figures import FIGURES, MEMBERS, NOT_COVERED
from tests.factories import (
    AssignmentFactory,
    BodyFactory,
    HouseholdFactory,
    MemberFactory,
    PovertyStatusFactory,
    UnitFactory,
    VillageFactory,
)

pytestmark = pytest.mark.django_db

DAY = "2018-12-31"
LIST_QUERIES = 15
CELLS_AND_PLANNER_HINTS = 3
TOTALS_QUERIES = 11
TIERS = {NOT_COVERED: [], MEMBERS: ["commune"]}
"""The tiers in charge of the households of a list; both for lists that are not named here."""


def test_the_list_shows_class_size_and_who_is_in_charge_since_when(territory, signed_in):
    household = HouseholdFactory(village=territory.villages[0], code="HG-007", size=6)
    PovertyStatusFactory(household=household, poverty_class="near_poor")
    body = BodyFactory(name="Công an huyện", unit=territory.district)
    carer = MemberFactory(full_name="Ma Văn Quân", body=body)
    assignment = AssignmentFactory(household=household, member=carer, tier="district")

    answer = signed_in.get(f"/villages/{territory.villages[0].pk}/?on={DAY}")

    (row,) = answer.context["rows"]
    assert (row.village, row.poverty) == (str(territory.villages[0]), "near_poor")
    assert (row.district.pk, row.commune) == (assignment.pk, None)
    page = answer.content.decode()
    for text in ["HG-007", "Ma Văn Quân", "01/11/2018"]:
        assert text in page
    members = signed_in.get(f"/lists/?what=district-members&on={DAY}").content.decode()
    for text in ["Ma Văn Quân", "Công an huyện", household.head_name, "HG-007"]:
        assert text in members


def test_lists_are_paged_and_a_wrong_page_is_the_nearest(territory, signed_in):
    for _ in range(51):
        HouseholdFactory(village=territory.villages[0])
    address = f"/lists/?what=households&unit={territory.district.pk}&on={DAY}"

    first, last = (signed_in.get(f"{address}&page={page}").context for page in (1, 2))

    assert (len(first["rows"]), len(last["rows"])) == (50, 1)
    assert {row.household for row in first["rows"]}.isdisjoint(row.household for row in last["rows"])
    assert signed_in.get(f"{address}&page=99").context["page"].number == 2
    assert signed_in.get(f"{address}&page=x").context["page"].number == 1


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("figure", FIGURES, ids=str)
def test_a_list_costs_as_many_queries_for_one_row_as_for_thirty(
    territory, signed_in, django_assert_num_queries, figure, rows
):
    _fill(territory, rows, TIERS.get(figure, ["district", "commune"]))

    with django_assert_num_queries(LIST_QUERIES + (CELLS_AND_PLANNER_HINTS if figure.counts_members else 0)):
        answer = signed_in.get(f"/lists/?what={figure.slug}&unit={territory.district.pk}&on={DAY}")

    assert len(answer.context["rows"]) == rows


@pytest.mark.parametrize("rows", [1, 30])
def test_totals_cost_as_many_queries_for_one_commune_as_for_thirty(
    territory, signed_in, django_assert_num_queries, rows
):
    for _ in range(rows):
        village = VillageFactory(commune=UnitFactory(parent=territory.district, during=territory.district.during))
        AssignmentFactory(household=HouseholdFactory(village=village))

    with django_assert_num_queries(TOTALS_QUERIES):
        answer = signed_in.get(f"/?unit={territory.district.pk}&on={DAY}")

    assert len(answer.context["parts"]) == rows + 2


def _fill(territory, rows: int, tiers: list[str]) -> None:
    for _ in range(rows):
        household = HouseholdFactory(village=territory.villages[0])
        PovertyStatusFactory(household=household)
        for tier in tiers:
            member = MemberFactory(body=BodyFactory(unit=territory.district))
            AssignmentFactory(household=household, tier=tier, member=member)
