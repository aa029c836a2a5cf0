"""The context of a desk page: a village or commune, perhaps one of its cells, the day and the user."""

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from assignments.models import Assignment, Body, Member, Tier
from assignments.models.querysets import AssignmentQuerySet
from assignments.permissions import ASSIGN_PERMISSION
from households.models import Household, Placement, Residence, Unit
from households.permissions import EffectivePermissions, permissions_for
from households.services.units import current_communes
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Permission
from lambinh.lib.primary_keys import parse_pk


@dataclass(frozen=True)
class DeskContext:
    """`commune` is the key of the unit that answers today for `unit`; the user's permissions in it count."""

    unit: Unit
    commune: int
    cell: Body | None
    day: date
    user: User

    @property
    def is_village(self) -> bool:
        return bool(self.unit.kind == Unit.Kind.VILLAGE)

    @property
    def shows_villages(self) -> bool:
        """Whether its households may live in several villages."""
        return not self.is_village or self.cell is not None

    @property
    def readable_units(self) -> list[int]:
        """The units whose households and members the user can see: for queries in SQL."""
        return sorted(permissions_for(self.user).units_for(Permission.VIEW_RECORDS))

    @property
    def tiers(self) -> list[Tier]:
        """The tiers whose assignments the user may change here; none for a user who only reads."""
        permissions = permissions_for(self.user)
        return [tier for tier, permission in ASSIGN_PERMISSION.items() if permissions.has_in(self.commune, permission)]

    def villages(self) -> QuerySet[Unit]:
        """The villages of the unit on the day: the village itself, or those of the commune."""
        if self.is_village:
            return Unit.objects.filter(pk=self.unit.pk)
        return Unit.objects.below(self.unit, self.day).filter(kind=Unit.Kind.VILLAGE)

    def residences(self) -> QuerySet[Residence]:
        return Residence.objects.visible_to(self.user).on(self.day).filter(village__in=self.villages())

    def in_charge(self) -> AssignmentQuerySet:
        """The assignments of the day that put a member in charge, wherever the household lives."""
        return Assignment.objects.visible_to(self.user).on(self.day).in_charge()

    def households(self) -> QuerySet[Household]:
        """The households that live here.

        For a cell also those in its members' charge; for a cell of a whole commune only these.
        """
        visible = Household.objects.visible_to(self.user)
        is_resident = Q(pk__in=self.residences().values("household"))
        if self.cell is None:
            return visible.filter(is_resident)
        of_cell = Q(pk__in=self.in_charge().filter(member__in=self.members_of_cell()).values("household"))
        return visible.filter(is_resident | of_cell if self.is_village else of_cell)

    def members(self) -> QuerySet[Member]:
        """The members who can be put in charge: those of the commune, for the district tier also those of agencies."""
        visible = Member.objects.visible_to(self.user)
        can_be_assigned = Q(commune=self.commune)
        if Tier.DISTRICT in self.tiers:
            can_be_assigned |= Q(memberships__body__tier=Tier.DISTRICT, memberships__during__contains=self.day)
        return visible.filter(can_be_assigned).distinct()

    def members_of_cell(self) -> QuerySet[Member]:
        visible = Member.objects.visible_to(self.user)
        return visible.filter(memberships__body=self.cell, memberships__during__contains=self.day)

    def cells(self) -> QuerySet[Body]:
        """The bodies of the villages, and for a commune its own."""
        units = Q(unit__in=self.villages()) | Q(unit=self.unit)
        return Body.objects.filter(units).order_by("sort_key", "pk")


def get_desk_context(user: User, pk: int, day: date, cell: str = "") -> DeskContext:
    """The village or commune with key `pk`. Raises Http404 if there is none whose households the user can see."""
    unit: Unit = get_object_or_404(Unit, pk=pk, kind__in=[Unit.Kind.VILLAGE, Unit.Kind.COMMUNE])
    permissions = permissions_for(user)
    commune = commune_of(unit, permissions)
    if commune is None or not permissions.has_in(commune, Permission.VIEW_RECORDS):
        raise Http404
    desk = DeskContext(unit, commune, None, day, user)
    return replace(desk, cell=get_object_or_404(desk.cells(), pk=parse_pk(cell))) if cell else desk


def commune_of(unit: Unit, permissions: EffectivePermissions) -> int | None:
    """The unit that answers for `unit` today; for a village that ended, the commune of its last placement."""
    today = current_communes([unit], permissions.day)[unit.pk]
    if today is not None or unit.kind != Unit.Kind.VILLAGE:
        return today
    last = Placement.objects.filter(unit=unit).select_related("parent").order_by("-during").first()
    return current_communes([last.parent], permissions.day)[last.parent_id] if last else None


def communes_for(user: User, day: date) -> QuerySet[Unit]:
    """The communes of today whose households the user can see."""
    permitted = permissions_for(user).units_for(Permission.VIEW_RECORDS)
    return Unit.objects.on(day).filter(kind=Unit.Kind.COMMUNE, pk__in=permitted)
