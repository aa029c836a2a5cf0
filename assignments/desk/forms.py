"""The forms of the desk: filters, assign, end, hand over."""

from typing import Any, TypedDict

from django import forms
from django.utils.translation import gettext_lazy as _

from assignments.desk.context import DeskContext
from assignments.models import Assignment, Decision, Tier
from households.models import PovertyStatus
from lambinh.lib.forms.base import CleanedData
from lambinh.lib.forms.fields import DayField, get_field
from lambinh.lib.forms.widgets import LightInput, LightSelect

NO_SUCH_MEMBER = {
    "required": _("Choose a member."),
    "invalid_choice": _("This member belongs to another commune, or no longer exists. Choose one from the list."),
}


class HouseholdFilters(TypedDict):
    """The arguments of `queries.filter_households`."""

    who: str
    poverty: str
    text: str
    member: int | None


class DeskFilterForm(forms.Form):
    """The filters and the day of the board."""

    day = DayField(label=_("On the day"), required=False)
    who = forms.ChoiceField(
        widget=LightSelect,
        label=_("Who is in charge"),
        required=False,
        choices=[
            ("", _("all")),
            ("nobody", _("no one in charge")),
            ("both", _("two in charge (both tiers)")),
            ("attention", _("member moved or exempt")),
        ],
    )
    poverty = forms.ChoiceField(
        widget=LightSelect,
        label=_("Class"),
        required=False,
        choices=[("", _("all")), *PovertyStatus.Class.choices],
    )
    q = forms.CharField(
        widget=LightInput, label=_("Name, code or last digits of the phone number"), required=False, max_length=100
    )
    member = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    cell = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("who", "poverty"):
            self.fields[name].widget.attrs["class"] = "form-select"
        self.fields["q"].widget.attrs |= {"class": "form-control", "type": "search", "autocomplete": "off"}

    def filters(self) -> HouseholdFilters:
        """The arguments of `queries.filter_households`; a filter that is not valid filters nothing."""
        data = getattr(self, "cleaned_data", {})
        return {
            "who": data.get("who", ""),
            "poverty": data.get("poverty", ""),
            "text": data.get("q", ""),
            "member": data.get("member"),
        }


class TierForm(forms.Form):
    """A form about one of the tiers that the user may change."""

    tier = forms.TypedChoiceField(label=_("Tier"), coerce=Tier, widget=forms.RadioSelect)

    def __init__(self, *args: Any, desk: DeskContext, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk = desk
        tiers = desk.tiers
        get_field(self, "tier", forms.TypedChoiceField).choices = [(tier.value, tier.label) for tier in tiers]
        self.fields["tier"].initial = tiers[0].value if tiers else None


class AssignForm(TierForm):
    """A member is put in charge from a day on."""

    member: Any = forms.ModelChoiceField(None, label=_("Member"), error_messages=NO_SUCH_MEMBER)
    on = DayField(label=_("From the day"))
    decision = forms.ModelChoiceField(Decision.objects.all(), label=_("Decision"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        get_field(self, "member", forms.ModelChoiceField).queryset = self.desk.members()


class EndForm(TierForm):
    """Assignments end on a day, for a reason."""

    last_day = DayField(label=_("Last day"))
    reason = forms.ChoiceField(label=_("Reason"), choices=Assignment.EndReason.choices)

    def clean_reason(self) -> Assignment.EndReason:
        return Assignment.EndReason(self.cleaned_data["reason"])


class HandOverForm(forms.Form):
    """All households of a member are handed over to others."""

    member: Any = forms.ModelChoiceField(None, label=_("Whose households"), error_messages=NO_SUCH_MEMBER)
    on = DayField(label=_("From the day"))
    reason = forms.ChoiceField(label=_("Reason"), choices=Assignment.EndReason.choices)
    decision = forms.ModelChoiceField(Decision.objects.all(), label=_("Decision"), required=False)
    to: Any = forms.ModelMultipleChoiceField(
        None, label=_("To whom"), error_messages={"required": _("Choose at least one member.")}
    )

    def __init__(self, *args: Any, desk: DeskContext, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("member", "to"):
            get_field(self, name, forms.ModelChoiceField).queryset = desk.members()

    def clean(self) -> CleanedData:
        data: CleanedData = super().clean() or {}
        if data.get("member") and data["member"] in data.get("to", ()):
            self.add_error("to", _("The member cannot hand over to the same member."))
        return data

    def clean_reason(self) -> Assignment.EndReason:
        return Assignment.EndReason(self.cleaned_data["reason"])
