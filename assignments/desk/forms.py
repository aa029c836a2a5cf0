"""What a person may type at the desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assignments.desk.context import DeskContext
from assignments.models import Assignment, Decision, Tier
from households.models import PovertyStatus
from lambinh.lib.forms.fields import DayField, get_field
from lambinh.lib.forms.widgets import LightInput, LightSelect

NO_SUCH_MEMBER = {
    "required": _("Choose a member."),
    "invalid_choice": _("This member is of another commune, or no longer there. Choose one of the list."),
}


class DeskFilterForm(forms.Form):
    """Which households are shown, and on which day."""

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
    q = forms.CharField(widget=LightInput, label=_("Name, code or end of the phone"), required=False, max_length=100)
    member = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    cell = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("who", "poverty"):
            self.fields[name].widget.attrs["class"] = "form-select"
        self.fields["q"].widget.attrs |= {"class": "form-control", "type": "search", "autocomplete": "off"}

    def wanted(self) -> dict[str, Any]:
        """What `reading.chosen` takes; nonsense asks for everything."""
        said = getattr(self, "cleaned_data", {})
        return {
            "who": said.get("who", ""),
            "poverty": said.get("poverty", ""),
            "text": said.get("q", ""),
            "member": said.get("member"),
        }


class TierForm(forms.Form):
    """What concerns one of the tiers that the person may change."""

    tier = forms.TypedChoiceField(label=_("Tier"), coerce=Tier, widget=forms.RadioSelect)

    def __init__(self, *args: Any, place: DeskContext, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place = place
        tiers = place.tiers
        get_field(self, "tier", forms.TypedChoiceField).choices = [(tier.value, tier.label) for tier in tiers]
        self.fields["tier"].initial = tiers[0].value if tiers else None


class AssignForm(TierForm):
    """A member takes charge from a day on."""

    member: Any = forms.ModelChoiceField(None, label=_("Member"), error_messages=NO_SUCH_MEMBER)
    on = DayField(label=_("From the day"))
    decision = forms.ModelChoiceField(Decision.objects.all(), label=_("Decision"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        get_field(self, "member", forms.ModelChoiceField).queryset = self.place.members()


class EndForm(TierForm):
    """The charge ends on a day, for a reason."""

    last_day = DayField(label=_("Last day"))
    reason = forms.ChoiceField(label=_("Reason"), choices=Assignment.EndReason.choices)

    def clean_reason(self) -> Assignment.EndReason:
        return Assignment.EndReason(self.cleaned_data["reason"])


class HandOverForm(forms.Form):
    """All households of a member go to others."""

    member: Any = forms.ModelChoiceField(None, label=_("Whose households"), error_messages=NO_SUCH_MEMBER)
    on = DayField(label=_("From the day"))
    reason = forms.ChoiceField(label=_("Reason"), choices=Assignment.EndReason.choices)
    decision = forms.ModelChoiceField(Decision.objects.all(), label=_("Decision"), required=False)
    to: Any = forms.ModelMultipleChoiceField(
        None, label=_("To whom"), error_messages={"required": _("Choose at least one member.")}
    )

    def __init__(self, *args: Any, place: DeskContext, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("member", "to"):
            get_field(self, name, forms.ModelChoiceField).queryset = place.members()

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("member") and said["member"] in said.get("to", ()):
            self.add_error("to", _("The member cannot hand over to the same member."))
        return said

    def clean_reason(self) -> Assignment.EndReason:
        return Assignment.EndReason(self.cleaned_data["reason"])
