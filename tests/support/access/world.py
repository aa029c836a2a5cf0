"""Two similar communes with people of their own, and a user of each role in the first."""

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from assignments.duplicates.merging import specs
from assignments.duplicates.models import DistinctPair, Merge
from assignments.duplicates.services import mark_distinct, merge_households
from assignments.models import Tier
from assignments.rosters import uploads
from assignments.rosters.models import RosterImport
from assignments.rosters.storage import files
from households.models import Household, Unit
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Role
from lambinh.accounts.services import system_user
from tests import factories
from tests.support.rosters.workbooks import HOUSEHOLDS, book


@dataclass(frozen=True)
class World:
    """`here` is the commune in which `users` have their roles; `there` is another one of the district."""

    district: Unit
    here: SimpleNamespace
    there: SimpleNamespace
    users: dict[str, User]


def make_world(folder: Path, marks: tuple[str, str] = ("Trong", "Ngoai")) -> World:
    """Write the files of imports to `folder`. The marks of the two communes must begin with different letters."""
    district = factories.DistrictFactory(name="Lâm Bình")
    here, there = (_side(district, mark, folder) for mark in marks)
    users = {role.value: factories.UnitAccessFactory(unit=here.commune, role=role).user for role in Role}
    users["nobody"] = factories.PersonFactory()
    users["chief"] = factories.PersonFactory(is_superuser=True)
    here.member.user = users[Role.MEMBER]
    here.member.save(update_fields=["user"])
    return World(district, here, there, users)


def _side(district: Unit, mark: str, folder: Path) -> SimpleNamespace:
    """The rows of one commune; `mark` is part of every person's name, and of no other word."""
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
    factories.HouseholdFactory(head_name=other.head_name, village=village)  # a duplicate of `other`
    of_district = factories.AssignmentFactory(household=other, member=member, tier=Tier.DISTRICT)
    factories.DeskActionFactory(communes=[commune.pk], rows={"made": [assignment.pk]})
    account = factories.UnitAccessFactory(
        unit=commune, role=Role.VIEWER, user=factories.PersonFactory(username=f"ten{mark.lower()}", last_name=mark)
    )
    roster = _import(village, commune, mark, folder)
    return SimpleNamespace(
        commune=commune, village=village, body=body, household=household, status=status, member=member,
        assignment=assignment, of_district=of_district, account=account, roster=roster,
        residence=household.residences.get(), membership=member.memberships.get(), mark=mark,
        other=other, merge=_merged(household), apart=_apart(household, other),
        heading=factories.RememberedHeadingFactory(office=commune, decided_by=account.user),
        placement=village.placements.get(),
        decision=factories.DecisionFactory(issuer=f"Đảng ủy {commune}", unit=commune),
    )  # fmt: skip


def _merged(household: Household) -> Merge:
    """The merge of a duplicate into `household`."""
    double = factories.HouseholdFactory(head_name=household.head_name, commune=household.commune)
    return merge_households(keep=household, other=double, by=system_user())


def _apart(first: Household, second: Household) -> DistinctPair:
    return mark_distinct(specs.HOUSEHOLDS, record=first, other=second, by=system_user(), reason="hai hộ")


def _import(village: Unit, commune: Unit, mark: str, folder: Path) -> RosterImport:
    """A checked import of one valid and one faulty household, with its stored workbook."""
    good = ["", f"Vàng A {mark}", 1975, village.name, commune.name, 5, "Hộ nghèo"]
    faulty = ["", f"Lò Thị {mark}", 1980, village.name, commune.name, "năm", "Hộ nghèo"]
    content = book(folder / f"ho-{mark}.xlsx", HOUSEHOLDS, good, faulty).path.read_bytes()
    digest = files.store(SimpleUploadedFile(f"ho-{mark}.xlsx", content))
    with files.decrypted_file(digest) as file:
        upload = uploads.create_upload(file, by=system_user(), now=timezone.now())
    return upload.imports.get()


def names_of(side: Any) -> list[bytes]:
    """Texts that occur in a page if it shows a person of the side."""
    return [side.mark.encode(), f"ten{side.mark.lower()}".encode()]
