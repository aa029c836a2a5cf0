"""What the registers of dated and personal rows have in common."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import admin
from django.contrib.postgres.fields import DateRangeField
from django.db.backends.postgresql.psycopg_any import Range
from django.db.models import Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from households.forms import DuringField, StretchForm, StretchFormSet
from households.models import Unit
from lambinh.lib.exports import last_of
from lambinh.lib.registers import ModelAdmin, Register, said


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


class DatedRegister(DatedAdmin, Register):
    """The register of a dated fact."""


class DatedInline(admin.TabularInline):  # type: ignore[type-arg]
    """The dated facts of a row, on the row's own form."""

    formfield_overrides = {DateRangeField: {"form_class": DuringField}}
    form = StretchForm
    formset = StretchFormSet
    extra = 1
    ordering = ("during",)


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
