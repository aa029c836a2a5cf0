"""Two communes alike, with people of their own, and somebody of each role in the first of them."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from assignments.models import Tier
from assignments.rosters.models import RosterImport
from households.models import Unit
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Role
from tests import factories


@dataclass(frozen=True)
class World:
    """`here` is the commune in which everybody of `users` has the role; `there` is another one of the district."""

    district: Unit
    here: SimpleNamespace
    there: SimpleNamespace
    users: dict[str, User]


def make_world() -> World:
    district = factories.DistrictFactory(name="Lâm Bình")
    here, there = (_side(district, mark) for mark in ("Trong", "Ngoai"))
    users = {role.value: factories.UnitAccessFactory(unit=here.commune, role=role).user for role in Role}
    users["nobody"] = factories.PersonFactory()
    users["chief"] = factories.PersonFactory(is_superuser=True)
    here.member.user = users[Role.MEMBER]
    here.member.save(update_fields=["user"])
    return World(district, here, there, users)


def _side(district: Unit, mark: str) -> SimpleNamespace:
    """Everything there is of one commune; `mark` stands in every name of a person, and in no other word."""
    commune = factories.UnitFactory(name=f"Xuân {len(mark)}{mark[0]}", parent=district)
    village = factories.VillageFactory(name=f"Nà Khà {mark[0]}", commune=commune)
    body = factories.BodyFactory(unit=village)
    household = factories.HouseholdFactory(
        head_name=f"Giàng A {mark}", village=village, code=f"{mark}-01", phone=f"09{mark}", citizen_id="008075001234"
    )
    status = factories.PovertyStatusFactory(household=household)
    member = factories.MemberFactory(full_name=f"Ma Văn {mark}", body=body, phone=f"08{mark}")
    assignment = factories.AssignmentFactory(household=household, member=member)
    other = factories.HouseholdFactory(head_name=f"Lù Thị {mark}", village=village)
    of_district = factories.AssignmentFactory(household=other, member=member, tier=Tier.DISTRICT)
    account = factories.UnitAccessFactory(
        unit=commune, role=Role.VIEWER, user=factories.PersonFactory(username=f"ten{mark.lower()}", last_name=mark)
    )
    roster = _import(commune, mark)
    return SimpleNamespace(
        commune=commune, village=village, body=body, household=household, status=status, member=member,
        assignment=assignment, of_district=of_district, account=account, roster=roster,
        residence=household.residences.get(), membership=member.memberships.get(), mark=mark,
        heading=factories.RememberedHeadingFactory(office=commune, said_by=account.user),
        placement=village.placements.get(),
    )  # fmt: skip


def _import(commune: Unit, mark: str) -> RosterImport:
    by = factories.PersonFactory()
    upload = factories.RosterUploadFactory(file_name=f"ho-{mark}.xlsx", uploaded_by=by)
    one: RosterImport = factories.RosterImportFactory(
        kind="households", upload=upload, communes=[commune.pk], checked_by=by, file_name=upload.file_name,
        mapping=[{"sheet": "Danh sách", "columns": {}, "context": {}, "places": {}}], checked_at=timezone.now(),
    )  # fmt: skip
    factories.RosterRowFactory(roster_import=one, position=0, values={"head_name": f"Vàng A {mark}"})
    return one


def names_of(side: Any) -> list[bytes]:
    """What tells that a page shows somebody of a side."""
    return [side.mark.encode(), f"ten{side.mark.lower()}".encode()]
