"""What rows about persons have in common: sex, and names that can be searched and sorted."""

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
    """A row whose name people search without marks and sort by given name.

    Both keys are stored; a subclass says in `name_field` which of its fields is the name.
    """

    name_field = "name"

    search_key = models.CharField(max_length=200, editable=False, default="")
    sort_key = models.CharField(max_length=400, editable=False, default="", db_collation="C")

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_keys()
        if (fields := kwargs.get("update_fields")) is not None and self.name_field in fields:
            kwargs["update_fields"] = {*fields, "search_key", "sort_key"}
        super().save(*args, **kwargs)

    def set_keys(self) -> None:
        """Compute the keys from the name; `save` does so, writing in bulk must ask for it."""
        name = getattr(self, self.name_field)
        self.search_key, self.sort_key = search_key(name), sort_key(name)


def search_index(name: str) -> GinIndex:
    """The trigram index that serves a search over all rows."""
    return GinIndex(OpClass(F("search_key"), name="gin_trgm_ops"), name=name)
