"""The pages of the desk: access, contents and actions."""

import re
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assignments.models import Assignment, DeskAction, Tier
from lambinh.accounts.permissions import Role
from tests import factories
from tests.factories import days
from tests.support.responses import redirects

pytestmark = pytest.mark.django_db

KEY = "6f6f2c1e-0d0a-4b52-9a0e-2f6f0a4f3c11"


def names(response: Any) -> list[str]:
    """The heads of households in the page's table, in order."""
    return [row.household.head_name for row in response.context["rows"]]


def assign_data(desk: SimpleNamespace, *households: Any, **fields: Any) -> dict[str, Any]:
    rows = [f"{household.pk}:" for household in households]
    return {
        "action": "assign", "row": rows, "member": desk.huan.pk, "tier": "commune", "on": "1/2/25", "decision": "",
        "key": KEY, **fields,
    }  # fmt: skip


def act(client: Client, url: str, data: dict[str, Any], **options: Any) -> Any:
    """Post `data` to the URL of its action, below `url`."""
    fields = {name: value for name, value in data.items() if name != "action"}
    return client.post(f"{url}{data['action']}/", fields, **options)


@pytest.fixture
def desk(db: None) -> SimpleNamespace:
    """`quang` of the village's cell is in charge of `pao`; nobody of `hoa`."""
    district = factories.DistrictFactory()
    here = factories.UnitFactory(name="Xuân Lập", parent=district)
    there = factories.UnitFactory(name="Thổ Bình", parent=district)
    village = factories.VillageFactory(name="Nà Khà", commune=here)
    cell = factories.BodyFactory(unit=village, name="Chi bộ thôn Nà Khà")
    quang = factories.MemberFactory(full_name="Nguyễn Văn Quang", body=cell)
    huan = factories.MemberFactory(full_name="Nông Văn Huấn", body=cell)
    pao = factories.HouseholdFactory(head_name="Giàng A Páo", village=village, code="LB01", phone="0912 345 678")
    hoa = factories.HouseholdFactory(head_name="Ma Thị Hòa", village=village)
    factories.PovertyStatusFactory(household=pao)
    assignment = factories.AssignmentFactory(household=pao, member=quang)
    secretary = factories.UnitAccessFactory(unit=here, role=Role.COMMUNE_SECRETARY).user
    return SimpleNamespace(
        district=district,
        here=here,
        there=there,
        village=village,
        cell=cell,
        quang=quang,
        huan=huan,
        pao=pao,
        hoa=hoa,
        assignment=assignment,
        secretary=secretary,
        url=f"/desk/{village.pk}/",
    )


@pytest.fixture
def client_of() -> Any:
    def client_of(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return client_of


@pytest.fixture
def secretary(desk: SimpleNamespace, client_of: Any) -> Client:
    client: Client = client_of(desk.secretary)
    return client


# --- status codes --------------------------------------------------------------------------------------


def test_a_secretary_chooses_a_village_of_the_own_commune(desk: SimpleNamespace, secretary: Client) -> None:
    page = secretary.get("/desk/")

    assert desk.url in page.content.decode()
    assert "Thổ Bình" not in page.content.decode()


@pytest.mark.parametrize("path", ["/desk/{}/", "/desk/{}/hand-over/", "/desk/?commune={}"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_another_commune_is_not_there(desk: SimpleNamespace, secretary: Client, path: str, method: str) -> None:
    response = getattr(secretary, method)(path.format(desk.there.pk))
    assert response.status_code == (405 if "?" in path and method == "post" else 404)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ROSTER_STAFF, Role.MEMBER, Role.ADMINISTRATOR])
def test_who_may_not_see_households_is_refused(desk: SimpleNamespace, client_of: Any, role: Role) -> None:
    client = client_of(factories.UnitAccessFactory(unit=desk.here, role=role).user)
    for path in ("/desk/", desk.url, f"{desk.url}hand-over/"):
        assert client.get(path).status_code == 403


def test_who_only_reads_sees_the_page_without_its_controls(
    desk: SimpleNamespace, secretary: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assignments.desk.context.DeskContext.tiers", property(lambda self: []))

    page = secretary.get(desk.url)

    assert "Giàng A Páo" in page.content.decode()
    assert 'name="row"' not in page.content.decode()
    assert act(secretary, desk.url, assign_data(desk, desk.hoa)).status_code == 403
    assert secretary.get(f"{desk.url}hand-over/").status_code == 403
    assert Assignment.objects.count() == 1


def test_wrong_methods_and_nonsense(desk: SimpleNamespace, secretary: Client) -> None:
    assert secretary.put(desk.url).status_code == 405
    assert secretary.post("/desk/").status_code == 405
    assert secretary.get("/desk/999999/").status_code == 404
    assert secretary.get(f"/desk/{desk.district.pk}/").status_code == 404
    assert secretary.get(f"{desk.url}?cell=x").status_code == 404
    for query in ("?day=31/02/2025", "?who=x", "?member=x", "?page=x", "?done=x", "?poverty=x"):
        assert secretary.get(desk.url + query).status_code == 200, query
    assert secretary.get(f"{desk.url}?q=%00").status_code == 400
    for data in ({}, {"do": "x"}, {"do": "undo", "deed": "x"}, {"do": "assign", "row": "x", "key": "x"}):
        assert secretary.post(desk.url, data).status_code in {200, 404}, data


# --- contents ------------------------------------------------------------------------------------------


def test_households_are_sorted_by_given_name_with_class_and_who_is_in_charge(
    desk: SimpleNamespace, secretary: Client
) -> None:
    page = secretary.get(desk.url)

    assert names(page) == ["Ma Thị Hòa", "Giàng A Páo"]
    row = page.context["rows"][1]
    assert (row.poverty, row.commune.assignee, row.district) == ("poor", "Nguyễn Văn Quang", None)
    assert [(member.name, member.commune) for member in page.context["own_members"]] == [
        ("Nông Văn Huấn", 0),
        ("Nguyễn Văn Quang", 1),
    ]


@pytest.mark.parametrize("text", ["giang a pao", "LB01", "lb0", "678", "Páo", "345678", "5 678"])
def test_a_household_is_found_by_name_without_marks_code_and_end_of_the_phone(
    desk: SimpleNamespace, secretary: Client, text: str
) -> None:
    assert names(secretary.get(desk.url, {"q": text})) == ["Giàng A Páo"]


def test_filters(desk: SimpleNamespace, secretary: Client) -> None:
    def heads(**filters: str) -> list[str]:
        return names(secretary.get(desk.url, filters))

    assert heads(who="nobody") == ["Ma Thị Hòa"]
    assert heads(poverty="poor") == ["Giàng A Páo"]
    assert heads(who="both") == heads(who="attention") == []
    factories.AssignmentFactory(household=desk.pao, member=desk.huan, tier=Tier.DISTRICT)
    assert heads(who="both") == ["Giàng A Páo"]
    assert heads(member=str(desk.huan.pk)) == ["Giàng A Páo"]
    assert heads(day="1/11/2018", who="nobody") == ["Ma Thị Hòa"]
    assert heads(day="31/10/2018", who="nobody") == ["Ma Thị Hòa", "Giàng A Páo"]


@pytest.mark.parametrize("change", [{"is_exempt": True}, {"during": days("2010-01-01", "2020-01-01")}])
def test_a_member_who_is_exempt_or_has_gone_asks_for_attention(
    desk: SimpleNamespace, secretary: Client, change: dict[str, Any]
) -> None:
    desk.quang.memberships.update(**change)

    page = secretary.get(desk.url, {"who": "attention"})

    assert names(page) == ["Giàng A Páo"]
    assert 'class="mark"' in page.content.decode()


def test_a_cell_shows_its_members_and_what_they_are_in_charge_of(desk: SimpleNamespace, secretary: Client) -> None:
    school = factories.BodyFactory(unit=desk.here, name="Chi bộ trường học")
    teacher = factories.MemberFactory(full_name="Lò Văn Tài", body=school)
    factories.AssignmentFactory(household=desk.hoa, member=teacher)

    page = secretary.get(f"/desk/{desk.here.pk}/", {"cell": school.pk})

    assert names(page) == ["Ma Thị Hòa"]
    assert [member.name for member in page.context["own_members"]] == ["Lò Văn Tài"]


def test_as_many_queries_for_one_household_as_for_thirty(desk: SimpleNamespace, secretary: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert secretary.get(desk.url).status_code == 200
        return len(captured)

    secretary.get(desk.url)
    few = queries()
    for number in range(30):
        household = factories.HouseholdFactory(village=desk.village)
        member = factories.MemberFactory(body=desk.cell)
        if number % 2:
            factories.AssignmentFactory(household=household, member=member)
            factories.PovertyStatusFactory(household=household)
    assert queries() == few
    assert few <= 15


@pytest.fixture
def large(desk: SimpleNamespace) -> SimpleNamespace:
    """A commune of sixty more households and members in a neighbouring village."""
    beside = factories.VillageFactory(name="Nà Co", commune=desk.here)
    cell = factories.BodyFactory(unit=beside, name="Chi bộ thôn Nà Co")
    desk.beside = [factories.HouseholdFactory(head_name=f"Sùng Seo {n:02}", village=beside) for n in range(60)]
    desk.others = [factories.MemberFactory(full_name=f"Vàng Văn {n:02}", body=cell) for n in range(60)]
    desk.commune_url = f"/desk/{desk.here.pk}/"
    return desk


def test_a_commune_is_shown_page_by_page_and_a_village_as_a_whole(large: SimpleNamespace, secretary: Client) -> None:
    first, second = (secretary.get(large.commune_url, {"page": page}).context for page in (1, 2))

    assert (len(first["rows"]), len(second["rows"]), first["page_obj"].paginator.count) == (50, 12, 62)
    assert {row.household.pk for row in first["rows"]}.isdisjoint(row.household.pk for row in second["rows"])
    village = secretary.get(f"/desk/{large.beside[0].residences.get().village_id}/").context
    assert len(village["rows"]) == 60


def test_the_members_of_a_commune_are_shown_page_by_page(large: SimpleNamespace, secretary: Client) -> None:
    first, second = (secretary.get(large.commune_url, {"members": page}) for page in (1, 2))

    assert [len(page.context["own_members"]) for page in (first, second)] == [50, 12]
    assert first.content.count(b"<option") < 80
    last = second.context["own_members"][-1]
    assert f'<option value="{last.pk}"' in second.content.decode()
    assert f'<option value="{last.pk}"' not in first.content.decode()


def test_a_script_fetches_all_who_can_be_put_in_charge(large: SimpleNamespace, secretary: Client) -> None:
    page = secretary.get(large.url).context

    members = secretary.get(page["all_members"]).json()["members"]

    assert {key for key, _text in members} == {member.pk for member in (large.quang, large.huan, *large.others)}
    assert members[0] == [large.huan.pk, "Nông Văn Huấn · Chi bộ thôn Nà Khà · 0 hộ"]
    assert secretary.get(f"/desk/{large.there.pk}/members/").status_code == 404


def test_without_scripts_a_member_of_another_village_is_found_by_name(
    large: SimpleNamespace, secretary: Client
) -> None:
    taker = large.others[-1]
    data = {"action": "find-member", "find": "vang van 59", "row": [large.hoa.pk], "on": "1/2/25", "tier": "commune"}

    page = act(secretary, large.url, data)

    assert f'<option value="{taker.pk}" selected>' in page.content.decode()
    assert (page.context["ticked"], page.context["assign_form"]["on"].value()) == ({large.hoa.pk}, "1/2/25")
    error_page = act(secretary, large.url, data | {"action": "preview", "member": taker.pk, "on": "x"})
    assert f'<option value="{taker.pk}" selected>' in error_page.content.decode()


def test_the_households_of_all_pages_are_chosen_at_once(
    large: SimpleNamespace, secretary: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 'data-step="select-all"' in secretary.get(large.commune_url).content.decode()
    assert 'data-step="select-all"' not in secretary.get(large.url).content.decode()

    page = act(secretary, large.commune_url, {"action": "select-all", "row": [large.hoa.pk], "tier": "commune"}).context

    assert page["ticked"] == {row.household.pk for row in page["rows"]}
    assert len(page["ticked"]) + len(page["elsewhere"]) == 62
    monkeypatch.setattr("assignments.desk.views.board.MAX_HOUSEHOLDS", 61)
    assert 'data-step="select-all"' not in secretary.get(large.commune_url).content.decode()


def test_what_people_typed_is_text_in_the_rows(desk: SimpleNamespace, secretary: Client) -> None:
    markup = "<script>alert('x')</script>\"&"
    for household in (desk.pao, desk.hoa):
        type(household).objects.filter(pk=household.pk).update(head_name=markup, code=f"<i>{household.pk}")
    type(desk.quang).objects.filter(pk=desk.quang.pk).update(full_name=markup)
    type(desk.cell).objects.filter(pk=desk.cell.pk).update(name=markup)
    type(desk.village).objects.filter(pk=desk.village.pk).update(name=markup)

    for path in (desk.url, f"/desk/{desk.here.pk}/", f"{desk.url}hand-over/", "/households/", "/members/", "/bodies/"):
        page = secretary.get(path).content.decode()
        assert "&lt;script&gt;alert(&#x27;x&#x27;)" in page, path
        assert "<script>alert" not in page, path


@pytest.mark.parametrize("tier", Tier)
@pytest.mark.parametrize("change", [{}, {"is_exempt": True}, {"during": days("2010-01-01", "2020-01-01")}])
def test_a_row_is_marked_where_the_filter_finds_it(
    desk: SimpleNamespace, secretary: Client, tier: Tier, change: dict[str, Any]
) -> None:
    Assignment.objects.update(tier=tier)
    desk.quang.memberships.update(**change)

    row = secretary.get(desk.url).context["rows"][1]
    attention_names = names(secretary.get(desk.url, {"who": "attention"}))

    assert (
        any(assignment.is_exempt or assignment.is_away for assignment in row.assignments)
        == bool(change)
        == (attention_names == ["Giàng A Páo"])
    )


# --- actions -------------------------------------------------------------------------------------------


def test_nothing_is_saved_before_it_was_looked_at(desk: SimpleNamespace, secretary: Client) -> None:
    data = assign_data(desk, desk.hoa, desk.pao, action="preview")

    page = act(secretary, desk.url, data)

    assert page.context["preview"].starts == 2
    assert [(ended.member, ended.households) for ended in page.context["preview"].ends] == [("Nguyễn Văn Quang", 1)]
    assert "31/01/2025" in page.content.decode()
    assert f'value="{desk.pao.pk}:{desk.assignment.pk}"' in page.content.decode()
    assert Assignment.objects.count() == 1


def test_a_member_takes_over_and_it_is_taken_back(desk: SimpleNamespace, secretary: Client) -> None:
    data = assign_data(desk, desk.hoa, confirmed="Thay người")
    data["row"] = [f"{desk.hoa.pk}:", f"{desk.pao.pk}:{desk.assignment.pk}"]

    response = act(secretary, desk.url, data)

    redirects(response)
    started = timezone.localdate().replace(2025, 2, 1)
    now = Assignment.objects.filter(member=desk.huan, during__startswith=started)
    assert set(now.values_list("household", flat=True)) == {desk.hoa.pk, desk.pao.pk}
    bar = secretary.get(response["Location"]).content.decode()
    assert 'data-step="undo"' in bar

    action = DeskAction.objects.get()
    secretary.post(f"{desk.url}undo/", {"action": action.pk})
    assert list(Assignment.objects.values_list("pk", flat=True)) == [desk.assignment.pk]
    desk.assignment.refresh_from_db()
    assert desk.assignment.during.upper is None


def test_the_same_form_sent_twice_is_done_once(desk: SimpleNamespace, secretary: Client) -> None:
    first, second = (act(secretary, desk.url, assign_data(desk, desk.hoa)) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert Assignment.objects.filter(household=desk.hoa).count() == 1
    assert DeskAction.objects.count() == 1


def test_a_household_that_somebody_took_meanwhile_is_told_and_the_others_are_done(
    desk: SimpleNamespace, secretary: Client
) -> None:
    data = assign_data(desk) | {"row": [f"{desk.hoa.pk}:", f"{desk.pao.pk}:"]}  # the form expects nobody in charge

    page = act(secretary, desk.url, data, follow=True).content.decode()

    assert Assignment.objects.filter(household=desk.hoa, member=desk.huan).exists()
    assert not Assignment.objects.filter(household=desk.pao, member=desk.huan).exists()
    assert 'class="conflicts"' in page
    assert "Giàng A Páo" in page


def test_a_warning_is_confirmed_with_a_reason(desk: SimpleNamespace, secretary: Client) -> None:
    desk.huan.memberships.update(is_exempt=True)

    response = act(secretary, desk.url, assign_data(desk, desk.hoa))
    assert 'name="confirmed"' in response.content.decode()
    assert Assignment.objects.count() == 1

    redirects(act(secretary, desk.url, assign_data(desk, desk.hoa, confirmed="Tự nguyện")))
    assert Assignment.objects.count() == 2


def test_an_error_is_not_saved_with_a_reason_either(desk: SimpleNamespace, secretary: Client) -> None:
    desk.huan.memberships.all().delete()

    response = act(secretary, desk.url, assign_data(desk, desk.hoa, confirmed="Vẫn lưu"))

    assert response.context["preview"].errors
    assert 'data-step="assign"' not in response.content.decode()
    assert Assignment.objects.count() == 1


@pytest.mark.parametrize("change", [{"member": ""}, {"on": "31/02/2025"}, {"row": []}, {"tier": "district"}])
def test_what_is_missing_is_told_and_what_was_chosen_stays(
    desk: SimpleNamespace, secretary: Client, change: dict[str, Any]
) -> None:
    response = act(secretary, desk.url, assign_data(desk, desk.hoa, action="preview") | change)

    page = response.content.decode()
    assert 'role="alert"' in page
    assert (f'value="{desk.hoa.pk}" checked' in page) == (change != {"row": []})
    assert Assignment.objects.count() == 1


def test_a_household_of_another_commune_cannot_be_slipped_in(desk: SimpleNamespace, secretary: Client) -> None:
    stranger = factories.HouseholdFactory(village=factories.VillageFactory(commune=desk.there))
    foreign = factories.MemberFactory(body=factories.BodyFactory(unit=desk.there))

    act(secretary, desk.url, assign_data(desk, stranger))
    act(secretary, desk.url, assign_data(desk, desk.hoa, member=foreign.pk, key=uuid4()))

    assert not Assignment.objects.filter(household=stranger).exists()
    assert not Assignment.objects.filter(member=foreign).exists()


def test_a_charge_ends_with_a_reason_after_it_was_looked_at(desk: SimpleNamespace, secretary: Client) -> None:
    data = {"action": "confirm-end", "row": [desk.pao.pk, desk.hoa.pk], "tier": "commune", "last_day": "31/12/2025"}
    data["reason"] = "left_poverty"
    page = act(secretary, desk.url, data).content.decode()
    desk.assignment.refresh_from_db()
    assert desk.assignment.during.upper is None
    rows = re.findall(r'name="row"\s+value="([\d:]+)"', page)
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert rows == [f"{desk.pao.pk}:{desk.assignment.pk}"]
    assert key is not None

    response = act(secretary, desk.url, data | {"action": "end", "row": rows, "key": key[1]})

    redirects(response)
    desk.assignment.refresh_from_db()
    assert (str(desk.assignment.during.upper), desk.assignment.end_reason) == ("2026-01-01", "left_poverty")


def test_all_households_of_a_member_are_handed_over_and_each_can_be_changed(
    desk: SimpleNamespace, secretary: Client
) -> None:
    url = f"{desk.url}hand-over/"
    other = factories.MemberFactory(body=desk.cell)
    second = factories.AssignmentFactory(household=desk.hoa, member=desk.quang)
    data = {"member": desk.quang.pk, "on": "1/2/2025", "reason": "member_ill", "to": [desk.huan.pk, other.pk]}
    assert secretary.get(f"{url}?member={desk.quang.pk}").status_code == 200

    page = act(secretary, desk.url, data | {"action": "hand-over/preview"})
    assert len(page.context["lines"]) == 2
    choices = {f"to-{desk.assignment.pk}": other.pk, f"to-{second.pk}": other.pk}
    key = page.context["key"]
    response = act(secretary, desk.url, data | choices | {"action": "hand-over/save", "key": key})

    redirects(response)
    assert Assignment.objects.filter(member=other).count() == 2
    desk.assignment.refresh_from_db()
    assert desk.assignment.end_reason == "member_ill"


def test_nothing_is_handed_over_to_the_same_member_or_to_nobody(desk: SimpleNamespace, secretary: Client) -> None:
    data = {"member": desk.quang.pk, "on": "1/2/2025", "reason": "member_ill", "action": "hand-over/preview"}
    for to in ([], [desk.quang.pk]):
        page = act(secretary, desk.url, data | {"to": to})
        assert 'role="alert"' in page.content.decode()


def test_a_thousand_rows_can_be_posted(desk: SimpleNamespace, secretary: Client) -> None:
    rows = [f"{number}:" for number in range(10**6, 10**6 + 1000)]

    response = act(secretary, desk.url, assign_data(desk, desk.hoa, action="preview") | {"row": [*rows, desk.hoa.pk]})

    assert response.status_code == 200
    assert response.context["preview"].starts == 1


def test_the_district_tier_is_for_who_may_change_it(desk: SimpleNamespace, client_of: Any) -> None:
    office = client_of(factories.UnitAccessFactory(unit=desk.district, role=Role.DISTRICT_OFFICE).user)
    assert 'value="district"' in office.get(desk.url).content.decode()

    response = act(office, desk.url, assign_data(desk, desk.hoa, tier="district"))

    redirects(response)
    assert Assignment.objects.get(household=desk.hoa).tier == Tier.DISTRICT


def test_whose_session_ended_comes_back_to_the_same_page(desk: SimpleNamespace) -> None:
    response = Client().post(f"{desk.url}assign/?who=nobody", assign_data(desk, desk.hoa))

    assert response["Location"] == f"/login/?next={desk.url}assign/%3Fwho%3Dnobody"


def test_the_url_of_an_action_opens_the_board_with_the_same_filters(desk: SimpleNamespace, secretary: Client) -> None:
    for action in ("select-page", "select-all", "find-member", "preview", "assign", "confirm-end", "end", "undo"):
        assert secretary.get(f"{desk.url}{action}/?who=nobody")["Location"] == f"{desk.url}?who=nobody"
        assert secretary.put(f"{desk.url}{action}/").status_code == 405
    for action in ("preview", "save"):
        assert secretary.get(f"{desk.url}hand-over/{action}/")["Location"] == f"{desk.url}hand-over/"


def test_a_form_that_was_open_before_each_action_had_a_url_is_still_carried_out(
    desk: SimpleNamespace, secretary: Client
) -> None:
    data = assign_data(desk, desk.hoa) | {"do": "preview"}
    assert secretary.post(desk.url, data).context["preview"].starts == 1
    redirects(secretary.post(desk.url, data | {"do": "assign"}))
    assert Assignment.objects.filter(household=desk.hoa, member=desk.huan).exists()

    hand_over_data = {
        "member": desk.quang.pk,
        "on": "1/2/25",
        "reason": "member_ill",
        "to": [desk.huan.pk],
        "do": "propose",
    }
    assert len(secretary.post(f"{desk.url}hand-over/", hand_over_data).context["lines"]) == 1


def test_words_of_a_name_may_stand_in_any_order(desk: SimpleNamespace, secretary: Client) -> None:
    assert names(secretary.get(desk.url, {"q": "pao giang"})) == ["Giàng A Páo"]


def test_choosing_all_without_scripts_keeps_what_was_typed(desk: SimpleNamespace, secretary: Client) -> None:
    data = {"action": "select-page", "member": desk.huan.pk, "on": "1/2/25", "tier": "commune"}
    page = act(secretary, desk.url, data).context

    assert page["ticked"] == {row.household.pk for row in page["rows"]}
    assert (page["assign_form"]["member"].value(), page["assign_form"]["on"].value()) == (str(desk.huan.pk), "1/2/25")


def test_more_households_than_one_action_takes_are_told_and_none_is_dropped(
    desk: SimpleNamespace, secretary: Client
) -> None:
    data = {"action": "preview", "member": desk.huan.pk, "on": "1/2/25", "tier": "commune"}
    page = act(secretary, desk.url, data | {"row": [str(key) for key in range(1, 2_102)]}).context

    assert "2101" in page["error"].replace(".", "")
    assert len(page["elsewhere"]) + len(page["ticked"] & {row.household.pk for row in page["rows"]}) == 2_101


def test_what_changed_nothing_is_not_called_saved(desk: SimpleNamespace, secretary: Client) -> None:
    action = factories.DeskActionFactory(by=desk.secretary, started=0, ended=0, conflicts=[], communes=[desk.here.pk])
    page = secretary.get(desk.url, {"done": action.pk}).content.decode()

    assert "Chưa lưu gì" in page
    assert 'data-step="undo"' not in page


def test_a_hand_over_tells_its_rules_before_it_is_saved(desk: SimpleNamespace, secretary: Client) -> None:
    desk.huan.memberships.update(is_exempt=True)
    data = {
        "action": "hand-over/preview",
        "member": desk.quang.pk,
        "to": [desk.huan.pk],
        "on": "1/2/25",
        "reason": "member_ill",
    }
    page = act(secretary, desk.url, data).context

    assert [message.code for message in page["rule_messages"]] == ["exempt"]
    assert page["warned"]


def test_a_choice_for_somebody_who_no_longer_takes_over_is_forgotten(desk: SimpleNamespace, secretary: Client) -> None:
    lan = factories.MemberFactory(full_name="Ma Thị Lan", body=desk.cell)
    data = {
        "action": "hand-over/preview",
        "member": desk.quang.pk,
        "to": [lan.pk],
        "on": "1/2/25",
        "reason": "member_ill",
    }
    page = act(secretary, desk.url, data | {f"to-{desk.assignment.pk}": desk.huan.pk}).context

    assert [line.recipient for line in page["lines"]] == [lan.pk]
