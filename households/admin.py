"""The registers of units and households."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from households.admin_base import (
    AddOnOwnPageMixin,
    CommuneFilter,
    CommuneOfHousehold,
    DatedAdmin,
    DatedAdminList,
    DatedInline,
    InForceFilter,
    PersonalRowsMixin,
    UnitRowsMixin,
    subquery_today,
)
from households.forms.date_ranges import HouseholdForm
from households.forms.placements import PlacementFormSet
from households.models import Household, Placement, PovertyStatus, Residence, Unit
from households.permissions import request_permissions
from households.resources import (
    HouseholdExport,
    PlacementExport,
    PovertyStatusExport,
    ResidenceExport,
    UnitTable,
    class_named,
)
from households.services.units import refresh_communes_of_village
from households.unit_permissions import answering, kinds_to_make, may_place, parent_units, placeable_units, years_of
from lambinh.lib.admin.base import ExportAdmin, admin_column
from lambinh.lib.admin.imports import ImportAdmin


class OfPlacements(UnitRowsMixin):
    """A unit is placed by who keeps it, and only in units of their own."""

    def units_offered(self, db_field: Any, request: HttpRequest) -> QuerySet[Any]:
        permissions = request_permissions(request)
        return parent_units(permissions) if db_field.name == "parent" else placeable_units(permissions)


class PlacementInline(OfPlacements, DatedInline):
    model = Placement
    fk_name = "unit"
    autocomplete_fields = ("parent",)
    formset = PlacementFormSet

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.permissions = request_permissions(request)
        return formset


@admin.register(Unit)
class UnitAdmin(UnitRowsMixin, DatedAdmin, ImportAdmin):
    resource_classes = [UnitTable]
    list_display = ("__str__", "kind", "code", "parent_shown", "days", "successor")
    list_filter = ("kind", InForceFilter)
    list_select_related = ("successor",)
    search_fields = ("search_key", "code")
    autocomplete_fields = ("successor",)
    fields = ("kind", "code", "prefix", "name", "during", "successor", "basis")
    inlines = (PlacementInline,)

    def unit_of(self, row: Unit) -> int | None:
        """A village is changed by who may change the commune that it lies in, or lay in last."""
        return answering(row, timezone.localdate())

    def may_write(self, request: HttpRequest, row: Unit, *, new: bool) -> bool:
        if new:
            return row.kind in kinds_to_make(request_permissions(request))
        return super().may_write(request, row, new=new)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """A new unit is of a kind that the person may make; of what kind a unit is changes no more."""
        form = super().get_form(request, obj, change, **kwargs)
        permissions = request_permissions(request)
        if "kind" in form.base_fields and not permissions.has_everywhere(*self.change_permissions):
            kind = form.base_fields["kind"]
            kinds = {obj.kind} if obj is not None else kinds_to_make(permissions)
            kind.choices = [("", _("choose")), *(one for one in Unit.Kind.choices if one[0] in kinds)]
        return form

    def get_queryset(self, request: HttpRequest) -> Any:
        placed = Placement.objects.filter(unit=OuterRef("pk")).order_by("-during")
        return super().get_queryset(request).annotate(parent_name=placed.values("parent__name")[:1])

    @admin_column(_("belongs to"))
    def parent_shown(self, unit: Any) -> str:
        return unit.parent_name or ""

    def autocomplete_text(self, unit: Any) -> str:
        """A unit among others of its name: with its code or the unit it belongs to, and its days."""
        return " · ".join(filter(None, (str(unit), unit.code or unit.parent_name, years_of(unit))))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self.communes_may_differ(form.instance)

    def communes_may_differ(self, unit: Unit) -> None:
        """Bring the derived communes to what the placements of `unit` say now."""
        refresh_households_of(unit)


@admin.register(Placement)
class PlacementAdmin(OfPlacements, DatedAdmin, ExportAdmin):
    resource_classes = [PlacementExport]
    list_display = ("unit", "parent", "days")
    list_filter = ("unit__kind", InForceFilter)
    list_select_related = ("unit", "parent")
    search_fields = ("unit__search_key", "unit__code", "parent__search_key")
    autocomplete_fields = ("unit", "parent")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed: bool = super().has_change_permission(request, None)
        return allowed and (not isinstance(obj, Placement) or may_place(request_permissions(request), obj))

    def save_model(self, request: HttpRequest, obj: Placement, form: Any, change: bool) -> None:
        before = Placement.objects.select_related("unit").filter(pk=obj.pk).first()
        super().save_model(request, obj, form, change)
        for unit in {placement.unit for placement in (before, obj) if placement}:
            self.communes_may_differ(unit)

    def delete_model(self, request: HttpRequest, obj: Placement) -> None:
        super().delete_model(request, obj)
        self.communes_may_differ(obj.unit)

    def communes_may_differ(self, unit: Unit) -> None:
        """Bring the derived communes to what the placements of `unit` say now."""
        refresh_households_of(unit)


def refresh_households_of(unit: Unit) -> None:
    """Derive anew the commune of all who ever lived in the village `unit`."""
    refresh_communes_of_village(unit, timezone.localdate())


class ClassFilter(admin.SimpleListFilter):
    """The poverty class of a household today."""

    title = _("class today")
    parameter_name = "class"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        return PovertyStatus.Class.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in PovertyStatus.Class.values:
            return queryset
        today = PovertyStatus.objects.on(timezone.localdate()).filter(poverty_class=self.value())
        return queryset.filter(pk__in=today.values("household"))


@admin.register(Household)
class HouseholdAdmin(AddOnOwnPageMixin, PersonalRowsMixin, ExportAdmin):
    new_page = "assignments:household_new"
    resource_classes = [HouseholdExport]
    form = HouseholdForm
    list_display = (
        "head_name",
        "code",
        "head_birth_year",
        "size",
        "village_shown",
        "commune",
        "class_shown",
        "citizen_id_masked",
    )
    list_filter = (CommuneFilter, ClassFilter)
    list_select_related = ("commune",)
    search_fields = ("search_key", "code")
    fieldsets = (
        (None, {"fields": ("code", "head_name", ("head_sex", "head_birth_year"), "size")}),
        (_("Personal"), {"fields": ("ethnicity", "citizen_id", "phone", "note")}),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        own = {"household": OuterRef("pk")}
        return (
            super()
            .get_queryset(request)
            .annotate(
                village_today=subquery_today(Residence.objects.filter(**own), "village__name"),
                class_today=subquery_today(PovertyStatus.objects.filter(**own), "poverty_class"),
            )
        )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who may only look sees the citizen id masked, too."""
        if self.has_change_permission(request, obj) if obj else self.has_add_permission(request):
            return self.fieldsets
        personal = {"fields": ("ethnicity", "citizen_id_masked", "phone", "note")}
        return (self.fieldsets[0], (self.fieldsets[1][0], personal))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("citizen_id_masked",)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        context["household_pages"] = True
        return super().render_change_form(request, context, *args, **kwargs)

    @admin_column(_("village today"))
    def village_shown(self, household: Any) -> str:
        return household.village_today or ""

    @admin_column(_("class today"))
    def class_shown(self, household: Any) -> str:
        return class_named(household.class_today)

    @admin_column(_("citizen id"))
    def citizen_id_masked(self, household: Household) -> str:
        return household.citizen_id_masked

    def autocomplete_text(self, household: Any) -> str:
        """A household among others of its head's name: with code, birth year and village."""
        parts = (household.head_name, household.code, household.head_birth_year, household.village_today)
        return " · ".join(str(part) for part in parts if part)


@admin.register(Residence)
class ResidenceAdmin(DatedAdminList):
    resource_classes = [ResidenceExport]
    list_display = ("opened", "village", "days")
    list_filter = (CommuneOfHousehold, InForceFilter)
    list_select_related = ("household", "village")
    search_fields = ("household__search_key", "household__code", "village__search_key")
    fields = ("household", "village", "days")


@admin.register(PovertyStatus)
class PovertyStatusAdmin(DatedAdminList):
    resource_classes = [PovertyStatusExport]
    list_display = ("opened", "poverty_class", "year", "standard", "days")
    list_filter = (CommuneOfHousehold, "poverty_class", InForceFilter)
    list_select_related = ("household",)
    search_fields = ("household__search_key", "household__code")
    fields = ("household", "poverty_class", "year", "standard", "days")
