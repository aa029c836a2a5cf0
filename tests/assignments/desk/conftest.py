"""A village of a commune with its secretary, and another commune."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from lambinh.accounts.permissions import Role
from tests import factories


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
    held = factories.AssignmentFactory(household=pao, member=quang)
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
        held=held,
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
    made: Client = client_of(desk.secretary)
    return made
