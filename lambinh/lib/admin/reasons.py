"""Reasons for exports and corrections: a few to choose from, and the user's own words."""

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from import_export.forms import ExportForm

from lambinh.lib.forms.base import CleanedData

_SEPARATOR = ": "


class Reason(models.TextChoices):
    """The reasons that users can choose."""

    REPORT = "report", _("a report to a higher office")
    CHECK = "check", _("checking the lists with the commune or village")
    WORK = "work", _("work with the households")
    REQUEST = "request", _("the person or household asked for it")
    OTHER = "other", _("another reason, in your own words")


class Purpose(models.TextChoices):
    """The reasons that the program records itself."""

    OWN_FILE = "own_file", _("my own file again")
    COMPARE = "compare", _("to compare a file with its import")
    MEND = "mend", _("to correct a file")
    FILL_IN = "fill_in", _("to fill in a template")


class Correction(models.TextChoices):
    """The reasons for correcting a record."""

    TYPING = "typing", _("a typing mistake")
    PAPER = "paper", _("the document says otherwise")
    MIXED_UP = "mixed_up", _("entered for the wrong person or household")
    NEVER = "never", _("it was never true")


_WORD = re.compile(r"\w{2}")
"""Dots and dashes are no reason."""
_LABELS = {str(value): label for choices in (Reason, Purpose) for value, label in choices.choices}

if TYPE_CHECKING:
    Form = forms.Form
else:
    Form = object


class ReasonMixin(Form):
    """Adds two fields to a form: the reason, and own words, which "another reason" requires."""

    def add_reason(self) -> None:
        self.fields["reason"] = forms.ChoiceField(
            label=_("Why"), choices=[("", _("choose a reason")), *Reason.choices], required=True
        )
        self.fields["words"] = forms.CharField(
            label=_("In your own words"),
            required=False,
            max_length=200,
            help_text=_("Stored with your name in the journal. Do not write names of persons here."),
        )

    def clean(self) -> CleanedData | None:
        cleaned: CleanedData | None = super().clean()
        if self.cleaned_data.get("reason") == Reason.OTHER and not _WORD.search(self.cleaned_data.get("words") or ""):
            raise ValidationError({"words": _("Give the reason in your own words.")})
        return cleaned

    @property
    def why(self) -> str:
        """The reason for the journal: the choice and the own words."""
        words = " ".join(self.cleaned_data["words"].split())
        return _SEPARATOR.join(filter(None, (self.cleaned_data["reason"], words)))


class ReasonForm(ReasonMixin, forms.Form):
    """A form with only the reason."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_reason()


class ExportReasonForm(ReasonMixin, ExportForm):
    """The export form with a reason."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_reason()


def format_reason(why: str) -> str:
    """A reason of the journal in the current language."""
    choice, separator, words = why.partition(_SEPARATOR)
    return f"{_LABELS[choice]}{separator}{words}" if choice in _LABELS else why


def format_correction(code: str) -> str:
    """The reason of a correction in the current language."""
    return str(dict(Correction.choices).get(code, code))
