"""Pages by URL name: get one, post its form."""

import re
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse

from lambinh.accounts.permissions import Role
from tests.factories import UnitAccessFactory


def get_page(client: Client, page: str, *args: Any, **query: Any) -> str:
    """Return the HTML of a page, without the white space that only lays out its source."""
    response = client.get(reverse(page, args=args), query)
    assert response.status_code == 200
    return without_layout(response.content.decode())


def post_form(client: Client, page: str, *args: Any, **data: Any) -> Any:
    return client.post(reverse(page, args=args), data)


_BLOCK = "dd|dt|h[1-6]|li|p|td|th"


def without_layout(html: str) -> str:
    """Remove the white space between elements, and inside blocks at their edges, where browsers show none."""
    html = re.sub(r">\s+<", "><", re.sub(r"\s+", " ", html))
    return re.sub(rf" (</(?:{_BLOCK})>)", r"\1", re.sub(rf"(<(?:{_BLOCK})\b[^>]*>) ", r"\1", html))


def english_secretary(commune: Any) -> Client:
    """The browser of a secretary of `commune` who reads English."""
    client = Client()
    client.force_login(UnitAccessFactory(unit=commune, role=Role.COMMUNE_SECRETARY).user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client
