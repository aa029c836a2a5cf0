"""How units and households are read."""

from datetime import date
from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models

from households import citizen_ids
from households.dated import DatedQuerySet
from lambinh.lib.vietnamese import search_key


class ScopedQuerySet(models.QuerySet[Any]):
    """Reading of personal rows begins with whose eyes they are for."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """The rows that `user` may see: every signed-in person sees the district, nobody else sees a row."""
        return self if user.is_authenticated and user.is_active else self.none()


class UnitQuerySet(DatedQuerySet):
    def named(self, name: str) -> Self:
        """The units whose name is `name`, whatever its marks, case and prefix."""
        return self.filter(search_key=search_key(name))

    def below(self, unit: Any, day: date) -> Self:
        """The units that `unit` is the parent of on `day`."""
        return self.filter(placements__parent=unit, placements__during__contains=day)


class HouseholdQuerySet(ScopedQuerySet):
    """Reading of households."""

    def with_citizen_id(self, number: str) -> Self:
        """The households of whose head this is the citizen id: none, one, or several by mistake."""
        return self.filter(citizen_id_digest__in=citizen_ids.ring().digests(number) if number else ())


class DatedScopedQuerySet(DatedQuerySet, ScopedQuerySet):
    """Dated personal rows."""
