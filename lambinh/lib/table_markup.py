"""Cells and rows of long tables, as text that is already escaped.

The template engine takes microseconds for each value and each condition, and a page has thousands of them: rows that
are written here take a tenth of its time. What a person typed is escaped by `cell` and `rows`, nowhere else.
"""

from collections.abc import Iterable
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe

NOTHING = "–"
"""What stands where nothing is known."""
_END = "</td>"


def escape_unsafe(value: Any) -> str:
    """The text of `value`, escaped unless it is safe: Django's `conditional_escape`, at a third of its price.

    Django's looks at each argument of each call for words that are translated later; here `str` translates them.
    """
    if isinstance(value, SafeString):  # by far the most
        return value
    if hasattr(value, "__html__"):
        text: str = value.__html__()
        return text
    return escape(str(value))


def markup(template: str, *values: Any) -> SafeString:
    """The template with the values in their places, each escaped unless it is safe: Django's `format_html`."""
    return SafeString(template.format(*map(escape_unsafe, values)))


class Column:
    """A column of a table, by the label that its cells carry on narrow screens and by their class."""

    def __init__(self, label: str = "", css: str = "") -> None:
        self._start = _start(label, css)
        self._nothing = SafeString(_start(label, f"{css} empty".strip()) + NOTHING + _END)

    def cell(self, value: Any) -> SafeString:
        """A cell with `value`, escaped unless it is safe; without a value the cell that says so."""
        if value is None or value == "":
            return self._nothing
        return SafeString(f"{self._start}{escape_unsafe(value)}{_END}")


def _start(label: str, css: str) -> SafeString:
    by_class = markup(' class="{}"', css) if css else ""
    by_label = markup(' data-label="{}"', label) if label else ""
    return markup("<td{}{}>", by_class, by_label)


def rows(lines: Iterable[Iterable[str]]) -> SafeString:
    """The rows of a table's body, each of the cells given; a cell that is not safe is escaped."""
    each = ("<tr>" + "".join(map(escape_unsafe, line)) + "</tr>\n" for line in lines)
    return mark_safe("".join(each))  # noqa: S308 nothing goes in that was not escaped


def joined(parts: Iterable[str], between: str = "") -> SafeString:
    """The parts one after the other; one that is not safe is escaped."""
    return mark_safe(escape_unsafe(between).join(map(escape_unsafe, parts)))  # noqa: S308 as above
