"""Admin pages of units and placements."""

from typing import TYPE_CHECKING, Any, TypedDict

from django.contrib import admin
from django.db.models import Model, OuterRef, QuerySet
from django.forms import ChoiceField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from households.admin.base import (
    DatedAdmin,
    DatedInline,
    InForceFilter,
    UnitRowsMixin,
)
from households.forms.placements import PlacementFormSet
from households.models import Placement, Unit
from households.permissions import request_permissions
from households.resources import (
    PlacementExport,
    UnitTable,
)
from households.services.units import refresh_communes_of_village
from households.unit_permissions import (
    can_change_placement,
    creatable_kinds,
    parent_units,
    permission_unit,
    placeable_units,
    years_of,
)
from lambinh.lib.admin.autocomplete import ForeignKey
from lambinh.lib.admin.base import ExportAdmin, RowFormClass, Rows, admin_column
from lambinh.lib.admin.imports import ImportAdmin
from lambinh.lib.forms.base import InlineFormSet, ModelForm

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class PlacementRowsMixin(UnitRowsMixin):
    """Users may place the units that they manage, and only in units that they manage."""

    def units_offered(self, db_field: ForeignKey, request: HttpRequest) -> QuerySet[Unit]:
        permissions = request_permissions(request)
        return parent_units(permissions) if db_field.name == "parent" else placeable_units(permissions)


class PlacementInline(PlacementRowsMixin, DatedInline):
    model = Placement
    fk_name = "unit"
    autocomplete_fields = ("parent",)
    formset = PlacementFormSet

    def get_formset(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> type[PlacementFormSet]:
        formset = super().get_formset(request, obj, **kwargs)
        assert issubclass(formset, PlacementFormSet)
        formset.permissions = request_permissions(request)
        return formset


class UnitAnnotations(TypedDict):
    """The columns of the list that a query adds to a unit: the name of its last parent."""

    parent_name: str | None


if TYPE_CHECKING:
    ListedUnit = WithAnnotations[Unit, UnitAnnotations]


@admin.register(Unit)
class UnitAdmin(UnitRowsMixin, DatedAdmin, ImportAdmin):
    resource_classes = [UnitTable]
    list_display = ("__str__", "kind", "code", "parent_column", "days", "successor")
    list_filter = ("kind", InForceFilter)
    list_select_related = ("successor",)
    search_fields = ("search_key", "code")
    autocomplete_fields = ("successor",)
    fields = ("kind", "code", "prefix", "name", "during", "successor", "basis")
    inlines = (PlacementInline,)

    def unit_of(self, row: Unit) -> int | None:
        """The commune of a village, or its last one, decides who may change it."""
        return permission_unit(row, timezone.localdate())

    def may_write(self, request: HttpRequest, row: Unit, *, new: bool) -> bool:
        if new:
            return row.kind in creatable_kinds(request_permissions(request))
        return super().may_write(request, row, new=new)

    def get_form(
        self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any
    ) -> RowFormClass:
        """Offer the kinds that the user may create; the kind of a stored unit does not change."""
        form = super().get_form(request, obj, change, **kwargs)
        permissions = request_permissions(request)
        kind = form.base_fields.get("kind")
        if isinstance(kind, ChoiceField) and not permissions.has_everywhere(*self.change_permissions):
            kinds = {obj.kind} if isinstance(obj, Unit) else creatable_kinds(permissions)
            kind.choices = [("", _("choose")), *(choice for choice in Unit.Kind.choices if choice[0] in kinds)]
        return form

    def get_queryset(self, request: HttpRequest) -> Rows:
        placements = Placement.objects.filter(unit=OuterRef("pk")).order_by("-during")
        rows: Rows = super().get_queryset(request)
        listed: Rows = rows.annotate(parent_name=placements.values("parent__name")[:1])
        return listed

    @admin_column(_("belongs to"))
    def parent_column(self, unit: "ListedUnit") -> str:
        return unit.parent_name or ""

    def autocomplete_text(self, unit: "ListedUnit") -> str:
        """The unit with its code or parent and its years, which distinguish units of the same name."""
        return " · ".join(filter(None, (str(unit), unit.code or unit.parent_name, years_of(unit))))

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: list[InlineFormSet], change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self.refresh_communes(form.instance)

    def refresh_communes(self, unit: Unit) -> None:
        """Update the derived communes after the placements of `unit` changed."""
        refresh_households_of(unit)


@admin.register(Placement)
class PlacementAdmin(PlacementRowsMixin, DatedAdmin, ExportAdmin):
    resource_classes = [PlacementExport]
    list_display = ("unit", "parent", "days")
    list_filter = ("unit__kind", InForceFilter)
    list_select_related = ("unit", "parent")
    search_fields = ("unit__search_key", "unit__code", "parent__search_key")
    autocomplete_fields = ("unit", "parent")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        allowed: bool = super().has_change_permission(request, None)
        return allowed and (not isinstance(obj, Placement) or can_change_placement(request_permissions(request), obj))

    def save_model(self, request: HttpRequest, obj: Placement, form: ModelForm, change: bool) -> None:
        before = Placement.objects.select_related("unit").filter(pk=obj.pk).first()
        super().save_model(request, obj, form, change)
        for unit in {placement.unit for placement in (before, obj) if placement}:
            self.refresh_communes(unit)

    def delete_model(self, request: HttpRequest, obj: Placement) -> None:
        super().delete_model(request, obj)
        self.refresh_communes(obj.unit)

    def refresh_communes(self, unit: Unit) -> None:
        """Update the derived communes after the placements of `unit` changed."""
        refresh_households_of(unit)


def refresh_households_of(unit: Unit) -> None:
    """Update the commune of all households that ever lived in the village `unit`."""
    refresh_communes_of_village(unit, timezone.localdate())
