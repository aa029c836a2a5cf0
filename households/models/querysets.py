"""Querysets of units and households, and the scope of a user's permissions."""

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
    """The name of the unit at the lookup path `unit`, as `str(unit)` gives it."""
    return Trim(Concat(f"{unit}__prefix", Value(" "), f"{unit}__name"))


class ScopedQuerySet(models.QuerySet[Any]):
    """Queries of rows about persons, which start with the user who reads them."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """The rows of the units in which `user` may view records."""
        return self.permitted(user, Permission.VIEW_RECORDS)

    def permitted(self, user: AbstractBaseUser | AnonymousUser, *needed: Permission) -> Self:
        """The rows of the units in which `user` holds one of `needed`."""
        permissions = permissions_for(user)
        rows = self.exclude_merged()
        if permissions.is_system:
            return rows
        units = permissions.units_for(*needed)
        return rows.filter(commune__in=units) if units else rows.none()

    def exclude_merged(self) -> Self:
        """Leave out records that were merged into another; dated facts have none."""
        return self


class UnitQuerySet(DatedQuerySet):
    def named(self, name: str) -> Self:
        """The units called `name`, ignoring diacritics, case and prefix."""
        return self.filter(search_key=search_key(name))

    def below(self, unit: models.Model | int, day: date) -> Self:
        """The units that belong to `unit` on `day`."""
        return self.filter(placements__parent=unit, placements__during__contains=day)


class PlacementQuerySet(DatedQuerySet):
    """Queries of placements, which every user may read."""

    def nearest_first(self, day: date) -> Self:
        """The placement that holds on `day`, then former ones, the latest first, then future ones."""
        return self.order_by(
            Case(When(during__contains=day, then=0), When(during__startswith__gt=day, then=2), default=1),
            F("during__startswith").desc(nulls_last=True),
        )


class MergeableQuerySet(ScopedQuerySet):
    """Queries of records that can be merged."""

    def exclude_merged(self) -> Self:
        return self.filter(merged_into=None)


class HouseholdQuerySet(MergeableQuerySet):
    """Queries of households."""

    def with_citizen_id(self, number: str) -> Self:
        """The households whose head has this citizen id: none, one, or several by mistake."""
        digests = citizen_ids.ring().digests(number) if number else ()
        return self.exclude_merged().filter(citizen_id_digest__in=digests)

    def with_home(self, user: AbstractBaseUser | AnonymousUser, day: date) -> Self:
        """Annotate `village_then`, the village's name, and `class_then`, the poverty class, as of `day`.

        Both are part of the query: a query of its own for each household would cost more than the rest of a list.
        """
        residences, classes = (self._facts_on(name, user, day) for name in ("residences", "poverty_statuses"))
        return self.annotate(
            village_then=Subquery(residences.values_list(name_of("village"))[:1]),
            class_then=Subquery(classes.values("poverty_class")[:1]),
        )

    def _facts_on(self, facts: str, user: AbstractBaseUser | AnonymousUser, day: date) -> models.QuerySet[models.Model]:
        model: Any = self.model._meta.get_field(facts).related_model
        rows: models.QuerySet[models.Model] = model.objects.visible_to(user).on(day)
        return rows.filter(household=OuterRef("pk")).order_by()


class DatedScopedQuerySet(DatedQuerySet, ScopedQuerySet):
    """Dated personal rows."""
