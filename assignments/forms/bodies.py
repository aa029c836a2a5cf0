"""Form and filter of cells and agencies."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assignments.forms.fields import SEEING_BODIES, UnitField
from assignments.models import Body, Tier
from assignments.record_permissions import permitted_tiers
from households.forms.fields import communes_of
from households.models import Unit
from households.permissions import EffectivePermissions
from lambinh.lib.forms.base import ModelForm
from lambinh.lib.forms.fields import get_field
from lambinh.lib.forms.widgets import LightInput, LightSelect
from lambinh.lib.vietnamese import clean


class BodyForm(ModelForm):
    """A cell or agency, new or stored."""

    unit = UnitField()

    class Meta:
        model = Body
        fields = ("name", "kind", "tier", "unit")

    def __init__(self, *args: Any, permissions: EffectivePermissions, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tiers = [(tier.value, tier.label) for tier in permitted_tiers(permissions)]
        for name, choices in (("kind", Body.Kind.choices), ("tier", tiers)):
            get_field(self, name, forms.ChoiceField).choices = [("", _("choose")), *choices]
        if len(tiers) == 1 and not self.instance.pk:
            self.initial["tier"] = tiers[0][0]
        current = self.instance.unit if self.instance.pk else None
        get_field(self, "unit", UnitField).offer(permissions, keep=current)
        if current is not None:
            self.fields["unit"].help_text = _(
                "Change this only if it was entered wrongly: all its members belong to the new unit at once."
            )

    def clean_name(self) -> str:
        return clean(self.cleaned_data["name"])


class BodyFilter(forms.Form):
    """The filters of the list of cells and agencies."""

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

    def __init__(self, *args: Any, permissions: EffectivePermissions, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        communes = communes_of(permissions, *SEEING_BODIES)
        get_field(self, "commune", forms.ModelChoiceField).queryset = communes
        if len(communes) == 1:
            del self.fields["commune"]
