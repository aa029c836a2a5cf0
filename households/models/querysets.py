"""Querysets of units, placements and households."""

from datetime import date
from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Concat, Trim

from households import citizen_ids
from households.models.dated import DatedQuerySet
from households.permissions import permissions_for
from lambinh.accounts.permissions import Permission
from lambinh.lib.vietnamese import search_key


def name_of(unit: str) -> Trim:
    """The full name of the unit at the end of the lookup path `unit`, equal to `str(unit)`."""
    return Trim(Concat(f"{unit}__prefix", Value(" "), f"{unit}__name"))


class ScopedQuerySet(models.QuerySet[Any]):
    """Queries over rows about persons; they begin with the user who reads."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """The rows of the units in which `user` may view records."""
        return self.within(user, Permission.SEE_PERSONS)

    def within(self, user: AbstractBaseUser | AnonymousUser, *permissions: Permission) -> Self:
        """The rows of the units in which `user` holds one of `permissions`."""
        reach = permissions_for(user)
        rows = self.not_merged()
        if reach.is_everywhere:
            return rows
        units = reach.units_for(*permissions)
        return rows.filter(commune__in=units) if units else rows.none()

    def not_merged(self) -> Self:
        """The rows without merged duplicates; dated facts have none."""
        return self


class UnitQuerySet(DatedQuerySet):
    def named(self, name: str) -> Self:
        """The units called `name`, ignoring diacritics, case and prefix."""
        return self.filter(search_key=search_key(name))

    def below(self, unit: Any, day: date) -> Self:
        """The units that belong to `unit` on `day`."""
        return self.filter(placements__parent=unit, placements__during__contains=day)


class PlacementQuerySet(DatedQuerySet):
    """Queries over placements, which everybody may read."""

    def nearest_first(self, day: date) -> Self:
        """The placement of `day` first, then earlier ones, latest first, then later ones."""
        return self.order_by(
            Case(When(during__contains=day, then=0), When(during__startswith__gt=day, then=2), default=1),
            F("during__startswith").desc(nulls_last=True),
        )


class MergeableQuerySet(ScopedQuerySet):
    """Queries over records that can be merged."""

    def not_merged(self) -> Self:
        return self.filter(merged_into=None)


class HouseholdQuerySet(MergeableQuerySet):
    """Queries over households."""

    def with_citizen_id(self, number: str) -> Self:
        """The households whose head has this citizen id: none, one, or several by mistake."""
        digests = citizen_ids.ring().digests(number) if number else ()
        return self.not_merged().filter(citizen_id_digest__in=digests)

    def with_home(self, user: AbstractBaseUser | AnonymousUser, day: date) -> Self:
        """Annotate `village_then`, the village's name, and `class_then`, the poverty class on `day`; None if unknown.

        Subqueries, because a query per household would cost more than the rest of a list.
        """
        homes, classes = (self._of_day(name, user, day) for name in ("residences", "poverty_statuses"))
        return self.annotate(
            village_then=Subquery(homes.values_list(name_of("village"))[:1]),
            class_then=Subquery(classes.values("poverty_class")[:1]),
        )

    def _of_day(self, facts: str, user: AbstractBaseUser | AnonymousUser, day: date) -> Any:
        rows: Any = self.model._meta.get_field(facts).related_model.objects  # type: ignore[union-attr]
        return rows.visible_to(user).on(day).filter(household=OuterRef("pk")).order_by()


class DatedScopedQuerySet(DatedQuerySet, ScopedQuerySet):
    """Dated personal rows."""
