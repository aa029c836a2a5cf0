"""How imports and their rows are read."""

from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models

from households.querysets import ScopedQuerySet


class RosterImportQuerySet(ScopedQuerySet):
    def applied(self) -> Self:
        """The imports whose rows are in the data."""
        return self.filter(state__in=["applied", "undoing"])


class RosterRowQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """The rows of the imports that `user` may see."""
        return self if user.is_authenticated and user.is_active else self.none()

    def with_outcome(self, outcome: str) -> Self:
        return self.filter(outcome=outcome) if outcome else self
