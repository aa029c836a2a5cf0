"""The form field of a day, as people write it here whatever the language of the page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

DAY_FORMATS = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%Y-%m-%d"]


class DayField(forms.DateField):
    """A day as people write it here, day before month, or as ISO; shown again as day/month/year.

    A text field: the browser's own date field would show month/day/year on a computer set to English.
    """

    widget = forms.DateInput(format="%d/%m/%Y", attrs={"autocomplete": "off", "class": "form-control"})
    default_error_messages = {
        "invalid": _("There is no such day. Write it as day/month/year, for example 31/12/2018."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=DAY_FORMATS, **kwargs)

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What was typed, in our own order where it is understood; today where nothing was typed."""
        try:
            return self.clean(data) or initial
        except forms.ValidationError:
            return data


class OpenDayField(DayField):
    """A day that may be left out, and then stays out: an open end of a stretch of days."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, **kwargs})

    def bound_data(self, data: Any, initial: Any) -> Any:
        return super().bound_data(data, None)
