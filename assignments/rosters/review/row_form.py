"""The form for the values of one row, with the fields of its kind of list."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from assignments.rosters.fields import FIELDS, form_fields, label
from assignments.rosters.matching.suggestions import suggestions
from assignments.rosters.models import RosterImport, RosterKind, RosterRow
from assignments.rosters.review.labels import ProblemView, choices, display, problem_view
from lambinh.accounts.models import User

CITIZEN_ID = "citizen_id"
MAX_LENGTH = 500


@dataclass(frozen=True)
class FieldView:
    """A field of the form with its problems and what the user can do besides typing."""

    name: str
    field: forms.BoundField
    problems: list[ProblemView]
    suggestions: Sequence[str]
    can_spread: bool
    """Whether the value can go to other rows of the list."""


class RowForm(forms.Form):
    """A text or a choice for every field.

    The text of a citizen id is empty, because the form never shows the id; an empty text keeps it.
    """

    def __init__(self, roster_import: RosterImport, row: RosterRow, data: QueryDict | None, *, user: User) -> None:
        self.row, self.kind = row, RosterKind(roster_import.kind)
        names = self._names()
        initial = {name: _initial_text(name, row.values.get(name)) for name in names}
        super().__init__(data, initial=initial, prefix="value")
        self.suggestions = suggestions(roster_import, row, user)
        for name in names:
            self.fields[name] = _form_field(name, row, has_suggestions=name in self.suggestions)
        if faulty := next((problem["field"] for problem in row.problems if problem["field"] in self.fields), None):
            self.fields[faulty].widget.attrs["autofocus"] = True

    def _names(self) -> list[str]:
        """The fields of the list's form, of the row, and of its problems."""
        faulty = (problem["field"] for problem in self.row.problems if problem["field"])
        return list(dict.fromkeys([*(field.name for field in form_fields(self.kind)), *self.row.values, *faulty]))

    def changed_texts(self) -> dict[str, str]:
        """The texts that the user changed, by field."""
        texts = {name: str(self.cleaned_data.get(name) or "").strip() for name in self.fields}
        return {name: text for name, text in texts.items() if self._is_changed(name, text)}

    def _is_changed(self, name: str, text: str) -> bool:
        return bool(text) if name == CITIZEN_ID else text != str(self.initial[name] or "")

    def changed_everywhere(self) -> set[str]:
        """The changed fields whose new value is meant for all rows with the same value."""
        return {name for name in self.changed_texts() if self.data.get(f"everywhere-{name}")}

    def field_views(self) -> list[FieldView]:
        return [
            FieldView(
                name,
                self[name],
                [problem_view(problem, {}) for problem in self.row.problems if problem["field"] == name],
                self.suggestions.get(name, ()),
                can_spread=_is_shared(name) and self.row.values.get(name) not in (None, ""),
            )
            for name in self.fields
        ]


def _is_shared(name: str) -> bool:
    return name in FIELDS and FIELDS[name].is_shared


def _initial_text(name: str, value: object) -> str:
    """A value as a user would type it; the key of a choice."""
    if value in (None, "") or name == CITIZEN_ID:
        return ""
    return str(value) if choices(name) else display(name, value)


def _form_field(name: str, row: RosterRow, *, has_suggestions: bool) -> forms.Field:
    title = capfirst(label(name))
    if options := choices(name):
        return forms.ChoiceField(label=title, choices=[("", "–"), *options.items()], required=False)
    attrs = {"list": f"options-{name}"} if has_suggestions else {}
    field = forms.CharField(label=title, required=False, max_length=MAX_LENGTH, widget=forms.TextInput(attrs=attrs))
    if name == CITIZEN_ID and row.values.get(name):
        field.help_text = _("Now %(value)s; leave empty to keep it.") % {"value": display(name, row.values[name])}
    return field
