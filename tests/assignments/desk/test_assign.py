"""Assign households: the assignments that begin and end, the conflicts, and a form that is sent twice."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from assignments.desk.planning.conflicts import conflict_messages
from assignments.desk.planning.results import ActionRefused, EndedAssignments
from assignments.desk.services import preview_assign
from assignments.models import Assignment, DeskAction, Tier
from households.permissions import cache_permissions
from lambinh.audit.models import ChangeEvent
from tests import factories
from tests.assignments.desk.conftest import ON, Desk, charges, request_of
from tests.factories import days

pytestmark = pytest.mark.django_db


def test_a_member_takes_charge_and_who_was_in_charge_ends_the_day_before(desk: Desk) -> None:
    quang, huan = desk.member(), desk.member("Lý Thị Huấn")
    free, assigned = desk.household("Giàng A Páo"), desk.household("Vàng A Sùng")
    desk.in_charge(assigned, huan)
    action = desk.assign(free, assigned, member=quang, decision=(decision := factories.DecisionFactory()))
    assert charges(free) == [("Ma Văn Quang", ON, None, "")]
    assert charges(assigned) == [
        ("Lý Thị Huấn", date(2018, 11, 1), ON, "replaced"), ("Ma Văn Quang", ON, None, ""),
    ]  # fmt: skip
    assert (action.kind, action.started, action.ended, action.conflicts, action.tier) == ("assign", 2, 1, [], "commune")
    assert set(Assignment.objects.filter(member=quang).values_list("decision", flat=True)) == {decision.pk}
    assert action.communes == [desk.commune.pk]


def test_the_preview_tells_how_many_begin_and_of_whom_how_many_end(desk: Desk) -> None:
    quang, huan = desk.member(), desk.member("Lý Thị Huấn")
    households = [desk.household(f"Giàng A {number}") for number in range(5)]
    for household in households[:3]:
        desk.in_charge(household, huan)
    preview = preview_assign(
        households=[household.pk for household in households], member=quang, tier=Tier.COMMUNE, on=ON, decision=None,
        by=desk.secretary,
    )  # fmt: skip
    assert (preview.starts, preview.ends) == (5, (EndedAssignments("Lý Thị Huấn", 3, date(2026, 10, 31)),))
    assert [message.code for message in preview.warnings] == ["in_charge"] * 3
    assert preview.errors == ()


def test_a_preview_changes_nothing_and_costs_the_same_for_many(
    desk: Desk, django_assert_max_num_queries: object
) -> None:
    households = [desk.household() for _ in range(30)]
    for household in households:
        desk.in_charge(household, desk.member())
    before = list(Assignment.objects.order_by("pk").values_list())
    quang = desk.member("Ma Văn Hai")
    cache_permissions(desk.secretary)  # as every request does
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        preview_assign(
            households=[household.pk for household in households], member=quang, tier=Tier.COMMUNE, on=ON,
            decision=None, by=desk.secretary,
        )  # fmt: skip
    assert list(Assignment.objects.order_by("pk").values_list()) == before


def test_a_warning_is_refused_until_a_reason_confirms_it(desk: Desk) -> None:
    household, quang, same = desk.household(), desk.member(), uuid4()
    desk.in_charge(household, desk.member("Lý Thị Huấn"))
    with pytest.raises(ActionRefused) as refusal:
        desk.assign(household, member=quang, confirmation="", key=same)
    assert [message.code for message in refusal.value.warnings] == ["in_charge"]
    assert "31/10/2026" in refusal.value.messages[0].message
    assert len(charges(household)) == 1 and not DeskAction.objects.exists()
    assert desk.assign(household, member=quang, key=same, confirmation="theo nghị quyết").reason == "theo nghị quyết"


def test_an_error_is_refused_whatever_the_reason(desk: Desk) -> None:
    with pytest.raises(ActionRefused) as refusal:
        desk.assign(desk.household(), member=factories.MemberFactory(commune=desk.commune), confirmation="cứ làm")
    assert [message.code for message in refusal.value.errors] == ["no_membership"]


def test_who_was_put_in_charge_from_the_same_day_by_mistake_is_taken_out(desk: Desk) -> None:
    household, quang = desk.household(), desk.member()
    desk.in_charge(household, desk.member("Lý Thị Huấn"), since=ON.isoformat())
    action = desk.assign(household, member=quang)
    assert charges(household) == [("Ma Văn Quang", ON, None, "")]
    assert (action.started, action.ended, len(action.rows["removed"])) == (1, 1, 1)


def test_a_charge_begun_before_a_later_one_ends_where_that_begins(desk: Desk) -> None:
    household, quang = desk.household(), desk.member()
    desk.in_charge(household, desk.member("Lý Thị Huấn"), since="2026-12-01")
    desk.assign(household, member=quang)
    assert charges(household)[0] == ("Ma Văn Quang", ON, date(2026, 12, 1), "replaced")


def test_who_is_in_charge_already_stays_as_they_are(desk: Desk) -> None:
    household, quang = desk.household(), desk.member()
    desk.in_charge(household, quang)
    assert desk.assign(household, member=quang).started == 0
    assert charges(household) == [("Ma Văn Quang", date(2018, 11, 1), None, "")]


# --- repeated forms ------------------------------------------------------------------------------------


def test_the_same_form_sent_twice_is_done_once(desk: Desk) -> None:
    household, quang, same = desk.household(), desk.member(), uuid4()
    first = desk.assign(household, member=quang, key=same)
    second = desk.assign(household, member=quang, key=same, expected={household.pk: None})
    assert first == second
    assert (DeskAction.objects.count(), Assignment.objects.count()) == (1, 1)


def test_a_form_sent_again_long_after_a_new_signing_in_is_still_the_same(desk: Desk) -> None:
    household, quang, same = desk.household(), desk.member(), uuid4()
    first = desk.assign(household, member=quang, key=same)
    DeskAction.objects.update(at="2025-01-01T00:00:00Z")
    second = desk.assign(household, member=quang, key=same, by=type(desk.secretary).objects.get(pk=desk.secretary.pk))
    assert (first.pk, Assignment.objects.count()) == (second.pk, 1)


def test_a_key_with_another_content_is_told_and_does_nothing(desk: Desk) -> None:
    first, second, quang, same = desk.household(), desk.household(), desk.member(), uuid4()
    desk.assign(first, member=quang, key=same)
    with pytest.raises(ActionRefused) as refusal:
        desk.assign(second, member=quang, key=same)
    assert [message.code for message in refusal.value.errors] == ["key_used"]
    assert charges(second) == []


def test_the_key_of_another_person_is_not_ones_own(desk: Desk) -> None:
    first, second, quang, same = desk.household(), desk.household(), desk.member(), uuid4()
    desk.assign(first, member=quang, key=same)
    desk.assign(second, member=quang, key=same, by=desk.office)
    assert Assignment.objects.count() == DeskAction.objects.count() == 2


# --- conflicts -----------------------------------------------------------------------------------------


def test_a_household_that_somebody_else_gave_meanwhile_is_lost_and_the_others_are_done(desk: Desk) -> None:
    contested, calm = desk.household("Giàng A Páo"), desk.household("Vàng A Sùng")
    quang, huan = desk.member(), desk.member("Lý Thị Huấn")
    with request_of(desk.office):
        desk.assign(contested, member=huan, by=desk.office)
    with request_of(desk.secretary):
        action = desk.assign(
            contested, calm, member=quang, expected={contested.pk: None, calm.pk: None}, confirmation=""
        )
        (message,) = conflict_messages(action, by=desk.secretary)
    assert charges(contested) == [("Lý Thị Huấn", ON, None, "")]
    assert charges(calm) == [("Ma Văn Quang", ON, None, "")]
    assert [(conflict["household"], conflict["by"]) for conflict in action.conflicts] == [
        (contested.pk, desk.office.pk)
    ]
    assert message.household == contested.pk
    for word in ("Giàng A Páo", str(desk.office), "Lý Thị Huấn"):
        assert word in message.message


def test_what_is_seen_today_counts_also_for_another_first_day(desk: Desk) -> None:
    household, quang = desk.household(), desk.member()
    today = desk.in_charge(household, desk.member("Lý Thị Huấn"), since="2020-01-01")
    action = desk.assign(household, member=quang, on=date(2019, 1, 1), expected={household.pk: today.pk})
    assert action.conflicts == []
    assert charges(household)[0] == ("Ma Văn Quang", date(2019, 1, 1), date(2020, 1, 1), "replaced")


# --- permissions ---------------------------------------------------------------------------------------


def test_it_works_under_the_web_servers_role_and_stands_in_the_journal(desk: Desk) -> None:
    households = [desk.household(f"Giàng A {number}") for number in range(3)]
    quang, huan = desk.member(), desk.member("Lý Thị Huấn")
    old = desk.in_charge(households[0], huan)
    before = ChangeEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with request_of(desk.secretary):
        desk.assign(*households, member=quang)
    events = ChangeEvent.objects.filter(pk__gt=before, table="assignments_assignment")
    assert sorted(events.values_list("action", flat=True)) == ["insert", "insert", "insert", "update"]
    assert events.get(action="update").record == old.pk
    assert {(event.by, event.source) for event in events} == {(desk.secretary.pk, "page")}


def test_the_secretary_assigns_nothing_in_the_district_tier(desk: Desk) -> None:
    household, quang = desk.household(), desk.member()
    with request_of(desk.secretary), pytest.raises(PermissionDenied):
        desk.assign(household, member=quang, tier=Tier.DISTRICT)


def test_a_household_of_another_commune_is_not_there(desk: Desk) -> None:
    elsewhere = factories.VillageFactory(commune=factories.UnitFactory(name="Phúc Yên", parent=desk.district))
    household, quang = desk.household("Lù Seo Ngoài", elsewhere), desk.member()
    for web in (True, False):
        with request_of(desk.secretary, web=web), pytest.raises(ActionRefused) as refusal:
            desk.assign(household, member=quang)
        assert [(message.code, message.household) for message in refusal.value.errors] == [("hidden", household.pk)]
        assert "Ngoài" not in refusal.value.messages[0].message


def test_a_member_of_another_commune_whom_one_does_not_see_is_not_there(desk: Desk) -> None:
    commune = factories.UnitFactory(name="Phúc Yên", parent=desk.district)
    household, other = desk.household(), desk.member("Lù Seo Ngoài", factories.BodyFactory(unit=commune))
    with request_of(desk.secretary), pytest.raises(ActionRefused) as refusal:
        desk.assign(household, member=other)
    assert [message.code for message in refusal.value.errors] == ["member_hidden"]
    assert "Ngoài" not in refusal.value.messages[0].message


def test_actions_are_seen_in_their_units_alone(desk: Desk) -> None:
    stranger = factories.UnitAccessFactory(
        unit=factories.UnitFactory(name="Phúc Yên", parent=desk.district), role="commune_secretary"
    ).user
    desk.assign(desk.household(), member=desk.member())
    for user, count in ((desk.secretary, 1), (desk.office, 1), (stranger, 0)):
        assert DeskAction.objects.visible_to(user).count() == count
        with request_of(user):
            assert DeskAction.objects.count() == count


def test_loads_count_the_households_of_all_units(desk: Desk) -> None:
    elsewhere = factories.VillageFactory(commune=factories.UnitFactory(name="Phúc Yên", parent=desk.district))
    household, quang = desk.household(), desk.member()
    for number in range(10):
        desk.in_charge(desk.household(f"Lù Seo {number}", elsewhere), quang)
    with request_of(desk.secretary), pytest.raises(ActionRefused) as refusal:
        desk.assign(household, member=quang, confirmation="")
    assert [message.code for message in refusal.value.warnings] == ["load"]


def test_a_member_may_have_been_in_charge_before(desk: Desk) -> None:
    household, quang = desk.household(), desk.member()
    factories.AssignmentFactory(household=household, member=quang, during=days("2018-11-01", "2020-01-01"))
    assert desk.assign(household, member=quang, confirmation="").started == 1
