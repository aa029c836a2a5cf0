"""Where the desk stands: a village or commune, one cell of it if wanted, a day, and whose eyes and hands."""

from dataclasses import dataclass
from datetime import date
from typing import Any

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
    """`commune` is the unit that answers today for `unit`, a village or a commune; rights are held in it."""

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
    def seen_units(self) -> list[int]:
        """The units in which the person sees households and members: for queries written by hand."""
        return sorted(permissions_for(self.user).units_for(Permission.VIEW_RECORDS))

    @property
    def tiers(self) -> list[Tier]:
        """The tiers whose assignments the person may change here; none for who only reads."""
        permissions = permissions_for(self.user)
        return [tier for tier, permission in ASSIGN_PERMISSION.items() if permissions.has_in(self.commune, permission)]

    def villages(self) -> QuerySet[Any]:
        """The villages of the unit on the day: the village itself, or those of the commune."""
        if self.is_village:
            return Unit.objects.filter(pk=self.unit.pk)
        return Unit.objects.below(self.unit, self.day).filter(kind=Unit.Kind.VILLAGE)

    def homes(self) -> QuerySet[Any]:
        return Residence.objects.visible_to(self.user).on(self.day).filter(village__in=self.villages())

    def in_charge(self) -> AssignmentQuerySet:
        """The assignments of the day that put somebody in charge, wherever the household lives."""
        return Assignment.objects.visible_to(self.user).on(self.day).in_charge()

    def households(self) -> QuerySet[Any]:
        """Who lives here; of a cell also those in its members' charge, and of a cell of a whole commune these alone."""
        visible = Household.objects.visible_to(self.user)
        lives = Q(pk__in=self.homes().values("household"))
        if self.cell is None:
            return visible.filter(lives)
        theirs = Q(pk__in=self.in_charge().filter(member__in=self.members_of_cell()).values("household"))
        return visible.filter(lives | theirs if self.is_village else theirs)

    def members(self) -> QuerySet[Any]:
        """Who can be put in charge: the members of the commune; for the district tier those of agencies as well."""
        visible = Member.objects.visible_to(self.user)
        here = Q(commune=self.commune)
        if Tier.DISTRICT in self.tiers:
            here |= Q(memberships__body__tier=Tier.DISTRICT, memberships__during__contains=self.day)
        return visible.filter(here).distinct()

    def members_of_cell(self) -> QuerySet[Any]:
        visible = Member.objects.visible_to(self.user)
        return visible.filter(memberships__body=self.cell, memberships__during__contains=self.day)

    def cells(self) -> QuerySet[Any]:
        """The bodies that members here sit in: those of the villages, and for a commune its own."""
        units = Q(unit__in=self.villages()) | Q(unit=self.unit)
        return Body.objects.filter(units).order_by("sort_key", "pk")


def get_desk_context(user: User, unit: int, day: date, cell: str = "") -> DeskContext:
    """The village or commune with this key. Raises Http404 where the person sees no households, or there is none."""
    found: Unit = get_object_or_404(Unit, pk=unit, kind__in=[Unit.Kind.VILLAGE, Unit.Kind.COMMUNE])
    permissions = permissions_for(user)
    answering = commune_of(found, permissions)
    if answering is None or not permissions.has_in(answering, Permission.VIEW_RECORDS):
        raise Http404
    place = DeskContext(found, answering, None, day, user)
    if not cell:
        return place
    return DeskContext(found, answering, get_object_or_404(place.cells(), pk=parse_pk(cell)), day, user)


def commune_of(unit: Unit, permissions: EffectivePermissions) -> int | None:
    """What answers for `unit` today; of a village that ended the commune it lay in last."""
    today = current_communes([unit], permissions.day)[unit.pk]
    if today is not None or unit.kind != Unit.Kind.VILLAGE:
        return today
    last = Placement.objects.filter(unit=unit).select_related("parent").order_by("-during").first()
    return current_communes([last.parent], permissions.day)[last.parent_id] if last else None


def communes_for(user: User, day: date) -> QuerySet[Any]:
    """The communes of today in which the person sees households."""
    own = permissions_for(user).units_for(Permission.VIEW_RECORDS)
    return Unit.objects.on(day).filter(kind=Unit.Kind.COMMUNE, pk__in=own)
