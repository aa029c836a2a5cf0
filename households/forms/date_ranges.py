"""Form fields, rows and formsets for ranges of days, and the form of a household."""

from datetime import MINYEAR, date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange, Range
from django.db.models import Model
from django.forms.renderers import BaseRenderer
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from households.models import Household
from lambinh.lib.dates.ranges import bounds, inclusive_range, is_within, last_day_of, overlap
from lambinh.lib.forms.base import InlineFormSet, ModelForm
from lambinh.lib.forms.widgets import Attributes

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

EARLIEST, LATEST = date(1800, 1, 1), date(2999, 12, 31)


class DuringWidget(forms.MultiWidget):
    """The first and the last day of a range, both included, each with its label."""

    names = (_("from"), _("to (empty: no end)"))

    def __init__(self, attrs: Attributes | None = None) -> None:
        super().__init__((AdminDateWidget(attrs={"size": 11}), AdminDateWidget(attrs={"size": 11})), attrs)

    def decompress(self, value: Range | None) -> list[date | None]:
        return [value.lower, last_day_of(value)] if value is not None else [None, None]

    def render(
        self, name: str, value: object, attrs: Attributes | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        inputs = self.get_context(name, value, attrs)["widget"]["subwidgets"]
        parts = [
            (
                widget["attrs"].get("id", ""),
                label,
                self._render(widget["template_name"], {"widget": widget}, renderer),  # type: ignore[attr-defined]
            )
            for widget, label in zip(inputs, self.names, strict=True)
        ]
        lines = format_html_join("", '<span class="during-day"><label for="{}">{}</label> {}</span>', parts)
        return format_html('<div class="during">{}</div>', lines)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else id_


def _day(invalid: "StrOrPromise") -> forms.DateField:
    return forms.DateField(required=False, error_messages={"invalid": invalid})


class DuringField(forms.MultiValueField):
    """A range of days, entered as its first and last day. An empty day leaves that side open.

    With `is_start_required` the first day must be entered.
    """

    widget = DuringWidget
    default_error_messages = {
        "order": _("The last day must not come before the first day."),
        "out_of_range": _("Enter days between 1800 and 2999."),
        "start": _("Enter the first day."),
    }

    def __init__(self, *, is_start_required: bool = False, **kwargs: Any) -> None:
        self.is_start_required = is_start_required
        kwargs.pop("default_bounds", None)
        super().__init__(
            fields=(
                _day(_("The first day is not a date. Enter day/month/year.")),
                _day(_("The last day is not a date. Enter day/month/year.")),
            ),
            **kwargs | {"required": False, "require_all_fields": False},
        )

    def compress(self, data_list: list[date | None]) -> DateRange:
        first, last = data_list or (None, None)
        if code := self._error(first, last):
            raise ValidationError(self.error_messages[code], code=code)
        return inclusive_range(first, last)

    def _error(self, first: date | None, last: date | None) -> str:
        """The code of the first error of the two days; empty if there is none."""
        if any(day is not None and not EARLIEST <= day <= LATEST for day in (first, last)):
            return "out_of_range"
        if first is None:
            return "start" if self.is_start_required else ""
        return "order" if last is not None and last < first else ""


class DatedRowForm(ModelForm):
    """A row of `DatedRowFormSet`, which checks for overlaps because all rows change together."""

    def validate_constraints(self) -> None:
        try:
            self.instance.validate_constraints(exclude=self._get_validation_exclusions() | {"during"})  # type: ignore[attr-defined]
        except ValidationError as error:
            self._update_errors(error)  # type: ignore[attr-defined]


class DatedRowFormSet(InlineFormSet):
    """The dated facts of one kind of one record, which must not overlap."""

    def clean(self) -> None:
        super().clean()
        remaining = sorted(
            filter(self._will_be_stored, self.forms),
            key=lambda form: form.cleaned_data["during"].lower or date(MINYEAR, 1, 1),
        )
        for earlier, later in pairwise(remaining):
            if overlap(bounds(earlier.cleaned_data["during"]), bounds(later.cleaned_data["during"])):
                later.add_error("during", _("These days overlap with another row of this list."))

    def _will_be_stored(self, form: ModelForm) -> bool:
        has_days = form.cleaned_data.get("during") is not None
        return has_days and form not in self.deleted_forms and bool(form.instance.pk or form.has_changed())

    _is_saving = False

    @property
    def initial_forms(self) -> list[ModelForm]:
        """The stored rows in the order of the page; while they are saved, in the order of saving.

        `forms` keeps its order: Django identifies the forms to delete by their index in it.
        """
        forms: list[ModelForm] = super().initial_forms
        return sorted(forms, key=self._saving_order) if self._is_saving else forms

    def save_existing_objects(self, commit: bool = True) -> list[Model]:
        self._is_saving = True
        try:
            return super().save_existing_objects(commit)
        finally:
            self._is_saving = False

    def _saving_order(self, form: ModelForm) -> int:
        """Rows that give up days come before rows that take them: the database checks each row for overlaps."""
        if form in self.deleted_forms:
            return 0
        before, after = form.initial.get("during"), form.cleaned_data["during"]
        return 1 if before is None or is_within(bounds(after), bounds(before)) else 2


class HouseholdForm(ModelForm):
    """A household. The citizen id is masked and changes only if another number is entered."""

    citizen_id = forms.CharField(
        label=capfirst(_("citizen id")),
        required=False,
        max_length=12,
        help_text=_("Only the last four digits are shown. Enter the full number to change it."),
    )

    class Meta:
        model = Household
        exclude = ()  # the admin names the fields

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "citizen_id" in self.fields:
            self.initial["citizen_id"] = self.instance.citizen_id_masked

    def clean_citizen_id(self) -> str:
        number: str = self.cleaned_data["citizen_id"]
        if number != self.initial["citizen_id"]:
            self.instance.set_citizen_id(number)
        return number
