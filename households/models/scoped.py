"""Rows about persons: the commune that is responsible for them today, and conditions on it."""

from collections.abc import Set

from django.db import models
from django.utils.translation import gettext_lazy as _

Units = Set[int] | None
"""Ids of the units in which rows may be read; None means all."""


def scope_condition_sql(column: str) -> str:
    """A SQL condition on the commune's column. Its parameter `%(within)s` is the list of units, or None for all."""
    return f"(%(within)s::bigint[] IS NULL OR {column} = ANY(%(within)s::bigint[]))"


def scope_parameter(within: Units) -> list[int] | None:
    """`within` as the parameter of `scope_condition_sql`."""
    return None if within is None else sorted(within)


class CommuneScopedModel(models.Model):
    """A row about a person or household. `commune` controls access only; figures never read it.

    It is the commune that is responsible today, or the district for members of its own agencies. Operations that move
    a household or member update it; a trigger updates the rows that refer to them.
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
    """A record that can be merged into another as its duplicate. It stays, without facts; pages show the other one."""

    merged_into = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("merged into"), null=True, editable=False, related_name="duplicates"
    )

    class Meta:
        abstract = True
