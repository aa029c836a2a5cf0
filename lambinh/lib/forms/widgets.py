"""Fields of forms that pages show often, written without a template for each of their parts."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class LightSelect(forms.Select):
    """A list to choose from. Django renders a template for each choice, and a commune has a hundred cells."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = set(self.format_value(value))
        options = format_html_join("\n", "{}", ((one,) for one in _options(self.choices, chosen)))
        return format_html("<select{}>\n{}\n</select>", flatatt(self._attributes(name, value, attrs)), options)

    def _attributes(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """As Django's own: a required list needs its first choice to be empty."""
        found: dict[str, Any] = {"name": name} | self.get_context(name, value, attrs)["widget"]["attrs"]
        return found

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> list[Any]:
        return []  # no template asks for them


class LightInput(forms.TextInput):
    """A line to type into."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        text = self.format_value(value)
        given = {"type": self.input_type, "name": name} | ({} if text is None else {"value": text})
        return format_html("<input{}>", flatatt(given | self.build_attrs(self.attrs, attrs)))


def _options(choices: Iterable[Any], chosen: set[str]) -> Iterator[SafeString]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            inner = format_html_join("\n", "{}", ((one,) for one in _options(label, chosen)))
            yield format_html('<optgroup label="{}">\n{}\n</optgroup>', value, inner)
        else:
            key = "" if value is None else str(value)
            mark = SafeString(" selected") if key in chosen else ""
            yield format_html('<option value="{}"{}>{}</option>', key, mark, label)
