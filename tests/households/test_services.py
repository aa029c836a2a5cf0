"""Load the units with their history, and derive the current commune of a household."""

from datetime import date

import pytest
from django.core.management import call_command

from households.models import Household, Placement, Residence, Unit
from households.services.units import create_village, load_units, refresh_household_communes
from tests import factories
from tests.factories import days

pytestmark = pytest.mark.django_db


@pytest.fixture
def units() -> None:
    load_units()


def _communes_of(district: str, day: date) -> set[str]:
    unit = Unit.objects.on(day).get(kind="district", name=district)
    return set(Unit.objects.below(unit, day).values_list("name", flat=True))


EIGHT = {"Thổ Bình", "Bình An", "Hồng Quang", "Xuân Lập", "Phúc Yên", "Lăng Can", "Khuôn Hà", "Thượng Lâm"}


@pytest.mark.usefixtures("units")
@pytest.mark.parametrize("day", [date(2018, 10, 17), date(2020, 10, 17), date(2021, 5, 31)])
def test_lam_binh_had_eight_communes_until_2021(day: date) -> None:
    assert _communes_of("Lâm Bình", day) == EIGHT


@pytest.mark.usefixtures("units")
@pytest.mark.parametrize("day", [date(2021, 6, 2), date(2025, 6, 30)])
def test_two_communes_joined_lam_binh_in_2021(day: date) -> None:
    assert _communes_of("Lâm Bình", day) == EIGHT | {"Phúc Sơn", "Minh Quang"}


@pytest.mark.usefixtures("units")
def test_districts_ended_and_communes_were_merged_on_1_july_2025() -> None:
    before, after = date(2025, 6, 30), date(2025, 7, 1)
    assert Unit.objects.on(before).filter(kind="district").exists()
    assert not Unit.objects.on(after).filter(kind="district").exists()
    communes = set(Unit.objects.on(after).filter(kind="commune").values_list("name", flat=True))
    assert communes == {"Lâm Bình", "Thượng Lâm", "Bình An", "Minh Quang"}


@pytest.mark.usefixtures("units")
def test_a_code_names_another_commune_after_the_merger() -> None:
    def commune_names(code: str, day: date) -> list[str]:
        return list(Unit.objects.on(day).filter(kind="commune", code=code).values_list("name", flat=True))

    assert commune_names("02296", date(2025, 6, 30)) == ["Thổ Bình"]
    assert commune_names("02296", date(2025, 7, 1)) == ["Bình An"]
    assert commune_names("02290", date(2025, 6, 30)) == ["Bình An"]
    assert commune_names("02290", date(2025, 7, 1)) == []


@pytest.mark.usefixtures("units")
def test_two_provinces_became_one() -> None:
    provinces = Unit.objects.filter(kind="province")
    assert set(provinces.on(date(2025, 6, 30)).values_list("name", flat=True)) == {"Tuyên Quang", "Hà Giang"}
    assert set(provinces.on(date(2025, 7, 1)).values_list("name", flat=True)) == {"Tuyên Quang"}
    assert Unit.objects.get(name="Hà Giang").successor == provinces.get(name="Tuyên Quang")


@pytest.mark.usefixtures("units")
def test_each_commune_that_ended_has_the_successor_that_it_was_merged_into() -> None:
    lang_can = Unit.objects.on(date(2018, 10, 17)).get(kind="commune", name="Lăng Can")
    town = lang_can.successor
    assert town is not None
    assert (town.prefix, town.during.lower) == ("Thị trấn", date(2021, 6, 1))
    assert str(town.successor) == "Xã Lâm Bình"
    ended = Unit.objects.filter(kind="commune", during__endswith__isnull=False)
    assert not ended.filter(successor=None).exists()


def _everything() -> list[list[tuple[object, ...]]]:
    return [list(model.objects.order_by("pk").values_list()) for model in (Unit, Placement)]


@pytest.mark.usefixtures("units")
def test_loading_again_changes_nothing() -> None:
    before = _everything()
    result = load_units()
    assert (result.units_new, result.units_changed, result.placements_new) == (0, 0, 0)
    assert _everything() == before


def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_units")
    first = capsys.readouterr().out
    call_command("load_units")
    second = capsys.readouterr().out
    assert "19" in first
    assert "19" not in second


@pytest.mark.usefixtures("units")
def test_loading_corrects_a_changed_name_and_leaves_other_units_alone() -> None:
    village = factories.VillageFactory(name="Nà Cọn", commune=Unit.objects.get(name="Thổ Bình"))
    Unit.objects.filter(name="Thổ Bình").update(name="Tho Binh", search_key="")
    assert load_units().units_changed == 1
    assert Unit.objects.named("tho binh").get().name == "Thổ Bình"
    assert Unit.objects.filter(pk=village.pk).exists()


@pytest.mark.usefixtures("units")
def test_a_village_follows_its_commune_into_the_communes_after_it() -> None:
    lang_can = Unit.objects.on(date(2018, 10, 17)).get(kind="commune", name="Lăng Can")
    village = create_village(name="Nà Khà", prefix="Thôn", commune=lang_can)
    units = [
        str(Placement.objects.on(day).get(unit=village).parent)
        for day in (date(2018, 10, 17), date(2021, 6, 1), date(2025, 6, 30), date(2025, 7, 1))
    ]
    assert units == ["Xã Lăng Can", "Thị trấn Lăng Can", "Thị trấn Lăng Can", "Xã Lâm Bình"]


# --- the current commune of a household ------------------------------------------------------------------

TODAY = date(2026, 1, 15)


def _commune(household: Household) -> str:
    household.refresh_from_db()
    return household.commune.name if household.commune else ""


def _village_in(commune: str) -> Unit:
    return factories.VillageFactory(commune=factories.UnitFactory(name=commune))


def test_the_commune_of_a_household_is_that_of_the_village_it_lives_in_today() -> None:
    household = factories.HouseholdFactory()
    stays = [("Cũ", days("2010-01-01", "2020-01-01")), ("Nay", days("2020-01-01", "2026-02-01"))]
    for commune, during in [*stays, ("Mai", days("2026-02-01"))]:
        Residence.objects.create(household=household, village=_village_in(commune), during=during)
    refresh_household_communes([household.pk], TODAY)
    assert _commune(household) == "Nay"


def test_who_lives_nowhere_today_keeps_the_commune_of_the_last_village() -> None:
    household = factories.HouseholdFactory()
    for commune, during in [
        ("Đầu", days("", "2010-01-01")),
        ("Sau", days("2010-01-01", "2020-01-01")),
        ("Mai", days("2026-02-01")),
    ]:
        Residence.objects.create(household=household, village=_village_in(commune), during=during)
    refresh_household_communes(None, TODAY)
    assert _commune(household) == "Sau"


def test_only_the_named_households_are_looked_at() -> None:
    first, other = factories.HouseholdFactory(), factories.HouseholdFactory()
    for household in (first, other):
        factories.ResidenceFactory(household=household, village=_village_in("Thổ Bình"))
    refresh_household_communes([first.pk], TODAY)
    assert (_commune(first), _commune(other)) == ("Thổ Bình", "")
    refresh_household_communes([], TODAY)
    assert _commune(other) == ""
    refresh_household_communes(None, TODAY)
    assert _commune(other) == "Thổ Bình"
