from datetime import date

import pytest

from assignments.models import Assignment
from households.models import Household, Residence, Unit
from households.services import dated_bulk
from tests.factories import AssignmentFactory, HouseholdFactory, VillageFactory, days

pytestmark = pytest.mark.django_db
DAY = date(2019, 3, 1)


@pytest.fixture
def here() -> Unit:
    return VillageFactory()


@pytest.fixture
def there() -> Unit:
    return VillageFactory()


def lives(household: Household, village: Unit, first: str = "", end: str = "") -> None:
    Residence.objects.create(household=household, village=village, during=days(first, end))


def move(household: Household, village: Unit) -> list[tuple[int, date | None, date | None]]:
    """Move the household to `village` on DAY and return all its residences."""
    dated_bulk.start_facts(Residence, "household_id", {"village_id": "bigint"}, [(household.pk, village.pk)], DAY)
    rows = Residence.objects.filter(household=household).order_by("during")
    return [(row.village_id, row.during.lower, row.during.upper) for row in rows]


def test_what_held_ends_the_day_before(here: Unit, there: Unit) -> None:
    household = HouseholdFactory()
    lives(household, here, "2018-10-17")

    assert move(household, there) == [(here.pk, date(2018, 10, 17), DAY), (there.pk, DAY, None)]


def test_a_fact_that_began_on_the_day_is_corrected(here: Unit, there: Unit) -> None:
    household = HouseholdFactory()
    lives(household, here, "2019-03-01", "2020-01-01")

    assert move(household, there) == [(there.pk, DAY, date(2020, 1, 1))]


def test_a_later_fact_keeps_its_days(here: Unit, there: Unit) -> None:
    household = HouseholdFactory()
    lives(household, here, "2018-10-17", "2018-12-01")
    lives(household, here, "2020-01-01")

    assert move(household, there) == [
        (here.pk, date(2018, 10, 17), date(2018, 12, 1)),
        (there.pk, DAY, date(2020, 1, 1)),
        (here.pk, date(2020, 1, 1), None),
    ]


def test_a_fact_with_an_end_is_replaced_until_that_end(here: Unit, there: Unit) -> None:
    household = HouseholdFactory()
    lives(household, here, "", "2021-01-01")

    assert move(household, there) == [(here.pk, None, DAY), (there.pk, DAY, date(2021, 1, 1))]


def test_without_any_fact_it_begins_open(there: Unit) -> None:
    assert move(HouseholdFactory(), there) == [(there.pk, DAY, None)]


def test_many_at_once_and_none_at_all(here: Unit, there: Unit) -> None:
    households = HouseholdFactory.create_batch(3)
    for household in households:
        lives(household, here, "2018-10-17")

    dated_bulk.start_facts(Residence, "household_id", {"village_id": "bigint"}, [], DAY)
    dated_bulk.start_facts(
        Residence, "household_id", {"village_id": "bigint"}, [(h.pk, there.pk) for h in households], DAY
    )

    assert Residence.objects.on(DAY).filter(village=there).count() == 3
    assert Residence.objects.on(date(2019, 2, 28)).filter(village=here).count() == 3


def test_ends_are_changed_in_one_statement_and_none_reopens(django_assert_num_queries) -> None:
    ended, open_ = AssignmentFactory(during=days("2018-11-01", "2019-06-01")), AssignmentFactory()

    with django_assert_num_queries(1):
        dated_bulk.change_ends(Assignment, [(ended.pk, None, ""), (open_.pk, DAY, "other")], {"end_reason": "text"})
    with django_assert_num_queries(0):
        dated_bulk.change_ends(Assignment, [])

    ended.refresh_from_db()
    open_.refresh_from_db()
    assert (ended.during.upper, ended.end_reason) == (None, "")
    assert (open_.during.upper, open_.end_reason) == (DAY, "other")
