"""Every address of the program with its own and with foreign keys, or with nonsense in their place."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

from django.contrib import admin
from django.contrib.admin.utils import quote as admin_quote
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from tests.fuzz import nonsense
from tests.support.access import addresses

Arguments = Callable[[SimpleNamespace], dict[str, Any]]
_PART = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
_GROUP = re.compile(r"\(\?P<(?P<name>\w+)>(?:[^()]|\([^()]*\))*\)")


@dataclass(frozen=True)
class Place:
    """An address by name: its route with gaps, what fills them for a commune, and the query that belongs to it."""

    name: str
    route: str
    arguments: Arguments = addresses.no_arguments
    query: Callable[[SimpleNamespace], str] = addresses.no_query

    @property
    def is_rich(self) -> bool:
        """Whether the page takes many parameters."""
        return self.name.endswith(_RICH)

    @property
    def model(self) -> type[models.Model] | None:
        """The model of a register's page."""
        label = self.name.removeprefix("admin:").rsplit("_", 1)[0]
        return next((one for one in admin.site._registry if label == one._meta.label_lower.replace(".", "_")), None)

    def path(self, side: SimpleNamespace) -> str:
        """The address about a row of `side`."""
        return self._filled({name: quote(str(value)) for name, value in self.arguments(side).items()})

    def nonsense_path(self, side: SimpleNamespace, chance: Random) -> str:
        """The address with something else for one of its keys."""
        filled = {name: quote(str(value)) for name, value in self.arguments(side).items()}
        if gaps := list(_PART.finditer(self.route)):
            gap = chance.choice(gaps)
            number = gap["kind"] == "int" and chance.random() < 0.8
            odd = chance.choice(_NUMBERS) if number else quote(nonsense.value(chance)[:300], safe="/")
            filled[gap["name"]] = odd
        return self._filled(filled)

    def _filled(self, filled: dict[str, str]) -> str:
        return "/" + _PART.sub(lambda gap: filled.get(gap["name"], "1"), self.route)


_RICH = ("_changelist", "_add", "_change", "_export", "autocomplete", "lists", "totals", "desk:unit", "households")
_NUMBERS = ("0", "1", "999999", "2147483648", "9223372036854775807", "9223372036854775808", "9" * 40, "00001")


def places() -> list[Place]:
    """Every address of the resolver; what is not in the tables of tests/access gets a 1 for each key."""
    known = dict(_known())
    found = []
    for name, route in _routes(get_resolver(), "", ""):
        arguments, query = known.get(name, (addresses.no_arguments, addresses.no_query))
        found.append(Place(name, route, arguments, query))
    return found


def _known() -> Iterator[tuple[str, tuple[Arguments, Callable[[SimpleNamespace], str]]]]:
    for page in addresses.PAGES:
        yield page.name, (page.args, page.query)
    for register in addresses.REGISTERS:
        name = f"admin:{register.model._meta.app_label}_{register.model._meta.model_name}"
        for view in ("change", "delete", "history"):
            yield f"{name}_{view}", (_row_of(register), addresses.no_query)
    for own in (addresses.OWN_ACCOUNT, {f"admin:{name}": args for name, args in addresses.ADMIN.items()}):
        for name, args in own.items():
            yield name, (lambda side, args=args: args, addresses.no_query)  # type: ignore[misc]


def _row_of(register: addresses.RegisterOf) -> Arguments:
    return lambda side: {"object_id": admin_quote(register.row(side).pk)}


def _routes(resolver: URLResolver, prefix: str, space: str) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        route = prefix + _route(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", route
        else:
            yield from _routes(pattern, route, f"{space}{pattern.namespace}:" if pattern.namespace else space)


def _route(pattern: Any) -> str:
    if isinstance(pattern, RoutePattern):
        return str(pattern)
    return _GROUP.sub(lambda group: f"<{group['name']}>", str(pattern)).strip("^$")
