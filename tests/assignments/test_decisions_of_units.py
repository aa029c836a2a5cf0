"""Decisions that were entered before they belonged to units are given the unit of their issuer."""

from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from assignments.models import Decision
from households.models import Unit
from households.services.units import load_units
from tests import factories

BEFORE = [("assignments", "0140_merged_into"), ("households", "0140_merged_into")]


def as_it_was() -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)
    return MigrationExecutor(connection).loader.project_state(BEFORE).apps


@pytest.fixture
def before(transactional_db: None) -> Any:
    """The database as it was, with the units of the district and a household; and the models of that time."""
    yield as_it_was()
    call_command("migrate", verbosity=0)


def test_existing_decisions_get_the_unit_of_their_issuer(before: Any) -> None:
    load_units()
    village = factories.VillageFactory(commune=None)
    commune = Unit.objects.get(kind="commune", name="Thổ Bình")
    factories.PlacementFactory(unit=village, parent=commune, during=commune.during)
    factories.BodyFactory(name="Chi bộ Nà Cọn", unit=village)
    household = factories.HouseholdFactory(village=village, commune=commune)
    member = factories.MemberFactory(commune=commune)
    old = before.get_model("assignments", "Decision").objects
    issuers = ["Huyện ủy Lâm Bình", "Đảng ủy xã Thổ Bình", "Chi bộ Nà Cọn", "Sở Nội vụ", "Ban Chấp hành Đảng bộ huyện"]
    for number, issuer in enumerate(issuers):
        decision = old.create(number=str(number), issued_on=date(2018, 10, 17), issuer=issuer)
    before.get_model("assignments", "Assignment").objects.create(
        household_id=household.pk, member_id=member.pk, tier="commune", decision=decision, commune_id=commune.pk,
        during=factories.days("2018-11-01"),
    )  # fmt: skip

    call_command("migrate", verbosity=0)

    units = [str(one.unit) for one in Decision.objects.order_by("number").select_related("unit")]
    assert units == ["Huyện Lâm Bình", "Xã Thổ Bình", "Xã Thổ Bình", "None", "Huyện Lâm Bình"]


def test_the_locks_go_and_come_back(before: Any) -> None:
    def guards() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname = 'guard'")
            return int(cursor.fetchone()[0])

    assert guards() == 0
    call_command("migrate", verbosity=0)
    assert guards() == 4
