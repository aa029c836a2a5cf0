"""Typed access to the fields of a form."""

import pytest
from django import forms

from lambinh.lib.forms.fields import DayField, get_field


class DayForm(forms.Form):
    day = DayField()


def test_a_field_is_returned_with_its_type() -> None:
    form = DayForm()
    assert get_field(form, "day", DayField) is form.fields["day"]


def test_a_field_of_another_type_is_an_error() -> None:
    with pytest.raises(TypeError, match="day is no ChoiceField"):
        get_field(DayForm(), "day", forms.ChoiceField)
