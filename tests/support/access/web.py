"""Requests under the database role of the web server, to which row-level security applies."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

from django.db import connection, transaction
from django.test import Client

from lambinh.db.roles import quoted
from lambinh.db.sql import roles_of


@contextmanager
def role(name: str) -> Iterator[None]:
    """Act as the role `name` of the database; the tests' own role owns the tables and bypasses row-level security."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {quoted(name)}")
        try:
            yield
        finally:
            if not connection.needs_rollback:
                cursor.execute("RESET ROLE")


@contextmanager
def as_web() -> Iterator[None]:
    with role(roles_of(connection).web):
        yield


class WebClient(Client):
    """A test client whose requests use the database role of the web server. Its changes are rolled back."""

    keeps_changes = False

    def __init__(self, *, is_locked: bool = True, **options: Any) -> None:
        super().__init__(**options)
        self.is_locked = is_locked

    def request(self, **request: Any) -> Any:
        cookies = deepcopy(self.cookies)
        with transaction.atomic():
            if self.is_locked:
                with as_web():
                    answer = super().request(**request)
            else:
                answer = super().request(**request)
            answer.full_content = b"".join(answer) if answer.streaming else answer.content
            transaction.set_rollback(not self.keeps_changes)
        self.cookies = cookies
        return answer


class KeepingClient(WebClient):
    """A `WebClient` whose changes stay."""

    keeps_changes = True
