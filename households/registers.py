"""What the registers of dated and personal rows have in common."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import admin
from django.contrib.postgres.fields import DateRangeField
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import Range
from django.db.models import Q, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from households.access import reach_of
from households.forms import DuringField, StretchForm, StretchFormSet
from households.models import Unit
from households.services import commune_today
from lambinh.accounts.permissions import Permission
from lambinh.lib.exports import last_of
from lambinh.lib.registers import ModelAdmin, Register, said, seen_choices


def days_shown(during: Range) -> str:
    """A stretch of days with its first and last day: "01/11/2018 – 30/06/2025"; an open end is "…"."""

    def shown(day: date | None) -> str:
        return date_format(day, "SHORT_DATE_FORMAT") if day else "…"

    return f"{shown(during.lower)} – {shown(last_of(during))}"


class DatedAdmin(ModelAdmin):
    """Rows with `during`: two dates on the form, one column in the list."""

    formfield_overrides = {DateRangeField: {"form_class": DuringField}}

    @said(_("during"), "during")
    def days(self, row: Any) -> str:
        return days_shown(row.during)


class OfPersons:
    """The register of rows about persons: seen and changed within one's units."""

    sees = (Permission.SEE_PERSONS,)
    changes = (Permission.CHANGE_RECORDS,)

    def journal_of(self, row: Any) -> str | None:
        """What happened to the household, or to the member, that the row is about."""
        names = {"household": "household_history", "member": "member_history"}
        for name, page in names.items():
            about = row.pk if row._meta.model_name == name else getattr(row, f"{name}_id", None)
            if about is not None:
                return reverse(page, args=[about])
        return None


class OfUnits:
    """The register of units and what hangs on them: seen by all who work with it, changed by administrators."""

    sees: tuple[Permission, ...] = (Permission.SEE_PERSONS, Permission.IMPORT_ROSTERS)
    changes: tuple[Permission, ...] = (Permission.MANAGE_UNITS,)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.remote_field.model is Unit:
            kwargs.setdefault("queryset", manageable_units(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]


def manageable_units(request: HttpRequest) -> QuerySet[Any]:
    """The units that the person of the request may place, and place others in: nobody widens the own reach."""
    reach = reach_of(request.user)
    if reach.is_chief or reach.is_everywhere:
        return Unit.objects.all()
    own = reach.units_for(Permission.MANAGE_UNITS)
    return Unit.objects.filter(Q(pk__in=own) | Q(kind=Unit.Kind.VILLAGE, placements__parent__in=own)).distinct()


class NewInOwnUnits:
    """A new row answers to a unit of the person who makes it from the start; its places then say to which."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.commune_id = min(reach_of(request.user).units_for(*self.changes))  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)  # type: ignore[misc]


class DatedRegister(OfPersons, DatedAdmin, Register):
    """The register of a dated fact."""


class DatedInline(admin.TabularInline):  # type: ignore[type-arg]
    """The dated facts of a row, on the row's own form: who may change the row may change them."""

    formfield_overrides = {DateRangeField: {"form_class": DuringField}}
    form = StretchForm
    formset = StretchFormSet
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
        return super().formfield_for_foreignkey(db_field, request, **seen_choices(db_field, request, kwargs))

    @property
    def _register(self) -> Any:
        return self.admin_site.get_model_admin(self.parent_model)


class PlacedFormSet(StretchFormSet):
    """The places of a row through time. A new row has one, in a unit of the person who makes it."""

    own: frozenset[int] = frozenset()
    place_field = ""

    def clean(self) -> None:
        super().clean()
        if self.instance._state.adding or self.instance.pk is None:
            places = [form.cleaned_data.get(self.place_field) for form in self.forms if form.cleaned_data]
            named = [place for place in places if place is not None]
            if not any(answering(place, self.own) for place in named):
                raise ValidationError(_("Enter a place in one of your own units, in which this is to be found."))


def answering(place: Any, own: frozenset[int]) -> bool:
    """Whether a unit, or the unit of a body, is answered for today by one of `own`."""
    unit = getattr(place, "unit", place)
    return commune_today([unit], timezone.localdate())[unit.pk] in own


class PlacedInline(DatedInline):
    """The facts that say where a row is: for a new one they must say so."""

    formset = PlacedFormSet
    place_field = ""

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        own = reach_of(request.user).units_for(*self._register.changes)
        made = super().get_formset(request, obj, **kwargs)
        return type("OwnPlaces", (made,), {"own": own, "place_field": self.place_field})


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


def of_today(facts: QuerySet[Any], field: str) -> Subquery:
    """The value of `field` in that row of `facts` which holds today, for an annotation."""
    return Subquery(facts.filter(during__contains=timezone.localdate()).values(field)[:1])
