"""The first commune distinguishes villages of the same name in a merged commune."""

import pytest

from households.labels import disambiguate, labels
from households.models import Placement
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_villages() -> list:
    """Two villages named Nà Khà, of Xuân Lập and of Phúc Yên, which belong to Lâm Bình since 2025."""
    merged = factories.UnitFactory(name="Lâm Bình", prefix="Xã")
    villages = []
    for before in ("Xuân Lập", "Phúc Yên"):
        commune = factories.UnitFactory(name=before, prefix="Xã")
        village = factories.VillageFactory(name="Nà Khà", commune=None)
        days = ((commune, factories.days("", "2025-07-01")), (merged, factories.days("2025-07-01")))
        for parent, during in days:
            Placement.objects.create(unit=village, parent=parent, during=during)
        villages.append(village)
    return villages


def test_those_of_one_name_are_told_apart(two_villages: list) -> None:
    first, second = two_villages
    names = labels([first, second])
    assert names == {first.pk: "Thôn Nà Khà (Xã Xuân Lập)", second.pk: "Thôn Nà Khà (Xã Phúc Yên)"}


def test_cells_of_one_name_are_told_apart_by_their_villages(two_villages: list) -> None:
    first, second = (factories.BodyFactory(unit=village, name="Chi bộ Nà Khà") for village in two_villages)
    names = labels([first, second], unit="unit_id")
    assert names == {first.pk: "Chi bộ Nà Khà (Xã Xuân Lập)", second.pk: "Chi bộ Nà Khà (Xã Phúc Yên)"}


def test_names_that_differ_or_stand_in_different_groups_stay_and_cost_nothing(
    two_villages: list, django_assert_num_queries: object
) -> None:
    first, second = two_villages
    rows = [("Xuân Lập", first.pk, "Nà Khà"), ("Phúc Yên", second.pk, "Nà Khà"), ("Phúc Yên", 3, "Bản Bưa")]
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert disambiguate(rows) == rows
