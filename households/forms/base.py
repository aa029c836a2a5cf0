"""FromDateForm, ConfirmationForm, CorrectionForm, RemovalForm."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from households.permissions import EffectivePermissions
from lambinh.lib.admin.reasons import Correction
from lambinh.lib.dates import last_day_of
from lambinh.lib.forms.fields import DayField, OpenDayField


def focus_first_error(form: forms.BaseForm) -> None:
    """Let the page open at the first field that is wrong."""
    for name in form.fields:
        if form.is_bound and name in form.errors:
            form.fields[name].widget.attrs["autofocus"] = True
            return


CONFIRMATIONS = {
    "leaves": _("Yes, it is right that it leaves our unit"),
    "for_a_time": _("Yes, it is meant to hold only up to that day"),
}


class ConfirmationForm(forms.Form):
    """A form that asks back before something is recorded that may be a mistake; each of `CONFIRMATIONS` is a box."""

    warning = ""

    def confirmed(self, **warnings: str) -> bool:
        """Whether all there is to warn of was confirmed; if not, `warning` says it and the boxes stand on the form."""
        asked = {name: text for name, text in warnings.items() if text}
        if all(self.data.get(self.add_prefix(name)) for name in asked):
            return True
        self.warning = " ".join(asked.values())
        self.fields |= {name: forms.BooleanField(label=CONFIRMATIONS[name], required=False) for name in asked}
        return False


class FromDateForm(ConfirmationForm):
    """The day from which something holds, today unless said otherwise."""

    on = DayField(label=_("From this day"), initial=timezone.localdate)
    field_order: Any = ("on",)


NOT_OF_THE_FACT = ("first", "last", "reason")


class CorrectionForm(ConfirmationForm):
    """The days of a fact, both included, and why they are put right."""

    first = OpenDayField(label=_("First day"), help_text=_("Left empty: it was so before anything was recorded."))
    last = OpenDayField(label=_("Last day"), help_text=_("Left empty: it is still so."))
    reason = forms.ChoiceField(label=_("Why"), choices=[("", _("choose a reason")), *Correction.choices])

    def __init__(self, *args: Any, fact: Any, reach: EffectivePermissions, **kwargs: Any) -> None:
        kwargs["initial"] = self.said_by(fact) | {"first": fact.during.lower, "last": last_day_of(fact.during)}
        super().__init__(*args, **kwargs)
        self.offer(fact, reach)

    def said_by(self, fact: Any) -> dict[str, Any]:
        """What is recorded, for the fields beside the days."""
        return {name: getattr(fact, name) for name in self.base_fields if name not in NOT_OF_THE_FACT}

    def offer(self, fact: Any, reach: EffectivePermissions) -> None:
        """Tell the lists of choices what to offer."""

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        first, last = said.get("first"), said.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day must not come before the first day."))
        return said

    def corrected(self) -> dict[str, Any]:
        """What is to be written; call it on a valid form."""
        said = dict(self.cleaned_data)
        first, last = said.pop("first"), said.pop("last")
        return said | {"during": DateRange(first, last + timedelta(days=1) if last else None)}


class RemovalForm(forms.Form):
    """Why a fact is taken out, and whether the one before lasts as long instead."""

    prefix = "removal"
    reason = forms.ChoiceField(
        label=_("Why"), choices=[choice for choice in Correction.choices if choice[0] in ("never", "mixed_up")]
    )
    goes_on = forms.BooleanField(label=_("What was before goes on instead"), required=False, initial=True)
