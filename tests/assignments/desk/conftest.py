"""A commune with two villages, their cells, and its secretary at the desk."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.utils.translation import override

from assignments.desk.services import assign_households
from assignments.models import Assignment, Body, DeskAction, Member, Tier
from households.models import Household, Unit
from households.permissions import cache_permissions
from lambinh.accounts import scope
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Role
from tests import factories
from tests.support.access.web import as_web

ON = date(2026, 11, 1)


@dataclass
class Desk:
    district: Unit
    commune: Unit
    village: Unit
    neighbour: Unit
    cell: Body
    other_cell: Body
    secretary: User
    office: User

    def member(self, name: str = "Ma Văn Quang", cell: Body | None = None, **options: Any) -> Member:
        return factories.MemberFactory(full_name=name, body=cell or self.cell, **options)

    def household(self, name: str = "Giàng A Páo", village: Unit | None = None) -> Household:
        return factories.HouseholdFactory(head_name=name, village=village or self.village)

    def in_charge(self, household: Household, member: Member, since: str = "2018-11-01", **fields: Any) -> Assignment:
        until = fields.pop("until", "")
        return factories.AssignmentFactory(
            household=household, member=member, during=factories.days(since, until), **fields
        )

    def assign(self, *households: Household, member: Member, **options: Any) -> DeskAction:
        """Assign as the page does: it expects the assignments of the day, unless `expected` names others."""
        keys = [household.pk for household in households]
        tier, on = options.pop("tier", Tier.COMMUNE), options.pop("on", ON)
        expected = options.pop("expected", None)
        if expected is None:
            rows = Assignment.objects.in_charge().on(on).filter(household__in=keys, tier=tier)
            expected = dict.fromkeys(keys) | dict(rows.values_list("household_id", "pk"))
        params: dict[str, Any] = {"by": self.secretary, "key": uuid4(), "decision": None, "confirmation": "họp chi bộ"}
        return assign_households(
            households=keys, member=member, tier=tier, on=on, expected=expected, **params | options
        )


@contextmanager
def request_of(user: User, *, web: bool = True) -> Iterator[None]:
    """Use the database as the web server does for a request of `user`."""
    with transaction.atomic():
        permissions = cache_permissions(user)
        scope.begin_scope(user=user.pk, units=permissions.readable_units, source="page", day=permissions.day)
        if web:
            with as_web():
                yield
        else:
            yield


def key() -> UUID:
    return uuid4()


def charges(household: Household, tier: str = Tier.COMMUNE) -> list[tuple[str, Any, Any, str]]:
    """The assignments in charge by day: member, first day, day after the last, reason of the end."""
    rows = Assignment.objects.filter(household=household, tier=tier).in_charge().order_by("during")
    return [(str(row.member), row.during.lower, row.during.upper, row.end_reason) for row in rows]


def make_desk() -> Desk:
    district = factories.DistrictFactory(name="Lâm Bình")
    commune = factories.UnitFactory(name="Xuân Lập", parent=district)
    villages = [factories.VillageFactory(name=name, commune=commune) for name in ("Khuổi Trang", "Nà Lòa")]
    cells = [factories.BodyFactory(unit=village, name=f"Chi bộ thôn {village.name}") for village in villages]
    secretary = factories.UnitAccessFactory(unit=commune, role=Role.COMMUNE_SECRETARY).user
    office = factories.UnitAccessFactory(unit=district, role=Role.DISTRICT_OFFICE).user
    return Desk(district, commune, *villages, *cells, secretary, office)


@pytest.fixture
def desk() -> Desk:
    return make_desk()


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield
