"""Derive the commune that answers for a member today."""

from datetime import date

import pytest

from assignments.models import Member
from assignments.services.communes import refresh_member_communes
from tests import factories
from tests.factories import days

pytestmark = pytest.mark.django_db

TODAY = date(2026, 1, 15)


def _commune(member: Member) -> str:
    member.refresh_from_db()
    return member.commune.name if member.commune else ""


def test_a_cell_of_a_village_answers_with_the_commune_of_the_village_today() -> None:
    village = factories.VillageFactory()
    old, new = factories.UnitFactory(name="Xuân Lập"), factories.UnitFactory(name="Lâm Bình")
    factories.PlacementFactory(unit=village, parent=old, during=days("2011-01-28", "2025-07-01"))
    factories.PlacementFactory(unit=village, parent=new, during=days("2025-07-01"))
    member = factories.MembershipFactory(body=factories.BodyFactory(unit=village)).member
    refresh_member_communes([member.pk], TODAY)
    assert _commune(member) == "Lâm Bình"
    refresh_member_communes([member.pk], date(2025, 6, 30))
    assert _commune(member) == "Xuân Lập"


def test_a_commune_that_ended_answers_with_the_successor_that_is_alive() -> None:
    last = factories.UnitFactory(name="Lâm Bình", during=days("2025-07-01"))
    town = factories.UnitFactory(
        name="Lăng Can", prefix="Thị trấn", during=days("2021-06-01", "2025-07-01"), successor=last
    )
    first = factories.UnitFactory(name="Lăng Can", during=days("2011-01-28", "2021-06-01"), successor=town)
    member = factories.MembershipFactory(body=factories.BodyFactory(unit=first)).member
    refresh_member_communes(None, TODAY)
    assert _commune(member) == "Lâm Bình"


def test_communes_that_succeed_each_other_in_a_ring_do_not_hang() -> None:
    first = factories.UnitFactory(during=days("2011-01-28", "2021-06-01"))
    other = factories.UnitFactory(during=days("2021-06-01", "2025-07-01"), successor=first)
    first.successor = other
    first.save()
    member = factories.MembershipFactory(body=factories.BodyFactory(unit=first)).member
    refresh_member_communes(None, TODAY)
    assert _commune(member) == ""


def test_a_member_of_an_agency_of_the_district_belongs_to_the_district() -> None:
    commune = factories.UnitFactory()
    district = factories.DistrictFactory()
    agency = factories.BodyFactory(kind="agency", tier="district", unit=district)
    member = factories.MemberFactory(commune=commune)
    factories.MembershipFactory(member=member, body=agency)
    refresh_member_communes(None, TODAY)
    assert _commune(member) == district.name


def test_a_member_belongs_where_the_seat_of_today_is_and_not_a_later_one() -> None:
    member = factories.MemberFactory()
    for name, during in (
        ("Trước", days("2018-11-01", "2020-01-01")),
        ("Nay", days("2020-01-01", "2026-02-01")),
        ("Mai", days("2026-02-01")),
    ):
        body = factories.BodyFactory(unit=factories.UnitFactory(name=name))
        factories.MembershipFactory(member=member, body=body, during=during)
    refresh_member_communes(None, TODAY)
    assert _commune(member) == "Nay"
    refresh_member_communes(None, date(2018, 10, 1))
    assert _commune(member) == "Mai"


def test_only_the_named_members_are_looked_at() -> None:
    first, other = (factories.MembershipFactory(member__commune=None).member for _ in range(2))
    refresh_member_communes([first.pk], TODAY)
    assert _commune(first)
    assert not _commune(other)
    refresh_member_communes([], TODAY)
    assert not _commune(other)
