"""Common fields of rows with a name: search and sort keys, and sex."""

from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from lambinh.lib.vietnamese import search_key, sort_key


class Sex(models.TextChoices):
    MALE = "M", _("male")
    FEMALE = "F", _("female")


class NamedModel(models.Model):
    """A row with a name that users search without diacritics and sort by given name.

    Both keys are stored. `name_field` of a subclass is the field that has the name.
    """

    name_field = "name"

    search_key = models.CharField(max_length=200, editable=False, default="")
    sort_key = models.CharField(max_length=400, editable=False, default="", db_collation="C")

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.update_search_keys()
        if (fields := kwargs.get("update_fields")) is not None and self.name_field in fields:
            kwargs["update_fields"] = {*fields, "search_key", "sort_key"}
        super().save(*args, **kwargs)

    def update_search_keys(self) -> None:
        """Compute the keys from the name. `save` calls this; bulk operations must call it themselves."""
        name = getattr(self, self.name_field)
        self.search_key, self.sort_key = search_key(name), sort_key(name)


def search_index(name: str) -> GinIndex:
    """The trigram index for searches over all rows."""
    return GinIndex(OpClass(F("search_key"), name="gin_trgm_ops"), name=name)
