"""Forms for households: changes from a day on, details without days, and corrections."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from households.forms.base import CorrectionForm, FromDateForm
from households.forms.date_ranges import HouseholdForm
from households.forms.fields import VillageField
from households.models import Household, PovertyStatus, Residence
from households.permissions import EffectivePermissions
from lambinh.lib.forms.fields import DayField, get_field
from lambinh.lib.vietnamese import clean


class MoveForm(FromDateForm):
    village = VillageField(label=_("New village"))
    field_order = ("village", "on")

    def __init__(self, *args: Any, permissions: EffectivePermissions, search: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        get_field(self, "village", VillageField).offer(permissions, search)


class PovertyClassFields(forms.Form):
    poverty_class = forms.ChoiceField(label=_("Class"), choices=PovertyStatus.Class.choices)
    year = forms.IntegerField(label=_("Year of review"), required=False, min_value=1990, max_value=2200)
    standard = forms.CharField(
        label=_("Poverty standard"), required=False, max_length=100, help_text=_("For example 07/2021/NĐ-CP.")
    )


class PovertyClassForm(FromDateForm, PovertyClassFields):
    field_order = ("poverty_class", "year", "standard", "on")


class HouseholdDetailsForm(HouseholdForm):
    """The details of a household that are not dated."""

    class Meta:
        model = Household
        fields = ("head_name", "head_sex", "head_birth_year", "size", "code", "phone", "ethnicity", "note")

    field_order = ("head_name", "head_sex", "head_birth_year", "size", "code", "phone", "ethnicity", "citizen_id")

    def clean_head_name(self) -> str:
        return clean(self.cleaned_data["head_name"])


class NewHouseholdForm(HouseholdDetailsForm):
    """A new household with its village and poverty class."""

    village = VillageField()
    on = DayField(label=_("Lives there since"), initial=timezone.localdate)
    poverty_class = forms.ChoiceField(
        label=_("Class"), required=False, choices=[("", _("not known")), *PovertyStatus.Class.choices]
    )
    field_order = ("head_name", "head_sex", "head_birth_year", "size", "code", "village", "on", "poverty_class")

    def __init__(self, *args: Any, permissions: EffectivePermissions, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        get_field(self, "village", VillageField).offer(permissions)


# --- corrections --------------------------------------------------------------------------------------------


class CorrectResidenceForm(CorrectionForm):
    village = VillageField()
    field_order = ("village", "first", "last", "reason")

    def offer(self, fact: Residence, permissions: EffectivePermissions) -> None:
        get_field(self, "village", VillageField).offer(permissions, keep=fact.village)


class CorrectClassForm(CorrectionForm, PovertyClassFields):
    field_order = ("poverty_class", "year", "standard", "first", "last", "reason")
