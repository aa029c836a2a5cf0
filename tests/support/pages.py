"""Asking for a page by the name of its address, and sending it a form."""

from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse

from lambinh.accounts.permissions import Role
from tests.factories import UnitAccessFactory


def shown(client: Client, page: str, *args: Any, **query: Any) -> str:
    answer = client.get(reverse(page, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def sent(client: Client, page: str, *args: Any, **said: Any) -> Any:
    return client.post(reverse(page, args=args), said)


def english_secretary(commune: Any) -> Client:
    """The browser of a secretary of `commune` who reads English."""
    client = Client()
    client.force_login(UnitAccessFactory(unit=commune, role=Role.COMMUNE_SECRETARY).user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client
