"""Base classes of forms with types: Django's are generic only for mypy, and its stubs omit hooks that we override."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

CleanedData = dict[str, Any]
"""The valid values of a form by the names of its fields."""

if TYPE_CHECKING:

    class ModelForm(forms.ModelForm[Any]):
        def _post_clean(self) -> None: ...

        def _get_validation_exclusions(self) -> set[str]: ...

        def _update_errors(self, errors: ValidationError) -> None: ...

    InlineFormSet = forms.BaseInlineFormSet[Any, Any, Any]
else:
    ModelForm = forms.ModelForm
    InlineFormSet = forms.BaseInlineFormSet
