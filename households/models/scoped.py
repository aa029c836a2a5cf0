"""Rows about persons: the unit that they belong to today, and the conditions that select them by it."""

from collections.abc import Set

from django.db import models
from django.utils.translation import gettext_lazy as _

Units = Set[int] | None
"""The units whose rows may be read; None means all."""


def scope_condition_sql(column: str) -> str:
    """The condition on the unit's `column`. Its parameter `%(within)s` is a list of units, or None for all."""
    return f"(%(within)s::bigint[] IS NULL OR {column} = ANY(%(within)s::bigint[]))"


def scope_parameter(units: Units) -> list[int] | None:
    """`units` as the parameter `within` of such a condition."""
    return None if units is None else sorted(units)


class CommuneScopedModel(models.Model):
    """A row about a person or household. `commune` controls access only; figures never read it.

    It is the commune of today, or the district for members of its agencies. Operations that move a household or member
    update it; a trigger copies it to the dependent rows.
    """

    commune = models.ForeignKey(
        "households.Unit",
        models.PROTECT,
        verbose_name=_("commune today"),
        null=True,
        editable=False,
        related_name="+",
        db_index=False,  # each table has an index that begins with it
    )

    class Meta:
        abstract = True


class MergeableModel(models.Model):
    """A record that can be merged into another: it then remains without dated facts and leads to the other."""

    merged_into = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("merged into"), null=True, editable=False, related_name="duplicates"
    )

    class Meta:
        abstract = True
