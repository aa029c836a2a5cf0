"""Form and filter of decisions."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assignments.models import Decision
from households.permissions import EffectivePermissions
from households.unit_permissions import add_choice, deciding_units, with_years
from lambinh.lib.forms.base import ModelForm
from lambinh.lib.forms.fields import DayField
from lambinh.lib.forms.widgets import LightInput
from lambinh.lib.vietnamese import clean


class DecisionForm(ModelForm):
    """A decision, new or stored."""

    issued_on = DayField(label=_("Issued on"), ahead=0)

    class Meta:
        model = Decision
        fields = ("number", "issued_on", "issuer", "title", "unit")

    def __init__(self, *args: Any, permissions: EffectivePermissions, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.queryset = deciding_units(permissions)
        add_choice(unit, self.instance.unit_id)
        unit.label_from_instance = with_years

    def clean_number(self) -> str:
        return clean(self.cleaned_data["number"])

    def clean_issuer(self) -> str:
        return clean(self.cleaned_data["issuer"])


class DecisionFilter(forms.Form):
    """The filters of the list of decisions."""

    q = forms.CharField(widget=LightInput, label=_("Number, issuer or title"), required=False, max_length=100)
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1900, max_value=2200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].widget.attrs["placeholder"] = str(timezone.localdate().year)
