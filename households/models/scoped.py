"""Rows about persons: which unit answers for them today, and how the two locks ask for it."""

from collections.abc import Set

from django.db import models
from django.utils.translation import gettext_lazy as _

Units = Set[int] | None
"""Units in which rows may be read; None stands for all."""


def scope_condition_sql(column: str) -> str:
    """A condition on the column of the answering unit, with `%(within)s`, the list of units or None, as parameter."""
    return f"(%(within)s::bigint[] IS NULL OR {column} = ANY(%(within)s::bigint[]))"


def scope_parameter(within: Units) -> list[int] | None:
    """`within` as the parameter of such a condition."""
    return None if within is None else sorted(within)


class CommuneScopedModel(models.Model):
    """A row about a person or household. `commune` serves access alone; figures never read it.

    It is the commune that answers today, or the district for members of its own agencies. Operations that move somebody
    bring it up to date; rows that hang on a household or member follow by a trigger.
    """

    commune = models.ForeignKey(
        "households.Unit",
        models.PROTECT,
        verbose_name=_("commune today"),
        null=True,
        editable=False,
        related_name="+",
        db_index=False,  # an index of each table begins with it
    )

    class Meta:
        abstract = True


class MergeableModel(models.Model):
    """A record that may turn out to be another one's double: then it is kept without facts, and shown as that one."""

    merged_into = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("merged into"), null=True, editable=False, related_name="duplicates"
    )

    class Meta:
        abstract = True
