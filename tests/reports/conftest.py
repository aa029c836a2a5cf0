"""A district of two communes on 31/12/2018 that became one commune on 1/7/2025."""

from types import SimpleNamespace

import pytest
from django.test import Client

from households.models import Unit
from tests.factories import (
    AssignmentFactory,
    DistrictFactory,
    HouseholdFactory,
    PlacementFactory,
    UnitFactory,
    UserFactory,
    VillageFactory,
    days,
)


@pytest.fixture
def territory(db) -> SimpleNamespace:
    """Tuyên Quang › Lâm Bình › Xuân Lập and Thổ Bình, a village in each; both communes became xã Lâm Bình."""
    province = UnitFactory(kind=Unit.Kind.PROVINCE, code="08", prefix="Tỉnh", name="Tuyên Quang")
    old = days("2011-01-28", "2025-07-01")
    district = DistrictFactory(code="071", name="Lâm Bình", during=old, parent=province)
    later = UnitFactory(code="02266", name="Lâm Bình", during=days("2025-07-01"), parent=province)
    first = UnitFactory(code="02242", name="Xuân Lập", during=old, parent=district, successor=later)
    second = UnitFactory(code="02296", name="Thổ Bình", during=old, parent=district, successor=later)
    villages = []
    for commune, name in [(first, "Nà Khà"), (second, "Nà Cọn")]:
        village = VillageFactory(name=name, commune=None)
        PlacementFactory(unit=village, parent=commune, during=old)
        PlacementFactory(unit=village, parent=later, during=days("2025-07-01"))
        villages.append(village)
    return SimpleNamespace(
        province=province, district=district, later=later, first=first, second=second, villages=villages
    )


@pytest.fixture
def households(territory):
    """Three households: two in Nà Khà, one of them without a carer, and one in Nà Cọn."""
    cared, alone = (HouseholdFactory(village=territory.villages[0]) for _ in range(2))
    other = HouseholdFactory(village=territory.villages[1])
    AssignmentFactory(household=cared)
    AssignmentFactory(household=other, tier="district")
    return SimpleNamespace(cared=cared, alone=alone, other=other)


@pytest.fixture
def signed_in(db) -> Client:
    client = Client()
    client.force_login(UserFactory())
    return client
