"""The candidate pairs, compared with a slow double loop over invented people."""

import random
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assignments.duplicates.candidates import MAX_BLOCK_SIZE, MIN_SCORE, POINTS, Pair, Reason, compare, find_candidates
from households.models import Household, Residence
from households.permissions import cache_permissions
from lambinh.accounts.permissions import Role
from lambinh.accounts.services import system_user
from lambinh.lib.name_matching import spelling_key
from lambinh.lib.vietnamese import fold
from tests import factories
from tests.factories import days

pytestmark = pytest.mark.django_db

DAY = date(2026, 1, 1)


@pytest.fixture
def village() -> Any:
    return factories.VillageFactory(commune=factories.UnitFactory())


def find_pairs(kind: Any = "households") -> dict[tuple[int, int], Pair]:
    return {(pair.first, pair.second): pair for pair in find_candidates(kind, user=system_user(), day=DAY).pairs}


def weigh(first: Any, second: Any) -> tuple[int, set[Reason]]:
    """The score of two people and its reasons, calculated independently of the query."""
    reasons = set()
    if first.number and second.number:
        reasons.add(Reason.CITIZEN_ID if first.number == second.number else Reason.OTHER_CITIZEN_ID)
    digits = ["".join(c for c in person.phone if c.isdigit())[-9:] for person in (first, second)]
    if digits[0] == digits[1] and len(digits[0]) == 9:
        reasons.add(Reason.PHONE)
    if spelling_key(first.name) == spelling_key(second.name):
        reasons.add(Reason.NAME)
    elif fold(first.name) == fold(second.name):
        reasons.add(Reason.MARKS_DIFFER)
    if first.year and second.year:
        reasons.add(Reason.BIRTH_YEAR if first.year == second.year else Reason.OTHER_BIRTH_YEAR)
    if first.place and first.place == second.place:
        reasons.add(Reason.PLACE)
    elif first.commune == second.commune:
        reasons.add(Reason.COMMUNE)
    return sum(POINTS[reason] for reason in reasons), reasons


def pairs_of(people: list[Any]) -> dict[tuple[int, int], tuple[int, set[Reason]]]:
    results = {
        (first.pk, second.pk): weigh(first, second) for first in people for second in people if first.pk < second.pk
    }
    return {pair: result for pair, result in results.items() if result[0] >= MIN_SCORE}


NAMES = ["Ma Văn Huấn", "Ma Văn Huân", "Lý Thị Hòa", "Lý Thị Hoà", "Giàng A Páo", "Giàng A Pao", "Đặng Én"]
PHONES = ["", "", "", "0912345678", "+84 912 345 678", "0987 654 321", "113"]
NUMBERS = ["", "", "", "008075001234", "008075001235", "123456789"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_pairs_are_those_of_a_double_loop(seed: int) -> None:
    chance = random.Random(seed)
    communes = [factories.UnitFactory() for _ in range(2)]
    villages = [factories.VillageFactory(commune=commune) for commune in communes for _ in range(3)]
    people = []
    for _ in range(120):
        village = chance.choice([None, *villages])
        commune = chance.choice(communes) if village is None else communes[villages.index(village) // 3]
        person = SimpleNamespace(
            name=chance.choice(NAMES) + chance.choice(["", " Tư", " Năm"]), year=chance.choice([None, 1975, 1976]),
            phone=chance.choice(PHONES) if chance.random() < 0.4 else "", place=village, commune=commune,
            number=chance.choice(NUMBERS) if chance.random() < 0.4 else "",
        )  # fmt: skip
        person.pk = factories.HouseholdFactory(
            head_name=person.name, head_birth_year=person.year, phone=person.phone, citizen_id=person.number,
            commune=commune, village=village,
        ).pk  # fmt: skip
        people.append(person)

    actual = {ids: (pair.score, set(pair.reasons)) for ids, pair in find_pairs().items()}

    expected = pairs_of(people)
    assert {
        k: (actual.get(k), expected.get(k)) for k in actual.keys() | expected.keys() if actual.get(k) != expected.get(k)
    } == {}
    assert len(expected) > 20


def test_huan_and_huan_of_one_village_are_two_people(village: Any) -> None:
    for name in ("Ma Văn Huấn", "Ma Văn Huân"):
        factories.HouseholdFactory(head_name=name, village=village)

    assert find_pairs() == {}


def test_names_that_differ_in_marks_are_told_so_where_the_rest_is_the_same(village: Any) -> None:
    first, second = (
        factories.HouseholdFactory(head_name=name, village=village, head_birth_year=1975).pk
        for name in ("Ma Văn Huấn", "Ma Văn Huân")
    )

    (pair,) = find_pairs().values()
    assert (pair.first, pair.second) == (first, second)
    assert Reason.MARKS_DIFFER in pair.reasons
    assert Reason.NAME not in pair.reasons


def test_two_spellings_of_one_name_are_one_name(village: Any) -> None:
    for name in ("Lý Thị Hòa", "LÝ THỊ HOÀ"):
        factories.HouseholdFactory(head_name=name, village=village)

    assert Reason.NAME in next(iter(find_pairs().values())).reasons


def test_father_and_son_of_one_name_in_a_village_are_not_listed(village: Any) -> None:
    for year in (1950, 1980):
        factories.HouseholdFactory(head_name="Giàng A Páo", village=village, head_birth_year=year)

    assert find_pairs() == {}


def test_members_are_found_by_cell_name_and_year(village: Any) -> None:
    body = factories.BodyFactory(unit=village)
    for born in ("1975", "1975-03-07"):
        factories.MemberFactory(full_name="Ma Văn Huấn", body=body, birth_date=born)

    (pair,) = find_pairs("members").values()
    assert set(pair.reasons) == {Reason.NAME, Reason.BIRTH_YEAR, Reason.PLACE}


def test_a_phone_that_a_whole_village_gave_tells_nothing_and_costs_nothing(village: Any) -> None:
    for number in range(MAX_BLOCK_SIZE + 1):
        factories.HouseholdFactory(
            head_name=f"Vàng A {'Một Hai Ba Bốn Năm Sáu'.split()[number % 6]}", village=village, phone="0912345678",
            head_birth_year=1900 + number,
        )  # fmt: skip

    assert all(Reason.NAME in pair.reasons for pair in find_pairs().values())


def test_one_looks_within_ones_own_units(village: Any) -> None:
    secretary = factories.UnitAccessFactory(unit=factories.UnitFactory(), role=Role.COMMUNE_SECRETARY).user
    for _ in range(2):
        factories.HouseholdFactory(head_name="Giàng A Páo", village=village)

    assert find_candidates("households", user=secretary, day=DAY).pairs == []
    first, second = Household.objects.order_by("pk").values_list("pk", flat=True)
    assert compare("households", first=first, second=second, user=secretary, day=DAY) is None


def test_who_lives_there_no_longer_does_not_count_as_of_the_village(village: Any) -> None:
    household = factories.HouseholdFactory(head_name="Giàng A Páo", village=village)
    factories.HouseholdFactory(head_name="Giàng A Páo", village=village)
    Residence.objects.filter(household=household).update(during=days("2018-01-01", "2020-01-01"))

    assert find_pairs() == {}


@pytest.mark.parametrize("number", [2, 25])
def test_finding_is_one_query_however_many_there_are(village: Any, number: int) -> None:
    for _ in range(number):
        factories.HouseholdFactory(head_name="Giàng A Páo", village=village)
    user = system_user()

    cache_permissions(user)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert find_candidates("households", user=user, day=DAY, limit=5).number == number * (number - 1) // 2
    assert len(queries) == 1
