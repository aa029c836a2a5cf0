"""The search boxes of the admin's forms: the rows that they offer, and the keys that they accept."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import models
from django.http import HttpRequest

from lambinh.lib.forms.widgets import Attributes, OptionGroup
from lambinh.lib.primary_keys import parse_pk

FieldOptions = dict[str, Any]
"""The arguments of a form field."""

if TYPE_CHECKING:
    BaseModelAdmin = admin.options.BaseModelAdmin[Any]
    ForeignKey = models.ForeignKey[Any, Any]
else:
    BaseModelAdmin = admin.options.BaseModelAdmin
    ForeignKey = models.ForeignKey


class AutocompleteView(AutocompleteJsonView):
    """The rows that a search box offers. Names alone are not unique, so an admin class may add to them."""

    def get_queryset(self) -> models.QuerySet[models.Model]:
        """Only the rows that the field of the form would accept."""
        rows = super().get_queryset()
        model_admin = admin.site._registry.get(self.source_field.model)
        field = model_admin.formfield_for_foreignkey(self.source_field, self.request) if model_admin else None
        offered: models.QuerySet[models.Model] | None = getattr(field, "queryset", None)
        return rows if offered is None else rows.filter(pk__in=offered.order_by().values("pk"))

    def serialize_result(self, obj: models.Model, to_field_name: str) -> dict[str, str]:
        text = getattr(self.model_admin, "autocomplete_text", str)
        return super().serialize_result(obj, to_field_name) | {"text": text(obj)}


class SearchBox(AutocompleteSelect):
    """A search box that shows the selected row. A value that is no key selects nothing."""

    def optgroups(self, name: str, value: Sequence[str], attr: Attributes | None = None) -> list[OptionGroup]:
        keys = [key for key in value if parse_pk(key) is not None]
        return super().optgroups(name, keys, attr)


def as_search_box(
    model_admin: BaseModelAdmin,
    db_field: ForeignKey,
    request: HttpRequest,
    options: FieldOptions,
) -> FieldOptions:
    """The options of a foreign key's form field, with a search box if the admin class or inline asks for one."""
    if "widget" in options or db_field.name not in model_admin.get_autocomplete_fields(request):
        return options
    return options | {"widget": SearchBox(db_field, model_admin.admin_site, using=options.get("using"))}
