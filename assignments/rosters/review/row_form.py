"""The form for the values of one row of a roster, made of the fields that its kind of list has."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from assignments.rosters.fields import FIELDS, form_fields, label
from assignments.rosters.matching.suggestions import suggestions
from assignments.rosters.models import RosterImport, RosterKind, RosterRow
from assignments.rosters.review.labels import choices, display
from lambinh.accounts.models import User

LONGEST = 500


class RowForm(forms.Form):
    """A text or a choice for every field; what is wrong with a field stands beside it.

    A citizen id is never shown whole: its text is empty, and stays as it is when nothing is typed.
    """

    def __init__(self, roster_import: RosterImport, row: RosterRow, data: QueryDict | None, *, user: User) -> None:
        self.row, self.kind = row, RosterKind(roster_import.kind)
        initial = {name: _typed(name, row.values.get(name)) for name in self.names()}
        super().__init__(data, initial=initial, prefix="value")
        self.offered = suggestions(roster_import, row, user)
        for name in self.names():
            self.fields[name] = _field(name, row, has_options=name in self.offered)
        if faulty := next((problem["field"] for problem in row.problems if problem["field"] in self.fields), None):
            self.fields[faulty].widget.attrs["autofocus"] = True

    def names(self) -> list[str]:
        """The fields of the form: those of the kind, of the row and of its problems."""
        wrong = [problem["field"] for problem in self.row.problems if problem["field"]]
        return list(dict.fromkeys([*(field.name for field in form_fields(self.kind)), *self.row.values, *wrong]))

    def said(self) -> dict[str, str]:
        """The texts that are not as they were."""
        said = {name: str(self.cleaned_data.get(name) or "").strip() for name in self.fields}
        return {name: text for name, text in said.items() if self._differs(name, text)}

    def _differs(self, name: str, text: str) -> bool:
        return bool(text) if name == "citizen_id" else text != str(self.initial[name] or "")

    def everywhere(self) -> set[str]:
        """The fields whose new value is meant for all rows that say the same."""
        return {name for name in self.said() if self.data.get(f"everywhere-{name}")}

    def lines(self) -> list[dict[str, Any]]:
        """Each field with its problems, and with what can be done beside typing."""
        return [
            {
                "name": name,
                "field": self[name],
                "problems": [problem for problem in self.row.problems if problem["field"] == name],
                "options": self.offered.get(name, ()),
                "can_spread": name in FIELDS and FIELDS[name].is_shared and self.row.values.get(name) not in (None, ""),
            }
            for name in self.fields
        ]


def _typed(name: str, value: Any) -> str:
    """A value as a person would type it."""
    if value in (None, "") or name == "citizen_id":
        return ""
    return str(value) if choices(name) else display(name, value)


def _field(name: str, row: RosterRow, *, has_options: bool) -> forms.Field:
    title = capfirst(label(name))
    if options := choices(name):
        return forms.ChoiceField(label=title, choices=[("", "–"), *options.items()], required=False)
    listed = {"list": f"options-{name}"} if has_options else {}
    field = forms.CharField(label=title, required=False, max_length=LONGEST, widget=forms.TextInput(attrs=listed))
    if name == "citizen_id" and row.values.get(name):
        field.help_text = _("Now %(shown)s; leave it empty to keep it.") % {"shown": display(name, row.values[name])}
    return field
