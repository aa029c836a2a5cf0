"""The search boxes of the administration's forms: the rows that they offer, and the keys that they accept."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteSelect
from django.http import HttpRequest

from lambinh.lib.primary_keys import parse_pk


class AutocompleteView(AutocompleteJsonView):
    """The rows that a search box offers. Names alone are not unique, so an admin class may add to them."""

    def get_queryset(self) -> Any:
        """The rows that the field of the form would take, no others."""
        rows = super().get_queryset()
        register: Any = admin.site._registry.get(self.source_field.model)
        field = register.formfield_for_foreignkey(self.source_field, self.request) if register else None
        offered = getattr(field, "queryset", None)
        return rows if offered is None else rows.filter(pk__in=offered.order_by().values("pk"))

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        text = getattr(self.model_admin, "autocomplete_text", str)
        return super().serialize_result(obj, to_field_name) | {"text": text(obj)}


def _autocomplete(request: HttpRequest) -> Any:
    return AutocompleteView.as_view(admin_site=admin.site)(request)


admin.site.autocomplete_view = _autocomplete  # type: ignore[method-assign,assignment]


class SearchBox(AutocompleteSelect):
    """A box that shows the chosen row. A value that is no key chose nothing; the database must not be asked for it."""

    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> Any:
        keys = [key for key in value if parse_pk(key) is not None]
        return super().optgroups(name, keys, attr)  # type: ignore[arg-type]


def as_search_box(register: Any, db_field: Any, request: HttpRequest, options: dict[str, Any]) -> dict[str, Any]:
    """The options of a choice among rows, with a search box where the admin class or inline asks for one."""
    if "widget" in options or db_field.name not in register.get_autocomplete_fields(request):
        return options
    return options | {"widget": SearchBox(db_field, register.admin_site, using=options.get("using"))}
