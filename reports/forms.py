"""What a person may ask: a unit, a day, and the day whose drawing of units is wanted."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from households.models import Unit
from lambinh.lib.forms.fields import DayField


@dataclass(frozen=True)
class ReportQuery:
    """What a request asks for; `unit` and `drawn_on` are None where nothing is said about them."""

    unit: Unit | None
    on: date
    drawn_on: date | None


class ReportForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.all(), required=False, widget=forms.HiddenInput)
    on = DayField(label=_("On the day"), required=False, initial=timezone.localdate)
    drawn = DayField(
        label=_("Units as drawn on"),
        required=False,
        help_text=_("Left empty: as they were on the day of the figures."),
    )

    def asked(self) -> ReportQuery:
        """What was asked; call it on a valid form."""
        said = self.cleaned_data
        return ReportQuery(said["unit"], said["on"] or timezone.localdate(), said["drawn"])
