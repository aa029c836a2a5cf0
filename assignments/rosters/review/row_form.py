"""The form for the values of one row of a roster, made of the fields that its kind of list has."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from assignments.rosters.matching.suggestions import suggestions
from assignments.rosters.models import RosterImport, RosterKind, RosterRow
from assignments.rosters.review.labels import CHOICES, label, shown
from lambinh.accounts.models import User

ALWAYS = {
    RosterKind.MEMBERS: ["full_name", "birth_date", "sex", "position", "organisation", "village", "commune"],
    RosterKind.HOUSEHOLDS: [
        "household_code", "head_name", "head_birth_year", "village", "commune", "household_size", "poverty",
    ],
    RosterKind.ASSIGNMENTS: [
        "member_name", "member_birth_year", "member_position", "member_organisation", "household_code", "head_name",
        "head_birth_year", "village", "commune", "tier", "starts_on", "ends_on",
    ],
}  # fmt: skip
"""The fields by which records are found, and those that most rows have; a row may hold more."""

SHARED = {
    "village", "commune", "address", "tier", "poverty", "ethnicity", "starts_on", "ends_on", "position",
    "organisation", "workplace", "member_name", "member_birth_year", "member_position", "member_organisation",
    "member_workplace", "member_village", "member_commune",
}  # fmt: skip
"""The fields in which many rows of a list say the same."""

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
        return list(dict.fromkeys([*ALWAYS[self.kind], *self.row.values, *wrong]))

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
                "can_spread": name in SHARED and self.row.values.get(name) not in (None, ""),
            }
            for name in self.fields
        ]


def _typed(name: str, value: Any) -> str:
    """A value as a person would type it."""
    if value in (None, "") or name == "citizen_id":
        return ""
    return str(value) if name in CHOICES else shown(name, value)


def _field(name: str, row: RosterRow, *, has_options: bool) -> forms.Field:
    title = capfirst(label(name))
    if name in CHOICES:
        choices = [("", "–"), *CHOICES[name].items()]
        return forms.ChoiceField(label=title, choices=choices, required=False)
    listed = {"list": f"options-{name}"} if has_options else {}
    field = forms.CharField(label=title, required=False, max_length=LONGEST, widget=forms.TextInput(attrs=listed))
    if name == "citizen_id" and row.values.get(name):
        field.help_text = _("Now %(shown)s; leave it empty to keep it.") % {"shown": shown(name, row.values[name])}
    return field
