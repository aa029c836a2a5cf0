"""The forms of members, memberships and exemptions."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assignments.forms.fields import BodyField
from assignments.models import Member
from households.forms.base import FromDateForm
from households.permissions import EffectivePermissions
from lambinh.lib.dates.parsing import NoSuchDay, NotADate, from_iso, parse_partial
from lambinh.lib.forms.base import ModelForm
from lambinh.lib.forms.fields import DayField, OpenDayField, get_field
from lambinh.lib.vietnamese import clean


class BirthDateField(forms.CharField):
    """A full or partial birth date, day before month; stored as 1975, 1975-03 or 1975-03-07."""

    default_error_messages = {
        "unreadable": _("Enter the birth date as 07/03/1975, 03/1975 or 1975."),
    }

    def prepare_value(self, value: object) -> object:
        try:
            partial = from_iso(str(value or ""))
        except (NotADate, NoSuchDay):
            return value
        return "/".join(f"{part:02d}" for part in (partial.day, partial.month, partial.year) if part)

    def to_python(self, value: object) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        try:
            return parse_partial(text, newest=timezone.localdate().year).iso()
        except (NotADate, NoSuchDay):
            raise forms.ValidationError(self.error_messages["unreadable"], code="unreadable") from None


class MemberDetailsForm(ModelForm):
    """The details of a member that are not dated."""

    birth_date = BirthDateField(
        label=_("Birth date"),
        required=False,
        max_length=20,
        help_text=_("07/03/1975, or 03/1975 or 1975 if no more is known."),
    )

    class Meta:
        model = Member
        fields = ("full_name", "sex", "birth_date", "phone", "note")

    def clean_full_name(self) -> str:
        return clean(self.cleaned_data["full_name"])


class NewMemberForm(MemberDetailsForm):
    """A new member with the first membership."""

    body = BodyField()
    position = forms.CharField(label=_("Position"), required=False, max_length=150)
    on = DayField(label=_("Member since"), initial=timezone.localdate)
    field_order = ("full_name", "sex", "birth_date", "body", "position", "on", "phone", "note")

    def __init__(self, *args: Any, permissions: EffectivePermissions, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        get_field(self, "body", BodyField).offer(permissions)


class MembershipForm(FromDateForm):
    body = BodyField(label=_("New cell or agency"))
    position = forms.CharField(label=_("Position"), required=False, max_length=150)
    field_order = ("body", "position", "on")

    def __init__(self, *args: Any, permissions: EffectivePermissions, search: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        get_field(self, "body", BodyField).offer(permissions, search)

    def clean_position(self) -> str:
        return clean(self.cleaned_data["position"])


class ExemptForm(FromDateForm):
    """The first and the last day of an exemption."""

    last = OpenDayField(label=_("To"), help_text=_("The last day; left empty: without an end."))
    field_order = ("on", "last")

    def clean(self) -> dict[str, object]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("on"), data.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day must not come before the first day."))
        return data


class NoLongerExemptForm(FromDateForm):
    """The first day after an exemption."""


class LeaveForm(forms.Form):
    """The last day of a membership."""

    last_day = DayField(
        label=_("Last day"),
        initial=timezone.localdate,
        help_text=_(
            "For a member who moved away, retired or died: from the next day on the member has no cell or agency here."
        ),
    )
