"""Asking for a page by the name of its address, and sending it a form."""

from typing import Any

from django.test import Client
from django.urls import reverse


def shown(client: Client, page: str, *args: Any, **query: Any) -> str:
    answer = client.get(reverse(page, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def sent(client: Client, page: str, *args: Any, **said: Any) -> Any:
    return client.post(reverse(page, args=args), said)
