"""What a person may ask: a unit, a day, and the day whose drawing of units is wanted."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from households.models import Unit

DAY_FORMATS = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"]


class DayField(forms.DateField):
    """A day as people write it here, day before month, or as ISO; shown again as day/month/year.

    A text field: the browser's own date field would show month/day/year on a computer set to English.
    """

    widget = forms.DateInput(format="%d/%m/%Y", attrs={"autocomplete": "off", "class": "form-control"})
    default_error_messages = {
        "invalid": _("There is no such day. Write it as day/month/year, for example 31/12/2018."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=DAY_FORMATS, **kwargs)

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What was typed, in our own order where it is understood; today where nothing was typed."""
        try:
            return self.clean(data) or initial
        except forms.ValidationError:
            return data


@dataclass(frozen=True)
class Asked:
    """What a request asks for; `unit` and `drawn_on` are None where nothing is said about them."""

    unit: Unit | None
    on: date
    drawn_on: date | None


class PlaceForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.all(), required=False, widget=forms.HiddenInput)
    on = DayField(label=_("On the day"), required=False, initial=timezone.localdate)
    drawn = DayField(
        label=_("Units as drawn on"),
        required=False,
        help_text=_("Left empty: as they were on the day of the figures."),
    )

    def asked(self) -> Asked:
        """What was asked; call it on a valid form."""
        said = self.cleaned_data
        return Asked(said["unit"], said["on"] or timezone.localdate(), said["drawn"])
