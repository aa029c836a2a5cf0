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
    """A day as people write it here, day before month, also 1/2/25 and 1.2.2025, or as ISO; shown as day/month/year.

    Two digits mean a year up to `ahead` years from now: 0 where the day has been. A text field: the browser's own
    date field would show month/day/year on a computer set to English.
    """

    widget = forms.DateInput(format="%d/%m/%Y", attrs={"autocomplete": "off", "class": "form-control"})
    default_error_messages = {
        "invalid": _("Enter the date as day/month/year, for example 31/12/2018."),
        "no_such_day": _("This date does not exist. Enter it as day/month/year, for example 31/12/2018."),
        "reach": _("Enter a year between %(first)s and %(last)s."),
    }

    def __init__(self, *, ahead: int = AHEAD, **kwargs: Any) -> None:
        self.ahead = ahead
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        text = str(value).strip()
        if text.isdecimal():  # in a cell it would be Excel's number of a day
            raise self._unread("invalid")
        try:
            return parse_day(text, newest=timezone.localdate().year + self.ahead)
        except YearOutOfRange:
            raise self._unread("reach") from None
        except NoSuchDay:
            raise self._unread("no_such_day") from None
        except NotADate:
            raise self._unread("invalid") from None

    def _unread(self, code: str) -> forms.ValidationError:
        years = {"first": str(YEARS[0]), "last": str(YEARS[-1])}
        return forms.ValidationError(self.error_messages[code], code=code, params=years)

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
