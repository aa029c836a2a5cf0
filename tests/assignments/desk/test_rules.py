"""The messages of the rules, and the counts of a preview compared with a slow calculation in plain Python."""

import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from assignments.desk.planning.results import RuleMessage
from assignments.desk.services import preview_assign
from assignments.models import Assignment, Member, Membership, Tier
from households.models import Household
from tests import factories
from tests.assignments.desk.conftest import ON, Desk, charges
from tests.factories import days

pytestmark = pytest.mark.django_db


def levels_and_codes(desk: Desk, *households: Household, member: Member, **options: Any) -> list[tuple[str, str]]:
    return [(message.level, message.code) for message in preview_messages(desk, *households, member=member, **options)]


def preview_messages(desk: Desk, *households: Household, member: Member, **options: Any) -> tuple[RuleMessage, ...]:
    params: dict[str, Any] = {"tier": Tier.COMMUNE, "on": ON, "decision": None, "by": desk.secretary}
    return preview_assign(
        households=[household.pk for household in households], member=member, **params | options
    ).messages


def test_nothing_is_said_where_nothing_is_wrong(desk: Desk) -> None:
    assert levels_and_codes(desk, desk.household(), member=desk.member()) == []


def test_a_load_above_the_limit_is_a_warning_and_the_limit_is_a_setting(desk: Desk, settings: Any) -> None:
    quang, households = desk.member(), [desk.household() for _ in range(4)]
    settings.LAMBINH_LOAD_LIMITS = {"commune": 4, "district": 1}
    assert levels_and_codes(desk, *households, member=quang) == []
    desk.in_charge(desk.household(), quang)
    (message,) = preview_messages(desk, *households, member=quang)
    assert (message.level, message.code) == ("warning", "load")
    assert "5 households, more than 4" in message.message


def test_a_load_that_comes_later_counts_and_one_that_is_over_does_not(desk: Desk, settings: Any) -> None:
    settings.LAMBINH_LOAD_LIMITS = {"commune": 1, "district": 1}
    quang = desk.member()
    desk.in_charge(desk.household(), quang, until="2026-11-01")
    assert levels_and_codes(desk, desk.household(), member=quang) == []
    desk.in_charge(desk.household(), quang, since="2027-03-01")
    assert levels_and_codes(desk, desk.household(), member=quang) == [("warning", "load")]


def test_helping_is_no_load(desk: Desk, settings: Any) -> None:
    settings.LAMBINH_LOAD_LIMITS = {"commune": 1, "district": 1}
    quang = desk.member()
    desk.in_charge(desk.household(), quang, role="helper")
    assert levels_and_codes(desk, desk.household(), member=quang) == []


def test_an_exempt_member_is_a_warning_on_the_days_of_the_exemption_alone(desk: Desk) -> None:
    household, member = desk.household(), factories.MemberFactory(commune=desk.commune)
    Membership.objects.create(member=member, body=desk.cell, during=days("2018-11-01", "2026-01-01"), is_exempt=True)
    Membership.objects.create(member=member, body=desk.cell, during=days("2026-01-01"))
    assert levels_and_codes(desk, household, member=member, on=date(2025, 12, 31)) == [("warning", "exempt")]
    assert levels_and_codes(desk, household, member=member, on=date(2026, 1, 1)) == []


def test_a_start_before_the_membership_is_a_warning_and_one_after_it_an_error(desk: Desk) -> None:
    household, member = desk.household(), factories.MemberFactory(commune=desk.commune)
    Membership.objects.create(member=member, body=desk.cell, during=days("2020-01-01", "2026-01-01"))
    assert levels_and_codes(desk, household, member=member, on=date(2019, 12, 31)) == [("warning", "before_membership")]
    assert levels_and_codes(desk, household, member=member, on=date(2026, 1, 1)) == [("error", "no_membership")]


def test_a_member_of_another_commune_is_a_warning_in_the_commune_tier_alone(desk: Desk) -> None:
    commune = factories.UnitFactory(name="Phúc Yên", parent=desk.district)
    household, member = desk.household(), desk.member(cell=factories.BodyFactory(unit=commune))
    assert levels_and_codes(desk, household, member=member, by=desk.office) == [("warning", "other_commune")]
    assert levels_and_codes(desk, household, member=member, by=desk.office, tier=Tier.DISTRICT) == []


def test_the_district_tier_is_one_to_one(desk: Desk) -> None:
    first, second, quang = desk.household(), desk.household(), desk.member()
    office: dict[str, Any] = {"by": desk.office, "tier": Tier.DISTRICT}
    assert levels_and_codes(desk, first, second, member=quang, **office) == [("error", "one_to_one")]
    desk.in_charge(first, quang, tier=Tier.DISTRICT)
    assert levels_and_codes(desk, second, member=quang, **office) == [("error", "one_to_one")]


def test_a_household_of_the_district_tier_changes_hands_with_a_warning(desk: Desk) -> None:
    household, quang = desk.household(), desk.member()
    desk.in_charge(household, desk.member("Lý Thị Huấn"), tier=Tier.DISTRICT)
    assert levels_and_codes(desk, household, member=quang, by=desk.office, tier=Tier.DISTRICT) == [
        ("warning", "in_charge")
    ]
    desk.assign(household, member=quang, by=desk.office, tier=Tier.DISTRICT)
    assert [name for name, *_ in charges(household, Tier.DISTRICT)] == ["Lý Thị Huấn", "Ma Văn Quang"]


def test_the_other_tier_and_helpers_are_not_in_the_way(desk: Desk) -> None:
    household = desk.household()
    desk.in_charge(household, desk.member("Lý Thị Huấn"), tier=Tier.DISTRICT)
    desk.in_charge(household, desk.member("Vàng A Sùng"), role="helper")
    assert levels_and_codes(desk, household, member=desk.member()) == []


def test_who_looks_after_the_household_in_the_other_tier_or_helps_it_cannot_take_it(desk: Desk) -> None:
    household, quang, huan = desk.household(), desk.member(), desk.member("Lý Thị Huấn")
    desk.in_charge(household, quang, tier=Tier.DISTRICT)
    desk.in_charge(household, huan, role="helper")
    assert (
        levels_and_codes(desk, household, member=quang)
        == levels_and_codes(desk, household, member=huan)
        == [("error", "same_pair")]
    )


def test_later_charges_the_same_day_and_the_own_charge_are_warnings(desk: Desk) -> None:
    later, same, own, quang = desk.household(), desk.household(), desk.household(), desk.member()
    huan = desk.member("Lý Thị Huấn")
    desk.in_charge(later, huan, since="2026-12-01")
    desk.in_charge(same, huan, since=ON.isoformat())
    desk.in_charge(own, quang)
    assert levels_and_codes(desk, later, same, own, member=quang) == [
        ("warning", "later"), ("warning", "same_day"), ("warning", "already"),
    ]  # fmt: skip


def test_a_warning_about_who_is_in_charge_says_who_since_when_and_until_when(desk: Desk) -> None:
    household = desk.household()
    desk.in_charge(household, desk.member("Lý Thị Huấn"))
    (message,) = preview_messages(desk, household, member=desk.member())
    assert message.household == household.pk
    for word in ("Giàng A Páo", "Lý Thị Huấn", "01/11/2018", "31/10/2026"):
        assert word in message.message


@pytest.mark.parametrize("seed", range(12))
def test_the_counts_of_a_preview_are_what_happens(desk: Desk, seed: int, settings: Any) -> None:
    """Compare a preview with counts made row by row from the rows before, and with the rows afterwards."""
    settings.LAMBINH_LOAD_LIMITS = {"commune": 3, "district": 1}
    chance = random.Random(seed)
    people = [desk.member(f"Ma Văn {number}") for number in range(3)]
    households = [desk.household(f"Giàng A {number}") for number in range(8)]
    for household in households:
        _some_history(desk, household, people, chance)
    chosen, taker = chance.sample(households, 5), people[0]
    starts, ends, codes, load = _expected_counts(chosen, taker)
    preview = preview_assign(
        households=[household.pk for household in chosen], member=taker, tier=Tier.COMMUNE, on=ON, decision=None,
        by=desk.secretary,
    )  # fmt: skip
    assert (preview.starts, {ended.member: ended.households for ended in preview.ends}) == (starts, ends)
    assert Counter(message.code for message in preview.messages) == codes
    action = desk.assign(*chosen, member=taker)
    assert action.started == starts
    assert action.ended == sum(ends.values()) + codes["same_day"]
    assert _peak(taker) == load


def _some_history(desk: Desk, household: Household, people: list[Member], chance: random.Random) -> None:
    day = ON + timedelta(days=chance.choice([-900, -30, 0, 0, 5]))
    for _ in range(chance.randrange(4)):
        length = chance.choice([10, 30, 31, 100, 1000])
        end = day + timedelta(days=length)
        desk.in_charge(household, chance.choice(people), since=day.isoformat(), until=end.isoformat())
        day = end + timedelta(days=chance.choice([0, 0, 7]))


def _expected_counts(households: list[Household], taker: Member) -> tuple[int, dict[str, int], Counter[str], int]:
    starts, ends, codes = 0, Counter[str](), Counter[str]()
    spans: list[tuple[int, date, date]] = []
    for household in households:
        rows = list(Assignment.objects.filter(household=household).order_by("during"))
        now = next((row for row in rows if row.during.lower <= ON < row.during.upper), None)
        later = next((row for row in rows if row.during.lower > ON), None)
        if now is not None and now.member == taker:
            codes["already"] += 1
            continue
        starts += 1
        spans.append((household.pk, ON, later.during.lower if later else date.max))
        if now is not None and now.during.lower == ON:
            codes["same_day"] += 1
        elif now is not None:
            codes["in_charge"] += 1
            ends[str(now.member)] += 1
        if later is not None:
            codes["later"] += 1
    own = Assignment.objects.filter(member=taker)
    spans += [(row.household_id, row.during.lower, row.during.upper) for row in own]
    if _rule_load(households, taker) > 3:
        codes["load"] += 1
    return starts, dict(ends), codes, _maximum_load(spans)


def _rule_load(households: list[Household], taker: Member) -> int:
    """The load in the rule's message: the selected households, and the maximum of the others on any later day."""
    rows = Assignment.objects.filter(member=taker).exclude(household__in=households)
    return len(households) + _maximum_load([(row.household_id, row.during.lower, row.during.upper) for row in rows])


def _maximum_load(spans: list[tuple[int, date, date]]) -> int:
    turns = {ON, *(first for _home, first, _end in spans if first > ON)}
    return max(len({household for household, first, end in spans if first <= day < end}) for day in turns)


def _peak(taker: Member) -> int:
    rows = Assignment.objects.filter(member=taker)
    return _maximum_load([(row.household_id, row.during.lower, row.during.upper or date.max) for row in rows])
