"""What the registers of dated and personal rows have in common."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.postgres.fields import DateRangeField
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from households.forms.date_ranges import DatedRowForm, DatedRowFormSet, DuringField
from households.models import Unit
from households.permissions import request_permissions
from households.unit_permissions import keep_present, kept_units
from lambinh.accounts.permissions import Permission
from lambinh.lib.admin.autocomplete import as_search_box
from lambinh.lib.admin.base import ModelAdmin, ReadOnlyAdmin, admin_column, scoped_choices
from lambinh.lib.dates.formatting import format_range


class DatedAdmin(ModelAdmin):
    """Rows with `during`: two dates on the form, one column in the list."""

    formfield_overrides = {DateRangeField: {"form_class": DuringField}}

    @admin_column(_("during"), "during")
    def days(self, row: Any) -> str:
        return format_range(row.during)


class PersonalRowsMixin:
    """The register of rows about persons: seen and changed within one's units."""

    view_permissions = (Permission.VIEW_RECORDS,)
    change_permissions = (Permission.CHANGE_RECORDS,)

    def history_url(self, row: Any) -> str | None:
        """What happened to the household, or to the member, that the row is about."""
        return self._about(row, {"household": "assignments:household_history", "member": "assignments:member_history"})

    def page_url(self, row: Any) -> str | None:
        """The page of the household or member, where what holds is changed from a day on."""
        return self._about(row, {"household": "assignments:household", "member": "assignments:member"})

    def _about(self, row: Any, pages: dict[str, str]) -> str | None:
        for name, page in pages.items():
            about = row.pk if row._meta.model_name == name else getattr(row, f"{name}_id", None)
            if about is not None:
                return reverse(page, args=[about])
        return None


class UnitRowsMixin:
    """The register of units and what hangs on them: seen by all who work with it, changed by administrators."""

    view_permissions: tuple[Permission, ...] = (Permission.VIEW_RECORDS, Permission.IMPORT_ROSTERS)
    change_permissions: tuple[Permission, ...] = (Permission.MANAGE_UNITS,)

    def units_offered(self, db_field: Any, request: HttpRequest) -> QuerySet[Any]:
        """The units that the field may name: those in which the person may change what this register holds."""
        return kept_units(request_permissions(request), *self.change_permissions)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.remote_field.model is Unit:
            kwargs.setdefault("queryset", self.units_offered(db_field, request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """What the row names already may stay, also where nobody could choose it anew."""
        form = super().get_form(request, obj, change, **kwargs)  # type: ignore[misc]
        for name, field in form.base_fields.items() if obj is not None else ():
            keep_present(field, getattr(obj, f"{name}_id", None))
        return form


class AddOnOwnPageMixin:
    """New rows are entered on the program's own page `new_page`, together with the place that they have."""

    new_page = ""

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        return HttpResponseRedirect(reverse(self.new_page))


class DatedAdminList(PersonalRowsMixin, DatedAdmin, ReadOnlyAdmin):
    """The register of a dated fact: read here, changed from a day on where its household or member has a page."""

    list_display_links = None
    readonly_fields = ("days",)
    about = "household"

    @admin_column(_("page"))
    def opened(self, row: Any) -> str:
        """The household or member, as the way to its own page. The row has it at hand."""
        return format_html('<a href="{}">{}</a>', self.page_url(row), getattr(row, self.about))


class DatedInline(admin.TabularInline):  # type: ignore[type-arg]
    """The dated facts of a row, on the row's own form: who may change the row may change them."""

    formfield_overrides = {DateRangeField: {"form_class": DuringField}}
    form = DatedRowForm
    formset = DatedRowFormSet
    extra = 1
    ordering = ("during",)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self._register.has_view_permission(request, obj))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self._register.has_change_permission(request, obj))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self._register.has_change_permission(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self._register.has_change_permission(request, obj))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        options = as_search_box(self, db_field, request, scoped_choices(db_field, request, kwargs))
        return super().formfield_for_foreignkey(db_field, request, **options)

    @property
    def _register(self) -> Any:
        return self.admin_site.get_model_admin(self.parent_model)


class InForceFilter(admin.SimpleListFilter):
    """Whether a dated row holds today."""

    title = _("today")
    parameter_name = "today"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        return (("now", _("in force")), ("past", _("ended")), ("future", _("to come")))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        today = timezone.localdate()
        chosen = {
            "now": Q(during__contains=today),
            "past": Q(during__endswith__lte=today),
            "future": Q(during__startswith__gt=today),
        }
        return queryset.filter(chosen.get(self.value() or "", Q()))


class CommuneFilter(admin.SimpleListFilter):
    """The commune that answers for a row today."""

    title = _("commune today")
    parameter_name = "commune"
    path = "commune"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        communes = Unit.objects.filter(kind=Unit.Kind.COMMUNE).on(timezone.localdate())
        return [(str(commune.pk), str(commune)) for commune in communes]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        known = {value for value, _title in self.lookup_choices}
        return queryset.filter(**{f"{self.path}_id": self.value()}) if self.value() in known else queryset


class CommuneOfHousehold(CommuneFilter):
    path = "household__commune"


class CommuneOfMember(CommuneFilter):
    path = "member__commune"


def subquery_today(facts: QuerySet[Any], field: str) -> Subquery:
    """The value of `field` in that row of `facts` which holds today, for an annotation."""
    return Subquery(facts.filter(during__contains=timezone.localdate()).values(field)[:1])
