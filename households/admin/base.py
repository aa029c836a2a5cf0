"""Mixins and filters for admin pages of dated rows and of rows about persons."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import admin
from django.contrib.postgres.fields import DateRangeField
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from households.forms.date_ranges import DatedRowForm, DatedRowFormSet, DuringField
from households.models import Unit
from households.models.dated import DatedModel
from households.permissions import request_permissions
from households.unit_permissions import add_choice, permitted_units
from lambinh.accounts.permissions import Permission
from lambinh.lib.admin.autocomplete import ForeignKey, as_search_box
from lambinh.lib.admin.base import (
    AdminMixin,
    ModelAdmin,
    ReadOnlyAdmin,
    RowField,
    RowFormClass,
    Rows,
    admin_column,
    scoped_choices,
)
from lambinh.lib.dates.formatting import format_range

Dated = TypeVar("Dated", bound=DatedModel)
Choices = Iterable[tuple[str, Any]]

if TYPE_CHECKING:
    TabularInline = admin.TabularInline[Any, Any]
else:
    TabularInline = admin.TabularInline


class DatedAdmin(ModelAdmin):
    """Rows with `during`: two days in the form, one column in the list."""

    formfield_overrides = {DateRangeField: {"form_class": DuringField}}

    @admin_column(_("during"), "during")
    def days(self, row: DatedModel) -> str:
        return format_range(row.during)


class PersonalRowsMixin:
    """Rows about persons, which users see and change within their units."""

    view_permissions = (Permission.VIEW_RECORDS,)
    change_permissions = (Permission.CHANGE_RECORDS,)

    def history_url(self, row: Model) -> str | None:
        """The history page of the row's household or member."""
        return self._about(row, {"household": "assignments:household_history", "member": "assignments:member_history"})

    def page_url(self, row: Model) -> str | None:
        """The page of the row's household or member, where users change facts from a day on."""
        return self._about(row, {"household": "assignments:household", "member": "assignments:member"})

    def _about(self, row: Model, pages: dict[str, str]) -> str | None:
        for name, page in pages.items():
            about = row.pk if row._meta.model_name == name else getattr(row, f"{name}_id", None)
            if about is not None:
                return reverse(page, args=[about])
        return None


class UnitRowsMixin(AdminMixin):
    """Units and rows that belong to them, which many roles see and administrators change."""

    view_permissions: tuple[Permission, ...] = (Permission.VIEW_RECORDS, Permission.IMPORT_ROSTERS)
    change_permissions: tuple[Permission, ...] = (Permission.MANAGE_UNITS,)

    def units_offered(self, db_field: ForeignKey, request: HttpRequest) -> QuerySet[Unit]:
        """The choices of a field: the units in which the user may change these rows."""
        return permitted_units(request_permissions(request), *self.change_permissions)

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> RowField:
        if db_field.remote_field.model is Unit:
            kwargs.setdefault("queryset", self.units_offered(db_field, request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(
        self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any
    ) -> RowFormClass:
        """Keep the current value of a field as a choice, even if the user could not choose it anew."""
        form = super().get_form(request, obj, change, **kwargs)
        for name, field in form.base_fields.items() if obj is not None else ():
            add_choice(field, getattr(obj, f"{name}_id", None))
        return form


class AddOnOwnPageMixin(AdminMixin):
    """Adding redirects to our own page `new_page`, where a new record gets its residence or membership."""

    new_page = ""

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: object = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(reverse(self.new_page))


class DatedAdminList(PersonalRowsMixin, DatedAdmin, ReadOnlyAdmin):
    """A read-only list of dated facts. Users change them on the page of the household or member."""

    list_display_links = None
    readonly_fields = ("days",)
    about = "household"

    @admin_column(_("page"))
    def linked_record(self, row: Model) -> str:
        """A link to the page of the household or member, which `list_select_related` loads."""
        return format_html('<a href="{}">{}</a>', self.page_url(row), getattr(row, self.about))


class DatedInline(TabularInline):
    """The dated facts of a record in the form of the record; permission to change the record covers them."""

    formfield_overrides = {DateRangeField: {"form_class": DuringField}}
    form = DatedRowForm
    formset = DatedRowFormSet
    extra = 1
    ordering = ("during",)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(self._parent_admin.has_view_permission(request, obj))

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(self._parent_admin.has_change_permission(request, obj))

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(self._parent_admin.has_change_permission(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(self._parent_admin.has_change_permission(request, obj))

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> RowField:
        options = as_search_box(self, db_field, request, scoped_choices(db_field, request, kwargs))
        return super().formfield_for_foreignkey(db_field, request, **options)

    @property
    def _parent_admin(self) -> ModelAdmin:
        return self.admin_site.get_model_admin(self.parent_model)


class InForceFilter(admin.SimpleListFilter):
    """Filter by whether a dated row holds today."""

    title = _("today")
    parameter_name = "today"

    def lookups(self, request: HttpRequest, model_admin: object) -> Choices:
        return (("now", _("in force")), ("past", _("ended")), ("future", _("to come")))

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        today = timezone.localdate()
        conditions = {
            "now": Q(during__contains=today),
            "past": Q(during__endswith__lte=today),
            "future": Q(during__startswith__gt=today),
        }
        return queryset.filter(conditions.get(self.value() or "", Q()))


class CommuneFilter(admin.SimpleListFilter):
    """Filter by the commune of today."""

    title = _("commune today")
    parameter_name = "commune"
    path = "commune"

    def lookups(self, request: HttpRequest, model_admin: object) -> Choices:
        communes = Unit.objects.filter(kind=Unit.Kind.COMMUNE).on(timezone.localdate())
        return [(str(commune.pk), str(commune)) for commune in communes]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        known = {value for value, _title in self.lookup_choices}
        return queryset.filter(**{f"{self.path}_id": self.value()}) if self.value() in known else queryset


class CommuneOfHousehold(CommuneFilter):
    path = "household__commune"


class CommuneOfMember(CommuneFilter):
    path = "member__commune"


def subquery_today(facts: QuerySet[Dated], field: str) -> Subquery:
    """The value of `field` in the row of `facts` that holds today, as an annotation."""
    return Subquery(facts.filter(during__contains=timezone.localdate()).values(field)[:1])
