"""Fast widgets for forms that many pages show. They render without templates."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Attributes = dict[str, Any]
"""The attributes of an HTML element."""
OptionGroup = tuple[str | None, list[dict[str, Any]], int | None]
"""A group of options as Django's widgets pass it to a template: its label, options and index."""
Choice = tuple[Any, Any]
"""A value and its label, or the label of a group and its choices."""


class LightSelect(forms.Select):
    """A select element. Django renders a template for each option, and a commune has a hundred cells."""

    def render(self, name: str, value: object, attrs: Attributes | None = None, renderer: object = None) -> SafeString:
        selected = set(self.format_value(value))
        options = format_html_join("\n", "{}", ((option,) for option in _options(self.choices, selected)))
        return format_html("<select{}>\n{}\n</select>", flatatt(self._attributes(name, value, attrs)), options)

    def _attributes(self, name: str, value: object, attrs: Attributes | None) -> Attributes:
        """The attributes as in Django: a select element is `required` only if its first option is empty."""
        attributes: Attributes = {"name": name} | self.get_context(name, value, attrs)["widget"]["attrs"]
        return attributes

    def optgroups(self, name: str, value: object, attrs: object = None) -> list[OptionGroup]:
        return []  # no template uses them


class LightInput(forms.TextInput):
    """A text input."""

    def render(self, name: str, value: object, attrs: Attributes | None = None, renderer: object = None) -> SafeString:
        text = self.format_value(value)
        attributes = {"type": self.input_type, "name": name} | ({} if text is None else {"value": text})
        return format_html("<input{}>", flatatt(attributes | self.build_attrs(self.attrs, attrs)))


def _options(choices: Iterable[Choice], selected: set[str]) -> Iterator[SafeString]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            inner = format_html_join("\n", "{}", ((option,) for option in _options(label, selected)))
            yield format_html('<optgroup label="{}">\n{}\n</optgroup>', value, inner)
        else:
            key = "" if value is None else str(value)
            mark = SafeString(" selected") if key in selected else ""
            yield format_html('<option value="{}"{}>{}</option>', key, mark, label)
