"""Exports of units and households, and the import of units. Citizen ids and ethnicity are never exported."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.models import Household, Placement, PovertyStatus, Residence, Unit
from lambinh.lib.admin.exports import Column, ExportResource, column, first_day, last_day
from lambinh.lib.admin.imports import Choice, Day, Row, TableResource, Text
from lambinh.lib.dates.ranges import inclusive_range
from lambinh.lib.vietnamese import search_key

_DIGITS = {Unit.Kind.PROVINCE: 2, Unit.Kind.DISTRICT: 3, Unit.Kind.COMMUNE: 5}


class UnitTable(TableResource):
    """Units with their days. Kind, code (or name) and first day identify a unit."""

    kind = column(Unit, "kind", widget=Choice(Unit.Kind))
    code = column(Unit, "code", widget=Text())
    prefix = column(Unit, "prefix", widget=Text())
    name = column(Unit, "name", widget=Text())
    first = first_day()
    last = last_day()
    basis = column(Unit, "basis", widget=Text())
    successor = column(Unit, "successor")
    parent = Column(capfirst(gettext_lazy("belongs to")), lambda unit: unit.parent_name)

    class Meta:
        model = Unit
        import_id_fields = ("kind", "code", "name")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for day in (self.fields["first"], self.fields["last"]):
            day.widget, day.readonly = Day(), False

    def before_import_row(self, row: Row, **kwargs: Any) -> None:
        """Restore the leading zeros of codes that Excel stored as numbers."""
        column_name = self.fields["code"].column_name
        digits = _DIGITS.get(self.read(row, "kind"), 0)
        code = Text().clean(row.get(column_name))
        row[column_name] = code.zfill(digits) if code.isdigit() else code

    def find(self, row: Row) -> Unit | None:
        """The unit with this code, or with this name and parent. Raises ValidationError if there are several."""
        kind, code, name, first = (self.read(row, field) for field in ("kind", "code", "name", "first"))
        same = Unit.objects.filter(kind=kind, code=code) if code else Unit.objects.filter(kind=kind, name=name)
        same = same.filter(during__startswith=first) if first else same.filter(during__startswith__isnull=True)
        matches = list(same) if code else _of_parent(same, Text().clean(row.get(self.fields["parent"].column_name)))
        if len(matches) > 1:
            text = _("There are %(count)d units “%(name)s”. Give the unit's code or its commune as well.")
            raise ValidationError(text % {"count": len(matches), "name": name})
        return matches[0] if matches else None

    def import_instance(self, instance: Unit, row: Row, **kwargs: Any) -> None:
        errors: dict[str, Any] = {}
        try:
            instance.during = self._during(row)
        except ValueError as error:
            errors["during"] = ValidationError(str(error))
        try:
            super().import_instance(instance, row, **kwargs)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def _during(self, row: Row) -> DateRange:
        """The days of the row. Raises ValueError with a message for the user."""
        first, last = (
            self.fields[name].widget.clean(row.get(self.fields[name].column_name)) for name in ("first", "last")
        )
        if first and last and last < first:
            raise ValueError(_("The last day must not come before the first day."))
        return inclusive_range(first, last)

    def skip_row(self, instance: Unit, original: Unit, row: Row, import_validation_errors: object = None) -> bool:
        same = original.pk is not None and (instance.during.lower, instance.during.upper) == (
            original.during.lower,
            original.during.upper,
        )
        return same and super().skip_row(instance, original, row, import_validation_errors)


def _of_parent(units: QuerySet[Unit], parent: str) -> list[Unit]:
    """The units that belong or belonged to a unit called `parent`; all units if it is empty."""
    if not parent:
        return list(units)
    key = search_key(parent)

    def lies_in_parent(unit: Unit) -> bool:
        parents = [placement.parent for placement in unit.placements.all()]
        return any(key in (above.search_key, search_key(str(above))) for above in parents)

    return list(filter(lies_in_parent, units.prefetch_related("placements__parent")))


class PlacementExport(ExportResource):
    unit = column(Placement, "unit")
    code = Column(gettext_lazy("Code"), lambda row: row.unit.code)
    parent = column(Placement, "parent")
    first = first_day()
    last = last_day()

    class Meta:
        model = Placement


class HouseholdExport(ExportResource):
    """Households with their village and class of today."""

    code = column(Household, "code")
    head_name = column(Household, "head_name")
    head_sex = column(Household, "head_sex")
    head_birth_year = column(Household, "head_birth_year")
    size = column(Household, "size")
    village = Column(gettext_lazy("Village today"), lambda row: row.village_today)
    commune = column(Household, "commune")
    poverty = Column(gettext_lazy("Class today"), lambda row: poverty_class_label(row.class_today))
    phone = column(Household, "phone")
    note = column(Household, "note")

    class Meta:
        model = Household


class ResidenceExport(ExportResource):
    code = Column(gettext_lazy("Household code"), lambda row: row.household.code)
    household = Column(gettext_lazy("Head of household"), lambda row: row.household.head_name)
    village = column(Residence, "village")
    first = first_day()
    last = last_day()

    class Meta:
        model = Residence


class PovertyStatusExport(ExportResource):
    code = Column(gettext_lazy("Household code"), lambda row: row.household.code)
    household = Column(gettext_lazy("Head of household"), lambda row: row.household.head_name)
    poverty_class = column(PovertyStatus, "poverty_class")
    year = column(PovertyStatus, "year")
    standard = column(PovertyStatus, "standard")
    first = first_day()
    last = last_day()

    class Meta:
        model = PovertyStatus


def poverty_class_label(value: str | None) -> str:
    """The label of a poverty class; empty if none is known."""
    return str(PovertyStatus.Class(value).label) if value else ""
