"""Rows about persons: which unit answers for them today, and how the two locks ask for it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scoped(models.Model):
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
