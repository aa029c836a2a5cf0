"""The form field of a day, and typed access to the fields of a form."""

from datetime import date
from typing import Any, TypeVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lambinh.lib.dates.parsing import YEARS, NoSuchDay, NotADate, YearOutOfRange, parse_day

AHEAD = 10
"""Two digits mean a year at most this many years from now."""

F = TypeVar("F", bound=forms.Field)


def get_field(form: forms.BaseForm, name: str, kind: type[F]) -> F:
    """The field `name` of `form`, which is a `kind`: a dictionary of fields does not know their types."""
    field = form.fields[name]
    if not isinstance(field, kind):
        raise TypeError(f"{name} is no {kind.__name__}")
    return field


class DayField(forms.DateField):
    """A day, typed day before month (also 1/2/25 and 1.2.2025) or as ISO, and displayed as day/month/year.

    Two digits mean a year at most `ahead` years from now; use 0 for days in the past. It is a text field because the
    browser's own date field shows month/day/year on a computer set to English.
    """

    widget = forms.DateInput(format="%d/%m/%Y", attrs={"autocomplete": "off", "class": "form-control"})
    default_error_messages = {
        "invalid": _("Enter the date as day/month/year, for example 31/12/2018."),
        "no_such_day": _("This date does not exist. Enter it as day/month/year, for example 31/12/2018."),
        "out_of_range": _("Enter a year between %(first)s and %(last)s."),
    }

    def __init__(self, *, ahead: int = AHEAD, **kwargs: Any) -> None:
        self.ahead = ahead
        super().__init__(**kwargs)

    def to_python(self, value: object) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return super().to_python(value)
        text = str(value).strip()
        if text.isdecimal():  # only in a cell a number means a day
            raise self._error("invalid")
        try:
            return parse_day(text, newest=timezone.localdate().year + self.ahead)
        except YearOutOfRange:
            raise self._error("out_of_range") from None
        except NoSuchDay:
            raise self._error("no_such_day") from None
        except NotADate:
            raise self._error("invalid") from None

    def _error(self, code: str) -> forms.ValidationError:
        years = {"first": str(YEARS[0]), "last": str(YEARS[-1])}
        return forms.ValidationError(self.error_messages[code], code=code, params=years)

    def bound_data(self, data: object, initial: object) -> object:
        """The typed text as day/month/year if it is a date; the initial value if the field is empty."""
        try:
            return self.clean(data) or initial
        except forms.ValidationError:
            return data


class OpenDayField(DayField):
    """An optional day that stays empty: the open end of a date range."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, **kwargs})

    def bound_data(self, data: object, initial: object) -> object:
        return super().bound_data(data, None)
