"""How members, bodies and assignments are read."""

from typing import Any, Self

from households.querysets import DatedScopedQuerySet, ScopedQuerySet


class MemberQuerySet(ScopedQuerySet):
    """Reading of members."""


class AssignmentQuerySet(DatedScopedQuerySet):
    def in_charge(self) -> Self:
        """Without those who only help."""
        return self.filter(role="in_charge")

    def with_people(self) -> Self:
        """With member and household at hand."""
        return self.select_related("member", "household", "decision")

    def of_tier(self, tier: Any) -> Self:
        return self.filter(tier=tier)
