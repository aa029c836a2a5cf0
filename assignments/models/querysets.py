"""How members, bodies and assignments are read."""

from typing import Self

from django.db.models import F, Func, TextField

from households.models.querysets import DatedScopedQuerySet, MergeableQuerySet


class MemberQuerySet(MergeableQuerySet):
    """Reading of members."""


class AssignmentQuerySet(DatedScopedQuerySet):
    def in_charge(self) -> Self:
        """Without those who only help."""
        return self.filter(role="in_charge")

    def with_carer(self) -> Self:
        """With the name of the member as `carer`, also of one in another unit, whose own row may not be visible."""
        return self.annotate(carer=Func(F("pk"), function="assignee_name", output_field=TextField()))
