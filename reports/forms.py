"""The query of a totals page: a unit, a day, and the day whose unit boundaries apply."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from households.models import Unit
from lambinh.lib.forms.fields import DayField


@dataclass(frozen=True)
class ReportQuery:
    """A request for figures. Without a `unit` the page chooses one; `drawn_on` is None unless it differs from `on`."""

    unit: Unit | None
    on: date
    drawn_on: date | None

    @property
    def units_on(self) -> date:
        """The day on which units and their placements are read."""
        return self.drawn_on or self.on


class ReportForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.all(), required=False, widget=forms.HiddenInput)
    on = DayField(label=_("On the day"), required=False, initial=timezone.localdate)
    drawn = DayField(
        label=_("Units as drawn on"),
        required=False,
        help_text=_("Empty: as on the day of the figures."),
    )

    def query(self) -> ReportQuery:
        """The query of a valid form."""
        data = self.cleaned_data
        return ReportQuery(data["unit"], data["on"] or timezone.localdate(), data["drawn"])
