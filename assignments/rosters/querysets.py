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
        """The rows of one outcome, all for an empty one, and for "kept" those that an undo left in place."""
        if outcome == "kept":
            return self.kept()
        return self.filter(outcome=outcome) if outcome else self

    def kept(self) -> Self:
        """The rows that were not taken back with their import, because they were changed since."""
        return self.exclude(kept_because="")
