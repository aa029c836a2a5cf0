"""The filters of the lists of households and of members."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assignments.forms.fields import own_bodies
from assignments.models import Body
from households.forms.fields import communes_of
from households.labels import labels
from households.models import PovertyStatus, Unit
from households.permissions import EffectivePermissions
from lambinh.accounts.permissions import Permission
from lambinh.lib.forms.fields import get_field
from lambinh.lib.forms.widgets import LightInput, LightSelect


class HouseholdFilter(forms.Form):
    """The filters of households. Villages are those of the selected commune, or of the only one."""

    q = forms.CharField(
        widget=LightInput, label=_("Name, code or last digits of the phone number"), required=False, max_length=100
    )
    commune = forms.ModelChoiceField(
        widget=LightSelect, label=_("Commune"), required=False, queryset=Unit.objects.none(), empty_label=_("all")
    )
    village = forms.ModelChoiceField(
        widget=LightSelect, label=_("Village"), required=False, queryset=Unit.objects.none(), empty_label=_("all")
    )
    poverty_class = forms.ChoiceField(
        widget=LightSelect, label=_("Class"), required=False, choices=[("", _("all")), *PovertyStatus.Class.choices]
    )

    def __init__(self, *args: Any, permissions: EffectivePermissions, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        communes, selected = _offer_communes(self, permissions)
        if selected is None:
            del self.fields["village"]
        else:
            villages = Unit.objects.below(selected, permissions.day)
            village = get_field(self, "village", forms.ModelChoiceField)
            village.queryset = villages
            names = labels(villages.only("prefix", "name"))
            village.choices = [("", _("all")), *names.items()]
        if communes == 1:
            del self.fields["commune"]


class MemberFilter(forms.Form):
    """The filters of members."""

    q = forms.CharField(
        widget=LightInput, label=_("Name or last digits of the phone number"), required=False, max_length=100
    )
    commune = forms.ModelChoiceField(
        widget=LightSelect, label=_("Commune"), required=False, queryset=Unit.objects.none(), empty_label=_("all")
    )
    body = forms.ModelChoiceField(
        widget=LightSelect,
        label=_("Cell or agency"),
        required=False,
        queryset=Body.objects.none(),
        empty_label=_("all"),
    )
    exempt = forms.ChoiceField(
        widget=LightSelect,
        label=_("Exempt"),
        required=False,
        choices=[("", _("all")), ("yes", _("exempt")), ("no", _("not exempt"))],
    )

    def __init__(self, *args: Any, permissions: EffectivePermissions, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        communes, selected = _offer_communes(self, permissions)
        own = own_bodies(permissions, Permission.VIEW_RECORDS)
        bodies = own if selected is None or communes == 1 else own.filter(Q(above=selected.pk) | Q(unit=selected))
        body = get_field(self, "body", forms.ModelChoiceField)
        body.queryset = bodies
        names = labels(bodies.select_related(None).only("name", "unit"), unit="unit_id")
        body.choices = [("", _("all")), *names.items()]
        if communes == 1:
            del self.fields["commune"]


def _offer_communes(form: forms.Form, permissions: EffectivePermissions) -> tuple[int, Unit | None]:
    """Offer the communes; returns their number, and the selected one (or the only one)."""
    communes = list(communes_of(permissions, Permission.VIEW_RECORDS))
    field: Any = form.fields["commune"]
    field.queryset = communes_of(permissions, Permission.VIEW_RECORDS)
    field.choices = [("", field.empty_label), *((unit.pk, str(unit)) for unit in communes)]
    if len(communes) == 1:
        return 1, communes[0]
    selected = form.data.get("commune", "")
    return len(communes), next((unit for unit in communes if str(unit.pk) == selected), None)
