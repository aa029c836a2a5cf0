"""Every address of the program, with keys of the own or of the other commune, or with invalid ones."""

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

from tests.fuzz import invalid_values
from tests.support.access import addresses

Arguments = Callable[[SimpleNamespace], dict[str, Any]]
_PARAMETER = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
_GROUP = re.compile(r"\(\?P<(?P<name>\w+)>(?:[^()]|\([^()]*\))*\)")


@dataclass(frozen=True)
class Route:
    """A named address: its pattern, the arguments for a commune, and its query."""

    name: str
    pattern: str
    arguments: Arguments = addresses.no_arguments
    query: Callable[[SimpleNamespace], str] = addresses.no_query

    @property
    def has_many_parameters(self) -> bool:
        """Whether the page takes many parameters."""
        return self.name.endswith(_MANY_PARAMETERS)

    @property
    def model(self) -> type[models.Model] | None:
        """The model of a register's page."""
        label = self.name.removeprefix("admin:").rsplit("_", 1)[0]
        return next(
            (model for model in admin.site._registry if label == model._meta.label_lower.replace(".", "_")), None
        )

    def path(self, side: SimpleNamespace) -> str:
        """The address about a row of `side`."""
        return self._path_with({name: quote(str(value)) for name, value in self.arguments(side).items()})

    def invalid_path(self, side: SimpleNamespace, rng: Random) -> str:
        """The address with an invalid value for one of its keys."""
        values = {name: quote(str(value)) for name, value in self.arguments(side).items()}
        if parameters := list(_PARAMETER.finditer(self.pattern)):
            parameter = rng.choice(parameters)
            is_number = parameter["kind"] == "int" and rng.random() < 0.8
            invalid = rng.choice(_NUMBERS) if is_number else quote(invalid_values.value(rng)[:300], safe="/")
            values[parameter["name"]] = invalid
        return self._path_with(values)

    def _path_with(self, values: dict[str, str]) -> str:
        return "/" + _PARAMETER.sub(lambda parameter: values.get(parameter["name"], "1"), self.pattern)


_MANY_PARAMETERS = (
    "_changelist",
    "_add",
    "_change",
    "_export",
    "autocomplete",
    "lists",
    "totals",
    "desk:unit",
    "households",
)
_NUMBERS = ("0", "1", "999999", "2147483648", "9223372036854775807", "9223372036854775808", "9" * 40, "00001")


def all_routes() -> list[Route]:
    """Every address of the resolver. One that is not in the tables of tests/support/access gets 1 for each key."""
    arguments_by_name = dict(_arguments_by_name())
    routes = []
    for name, pattern_text in _named_patterns(get_resolver(), "", ""):
        arguments, query = arguments_by_name.get(name, (addresses.no_arguments, addresses.no_query))
        routes.append(Route(name, pattern_text, arguments, query))
    return routes


def _arguments_by_name() -> Iterator[tuple[str, tuple[Arguments, Callable[[SimpleNamespace], str]]]]:
    for page in addresses.PAGES:
        yield page.name, (page.args, page.query)
    for register in addresses.REGISTERS:
        name = f"admin:{register.model._meta.app_label}_{register.model._meta.model_name}"
        for view in ("change", "delete", "history"):
            yield f"{name}_{view}", (_key_of_row(register), addresses.no_query)
    for group in (addresses.OWN_ACCOUNT, {f"admin:{name}": args for name, args in addresses.ADMIN.items()}):
        for name, args in group.items():
            yield name, (lambda side, args=args: args, addresses.no_query)  # type: ignore[misc]


def _key_of_row(register: addresses.Register) -> Arguments:
    return lambda side: {"object_id": admin_quote(register.row(side).pk)}


def _named_patterns(resolver: URLResolver, prefix: str, space: str) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        pattern_text = prefix + _pattern_text(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", pattern_text
        else:
            yield from _named_patterns(
                pattern, pattern_text, f"{space}{pattern.namespace}:" if pattern.namespace else space
            )


def _pattern_text(pattern: Any) -> str:
    if isinstance(pattern, RoutePattern):
        return str(pattern)
    return _GROUP.sub(lambda group: f"<{group['name']}>", str(pattern)).strip("^$")
