"""Querysets of members and assignments."""

from typing import Self

from django.db.models import F, Func, TextField

from households.models.querysets import DatedScopedQuerySet, MergeableQuerySet


class MemberQuerySet(MergeableQuerySet):
    """Queries over members."""


class AssignmentQuerySet(DatedScopedQuerySet):
    def in_charge(self) -> Self:
        """The assignments of members in charge, without helpers."""
        return self.filter(role="in_charge")

    def with_carer(self) -> Self:
        """Annotate the member's name as `carer`, also for a member of another unit whose row is not visible."""
        return self.annotate(carer=Func(F("pk"), function="assignee_name", output_field=TextField()))
