"""Base forms of dated facts: a change from a day on, a correction, a removal, and confirmations."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from households.permissions import EffectivePermissions
from lambinh.lib.admin.reasons import Correction
from lambinh.lib.dates.ranges import inclusive_range, last_day_of
from lambinh.lib.forms.base import CleanedData
from lambinh.lib.forms.fields import DayField, OpenDayField


def focus_first_error(form: forms.BaseForm) -> None:
    """Give the focus to the first field with an error."""
    for name in form.fields:
        if form.is_bound and name in form.errors:
            form.fields[name].widget.attrs["autofocus"] = True
            return


CONFIRMATIONS = {
    "leaves": _("Yes, it leaves our unit"),
    "for_a_time": _("Yes, it ends on that day"),
}


class ConfirmationForm(forms.Form):
    """A form that asks for confirmation before it records a possible mistake, with a box for each warning."""

    warning = ""

    def confirmed(self, **warnings: str) -> bool:
        """Return whether the user confirmed all warnings that have a text; if not, add them and their boxes."""
        open_warnings = {name: text for name, text in warnings.items() if text}
        if all(self.data.get(self.add_prefix(name)) for name in open_warnings):
            return True
        self.warning = " ".join(open_warnings.values())
        self.fields |= {name: forms.BooleanField(label=CONFIRMATIONS[name], required=False) for name in open_warnings}
        return False


class FromDateForm(ConfirmationForm):
    """A change from a day on, by default today."""

    on = DayField(label=_("From this day"), initial=timezone.localdate)
    field_order: Any = ("on",)


Fact = Any
"""A dated row. Each form of a correction narrows it to the model that the form is about."""
FORM_ONLY_FIELDS = ("first", "last", "reason")


class CorrectionForm(ConfirmationForm):
    """A correction of a fact: its first and last day, its values and the reason."""

    first = OpenDayField(label=_("First day"), help_text=_("Empty: since before the first records."))
    last = OpenDayField(label=_("Last day"), help_text=_("Empty: still valid."))
    reason = forms.ChoiceField(label=_("Why"), choices=[("", _("choose a reason")), *Correction.choices])

    def __init__(self, *args: Any, fact: Fact, permissions: EffectivePermissions, **kwargs: Any) -> None:
        kwargs["initial"] = self.fact_values(fact) | {"first": fact.during.lower, "last": last_day_of(fact.during)}
        super().__init__(*args, **kwargs)
        self.offer(fact, permissions)

    def fact_values(self, fact: Fact) -> CleanedData:
        """The recorded values of the fields other than the days."""
        return {name: getattr(fact, name) for name in self.base_fields if name not in FORM_ONLY_FIELDS}

    def offer(self, fact: Fact, permissions: EffectivePermissions) -> None:
        """Set the choices of the fields."""

    def clean(self) -> CleanedData:
        data = super().clean() or self.cleaned_data
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day must not come before the first day."))
        return data

    def corrected_values(self) -> CleanedData:
        """The values to save and the reason. The form must be valid."""
        values = dict(self.cleaned_data)
        first, last = values.pop("first"), values.pop("last")
        return values | {"during": inclusive_range(first, last)}


class RemovalForm(forms.Form):
    """The reason for deleting a fact, and whether the previous one takes over its days."""

    prefix = "removal"
    reason = forms.ChoiceField(
        label=_("Why"), choices=[choice for choice in Correction.choices if choice[0] in ("never", "mixed_up")]
    )
    extend_previous = forms.BooleanField(label=_("The previous entry continues instead"), required=False, initial=True)
