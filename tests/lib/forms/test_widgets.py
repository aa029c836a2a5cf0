"""Fields that render without templates give the same markup as Django's own."""

from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms

from lambinh.lib.forms.widgets import LightInput, LightSelect

TYPED = "<b>\"x\" & 'y'</b>"
CHOICES: list[Any] = [("", "all"), (1, TYPED), (TYPED, "two"), ("Group " + TYPED, [(3, "three"), (4, TYPED)])]
ATTRIBUTES = {"id": "id_x", "class": "form-select", "required": True, "disabled": False, "aria-label": TYPED}


class Parts(HTMLParser):
    """The tags with their attributes in one order, and the texts, without the space between them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tokens: list[Any] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tokens.append((tag, sorted(attrs)))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.tokens.append(data.strip())


def parts(text: str) -> list[Any]:
    return Parts(text).tokens


@pytest.mark.parametrize("value", ["", None, 1, "1", TYPED, 3, "9"])
@pytest.mark.parametrize("attributes", [{}, ATTRIBUTES])
def test_a_list_to_choose_from(value: Any, attributes: dict[str, Any]) -> None:
    light, own = (kind(choices=CHOICES).render("x", value, attributes) for kind in (LightSelect, forms.Select))
    assert parts(light) == parts(own)


@pytest.mark.parametrize("value", ["", None, TYPED, 1])
@pytest.mark.parametrize("attributes", [{}, ATTRIBUTES])
@pytest.mark.parametrize("kind", ["text", "search"])
def test_a_line_to_type_into(value: Any, attributes: dict[str, Any], kind: str) -> None:
    attrs = {"type": kind}
    light, own = (widget(attrs).render("x", value, attributes) for widget in (LightInput, forms.TextInput))
    assert parts(light) == parts(own)
