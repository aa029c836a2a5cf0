"""Base classes of forms with their types: Django's classes are generic for mypy, and not at run time."""

from typing import TYPE_CHECKING, Any

from django import forms

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Any]
    InlineFormSet = forms.BaseInlineFormSet[Any, Any, Any]
else:
    ModelForm = forms.ModelForm
    InlineFormSet = forms.BaseInlineFormSet
