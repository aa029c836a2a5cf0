"""Merging keeps both histories, asks where they disagree, and can be undone to the row."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from assignments.duplicates.candidates import find_candidates
from assignments.duplicates.merging.plan import plan_merge
from assignments.duplicates.merging.specs import HOUSEHOLDS, MEMBERS, MergeSpec
from assignments.duplicates.merging.validation import CannotUndo, MergeRefused, OpenQuestions, StaleState
from assignments.duplicates.models import DistinctPair, Merge
from assignments.duplicates.services import (
    mark_distinct,
    merge_households,
    merge_members,
    state_digest,
    undo_merge,
    unmark_distinct,
)
from assignments.models import Assignment, Member, Membership, Tier
from assignments.queries.visibility import counts_in
from households.models import Household, PovertyStatus, Residence
from lambinh.accounts import scope
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Role
from lambinh.audit.models import ChangeEvent
from tests import factories
from tests.factories import days
from tests.support.access.web import as_web

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> SimpleNamespace:
    """A commune with two villages, its secretary, and two records of what may be one household."""
    district = factories.DistrictFactory()
    commune, beside = (factories.UnitFactory(parent=district) for _ in range(2))
    near, far = (factories.VillageFactory(commune=commune) for _ in range(2))
    body = factories.BodyFactory(unit=near)
    return SimpleNamespace(
        commune=commune, beside=beside, near=near, far=far, body=body,
        secretary=user_with(Role.COMMUNE_SECRETARY, commune), office=user_with(Role.DISTRICT_OFFICE, district),
        keep=factories.HouseholdFactory(head_name="Giàng A Páo", village=near, size=5),
        other=factories.HouseholdFactory(
            head_name="Giàng A Pao", village=near, code="HB-7", phone="0912345678", citizen_id="008075001234"
        ),
        an=factories.MemberFactory(full_name="Ma Văn An", body=body),
        binh=factories.MemberFactory(full_name="Ma Văn Bình", body=body),
    )  # fmt: skip


def user_with(role: Role, unit: Any) -> User:
    user: User = factories.UnitAccessFactory(unit=unit, role=role).user
    return user


def everything() -> dict[str, Any]:
    """All rows about persons, as the database has them."""
    rows = {}
    for model in (Household, Residence, PovertyStatus, Member, Membership, Assignment):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT to_jsonb(t) FROM {model._meta.db_table} t ORDER BY id")
            rows[model.__name__] = [json.loads(row) if isinstance(row, str) else row for (row,) in cursor.fetchall()]
    return rows


def answers(spec: MergeSpec, keep: Any, other: Any, answer: str) -> dict[str, str]:
    return {question.key: answer for question in plan_merge(spec, keep.pk, other.pk, {}).questions}


def lasting(rows: Any) -> list[tuple[Any, ...]]:
    return [(row.during.lower, row.during.upper) for row in rows.order_by("during")]


# --- households -----------------------------------------------------------------------------------------------------


def test_the_kept_household_takes_what_it_lacks_and_the_double_drops_out_everywhere(place: SimpleNamespace) -> None:
    before = counts_in([place.commune.pk], days("2026-01-01").lower).households
    merge_households(keep=place.keep, other=place.other, by=place.secretary)

    household = Household.objects.get(pk=place.keep.pk)
    assert (household.code, household.phone, household.size) == ("HB-7", "0912345678", 5)
    assert household.read_citizen_id() == "008075001234"
    assert list(Household.objects.visible_to(place.secretary)) == [household]
    assert list(Household.objects.with_citizen_id("008075001234")) == [household]
    assert counts_in([place.commune.pk], days("2026-01-01").lower).households == before - 1
    assert Household.objects.get(pk=place.other.pk).merged_into == household


def test_assignments_of_both_are_kept_and_ask_nothing_where_they_follow_each_other(place: SimpleNamespace) -> None:
    factories.AssignmentFactory(household=place.keep, member=place.an, during=days("2018-11-01", "2020-01-01"))
    factories.AssignmentFactory(household=place.other, member=place.binh, during=days("2020-01-01"))

    merge_households(keep=place.keep, other=place.other, by=place.secretary)

    assignments = Assignment.objects.filter(household=place.keep).order_by("during")
    assert [(assignment.member, assignment.role) for assignment in assignments] == [
        (place.an, "in_charge"),
        (place.binh, "in_charge"),
    ]
    assert not Assignment.objects.filter(household=place.other).exists()


@pytest.mark.parametrize(("answer", "in_charge"), [("keep", "an"), ("other", "binh")])
def test_of_two_in_charge_on_the_same_days_the_other_is_kept_as_helping(
    place: SimpleNamespace, answer: str, in_charge: str
) -> None:
    factories.AssignmentFactory(household=place.keep, member=place.an, during=days("2018-11-01", "2020-01-01"))
    factories.AssignmentFactory(household=place.other, member=place.binh, during=days("2019-01-01", "2021-01-01"))
    with pytest.raises(OpenQuestions):
        merge_households(keep=place.keep, other=place.other, by=place.secretary)

    choices = answers(HOUSEHOLDS, place.keep, place.other, answer)
    merge_households(keep=place.keep, other=place.other, by=place.secretary, answers=choices)

    assignments = Assignment.objects.filter(household=place.keep)
    assert assignments.on(days("2019-06-01").lower).in_charge().get().member == getattr(place, in_charge)
    assert assignments.on(days("2019-06-01").lower).get(role="helper").member != getattr(place, in_charge)
    assert assignments.on(days("2018-12-01").lower).in_charge().get().member == place.an
    assert assignments.on(days("2020-06-01").lower).in_charge().get().member == place.binh


def test_the_person_says_which_class_holds_and_the_rest_of_the_other_stays(place: SimpleNamespace) -> None:
    factories.PovertyStatusFactory(household=place.keep, during=days("2019-01-01", "2021-01-01"))
    factories.PovertyStatusFactory(
        household=place.other, poverty_class="near_poor", during=days("2018-01-01", "2022-01-01")
    )

    choices = answers(HOUSEHOLDS, place.keep, place.other, "keep")
    merge_households(keep=place.keep, other=place.other, by=place.secretary, answers=choices)

    classes = PovertyStatus.objects.filter(household=place.keep).order_by("during")
    assert [status.poverty_class for status in classes] == ["near_poor", "poor", "near_poor"]
    assert lasting(classes) == [
        (days(a).lower, days(b).lower)
        for a, b in (("2018-01-01", "2019-01-01"), ("2019-01-01", "2021-01-01"), ("2021-01-01", "2022-01-01"))
    ]


def test_an_assignment_that_both_have_is_one_and_what_was_noted_of_it_stays(place: SimpleNamespace) -> None:
    factories.AssignmentFactory(household=place.keep, member=place.an, help="giống ngô")
    factories.AssignmentFactory(household=place.other, member=place.an, help="sửa nhà")

    merge_households(keep=place.keep, other=place.other, by=place.secretary)

    assert Assignment.objects.get(household=place.keep).help == "giống ngô; sửa nhà"


def _create_overlaps(place: SimpleNamespace) -> None:
    factories.AssignmentFactory(household=place.keep, member=place.an, during=days("2018-11-01", "2020-01-01"))
    factories.AssignmentFactory(household=place.other, member=place.binh, during=days("2018-01-01", "2022-01-01"))
    factories.AssignmentFactory(
        household=place.other, member=place.an, tier=Tier.COMMUNE, role="helper", during=days("2019-06-01")
    )
    factories.PovertyStatusFactory(household=place.keep, during=days("2019-01-01", "2021-01-01"))
    factories.PovertyStatusFactory(household=place.other, poverty_class="near_poor", during=days("2018-01-01"))
    Residence.objects.filter(household=place.other).update(village=place.far)


@pytest.mark.parametrize("answer", ["keep", "other"])
@pytest.mark.parametrize("role", ["owner", "web"])
def test_a_merge_is_undone_to_the_row(place: SimpleNamespace, answer: str, role: str) -> None:
    _create_overlaps(place)
    before = everything()
    choices = answers(HOUSEHOLDS, place.keep, place.other, answer)
    assert len(choices) >= 3

    def there_and_back() -> None:
        merge = merge_households(keep=place.keep, other=place.other, by=place.secretary, answers=choices)
        undo_merge(merge=merge, by=place.secretary)

    if role == "web":
        with transaction.atomic(), as_web():
            scope.begin_scope(user=place.secretary.pk, units=[place.commune.pk], source="page")
            there_and_back()
    else:
        there_and_back()

    assert everything() == before
    assert Merge.objects.get().undone_by == place.secretary


def test_what_was_changed_since_is_named_and_keeps_the_merge(place: SimpleNamespace) -> None:
    merge = merge_households(keep=place.keep, other=place.other, by=place.secretary)
    factories.AssignmentFactory(household=place.keep, member=place.an)
    Household.objects.filter(pk=place.keep.pk).update(phone="0999")

    with pytest.raises(CannotUndo) as refusal:
        undo_merge(merge=merge, by=place.secretary)

    assert len(refusal.value.changes) == 2
    assert Household.objects.get(pk=place.other.pk).merged_into == place.keep


def test_who_comes_second_is_told_who_was_first(place: SimpleNamespace) -> None:
    merge_households(keep=place.keep, other=place.other, by=place.office)

    with pytest.raises(StaleState, match=place.office.username):
        merge_households(keep=place.other, other=place.keep, by=place.secretary)


def test_a_decision_about_what_is_no_longer_so_is_refused(place: SimpleNamespace) -> None:
    digest = state_digest(HOUSEHOLDS, place.keep, place.other)
    factories.AssignmentFactory(household=place.other, member=place.an)

    with pytest.raises(StaleState):
        merge_households(keep=place.keep, other=place.other, by=place.secretary, expected_digest=digest)


def test_undoing_twice_is_told(place: SimpleNamespace) -> None:
    merge = merge_households(keep=place.keep, other=place.other, by=place.secretary)
    undo_merge(merge=merge, by=place.secretary)

    with pytest.raises(StaleState):
        undo_merge(merge=merge, by=place.secretary)


def test_merges_are_undone_in_the_order_of_their_making(place: SimpleNamespace) -> None:
    third = factories.HouseholdFactory(village=place.near)
    before = everything()
    first = merge_households(keep=place.keep, other=place.other, by=place.secretary)
    second = merge_households(keep=third, other=place.keep, by=place.secretary)
    assert Household.objects.get(pk=place.other.pk).merged_into == third
    with pytest.raises(MergeRefused):
        undo_merge(merge=first, by=place.secretary)

    undo_merge(merge=second, by=place.secretary)
    undo_merge(merge=first, by=place.secretary)

    assert everything() == before


def test_a_household_of_another_commune_is_out_of_reach(place: SimpleNamespace) -> None:
    elsewhere = factories.HouseholdFactory(village=factories.VillageFactory(commune=place.beside))

    with pytest.raises(MergeRefused):
        merge_households(keep=place.keep, other=elsewhere, by=place.secretary)
    merge_households(keep=place.keep, other=elsewhere, by=place.office, answers=answers(
        HOUSEHOLDS, place.keep, elsewhere, "keep"))  # fmt: skip

    elsewhere.refresh_from_db()
    assert elsewhere.commune == place.commune


def test_an_assignment_of_the_district_tier_changes_by_the_district_office_alone(place: SimpleNamespace) -> None:
    factories.AssignmentFactory(household=place.keep, member=place.an, tier=Tier.DISTRICT)
    factories.AssignmentFactory(household=place.other, member=place.binh, tier=Tier.DISTRICT)
    choices = answers(HOUSEHOLDS, place.keep, place.other, "keep")

    with pytest.raises(MergeRefused):
        merge_households(keep=place.keep, other=place.other, by=place.secretary, answers=choices)
    merge_households(keep=place.keep, other=place.other, by=place.office, answers=choices)


def test_no_fact_is_added_to_a_double(place: SimpleNamespace) -> None:
    merge_households(keep=place.keep, other=place.other, by=place.secretary)
    merge_members(keep=place.an, other=place.binh, by=place.secretary)

    for add in (
        lambda: factories.PovertyStatusFactory(household=place.other),
        lambda: factories.AssignmentFactory(household=place.keep, member=place.binh),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            add()


def test_merges_are_journalled(place: SimpleNamespace) -> None:
    merge_households(keep=place.keep, other=place.other, by=place.secretary)

    assert ChangeEvent.objects.filter(household=place.keep.pk, table="duplicates_merge", action="insert").exists()
    assert ChangeEvent.objects.filter(household=place.other.pk, table="households_household", action="update").exists()


# --- members --------------------------------------------------------------------------------------------------------


def test_members_are_merged_with_seats_assignments_and_account_and_taken_apart(place: SimpleNamespace) -> None:
    account = factories.PersonFactory()
    Member.objects.filter(pk=place.binh.pk).update(user=account, birth_date="1975-03", phone="0911")
    Membership.objects.filter(member=place.binh).update(position="Bí thư")
    factories.AssignmentFactory(household=place.keep, member=place.an)
    factories.AssignmentFactory(household=place.other, member=place.binh)
    before = everything()
    place.an.refresh_from_db()

    choices = answers(MEMBERS, place.an, place.binh, "other")
    assert len(choices) == 1
    merge = merge_members(keep=place.an, other=place.binh, by=place.secretary, answers=choices)

    member = Member.objects.get(pk=place.an.pk)
    assert (member.user, member.birth_date, member.phone) == (account, "1975-03", "0911")
    assert member.assignments.count() == 2
    assert member.memberships.get().position == "Bí thư"
    assert place.binh not in Member.objects.visible_to(place.secretary)

    undo_merge(merge=merge, by=place.secretary)
    assert everything() == before


def test_assignments_out_of_sight_keep_a_member_from_being_merged(place: SimpleNamespace) -> None:
    elsewhere = factories.HouseholdFactory(village=factories.VillageFactory(commune=place.beside))
    factories.AssignmentFactory(household=elsewhere, member=place.binh)

    with transaction.atomic(), as_web():
        scope.begin_scope(user=place.secretary.pk, units=[place.commune.pk], source="page")
        with pytest.raises(MergeRefused):
            merge_members(keep=place.an, other=place.binh, by=place.secretary)
    merge_members(keep=place.an, other=place.binh, by=place.office)
    assert elsewhere.assignments.get().member == place.an


def test_two_accounts_are_not_made_one(place: SimpleNamespace) -> None:
    for member in (place.an, place.binh):
        Member.objects.filter(pk=member.pk).update(user=factories.PersonFactory())

    with pytest.raises(MergeRefused):
        merge_members(keep=place.an, other=place.binh, by=place.secretary)


# --- distinct pairs -------------------------------------------------------------------------------------------------


def test_a_pair_that_is_not_the_same_is_not_listed_until_it_is_asked_again(place: SimpleNamespace) -> None:
    Household.objects.filter(pk=place.keep.pk).update(phone="0912 345 678", head_birth_year=1975)
    Household.objects.filter(pk=place.other.pk).update(head_birth_year=1975)
    day = days("2026-01-01").lower
    assert find_candidates("households", user=place.secretary, day=day).number == 1

    pair = mark_distinct(HOUSEHOLDS, record=place.other, other=place.keep, by=place.secretary, reason="cha và con")
    mark_distinct(HOUSEHOLDS, record=place.keep, other=place.other, by=place.office, reason="lại")
    assert find_candidates("households", user=place.secretary, day=day).number == 0
    assert DistinctPair.objects.get().reason == "cha và con"

    unmark_distinct(pair=pair, by=place.secretary)
    assert find_candidates("households", user=place.secretary, day=day).number == 1
