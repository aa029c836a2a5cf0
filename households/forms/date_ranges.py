"""What a person may type about units and households."""

from datetime import MINYEAR, date
from itertools import pairwise
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange, Range
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from households.models import Household
from lambinh.lib.dates.ranges import bounds, inclusive_range, last_day_of, overlap

EARLIEST, LATEST = date(1800, 1, 1), date(2999, 12, 31)


class DuringWidget(forms.MultiWidget):
    """Two days, both included, with their names beside them."""

    names = (_("from"), _("to (empty: still so)"))

    def __init__(self, attrs: Any = None) -> None:
        super().__init__((AdminDateWidget(attrs={"size": 11}), AdminDateWidget(attrs={"size": 11})), attrs)

    def decompress(self, value: Range | None) -> list[date | None]:
        return [value.lower, last_day_of(value)] if value is not None else [None, None]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        inputs = self.get_context(name, value, attrs)["widget"]["subwidgets"]
        parts = [
            (
                widget["attrs"].get("id", ""),
                said,
                self._render(widget["template_name"], {"widget": widget}, renderer),  # type: ignore[attr-defined]
            )
            for widget, said in zip(inputs, self.names, strict=True)
        ]
        lines = format_html_join("", '<span class="during-day"><label for="{}">{}</label> {}</span>', parts)
        return format_html('<div class="during">{}</div>', lines)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else id_


def _day(unreadable: Any) -> forms.DateField:
    return forms.DateField(required=False, error_messages={"invalid": unreadable})


class DuringField(forms.MultiValueField):
    """A stretch of days as its first and its last day. Either may be empty: it always was, or it goes on.

    With `start_required` the first day must be given.
    """

    widget = DuringWidget
    default_error_messages = {
        "order": _("The last day must not come before the first day."),
        "reach": _("Enter days between 1800 and 2999."),
        "start": _("Enter the first day."),
    }

    def __init__(self, *, start_required: bool = False, **kwargs: Any) -> None:
        self.start_required = start_required
        kwargs.pop("default_bounds", None)
        super().__init__(
            fields=(
                _day(_("The first day is not a day. Enter day/month/year.")),
                _day(_("The last day is not a day. Enter day/month/year.")),
            ),
            **kwargs | {"required": False, "require_all_fields": False},
        )

    def compress(self, data_list: list[date | None]) -> DateRange:
        first, last = data_list or (None, None)
        if any(day is not None and not EARLIEST <= day <= LATEST for day in (first, last)):
            raise ValidationError(self.error_messages["reach"], code="reach")
        if first is None and self.start_required:
            raise ValidationError(self.error_messages["start"], code="start")
        if first is not None and last is not None and last < first:
            raise ValidationError(self.error_messages["order"], code="order")
        return inclusive_range(first, last)


class DatedRowForm(forms.ModelForm):  # type: ignore[type-arg]
    """A dated fact among its neighbours: `DatedRowFormSet` looks for overlaps, since all change together."""

    def validate_constraints(self) -> None:
        try:
            self.instance.validate_constraints(exclude=self._get_validation_exclusions() | {"during"})  # type: ignore[attr-defined]
        except ValidationError as error:
            self._update_errors(error)  # type: ignore[attr-defined]


class DatedRowFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    """The dated facts of one kind of one row: on no day two of them."""

    def clean(self) -> None:
        super().clean()
        kept = sorted(
            (
                form
                for form in self.forms
                if form.cleaned_data.get("during") is not None
                and form not in self.deleted_forms
                and (form.instance.pk or form.has_changed())
            ),
            key=lambda form: form.cleaned_data["during"].lower or date(MINYEAR, 1, 1),
        )
        for earlier, later in pairwise(kept):
            if overlap(bounds(earlier.cleaned_data["during"]), bounds(later.cleaned_data["during"])):
                later.add_error("during", _("These days overlap with another row of this list."))

    _writes = False

    @property
    def initial_forms(self) -> list[Any]:
        """The stored rows as the page has them; while they are written, in the order of writing.

        `forms` itself stays as it was sent: Django knows the forms to delete by their places in it.
        """
        forms: list[Any] = super().initial_forms
        return sorted(forms, key=self._takes_days) if self._writes else forms

    def save_existing_objects(self, commit: bool = True) -> Any:
        """Rows that give up days are written before rows that take them, for the database looks at each."""
        self._writes = True
        try:
            return super().save_existing_objects(commit)
        finally:
            self._writes = False

    def _takes_days(self, form: Any) -> int:
        if form in self.deleted_forms:
            return 0
        before, after = form.initial.get("during"), form.cleaned_data["during"]
        return 1 if before is None or _within(after, before) else 2


def _within(inner: Range, outer: Range) -> bool:
    starts = outer.lower is None or (inner.lower is not None and inner.lower >= outer.lower)
    ends = outer.upper is None or (inner.upper is not None and inner.upper <= outer.upper)
    return starts and ends


class HouseholdForm(forms.ModelForm):  # type: ignore[type-arg]
    """A household. The citizen id is shown masked; it changes when another one is typed over it."""

    citizen_id = forms.CharField(
        label=capfirst(_("citizen id")),
        required=False,
        max_length=12,
        help_text=_("Only the last four digits are shown. Type the whole number to change it."),
    )

    class Meta:
        model = Household
        exclude = ()  # noqa: DJ006 the admin names the fields

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "citizen_id" in self.fields:
            self.initial["citizen_id"] = self.instance.citizen_id_masked

    def clean_citizen_id(self) -> str:
        typed: str = self.cleaned_data["citizen_id"]
        if typed != self.initial["citizen_id"]:
            self.instance.set_citizen_id(typed)
        return typed
