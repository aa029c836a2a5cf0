"""Admin pages of households, residences and poverty classes."""

from typing import TYPE_CHECKING, Any, TypedDict

from django.contrib import admin
from django.db.models import Model, OuterRef
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from households.admin.base import (
    AddOnOwnPageMixin,
    Choices,
    CommuneFilter,
    CommuneOfHousehold,
    DatedAdminList,
    InForceFilter,
    PersonalRowsMixin,
    subquery_today,
)
from households.forms.date_ranges import HouseholdForm
from households.models import Household, PovertyStatus, Residence
from households.resources import (
    HouseholdExport,
    PovertyStatusExport,
    ResidenceExport,
    poverty_class_label,
)
from lambinh.lib.admin.base import Context, ExportAdmin, Fieldsets, Rows, admin_column


class ClassFilter(admin.SimpleListFilter):
    """The poverty class of a household today."""

    title = _("class today")
    parameter_name = "class"

    def lookups(self, request: HttpRequest, model_admin: object) -> Choices:
        return PovertyStatus.Class.choices

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        if self.value() not in PovertyStatus.Class.values:
            return queryset
        today = PovertyStatus.objects.on(timezone.localdate()).filter(poverty_class=self.value())
        return queryset.filter(pk__in=today.values("household"))


class HouseholdAnnotations(TypedDict):
    """The columns of the list that a query adds to a household: its village and class of today."""

    village_today: str | None
    class_today: str | None


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    ListedHousehold = WithAnnotations[Household, HouseholdAnnotations]


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
        "village_column",
        "commune",
        "class_column",
        "citizen_id_masked",
    )
    list_filter = (CommuneFilter, ClassFilter)
    list_select_related = ("commune",)
    search_fields = ("search_key", "code")
    fieldsets = (
        (None, {"fields": ("code", "head_name", ("head_sex", "head_birth_year"), "size")}),
        (_("Personal"), {"fields": ("ethnicity", "citizen_id", "phone", "note")}),
    )

    def get_queryset(self, request: HttpRequest) -> Rows:
        own = {"household": OuterRef("pk")}
        rows: Rows = super().get_queryset(request)
        listed: Rows = rows.annotate(
            village_today=subquery_today(Residence.objects.filter(**own), "village__name"),
            class_today=subquery_today(PovertyStatus.objects.filter(**own), "poverty_class"),
        )
        return listed

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Fieldsets:
        """Users who may only view the household see the masked citizen id, too."""
        if self.has_change_permission(request, obj) if obj else self.has_add_permission(request):
            return self.fieldsets
        (general, (title, _fields)) = self.fieldsets
        return (general, (title, {"fields": ("ethnicity", "citizen_id_masked", "phone", "note")}))

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return ("citizen_id_masked",)

    def render_change_form(self, request: HttpRequest, context: Context, *args: Any, **kwargs: Any) -> HttpResponse:
        context["household_pages"] = True
        return super().render_change_form(request, context, *args, **kwargs)

    @admin_column(_("village today"))
    def village_column(self, household: "ListedHousehold") -> str:
        return household.village_today or ""

    @admin_column(_("class today"))
    def class_column(self, household: "ListedHousehold") -> str:
        return poverty_class_label(household.class_today)

    @admin_column(_("citizen id"))
    def citizen_id_masked(self, household: Household) -> str:
        return household.citizen_id_masked

    def autocomplete_text(self, household: "ListedHousehold") -> str:
        """The head with code, birth year and village, which distinguish households with heads of the same name."""
        parts = (household.head_name, household.code, household.head_birth_year, household.village_today)
        return " · ".join(str(part) for part in parts if part)


@admin.register(Residence)
class ResidenceAdmin(DatedAdminList):
    resource_classes = [ResidenceExport]
    list_display = ("linked_record", "village", "days")
    list_filter = (CommuneOfHousehold, InForceFilter)
    list_select_related = ("household", "village")
    search_fields = ("household__search_key", "household__code", "village__search_key")
    fields = ("household", "village", "days")


@admin.register(PovertyStatus)
class PovertyStatusAdmin(DatedAdminList):
    resource_classes = [PovertyStatusExport]
    list_display = ("linked_record", "poverty_class", "year", "standard", "days")
    list_filter = (CommuneOfHousehold, "poverty_class", InForceFilter)
    list_select_related = ("household",)
    search_fields = ("household__search_key", "household__code")
    fields = ("household", "poverty_class", "year", "standard", "days")
