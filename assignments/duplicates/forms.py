"""The form that marks two records as distinct."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DistinctForm(forms.Form):
    """The reason why two records are not the same."""

    reason = forms.CharField(
        label=_("Why they are not the same"),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
        help_text=_("For example: father and son, or two households in one yard."),
    )
