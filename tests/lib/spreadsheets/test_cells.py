"""Rows of tables that render without templates: user input stays text."""

from datetime import date
from typing import Any

import pytest
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from lambinh.lib import table_markup
from lambinh.lib.table_markup import Column

TYPED = "<b>\"x\" & 'y'</b>"
TEXT = "&lt;b&gt;&quot;x&quot; &amp; &#x27;y&#x27;&lt;/b&gt;"


def test_a_cell_escapes_value_label_and_class() -> None:
    assert Column(TYPED, TYPED).cell(TYPED) == f'<td class="{TEXT}" data-label="{TEXT}">{TEXT}</td>'


def test_a_cell_keeps_what_is_safe() -> None:
    assert Column("Class").cell(SafeString("<b>x</b>")) == '<td data-label="Class"><b>x</b></td>'


def test_nothing_is_a_dash_and_zero_is_a_number() -> None:
    column = Column("Persons", "number")
    assert column.cell(None) == column.cell("") == '<td class="number empty" data-label="Persons">–</td>'
    assert column.cell(0) == '<td class="number" data-label="Persons">0</td>'


def test_rows_escape_a_cell_that_is_not_safe() -> None:
    assert table_markup.rows([[TYPED, Column().cell(TYPED)]]) == f"<tr>{TEXT}<td>{TEXT}</td></tr>\n"
    assert table_markup.joined([TYPED, SafeString("<i>")], "&") == f"{TEXT}&amp;<i>"


@pytest.mark.parametrize(
    "value",
    [
        "plain",
        "<b>&\"'",
        SafeString("<b>"),
        gettext_lazy("Code"),
        format_lazy("<i>{}", "&"),
        7,
        None,
        "",
        date(2026, 1, 2),
    ],
)
def test_what_is_not_safe_is_escaped_as_django_escapes_it(value: Any) -> None:
    assert table_markup.escape_unsafe(value) == conditional_escape(value)
    result = table_markup.markup("<p>{}</p>", value)
    assert result == format_html("<p>{}</p>", value)
    assert isinstance(result, SafeString)
