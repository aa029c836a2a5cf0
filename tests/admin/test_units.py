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
    own_commune, other_commune = (
        factories.UnitFactory(name=name, parent=district) for name in ("Thổ Bình", "Hồng Quang")
    )
    own_village, other_village = (factories.VillageFactory(commune=commune) for commune in (own_commune, other_commune))
    moved_village = factories.VillageFactory(name="Nà Cọn")
    factories.PlacementFactory(unit=moved_village, parent=own_commune, during=days("", "2021-06-01"))
    factories.PlacementFactory(unit=moved_village, parent=other_commune, during=days("2021-06-01"))
    return SimpleNamespace(
        province=province,
        district=district,
        own_commune=own_commune,
        other_commune=other_commune,
        own_village=own_village,
        other_village=other_village,
        moved_village=moved_village,
    )


def client_of(unit: Unit, role: Role = Role.ADMINISTRATOR, *, is_locked: bool = True) -> Client:
    client = KeepingClient(is_locked=is_locked)
    client.force_login(factories.UnitAccessFactory(unit=unit, role=role).user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def client(territory: SimpleNamespace) -> Client:
    return client_of(territory.own_commune)


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
    fields = page(client, territory.own_village) | {"name": "Nà Khà Mới", "placements-0-during_0": "01/01/2011"}
    redirects(client.post(address(Unit, "change", territory.own_village.pk), fields))
    territory.own_village.refresh_from_db()
    assert territory.own_village.name == "Nà Khà Mới"
    assert placements_of(territory.own_village) == [(territory.own_commune.pk, date(2011, 1, 1), None)]


def test_the_own_village_is_not_moved_into_a_unit_of_others(client: Client, territory: SimpleNamespace) -> None:
    """The households of the village would move to another commune."""
    before = placements_of(territory.own_village)
    ended = page(client, territory.own_village) | {"placements-0-during_1": "31/12/2025"}
    for fields in (
        page(client, territory.own_village) | {"placements-0-parent": str(territory.other_commune.pk)},
        with_row(ended, territory.other_commune, "01/01/2026"),
    ):
        answer = client.post(address(Unit, "change", territory.own_village.pk), fields)
        assert REFUSED in answer.content.decode()
    assert placements_of(territory.own_village) == before


def test_a_village_of_others_is_not_taken(client: Client, territory: SimpleNamespace) -> None:
    before = placements_of(territory.other_village)
    assert client.post(address(Unit, "change", territory.other_village.pk), {}).status_code == 403
    data = {
        "unit": territory.other_village.pk,
        "parent": territory.own_commune.pk,
        "during_0": "01/01/1990",
        "during_1": "01/01/1991",
    }
    assert REFUSED in client.post(address(Placement, "add"), data).content.decode()
    assert placements_of(territory.other_village) == before


def test_a_village_that_lay_here_once_is_of_others_now(client: Client, territory: SimpleNamespace) -> None:
    before = placements_of(territory.moved_village)
    assert client.post(address(Unit, "change", territory.moved_village.pk), {}).status_code == 403
    for row in territory.moved_village.placements.all():
        assert client.post(address(Placement, "change", row.pk), {}).status_code == 403
        assert client.post(address(Placement, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert placements_of(territory.moved_village) == before


def test_a_placement_is_not_turned_to_a_unit_of_others(client: Client, territory: SimpleNamespace) -> None:
    row = territory.own_village.placements.get()
    data = {"unit": territory.own_village.pk, "parent": territory.own_commune.pk, "during_0": "", "during_1": ""}
    for wrong in (
        {"unit": territory.other_village.pk},
        {"unit": territory.other_commune.pk},
        {"parent": territory.other_commune.pk},
    ):
        assert REFUSED in client.post(address(Placement, "change", row.pk), data | wrong).content.decode()
    row.refresh_from_db()
    assert (row.unit, row.parent) == (territory.own_village, territory.own_commune)


def test_the_past_of_a_village_in_a_unit_of_others_is_shown_and_stays(territory: SimpleNamespace) -> None:
    client = client_of(territory.other_commune)
    before = placements_of(territory.moved_village)
    form = page(client, territory.moved_village)
    assert "placements-0-parent" not in form
    forged_data = form | {
        "placements-0-parent": str(territory.other_commune.pk),
        "placements-0-during_0": "01/01/2001",
        "placements-0-DELETE": "on",
        "placements-1-during_1": "31/12/2030",
    }
    redirects(client.post(address(Unit, "change", territory.moved_village.pk), forged_data))
    assert placements_of(territory.moved_village) == [
        before[0],
        (territory.other_commune.pk, date(2021, 6, 1), date(2031, 1, 1)),
    ]


# --- the own commune ------------------------------------------------------------------------------------


def test_the_own_commune_is_described_and_stays_where_it_belongs(client: Client, territory: SimpleNamespace) -> None:
    before = placements_of(territory.own_commune)
    fields = page(client, territory.own_commune) | {"basis": "07/NQ-CP"}
    redirects(client.post(address(Unit, "change", territory.own_commune.pk), fields))
    territory.own_commune.refresh_from_db()
    assert territory.own_commune.basis == "07/NQ-CP"
    forged_data = fields | {"placements-0-parent": str(territory.province.pk), "placements-0-DELETE": "on"}
    redirects(client.post(address(Unit, "change", territory.own_commune.pk), forged_data))
    assert placements_of(territory.own_commune) == before


@pytest.mark.parametrize("parent", ["other_commune", "district", "province"])
def test_the_own_commune_is_not_placed_in_a_unit_of_others(
    client: Client, territory: SimpleNamespace, parent: str
) -> None:
    Placement.objects.filter(unit=territory.own_commune).update(during=days("", "2020-01-01"))
    fields = with_row(page(client, territory.own_commune), getattr(territory, parent), "01/01/2026")
    assert REFUSED in client.post(address(Unit, "change", territory.own_commune.pk), fields).content.decode()
    assert len(placements_of(territory.own_commune)) == 1


@pytest.mark.parametrize("unit", ["other_commune", "district", "province"])
def test_no_unit_of_others_is_placed_in_the_own_commune(client: Client, territory: SimpleNamespace, unit: str) -> None:
    Placement.objects.filter(unit=getattr(territory, unit)).delete()
    data = {"unit": getattr(territory, unit).pk, "parent": territory.own_commune.pk, "during_0": "", "during_1": ""}
    assert REFUSED in client.post(address(Placement, "add"), data).content.decode()
    assert not Placement.objects.filter(parent=territory.own_commune, unit=getattr(territory, unit)).exists()


def test_the_own_commune_is_succeeded_by_no_unit_of_others(client: Client, territory: SimpleNamespace) -> None:
    """A user with access to a former unit reaches its successor."""
    fields = page(client, territory.own_commune) | {"successor": str(territory.other_commune.pk)}
    assert REFUSED in client.post(address(Unit, "change", territory.own_commune.pk), fields).content.decode()


def test_a_successor_that_was_entered_above_stays(territory: SimpleNamespace) -> None:
    Unit.objects.filter(pk=territory.own_commune.pk).update(
        successor=territory.other_commune, during=days("", "2025-07-01")
    )
    other = factories.UnitFactory()
    Unit.objects.filter(pk=other.pk).update(successor=territory.other_commune)
    client = client_of(territory.own_commune)
    fields = page(client, territory.own_commune) | {"basis": "1684/NQ-UBTVQH15"}
    assert fields["successor"] == str(territory.other_commune.pk)
    redirects(client.post(address(Unit, "change", territory.own_commune.pk), fields))
    territory.own_commune.refresh_from_db()
    assert (territory.own_commune.basis, territory.own_commune.successor) == (
        "1684/NQ-UBTVQH15",
        territory.other_commune,
    )


def test_what_kind_a_unit_is_of_changes_for_nobody_below_the_whole(client: Client, territory: SimpleNamespace) -> None:
    fields = page(client, territory.own_village) | {"kind": "commune", "code": "09999"}
    assert REFUSED in client.post(address(Unit, "change", territory.own_village.pk), fields).content.decode()


# --- new units ------------------------------------------------------------------------------------------


def new_unit(client: Client, kind: str, parent: Unit | None) -> Any:
    fields = fields_of(client.get(address(Unit, "add")).full_content.decode())  # type: ignore[attr-defined]
    fields |= {"kind": kind, "code": "" if kind == "village" else "99999", "name": "Nà Mới"}
    return client.post(address(Unit, "add"), with_row(fields, parent, "") if parent else fields)


@pytest.mark.parametrize(
    ("unit_name", "kind", "parent", "is_allowed"),
    [
        ("own_commune", "village", "own_commune", True),
        ("own_commune", "village", "other_commune", False),
        ("own_commune", "commune", "own_commune", False),
        ("own_commune", "district", "own_commune", False),
        ("own_commune", "province", "own_commune", False),
        ("district", "commune", "district", True),
        ("district", "village", "other_commune", True),
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
    assert keys == (
        {territory.own_commune.pk} if field == "parent" else {territory.own_commune.pk, territory.own_village.pk}
    )


# --- files ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit_name", "line"),
    [
        ("own_commune", ["commune", "09999", "Xã", "Mới", "", "", ""]),
        ("own_commune", ["district", "999", "Huyện", "Mới", "", "", ""]),
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


@pytest.mark.parametrize("unit", ["other_commune", "other_village", "moved_village", "district"])
def test_a_file_changes_no_unit_of_others(territory: SimpleNamespace, unit: str) -> None:
    row: Unit = getattr(territory, unit)
    line = [row.kind, row.code, row.prefix, row.name, "", "", "Căn cứ khác"]
    preview = upload(client_of(territory.own_commune, is_locked=False), "households_unit", workbook(UNITS, line))
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
