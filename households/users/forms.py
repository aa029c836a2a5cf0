"""Forms for users and their roles."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from households.forms.base import focus_first_error
from households.models import Unit
from households.users.delegation import grantable_roles, units_for_grants
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Role
from lambinh.lib.forms.fields import get_field
from lambinh.lib.vietnamese import clean


class UnitChoice(forms.ModelChoiceField[Unit]):
    """A choice of units, whose codes distinguish units of the same name."""

    def label_from_instance(self, unit: Unit) -> str:
        return f"{unit} ({unit.code})"


class GrantForm(forms.Form):
    """A role in a unit. It offers only what the manager may grant."""

    role = forms.ChoiceField(label=_("Role"))
    unit = UnitChoice(label=_("In the unit and all units below it"), queryset=Unit.objects.none())

    def __init__(self, *args: Any, manager: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles, units = grantable_roles(manager), units_for_grants(manager)
        get_field(self, "role", forms.ChoiceField).choices = [(role.value, role.label) for role in reversed(roles)]
        unit_field = get_field(self, "unit", UnitChoice)
        unit_field.queryset = units
        if len(first_two := list(units[:2])) == 1:
            unit_field.initial = first_two[0]
        focus_first_error(self)

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class UserForm(GrantForm):
    """A new user with the first role."""

    last_name = forms.CharField(label=_("Surname and middle name"), max_length=150, help_text=_("As in Nguyễn Thị"))
    first_name = forms.CharField(label=_("Given name"), max_length=150)
    username = forms.CharField(
        label=_("User name"),
        max_length=30,
        help_text=_(
            "The name for signing in: lower-case letters without diacritics, and digits, for example huan.nong."
        ),
        validators=[
            RegexValidator(
                r"^[a-z0-9][a-z0-9._-]{2,}$",
                _(
                    "Enter at least three lower-case letters or digits, without diacritics."
                    " Dots, hyphens and underscores may follow."
                ),
            )
        ],
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    field_order = ("last_name", "first_name", "username", "role", "unit")

    def clean_last_name(self) -> str:
        return clean(self.cleaned_data["last_name"])

    def clean_first_name(self) -> str:
        return clean(self.cleaned_data["first_name"])


class UserFilter(forms.Form):
    """The filter of the user list."""

    q = forms.CharField(label=_("Name or user name"), required=False, max_length=100)
    unit = UnitChoice(
        label=_("With a role in or below"), required=False, queryset=Unit.objects.none(), empty_label=_("all units")
    )
    state = forms.ChoiceField(
        label=_("Accounts"),
        required=False,
        choices=[("", _("in use")), ("off", _("deactivated")), ("all", _("all"))],
    )

    def __init__(self, *args: Any, manager: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        get_field(self, "unit", UnitChoice).queryset = units_for_grants(manager)
