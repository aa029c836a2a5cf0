"""How members, bodies and assignments are read."""

from typing import Self

from households.querysets import DatedScopedQuerySet, ScopedQuerySet


class MemberQuerySet(ScopedQuerySet):
    """Reading of members."""


class AssignmentQuerySet(DatedScopedQuerySet):
    def in_charge(self) -> Self:
        """Without those who only help."""
        return self.filter(role="in_charge")
