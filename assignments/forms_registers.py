"""What a person may type about a cell or agency and about a decision, and which of them are listed."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assignments.choosing import SEEING_BODIES, UnitField
from assignments.keeping import tiers_to_keep
from assignments.models import Body, Decision, Tier
from households.access import Reach
from households.choosing import communes_of
from households.keeping import deciding_units, keep_present, with_years
from households.models import Unit
from lambinh.lib.dayfield import DayField
from lambinh.lib.vietnamese import clean
from lambinh.lib.widgets import LightInput, LightSelect


class BodyForm(forms.ModelForm):  # type: ignore[type-arg]
    """A cell or agency, new or described anew."""

    unit = UnitField()

    class Meta:
        model = Body
        fields = ("name", "kind", "tier", "unit")

    def __init__(self, *args: Any, reach: Reach, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tiers = [(tier.value, tier.label) for tier in tiers_to_keep(reach)]
        for name, choices in (("kind", Body.Kind.choices), ("tier", tiers)):
            self.fields[name].choices = [("", _("choose")), *choices]  # type: ignore[attr-defined]
        if len(tiers) == 1 and not self.instance.pk:
            self.initial["tier"] = tiers[0][0]
        held = self.instance.unit if self.instance.pk else None
        self.fields["unit"].offer(reach, keep=held)  # type: ignore[attr-defined]
        if held is not None:
            self.fields["unit"].help_text = _(
                "Only where it was entered wrongly: all its members then belong to that unit at once."
            )

    def clean_name(self) -> str:
        return clean(self.cleaned_data["name"])


class DecisionForm(forms.ModelForm):  # type: ignore[type-arg]
    """A decision, new or described anew."""

    issued_on = DayField(label=_("Issued on"), ahead=0)

    class Meta:
        model = Decision
        fields = ("number", "issued_on", "issuer", "title", "unit")

    def __init__(self, *args: Any, reach: Reach, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.queryset = deciding_units(reach)
        keep_present(unit, self.instance.unit_id)
        unit.label_from_instance = with_years

    def clean_number(self) -> str:
        return clean(self.cleaned_data["number"])

    def clean_issuer(self) -> str:
        return clean(self.cleaned_data["issuer"])


class BodyFilter(forms.Form):
    """Which cells and agencies are listed."""

    q = forms.CharField(widget=LightInput, label=_("Cell or agency"), required=False, max_length=100)
    commune = forms.ModelChoiceField(
        widget=LightSelect, label=_("Commune"), required=False, queryset=Unit.objects.none(), empty_label=_("all")
    )
    kind = forms.ChoiceField(
        widget=LightSelect, label=_("Kind"), required=False, choices=[("", _("all")), *Body.Kind.choices]
    )
    tier = forms.ChoiceField(
        widget=LightSelect, label=_("Tier"), required=False, choices=[("", _("all")), *Tier.choices]
    )

    def __init__(self, *args: Any, reach: Reach, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        communes = communes_of(reach, *SEEING_BODIES)
        self.fields["commune"].queryset = communes  # type: ignore[attr-defined]
        if len(communes) == 1:
            del self.fields["commune"]


class DecisionFilter(forms.Form):
    """Which decisions are listed."""

    q = forms.CharField(widget=LightInput, label=_("Number, issuer or title"), required=False, max_length=100)
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1900, max_value=2200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].widget.attrs["placeholder"] = str(timezone.localdate().year)
