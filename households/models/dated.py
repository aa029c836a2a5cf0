"""Dated facts: rows that are true for a range of days, their querysets and constraints."""

from datetime import date
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from lambinh.lib.dates import last_day_of


class DatedQuerySet(models.QuerySet[Any]):
    """Queries over rows with `during`."""

    def on(self, day: date) -> Self:
        """The rows that are true on `day`."""
        return self.filter(during__contains=day)


class DatedModel(models.Model):
    """A row that is true `during` a range of days: lower bound included, upper excluded, either may be open."""

    during = DateRangeField(_("during"))

    class Meta:
        abstract = True

    @property
    def last_day(self) -> date | None:
        """The last day on which the row is true; None if it has no end."""
        return last_day_of(self.during)


def not_empty_constraint(name: str) -> models.CheckConstraint:
    """A constraint: a dated row is true on at least one day."""
    return models.CheckConstraint(
        condition=models.Q(during__isempty=False),
        name=name,
        violation_error_message=_("The last day must not come before the first day."),
    )


def no_overlap_constraint(
    name: str, fields: list[str], message: Any, condition: models.Q | None = None
) -> ExclusionConstraint:
    """A constraint: no two rows with equal `fields` are true on the same day."""
    return ExclusionConstraint(
        name=name,
        expressions=[(field, RangeOperators.EQUAL) for field in fields] + [("during", RangeOperators.OVERLAPS)],
        condition=condition,
        violation_error_message=message,
    )
