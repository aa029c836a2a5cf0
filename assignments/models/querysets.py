"""Querysets of members and assignments."""

from typing import Self

from django.db.models import F, Func, TextField

from households.models.querysets import DatedScopedQuerySet, MergeableQuerySet


class MemberQuerySet(MergeableQuerySet):
    """Queries of members."""


class AssignmentQuerySet(DatedScopedQuerySet):
    def in_charge(self) -> Self:
        """Only assignments that put the member in charge, not those of helpers."""
        return self.filter(role="in_charge")

    def with_carer(self) -> Self:
        """Annotate the member's name as `carer`, even if the user cannot see the member of another unit."""
        return self.annotate(carer=Func(F("pk"), function="carer_name", output_field=TextField()))
