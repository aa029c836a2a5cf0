"""The smallest valid row of each model.

commune = UnitFactory(name="Thổ Bình")
village = VillageFactory(name="Nà Cọn", commune=commune)
household = HouseholdFactory(village=village)          # without `village` it has no residence
member = MemberFactory(body=BodyFactory(unit=village))   # without `body` it has no seat
AssignmentFactory(household=household, member=member, during=days("2018-11-01"))
"""

from datetime import date
from functools import cache
from typing import Any
from uuid import uuid4

import factory
from django.contrib.auth.hashers import make_password
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone
from factory.django import DjangoModelFactory

from assignments.models import Assignment, Body, Decision, DeskAction, Member, Membership, Tier
from assignments.rosters.models import RememberedHeading, RosterImport, RosterKind, RosterRow, RosterUpload
from households.citizen_ids import stored
from households.models import Household, Placement, PovertyStatus, Residence, Unit, UnitAccess
from households.services.units import current_communes, refresh_household_communes
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Role

PASSWORD = "mat-khau-thu-nghiem-2018"


def days(first: str = "", end: str = "") -> DateRange:
    """The days from `first` up to, not including, `end`; an empty text is open."""
    return DateRange(date.fromisoformat(first) if first else None, date.fromisoformat(end) if end else None)


ALWAYS = days()


@cache
def hashed() -> str:
    """The stored form of PASSWORD. Hashing is slow on purpose, so it happens once."""
    return make_password(PASSWORD)


class PersonFactory(DjangoModelFactory[User]):
    """A user who can sign in with PASSWORD and has no access to any unit."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    password = factory.LazyFunction(lambda: hashed())


class UserFactory(PersonFactory):
    """A user of an office with access to every commune, district and province, later ones included."""

    @factory.post_generation
    def everywhere(self: User, create: bool, extracted: Any, **kwargs: Any) -> None:  # type: ignore[misc]
        if create:
            _everywhere.add(self.pk)
            for unit in Unit.objects.exclude(kind=Unit.Kind.VILLAGE):
                _grant_access(self.pk, unit)


_everywhere: set[int] = set()


def _grant_access(user: int, unit: Unit) -> None:
    for role in (Role.DISTRICT_OFFICE, Role.ADMINISTRATOR):
        UnitAccess.objects.get_or_create(user_id=user, unit=unit, role=role)


@receiver(post_save, sender=Unit)
def _grant_access_to_new_unit(instance: Unit, created: bool, **kwargs: Any) -> None:
    if created and instance.kind != Unit.Kind.VILLAGE:
        # The set contains the users of all earlier tests: a query for them would cost more with each test.
        for user in _everywhere.intersection(User.objects.values_list("pk", flat=True)):
            _grant_access(user, instance)


class UnitFactory(DjangoModelFactory[Unit]):
    """A commune without start and end; `parent=district` places it there for all its days."""

    class Meta:
        model = Unit
        skip_postgeneration_save = True

    kind = Unit.Kind.COMMUNE
    code = factory.Sequence(lambda n: f"{10000 + n}")
    prefix = "Xã"
    name = factory.Sequence(lambda n: f"Phúc Yên {n}")
    during = ALWAYS

    @factory.post_generation
    def parent(self: Unit, create: bool, parent: Unit | None, **kwargs: Any) -> None:  # type: ignore[misc]
        if create and parent is not None:
            Placement.objects.create(unit=self, parent=parent, during=self.during)


class DistrictFactory(UnitFactory):
    kind = Unit.Kind.DISTRICT
    prefix = "Huyện"
    name = factory.Sequence(lambda n: f"Lâm Bình {n}")


class VillageFactory(UnitFactory):
    """A village; `commune` places it there on all days, `commune=None` gives it no placement."""

    kind = Unit.Kind.VILLAGE
    code = ""
    prefix = "Thôn"
    name = factory.Sequence(lambda n: f"Nà Khà {n}")

    @factory.post_generation
    def commune(self: Unit, create: bool, commune: Unit | None, **kwargs: Any) -> None:  # type: ignore[misc]
        if create and commune is not None:
            Placement.objects.create(unit=self, parent=commune, during=ALWAYS)


def some_unit() -> Unit | None:
    """The commune of a household or member without a village or cell, or None if there is no commune."""
    return Unit.objects.exclude(kind=Unit.Kind.VILLAGE).order_by("pk").first()


class PlacementFactory(DjangoModelFactory[Placement]):
    class Meta:
        model = Placement

    unit = factory.SubFactory(VillageFactory)
    parent = factory.SubFactory(UnitFactory)
    during = ALWAYS


class UnitAccessFactory(DjangoModelFactory[UnitAccess]):
    class Meta:
        model = UnitAccess

    user = factory.SubFactory(PersonFactory)
    unit = factory.SubFactory(UnitFactory)
    role = Role.COMMUNE_SECRETARY


class HouseholdFactory(DjangoModelFactory[Household]):
    """A household; `village` is its residence on all days and sets its commune today; `citizen_id` is encrypted."""

    class Meta:
        model = Household
        skip_postgeneration_save = True

    class Params:
        citizen_id = ""

    head_name = factory.Sequence(lambda n: f"Nguyễn Văn Quảng {n}")
    citizen_id_encrypted = factory.LazyAttribute(lambda household: stored(household.citizen_id).citizen_id_encrypted)
    citizen_id_digest = factory.LazyAttribute(lambda household: stored(household.citizen_id).citizen_id_digest)
    citizen_id_last4 = factory.LazyAttribute(lambda household: stored(household.citizen_id).citizen_id_last4)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        return super()._create(model_class, *args, **{"commune": some_unit(), **kwargs})

    @factory.post_generation
    def village(self: Household, create: bool, village: Unit | None, **kwargs: Any) -> None:  # type: ignore[misc]
        if create and village is not None:
            Residence.objects.create(household=self, village=village, during=kwargs.get("during", ALWAYS))
            refresh_household_communes([self.pk], timezone.localdate())
            self.refresh_from_db(fields=["commune"])


class ResidenceFactory(DjangoModelFactory[Residence]):
    class Meta:
        model = Residence

    household = factory.SubFactory(HouseholdFactory)
    village = factory.SubFactory(VillageFactory)
    during = ALWAYS


class PovertyStatusFactory(DjangoModelFactory[PovertyStatus]):
    class Meta:
        model = PovertyStatus

    household = factory.SubFactory(HouseholdFactory)
    poverty_class = PovertyStatus.Class.POOR
    during = ALWAYS


class BodyFactory(DjangoModelFactory[Body]):
    """A cell of the commune tier."""

    class Meta:
        model = Body

    kind = Body.Kind.CELL
    tier = Tier.COMMUNE
    name = factory.Sequence(lambda n: f"Chi bộ thôn Nà Khà {n}")
    unit = factory.SubFactory(UnitFactory)


class MemberFactory(DjangoModelFactory[Member]):
    """A member; `body` is the member's seat on all days and sets the member's commune today."""

    class Meta:
        model = Member
        skip_postgeneration_save = True

    full_name = factory.Sequence(lambda n: f"Ma Thị Huấn {n}")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        return super()._create(model_class, *args, **{"commune": some_unit(), **kwargs})

    @factory.post_generation
    def body(self: Member, create: bool, body: Body | None, **kwargs: Any) -> None:  # type: ignore[misc]
        if create and body is not None:
            Membership.objects.create(member=self, body=body, during=kwargs.get("during", ALWAYS))
            self.commune_id = current_communes([body.unit], timezone.localdate())[body.unit_id]
            self.save(update_fields=["commune"])


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    member = factory.SubFactory(MemberFactory)
    body = factory.SubFactory(BodyFactory)
    during = ALWAYS


class DecisionFactory(DjangoModelFactory[Decision]):
    class Meta:
        model = Decision

    number = factory.Sequence(lambda n: f"{n}-NQ/HU")
    issued_on = date(2018, 10, 17)
    issuer = "Huyện ủy Lâm Bình"
    unit = factory.LazyFunction(lambda: some_unit())


class AssignmentFactory(DjangoModelFactory[Assignment]):
    """A member in charge of a household in the commune tier, since 1/11/2018."""

    class Meta:
        model = Assignment

    household = factory.SubFactory(HouseholdFactory)
    member = factory.SubFactory(MemberFactory, commune=factory.SelfAttribute("..household.commune"))
    tier = Tier.COMMUNE
    during = days("2018-11-01")


class DeskActionFactory(DjangoModelFactory[DeskAction]):
    """An action at the desk without changes."""

    class Meta:
        model = DeskAction

    kind = DeskAction.Kind.ASSIGN
    by = factory.SubFactory(PersonFactory)
    at = factory.LazyFunction(timezone.now)
    key = factory.LazyFunction(uuid4)
    request_digest = "0" * 64
    tier = Tier.COMMUNE
    on = date(2018, 11, 1)
    communes = factory.LazyFunction(lambda: [unit.pk] if (unit := some_unit()) else [])


class RosterImportFactory(DjangoModelFactory[RosterImport]):
    """A checked list of assignments that was not applied."""

    class Meta:
        model = RosterImport

    kind = RosterKind.ASSIGNMENTS
    file_name = "phan-cong.xlsx"
    digest = factory.Sequence(lambda n: f"{n:064x}")
    as_of = date(2018, 11, 1)
    units_on = date(2018, 11, 1)
    checked_at = factory.LazyFunction(timezone.now)
    checked_by = factory.SubFactory(PersonFactory)
    communes = factory.LazyFunction(lambda: [unit.pk] if (unit := some_unit()) else [])
    units_named = factory.SelfAttribute("communes")


class RosterRowFactory(DjangoModelFactory[RosterRow]):
    class Meta:
        model = RosterRow

    roster_import = factory.SubFactory(RosterImportFactory)
    position = factory.Sequence(int)
    sheet = "Danh sách"
    number = 12
    values = factory.Dict({"head_name": "Giàng A Páo"})
    outcome = RosterRow.Outcome.NEW


class RosterUploadFactory(DjangoModelFactory[RosterUpload]):
    """An uploaded workbook without its file."""

    class Meta:
        model = RosterUpload

    file_name = factory.Sequence(lambda n: f"upload{n}.xlsx")
    digest = factory.Sequence(lambda n: f"{n:064x}")
    uploaded_at = factory.LazyFunction(timezone.now)
    uploaded_by = factory.SubFactory(PersonFactory)


class RememberedHeadingFactory(DjangoModelFactory[RememberedHeading]):
    """The meaning that an office gave to a heading."""

    class Meta:
        model = RememberedHeading

    heading = factory.Sequence(lambda n: f"cot so {n}")
    field = "head_name"
    decided_at = factory.LazyFunction(timezone.now)
    decided_by = factory.SubFactory(PersonFactory)
