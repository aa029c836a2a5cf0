"""An administrator changes their own units and no others, by the forms of the registers and by files."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from households.models import Placement, Unit
from households.services.units import load_units
from lambinh.accounts.permissions import Role
from tests import factories
from tests.admin.test_imports import UNITS, complaints, upload, workbook
from tests.factories import days
from tests.support.access.web import KeepingClient
from tests.support.forms import fields_of
from tests.support.responses import redirects

pytestmark = pytest.mark.django_db

REFUSED = "Select a valid choice"


@pytest.fixture
def territory() -> SimpleNamespace:
    """A province with a district of two communes, each with a village; an administrator of the first commune."""
    province = factories.UnitFactory(kind="province", name="Tuyên Quang", code="08")
    district = factories.DistrictFactory(name="Lâm Bình", parent=province)
    here, there = (factories.UnitFactory(name=name, parent=district) for name in ("Thổ Bình", "Hồng Quang"))
    mine, theirs = (factories.VillageFactory(commune=commune) for commune in (here, there))
    moved = factories.VillageFactory(name="Nà Cọn")
    factories.PlacementFactory(unit=moved, parent=here, during=days("", "2021-06-01"))
    factories.PlacementFactory(unit=moved, parent=there, during=days("2021-06-01"))
    return SimpleNamespace(
        province=province, district=district, here=here, there=there, mine=mine, theirs=theirs, moved=moved
    )


def client_of(unit: Unit, role: Role = Role.ADMINISTRATOR, *, is_locked: bool = True) -> Client:
    client = KeepingClient(is_locked=is_locked)
    client.force_login(factories.UnitAccessFactory(unit=unit, role=role).user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def client(territory: SimpleNamespace) -> Client:
    return client_of(territory.here)


def address(model: Any, view: str, *args: Any) -> str:
    return reverse(f"admin:households_{model._meta.model_name}_{view}", args=args)


def page(client: Client, unit: Unit) -> dict[str, str]:
    return fields_of(client.get(address(Unit, "change", unit.pk)).full_content.decode())  # type: ignore[attr-defined]


def placements_of(unit: Unit) -> list[tuple[int, date | None, date | None]]:
    rows = Placement.objects.filter(unit=unit).order_by("during")
    return [(row.parent_id, row.during.lower, row.during.upper) for row in rows]


def last_row(fields: dict[str, str]) -> int:
    return int(fields["placements-INITIAL_FORMS"])


def with_row(fields: dict[str, str], parent: Unit, first: str, last: str = "") -> dict[str, str]:
    n = last_row(fields)
    row = {"parent": str(parent.pk), "during_0": first, "during_1": last}
    return fields | {f"placements-{n}-{name}": value for name, value in row.items()}


# --- a village of the user ------------------------------------------------------------------------------


def test_the_own_village_is_described_and_its_stay_in_the_own_commune_dated(
    client: Client, territory: SimpleNamespace
) -> None:
    fields = page(client, territory.mine) | {"name": "Nà Khà Mới", "placements-0-during_0": "01/01/2011"}
    redirects(client.post(address(Unit, "change", territory.mine.pk), fields))
    territory.mine.refresh_from_db()
    assert territory.mine.name == "Nà Khà Mới"
    assert placements_of(territory.mine) == [(territory.here.pk, date(2011, 1, 1), None)]


def test_the_own_village_is_not_moved_into_a_unit_of_others(client: Client, territory: SimpleNamespace) -> None:
    """The households of the village would move to another commune."""
    before = placements_of(territory.mine)
    ended = page(client, territory.mine) | {"placements-0-during_1": "31/12/2025"}
    for fields in (
        page(client, territory.mine) | {"placements-0-parent": str(territory.there.pk)},
        with_row(ended, territory.there, "01/01/2026"),
    ):
        answer = client.post(address(Unit, "change", territory.mine.pk), fields)
        assert REFUSED in answer.content.decode()
    assert placements_of(territory.mine) == before


def test_a_village_of_others_is_not_taken(client: Client, territory: SimpleNamespace) -> None:
    before = placements_of(territory.theirs)
    assert client.post(address(Unit, "change", territory.theirs.pk), {}).status_code == 403
    data = {
        "unit": territory.theirs.pk,
        "parent": territory.here.pk,
        "during_0": "01/01/1990",
        "during_1": "01/01/1991",
    }
    assert REFUSED in client.post(address(Placement, "add"), data).content.decode()
    assert placements_of(territory.theirs) == before


def test_a_village_that_lay_here_once_is_of_others_now(client: Client, territory: SimpleNamespace) -> None:
    before = placements_of(territory.moved)
    assert client.post(address(Unit, "change", territory.moved.pk), {}).status_code == 403
    for row in territory.moved.placements.all():
        assert client.post(address(Placement, "change", row.pk), {}).status_code == 403
        assert client.post(address(Placement, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert placements_of(territory.moved) == before


def test_a_placement_is_not_turned_to_a_unit_of_others(client: Client, territory: SimpleNamespace) -> None:
    row = territory.mine.placements.get()
    data = {"unit": territory.mine.pk, "parent": territory.here.pk, "during_0": "", "during_1": ""}
    for wrong in ({"unit": territory.theirs.pk}, {"unit": territory.there.pk}, {"parent": territory.there.pk}):
        assert REFUSED in client.post(address(Placement, "change", row.pk), data | wrong).content.decode()
    row.refresh_from_db()
    assert (row.unit, row.parent) == (territory.mine, territory.here)


def test_the_past_of_a_village_in_a_unit_of_others_is_shown_and_stays(territory: SimpleNamespace) -> None:
    client = client_of(territory.there)
    before = placements_of(territory.moved)
    form = page(client, territory.moved)
    assert "placements-0-parent" not in form
    forged_data = form | {
        "placements-0-parent": str(territory.there.pk),
        "placements-0-during_0": "01/01/2001",
        "placements-0-DELETE": "on",
        "placements-1-during_1": "31/12/2030",
    }
    redirects(client.post(address(Unit, "change", territory.moved.pk), forged_data))
    assert placements_of(territory.moved) == [before[0], (territory.there.pk, date(2021, 6, 1), date(2031, 1, 1))]


# --- the own commune ------------------------------------------------------------------------------------


def test_the_own_commune_is_described_and_stays_where_it_belongs(client: Client, territory: SimpleNamespace) -> None:
    before = placements_of(territory.here)
    fields = page(client, territory.here) | {"basis": "07/NQ-CP"}
    redirects(client.post(address(Unit, "change", territory.here.pk), fields))
    territory.here.refresh_from_db()
    assert territory.here.basis == "07/NQ-CP"
    forged_data = fields | {"placements-0-parent": str(territory.province.pk), "placements-0-DELETE": "on"}
    redirects(client.post(address(Unit, "change", territory.here.pk), forged_data))
    assert placements_of(territory.here) == before


@pytest.mark.parametrize("parent", ["there", "district", "province"])
def test_the_own_commune_is_not_placed_in_a_unit_of_others(
    client: Client, territory: SimpleNamespace, parent: str
) -> None:
    Placement.objects.filter(unit=territory.here).update(during=days("", "2020-01-01"))
    fields = with_row(page(client, territory.here), getattr(territory, parent), "01/01/2026")
    assert REFUSED in client.post(address(Unit, "change", territory.here.pk), fields).content.decode()
    assert len(placements_of(territory.here)) == 1


@pytest.mark.parametrize("unit", ["there", "district", "province"])
def test_no_unit_of_others_is_placed_in_the_own_commune(client: Client, territory: SimpleNamespace, unit: str) -> None:
    Placement.objects.filter(unit=getattr(territory, unit)).delete()
    data = {"unit": getattr(territory, unit).pk, "parent": territory.here.pk, "during_0": "", "during_1": ""}
    assert REFUSED in client.post(address(Placement, "add"), data).content.decode()
    assert not Placement.objects.filter(parent=territory.here, unit=getattr(territory, unit)).exists()


def test_the_own_commune_is_succeeded_by_no_unit_of_others(client: Client, territory: SimpleNamespace) -> None:
    """A user with access to a former unit reaches its successor."""
    fields = page(client, territory.here) | {"successor": str(territory.there.pk)}
    assert REFUSED in client.post(address(Unit, "change", territory.here.pk), fields).content.decode()


def test_a_successor_that_was_entered_above_stays(territory: SimpleNamespace) -> None:
    Unit.objects.filter(pk=territory.here.pk).update(successor=territory.there, during=days("", "2025-07-01"))
    other = factories.UnitFactory()
    Unit.objects.filter(pk=other.pk).update(successor=territory.there)
    client = client_of(territory.here)
    fields = page(client, territory.here) | {"basis": "1684/NQ-UBTVQH15"}
    assert fields["successor"] == str(territory.there.pk)
    redirects(client.post(address(Unit, "change", territory.here.pk), fields))
    territory.here.refresh_from_db()
    assert (territory.here.basis, territory.here.successor) == ("1684/NQ-UBTVQH15", territory.there)


def test_what_kind_a_unit_is_of_changes_for_nobody_below_the_whole(client: Client, territory: SimpleNamespace) -> None:
    fields = page(client, territory.mine) | {"kind": "commune", "code": "09999"}
    assert REFUSED in client.post(address(Unit, "change", territory.mine.pk), fields).content.decode()


# --- new units ------------------------------------------------------------------------------------------


def new_unit(client: Client, kind: str, parent: Unit | None) -> Any:
    fields = fields_of(client.get(address(Unit, "add")).full_content.decode())  # type: ignore[attr-defined]
    fields |= {"kind": kind, "code": "" if kind == "village" else "99999", "name": "Nà Mới"}
    return client.post(address(Unit, "add"), with_row(fields, parent, "") if parent else fields)


@pytest.mark.parametrize(
    ("unit_name", "kind", "parent", "is_allowed"),
    [
        ("here", "village", "here", True),
        ("here", "village", "there", False),
        ("here", "commune", "here", False),
        ("here", "district", "here", False),
        ("here", "province", "here", False),
        ("district", "commune", "district", True),
        ("district", "village", "there", True),
        ("district", "commune", "province", False),
        ("district", "district", "district", False),
        ("province", "district", "province", True),
        ("province", "province", "province", False),
    ],
)
def test_new_units_are_made_below_the_own_ones(
    territory: SimpleNamespace, unit_name: str, kind: str, parent: str, is_allowed: bool
) -> None:
    answer = new_unit(client_of(getattr(territory, unit_name)), kind, getattr(territory, parent))
    assert (answer.status_code == 302) is is_allowed
    assert Unit.objects.filter(name="Nà Mới").exists() is is_allowed


def test_a_new_unit_says_where_it_belongs(client: Client, territory: SimpleNamespace) -> None:
    answer = new_unit(client, "village", None)
    assert "Enter the unit that it belongs to, with the days." in answer.content.decode()
    assert not Unit.objects.filter(name="Nà Mới").exists()


# --- search boxes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("model", "field"), [("placement", "parent"), ("placement", "unit"), ("unit", "successor")])
def test_a_search_box_offers_the_own_units_alone(
    client: Client, territory: SimpleNamespace, model: str, field: str
) -> None:
    params = {"app_label": "households", "model_name": model, "field_name": field, "term": ""}
    keys = {int(result["id"]) for result in client.get(reverse("admin:autocomplete"), params).json()["results"]}
    assert keys == ({territory.here.pk} if field == "parent" else {territory.here.pk, territory.mine.pk})


# --- files ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit_name", "line"),
    [
        ("here", ["commune", "09999", "Xã", "Mới", "", "", ""]),
        ("here", ["district", "999", "Huyện", "Mới", "", "", ""]),
        ("district", ["province", "99", "Tỉnh", "Mới", "", "", ""]),
    ],
)
def test_a_file_makes_no_unit_above_or_beside_the_own_ones(
    territory: SimpleNamespace, unit_name: str, line: list[Any]
) -> None:
    preview = upload(
        client_of(getattr(territory, unit_name), is_locked=False), "households_unit", workbook(UNITS, line)
    )
    assert complaints(preview) == ["This row belongs to a unit that is not yours: remove it from the file."]


@pytest.mark.parametrize("unit", ["there", "theirs", "moved", "district"])
def test_a_file_changes_no_unit_of_others(territory: SimpleNamespace, unit: str) -> None:
    row: Unit = getattr(territory, unit)
    line = [row.kind, row.code, row.prefix, row.name, "", "", "Căn cứ khác"]
    preview = upload(client_of(territory.here, is_locked=False), "households_unit", workbook(UNITS, line))
    assert complaints(preview) == ["This row belongs to a unit that is not yours: remove it from the file."]


def test_placements_have_no_plain_import(client: Client) -> None:
    assert client.get("/admin/households/placement/import/").status_code in (302, 404)


# --- units that ended -----------------------------------------------------------------------------------


def test_an_administrator_of_today_keeps_the_past_of_what_became_the_own_commune() -> None:
    load_units()
    today = Unit.objects.on(date(2026, 1, 1)).get(kind="commune", name="Lâm Bình")
    ended = Unit.objects.get(kind="commune", name="Xuân Lập")
    village = factories.VillageFactory(name="Nà Lòa")
    factories.PlacementFactory(unit=village, parent=ended, during=ended.during)
    factories.PlacementFactory(unit=village, parent=today, during=today.during)
    client = client_of(today)
    fields = page(client, village) | {"placements-0-during_0": "01/01/2015"}
    redirects(client.post(address(Unit, "change", village.pk), fields))
    assert placements_of(village)[0] == (ended.pk, date(2015, 1, 1), date(2025, 7, 1))
