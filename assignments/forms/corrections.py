"""The forms that correct memberships and assignments."""

from django import forms
from django.utils.translation import gettext_lazy as _

from assignments.forms.fields import BodyField
from assignments.models import Assignment, Decision, Membership
from households.forms.base import CorrectionForm
from households.permissions import EffectivePermissions
from lambinh.lib.forms.fields import get_field


class CorrectMembershipForm(CorrectionForm):
    body = BodyField()
    position = forms.CharField(label=_("Position"), required=False, max_length=150)
    is_exempt = forms.BooleanField(label=_("Exempt"), required=False)
    field_order = ("body", "position", "is_exempt", "first", "last", "reason")

    def offer(self, fact: Membership, permissions: EffectivePermissions) -> None:
        get_field(self, "body", BodyField).offer(permissions, keep=fact.body)


class CorrectAssignmentForm(CorrectionForm):
    decision = forms.ModelChoiceField(
        Decision.objects.all(), label=_("Decision"), required=False, empty_label=_("none")
    )
    end_reason = forms.ChoiceField(
        label=_("Reason of the end"), required=False, choices=[("", _("none")), *Assignment.EndReason.choices]
    )
    help = forms.CharField(label=_("Help given"), required=False, max_length=500)
    result = forms.CharField(label=_("Result"), required=False, max_length=500)
    note = forms.CharField(label=_("Note"), required=False, max_length=500)
    field_order = ("first", "last", "decision", "end_reason", "help", "result", "note", "reason")

    def offer(self, fact: Assignment, permissions: EffectivePermissions) -> None:
        self.fields["first"].required = True
        self.fields["first"].help_text = ""

    def clean(self) -> dict[str, object]:
        data = super().clean()
        if data.get("end_reason") and not data.get("last"):
            self.add_error("last", _("If you give a reason for the end, also enter a last day."))
        return data
