"""Dated facts: rows that hold during a range of days."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from lambinh.lib.dates.ranges import bounds, contains, last_day_of

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise


class DatedQuerySet(models.QuerySet[Any]):
    """Queries of rows that have `during`."""

    def on(self, day: date) -> Self:
        """The rows that are true on `day`."""
        return self.filter(during__contains=day)


class DatedModel(models.Model):
    """A row that is true `during` a range of days: the first day is included, the end is not, either may be open."""

    during = DateRangeField(_("during"))

    class Meta:
        abstract = True

    @property
    def last_day(self) -> date | None:
        """The last day on which it is true; None if it has no end."""
        return last_day_of(self.during)

    def holds_on(self, day: date) -> bool:
        return contains(bounds(self.during), day)


def not_empty_constraint(name: str) -> models.CheckConstraint:
    """The constraint that a dated row holds on at least one day."""
    return models.CheckConstraint(
        condition=models.Q(during__isempty=False),
        name=name,
        violation_error_message=_("The last day must not come before the first day."),
    )


def no_overlap_constraint(
    name: str, fields: list[str], message: "StrOrPromise", condition: models.Q | None = None
) -> ExclusionConstraint:
    """The constraint that no two rows with the same `fields` hold on the same day."""
    return ExclusionConstraint(
        name=name,
        expressions=[(field, RangeOperators.EQUAL) for field in fields] + [("during", RangeOperators.OVERLAPS)],
        condition=condition,
        violation_error_message=message,
    )
